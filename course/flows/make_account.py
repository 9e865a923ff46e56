"""Making an account for somebody, as an operator does: the first admin of an installation comes this way."""

from datetime import datetime

from course.db.session import Session
from course.flows.send_link import mail_link
from course.store.accounts.operations import find_or_add_person
from course.store.audit.operations import record

LINK_MINUTES = 24 * 60


def make_account(
    session: Session, *, email: str, display_name: str, role: str, language: str, now: datetime
) -> bool:
    """Make a confirmed account and mail its owner a link to sign in with; False where the address has one."""
    account_id, made = find_or_add_person(
        session,
        email=email,
        display_name=display_name,
        now=now,
        role=role,
        language=language,
        confirmed_at=now,
    )
    if not made:
        return False
    mail_link(
        session,
        account_id=account_id,
        purpose="sign_in",
        template="sign_in_link",
        minutes=LINK_MINUTES,
        payload={"next": ""},
        now=now,
    )
    record(
        session,
        actor_id=None,
        action="account.registered",
        subject_kind="account",
        subject_id=account_id,
        now=now,
        details={"role": role},
    )
    return True
