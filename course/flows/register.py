"""Joining: an account for a new address, a friendly mail for a known one, and the same answer for both."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from course.core.rules.consents import TERMS
from course.core.rules.sign_in import CONFIRM_MINUTES, LINK_MINUTES
from course.db.session import Session
from course.flows.give_consent import give_consent
from course.flows.send_link import TEMPLATES, mail_link, may_mail
from course.store.accounts.operations import find_or_add_person
from course.store.accounts.queries import find_credentials
from course.store.audit.operations import record

UNDER_WAY = timedelta(minutes=10)  # after joining, the confirmation is still on its way: no second mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """What somebody gave to join. Whoever sends it has agreed to the terms."""

    email: str
    display_name: str
    language: str
    password_hash: str | None  # None: signs in by link
    payload: dict[str, Any]  # carried by the mailed link: where to go on, a cohort's code, the browser's mark


def register(session: Session, joining: Joining, *, secret: str, now: datetime) -> None:
    """Make the account unless the address has one, and write to the address in either case.

    Nothing comes back, so that no door can tell the two apart. Of many at once one makes the account and one
    mail leaves.
    """
    allowed = may_mail(session, secret=secret, email=joining.email, now=now)
    account_id, made = find_or_add_person(
        session,
        email=joining.email,
        display_name=joining.display_name,
        language=joining.language,
        password_hash=joining.password_hash,
        now=now,
    )
    with session.begin_nested() as noted:
        _note_joining(session, account_id, now)
        if not made:
            noted.rollback()  # the same work for a known address, so that the answer takes as long
    hears = _should_hear(session, joining.email, now)
    if allowed and (made or hears):
        mail_link(
            session,
            account_id=account_id,
            purpose="confirm" if made else "sign_in",
            template=TEMPLATES["confirm" if made else "join"],
            minutes=CONFIRM_MINUTES if made else LINK_MINUTES,
            payload=joining.payload,
            now=now,
        )


def _note_joining(session: Session, account_id: UUID, now: datetime) -> None:
    give_consent(session, account_id=account_id, purpose=TERMS, given=True, now=now)
    record(
        session,
        actor_id=account_id,
        action="account.registered",
        subject_kind="account",
        subject_id=account_id,
        now=now,
    )


def _should_hear(session: Session, email: str, now: datetime) -> bool:
    """Tell whether a known person is told that somebody joined with their address."""
    person = find_credentials(session, email=email)
    if person is None:
        return False  # suspended
    return person.confirmed_at is not None or now - person.created_at > UNDER_WAY
