"""Builders: each makes a valid thing and takes what the test cares about."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from course.core.ids import new_id
from course.core.people import fold_name
from course.core.rules.awards import Achieved
from course.core.tokens import new_code, new_token, token_hash
from course.store.accounts.models import Account, SignIn
from course.store.accounts.operations import find_or_add_person
from course.store.awards.operations import issue_certificate
from course.store.cohorts.models import Cohort, Facilitation
from tests.conftest import NOON
from tests.pages import PageClient


def add_person(
    session: Session, name: str = "Amina Diallo", *, role: str = "learner", **columns: Any
) -> Account:
    """Add a confirmed account; its address is made of the name and a random part unless given."""
    email = columns.pop("email", f"{fold_name(name).replace(' ', '.')}.{uuid4().hex[:8]}@example.org")
    account_id, _ = find_or_add_person(
        session,
        email=email,
        display_name=name,
        now=columns.pop("now", NOON),
        role=role,
        confirmed_at=columns.pop("confirmed_at", NOON),
        **columns,
    )
    session.flush()
    found = session.get(Account, account_id)
    assert found is not None
    return found


def add_cohort(session: Session, name: str = "Mediterranean autumn", **columns: Any) -> Cohort:
    cohort = Cohort(
        id=new_id(),
        slug=columns.pop("slug", f"cohort-{uuid4().hex[:8]}"),
        name=name,
        language=columns.pop("language", "en"),
        code=columns.pop("code", new_code()),
        created_at=columns.pop("created_at", NOON),
        **columns,
    )
    session.add(cohort)
    session.flush()
    return cohort


def add_facilitator(session: Session, cohort: Cohort, account: Account) -> None:
    session.add(Facilitation(cohort_id=cohort.id, account_id=account.id, since=NOON))
    session.flush()


def sign_in(client: PageClient, session: Session, account: Account, now: datetime | None = None) -> str:
    """Sign a person in without the form: a row and its cookie, as the sign-in flow leaves them."""
    from course.web.session import utc_now

    token = new_token()
    at = now or utc_now()
    session.add(
        SignIn(
            id=new_id(),
            account_id=account.id,
            token_hash=token_hash(token),
            device="test",
            created_at=at,
            last_seen_at=at,
            expires_at=at + timedelta(days=30),
        )
    )
    session.commit()
    with client.http.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["fresh_at"] = at.timestamp()
        cookie["_fresh"] = True
    return token


def enrol(session: Session, catalogue: Any, cohort: Cohort, account: Account, now: datetime = NOON) -> UUID:
    from course.flows.enrol_learner import enrol_learner

    enrol_learner(
        session, catalogue, cohort_id=cohort.id, learner_id=account.id, source="admin", actor_id=None, now=now
    )
    session.commit()
    return cohort.id


def give_certificate(session: Session, account: Account, now: datetime = NOON, **columns: Any) -> None:
    """Give a person a certificate without the course behind it."""
    issue_certificate(
        session,
        learner_id=account.id,
        name=columns.pop("name", account.display_name),
        language=columns.pop("language", account.language),
        title="Walking",
        achieved=Achieved(
            modules=2, lessons=4, quizzes=1, surveys=1, games=1, minutes=columns.pop("minutes", 61)
        ),
        rule=columns.pop("rule", {"modules": "all", "quizzes": "all", "games": "all"}),
        content_version=columns.pop("content_version", "0123456789abcdef01234567"),
        now=now,
    )
