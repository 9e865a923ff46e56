"""Another password: other browsers are signed out, open links are void, and the person hears of it."""

from datetime import datetime
from uuid import UUID

from course.core.ids import new_id
from course.db.session import Session
from course.store.accounts.operations import end_sign_ins, set_password_hash, void_one_time_tokens
from course.store.audit.operations import record
from course.store.outbox.operations import queue_mail


def change_password(
    session: Session, *, account_id: UUID, password_hash: str, keep: UUID | None, now: datetime
) -> None:
    """Keep another password's hash. `keep` is the sign-in that goes on; None ends all."""
    set_password_hash(session, account_id=account_id, password_hash=password_hash)
    end_sign_ins(session, account_id=account_id, now=now, keep=keep)
    void_one_time_tokens(session, account_id=account_id, now=now)
    record(
        session,
        actor_id=account_id,
        action="account.password_changed",
        subject_kind="account",
        subject_id=account_id,
        now=now,
    )
    queue_mail(
        session,
        account_id=account_id,
        template="password_changed",
        payload={},
        key=f"password_changed:{new_id()}",
        now=now,
    )
