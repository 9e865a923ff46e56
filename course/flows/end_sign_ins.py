"""Ending sign-ins from elsewhere, by their owner."""

from datetime import datetime
from uuid import UUID

from course.db.session import Session
from course.store.accounts.operations import end_sign_in, end_sign_ins
from course.store.audit.operations import record


def end_one_sign_in(session: Session, *, account_id: UUID, session_id: UUID, now: datetime) -> bool:
    """End one of a person's sign-ins; tell whether there was one to end."""
    ended = end_sign_in(session, account_id=account_id, session_id=session_id, now=now)
    if ended:
        _tell(session, account_id, 1, now)
    return ended


def end_other_sign_ins(session: Session, *, account_id: UUID, keep: UUID | None, now: datetime) -> int:
    """End a person's sign-ins but one; return how many ended."""
    ended = end_sign_ins(session, account_id=account_id, now=now, keep=keep)
    if ended:
        _tell(session, account_id, ended, now)
    return ended


def _tell(session: Session, account_id: UUID, number: int, now: datetime) -> None:
    record(
        session,
        actor_id=account_id,
        action="account.sign_ins_ended",
        subject_kind="account",
        subject_id=account_id,
        now=now,
        details={"number": number},
    )
