"""Shutting a person out, and letting them in again. It acts on their next request."""

from datetime import datetime
from uuid import UUID

from course.core.problems import NotFound
from course.db.session import Session
from course.flows.change_role import OwnAccount, keep_one_admin
from course.store.accounts.bulk import people_by_id
from course.store.accounts.operations import restore, suspend
from course.store.audit.operations import record


def suspend_person(session: Session, *, account_id: UUID, actor_id: UUID | None, now: datetime) -> bool:
    """Shut a person out; tell whether that is news. Raises NotFound, OwnAccount, LastAdmin.

    Their sign-ins, links and tokens stop working; what they did stays.
    """
    person = people_by_id(session, [account_id]).get(account_id)
    if person is None:
        raise NotFound
    if account_id == actor_id:
        raise OwnAccount
    if person.now.role == "admin" and not person.suspended:
        keep_one_admin(session, account_id)
    changed = suspend(session, account_id=account_id, now=now)
    if changed:
        _tell(session, "account.suspended", account_id, actor_id, now)
    return changed


def restore_person(session: Session, *, account_id: UUID, actor_id: UUID | None, now: datetime) -> bool:
    """Let a suspended person in again; tell whether they were suspended. Raises NotFound."""
    if account_id not in people_by_id(session, [account_id]):
        raise NotFound
    changed = restore(session, account_id=account_id)
    if changed:
        _tell(session, "account.restored", account_id, actor_id, now)
    return changed


def _tell(session: Session, action: str, account_id: UUID, actor_id: UUID | None, now: datetime) -> None:
    record(
        session,
        actor_id=actor_id,
        action=action,
        subject_kind="account",
        subject_id=account_id,
        now=now,
    )
