"""Builders for what people show of themselves."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.core.rules.consents import COMMUNITY, POLICY_VERSIONS
from course.core.rules.visibility import PROFILE_FIELDS
from course.store.accounts.models import Account, AccountTag
from course.store.accounts.operations import ProfileChange, change_profile, give_consent
from course.store.cohorts.models import Cohort, Enrolment
from tests.builders import add_person
from tests.conftest import NOON


def choose(session: Session, person: Account, **audiences: str) -> None:
    """Let a person choose an audience field by field; other fields go by the default, and what they wrote stays."""
    written = select(AccountTag.kind, AccountTag.value).where(AccountTag.account_id == person.id)
    tags = session.execute(written).all()
    change = ProfileChange(
        columns={},
        topics=[value for kind, value in tags if kind == "topic"],
        languages=[value for kind, value in tags if kind == "language"],
        audiences=audiences,
    )
    change_profile(session, account_id=person.id, change=change)
    session.commit()


def consent(session: Session, person: Account, *, given: bool = True) -> None:
    give_consent(
        session,
        account_id=person.id,
        purpose=COMMUNITY,
        given=given,
        policy_version=POLICY_VERSIONS[COMMUNITY],
        now=NOON,
    )
    session.commit()


def add_member(
    session: Session,
    cohort: Cohort | None = None,
    name: str = "Leïla Ben Youssef",
    *,
    topics: tuple[str, ...] = (),
    languages: tuple[str, ...] = (),
    audience: str = "",
    **columns: Any,
) -> Account:
    """Add a person with what they wrote of themselves; `audience` is who may see all of it."""
    person = add_person(session, name, **columns)
    session.add_all(AccountTag(account_id=person.id, kind="topic", value=topic) for topic in topics)
    session.add_all(AccountTag(account_id=person.id, kind="language", value=code) for code in languages)
    if cohort is not None:
        join(session, cohort, person)
    session.commit()
    if audience:
        choose(session, person, **dict.fromkeys(PROFILE_FIELDS, audience))
    return person


def join(session: Session, cohort: Cohort, person: Account, *, state: str = "active") -> Enrolment:
    enrolment = Enrolment(
        cohort_id=cohort.id, learner_id=person.id, state=state, source="admin", enrolled_at=NOON
    )
    session.add(enrolment)
    session.commit()
    return enrolment
