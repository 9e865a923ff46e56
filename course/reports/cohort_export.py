"""A cohort's people as a roster: what is written here imports as "nothing to change"."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select, tuple_
from sqlalchemy.orm import Session

from course.core.formats.roster_csv import RosterRow
from course.store.accounts.models import Account
from course.store.cohorts.models import Enrolment, Facilitation

_PART = 1_000
_PROFILE = (
    "email",
    "given_name",
    "family_name",
    "display_name",
    "country",
    "city",
    "organisation",
    "role_title",
    "language",
    "time_zone",
)
_COLUMNS = (Account.id, Account.name_key, *(getattr(Account, name) for name in _PROFILE), Account.external_id)


def cohort_export(session: Session, *, cohort_id: UUID, slug: str) -> Iterator[RosterRow]:
    """Yield who facilitates a cohort and learns nothing in it, then its learners in order of their names."""
    for _key, values in _facilitators(session, cohort_id):
        yield RosterRow(**values, cohort=slug, role="facilitator")
    last: tuple[str, UUID] | None = None
    while part := _learners(session, cohort_id, last):
        for key, values, group, starts, ends in part:
            yield RosterRow(**values, cohort=slug, group=group, role="learner", starts=starts, ends=ends)
            last = key


def _facilitators(session: Session, cohort_id: UUID) -> list[tuple[Any, dict[str, Any]]]:
    learning = select(Enrolment.learner_id).where(
        Enrolment.cohort_id == cohort_id, Enrolment.state == "active"
    )
    rows = session.execute(
        select(*_COLUMNS)
        .join(Facilitation, Facilitation.account_id == Account.id)
        .where(Facilitation.cohort_id == cohort_id, Account.id.not_in(learning))
        .order_by(Account.name_key, Account.id)
    )
    return [_person(row) for row in rows]


def _learners(session: Session, cohort_id: UUID, after: tuple[str, UUID] | None) -> list[Any]:
    statement = (
        select(*_COLUMNS, Enrolment.group_name, Enrolment.starts_on, Enrolment.ends_on)
        .join(
            Enrolment,
            and_(
                Enrolment.learner_id == Account.id,
                Enrolment.cohort_id == cohort_id,
                Enrolment.state == "active",
            ),
        )
        .order_by(Account.name_key, Account.id)
        .limit(_PART)
    )
    if after is not None:
        statement = statement.where(tuple_(Account.name_key, Account.id) > tuple_(*after))
    return [(*_person(row[: len(_COLUMNS)]), *row[len(_COLUMNS) :]) for row in session.execute(statement)]


def _person(row: Any) -> tuple[tuple[str, UUID], dict[str, Any]]:
    account_id, name_key, *values, number = row
    return (name_key, account_id), {**dict(zip(_PROFILE, values, strict=True)), "external_id": number or ""}
