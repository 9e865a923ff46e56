"""Giving a person another role. It acts on their next request: their sign-ins end."""

from datetime import datetime
from uuid import UUID

from course.core.problems import CourseProblem, NotFound
from course.db.session import Session
from course.store.accounts.bulk import people_by_id
from course.store.accounts.operations import set_role
from course.store.accounts.queries import admin_ids
from course.store.audit.operations import record
from course.store.cohorts.operations import forget_facilitations


class OwnAccount(CourseProblem):
    """Admins do not take away their own rights: another admin does."""

    code = "own_account"
    status = 409


class LastAdmin(CourseProblem):
    """The last admin who can sign in stays one, else nobody could mend anything."""

    code = "last_admin"
    status = 409


def change_role(
    session: Session, *, account_id: UUID, role: str, actor_id: UUID | None, now: datetime
) -> bool:
    """Give a person a role; tell whether it is another than before. Raises NotFound, OwnAccount, LastAdmin.

    Who becomes a learner facilitates no cohort any more.
    """
    person = people_by_id(session, [account_id]).get(account_id)
    if person is None:
        raise NotFound
    if person.now.role == role:
        return False
    if account_id == actor_id:
        raise OwnAccount
    if person.now.role == "admin":
        keep_one_admin(session, account_id)
    set_role(session, account_id=account_id, role=role, now=now)
    given_up = forget_facilitations(session, account_id) if role == "learner" else 0
    record(
        session,
        actor_id=actor_id,
        action="account.role_changed",
        subject_kind="account",
        subject_id=account_id,
        now=now,
        details={"from": person.now.role, "to": role, "cohorts_given_up": given_up},
    )
    return True


def keep_one_admin(session: Session, leaving: UUID) -> None:
    """Raise LastAdmin when nobody else would be admin; of two who leave at the same moment, one waits and sees."""
    if not set(admin_ids(session, lock=True)) - {leaving}:
        raise LastAdmin
