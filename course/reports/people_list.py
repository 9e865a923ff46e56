"""All people, for admins: looked for by name or address."""

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import Session

from course.core.emails import fold_email
from course.core.people import fold_name
from course.core.problems import NotFound
from course.store.accounts.models import Account
from course.store.cohorts.models import Cohort, Enrolment, Facilitation

ROLES = ("all", "learner", "facilitator", "admin")
STATES = ("all", "active", "unconfirmed", "suspended")


class PersonLine(NamedTuple):
    """One person in the list."""

    id: UUID
    name_key: str
    name: str
    email: str
    role: str
    language: str
    confirmed_at: datetime | None
    suspended_at: datetime | None
    created_at: datetime


class PersonFacts(NamedTuple):
    """What an admin sees of one person."""

    id: UUID
    name: str
    email: str
    role: str
    language: str
    time_zone: str
    country: str
    city: str
    organisation: str
    role_title: str
    external_id: str | None
    confirmed_at: datetime | None
    suspended_at: datetime | None
    created_at: datetime


class PersonCohort(NamedTuple):
    """A cohort of a person: `as_` is learner or facilitator, `state` active or left."""

    slug: str
    name: str
    as_: str
    state: str
    since: datetime
    ends_on: date | None


def people_list(
    session: Session,
    *,
    text: str,
    role: str,
    state: str,
    after: tuple[str, UUID] | None,
    limit: int,
    staff_only: bool = False,
) -> list[PersonLine]:
    """Return people in order of their names, after the one with these keys.

    `text` stands at the beginning of a word of the name, or of the address; `role` is one of ROLES and `state`
    one of STATES. `staff_only` leaves learners out.
    """
    statement = select(
        Account.id,
        Account.name_key,
        Account.display_name,
        Account.email,
        Account.role,
        Account.language,
        Account.confirmed_at,
        Account.suspended_at,
        Account.created_at,
    )
    if text.strip():
        name, address = fold_name(text), fold_email(text)
        statement = statement.where(
            or_(
                Account.name_key.startswith(name, autoescape=True),
                Account.name_key.contains(f" {name}", autoescape=True),
                Account.email_key.startswith(address, autoescape=True),
            )
        )
    if role != "all":
        statement = statement.where(Account.role == role)
    if staff_only:
        statement = statement.where(Account.role != "learner")
    if state == "suspended":
        statement = statement.where(Account.suspended_at.is_not(None))
    elif state == "unconfirmed":
        statement = statement.where(Account.confirmed_at.is_(None))
    elif state == "active":
        statement = statement.where(Account.suspended_at.is_(None), Account.confirmed_at.is_not(None))
    if after is not None:
        statement = statement.where(tuple_(Account.name_key, Account.id) > tuple_(*after))
    rows = session.execute(statement.order_by(Account.name_key, Account.id).limit(limit))
    return [PersonLine(*row) for row in rows]


def get_person(session: Session, account_id: UUID) -> PersonFacts:
    """Return one person. Raises NotFound."""
    row: Any = session.execute(
        select(
            Account.id,
            Account.display_name,
            Account.email,
            Account.role,
            Account.language,
            Account.time_zone,
            Account.country,
            Account.city,
            Account.organisation,
            Account.role_title,
            Account.external_id,
            Account.confirmed_at,
            Account.suspended_at,
            Account.created_at,
        ).where(Account.id == account_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return PersonFacts(*row)


def cohorts_of_person(session: Session, account_id: UUID) -> list[PersonCohort]:
    """Return a person's cohorts, the newest first; those that they left too."""
    learning: Any = session.execute(
        select(Cohort.slug, Cohort.name, Enrolment.state, Enrolment.enrolled_at, Enrolment.ends_on)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(Enrolment.learner_id == account_id)
    )
    found = [PersonCohort(slug, name, "learner", *rest) for slug, name, *rest in learning]
    facilitating = session.execute(
        select(Cohort.slug, Cohort.name, Facilitation.since)
        .join(Facilitation, Facilitation.cohort_id == Cohort.id)
        .where(Facilitation.account_id == account_id)
    )
    found += [
        PersonCohort(slug, name, "facilitator", "active", since, None) for slug, name, since in facilitating
    ]
    return sorted(found, key=lambda one: one.since, reverse=True)
