"""A person's answer for one purpose, and its line in the log."""

from datetime import datetime
from uuid import UUID

from course.core.rules.consents import POLICY_VERSIONS
from course.db.session import Session
from course.store.accounts import operations as accounts
from course.store.audit.operations import record


def give_consent(session: Session, *, account_id: UUID, purpose: str, given: bool, now: datetime) -> None:
    """Keep an answer, given or taken back, with the version of the words that were shown."""
    version = POLICY_VERSIONS[purpose]
    accounts.give_consent(
        session, account_id=account_id, purpose=purpose, given=given, policy_version=version, now=now
    )
    record(
        session,
        actor_id=account_id,
        action="consent.given" if given else "consent.withdrawn",
        subject_kind="account",
        subject_id=account_id,
        now=now,
        details={"purpose": purpose, "version": version},
    )
