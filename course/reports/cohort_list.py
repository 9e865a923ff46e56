"""All cohorts, for admins."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.store.accounts.models import Account
from course.store.cohorts.models import Cohort, Facilitation, RosterImport


class CohortLine(NamedTuple):
    """One cohort in the list; `seats` 0 is no limit."""

    id: UUID
    slug: str
    name: str
    language: str
    starts_on: date | None
    ends_on: date | None
    closed_at: datetime | None
    seats: int
    seats_taken: int
    facilitators: int


class Facilitator(NamedTuple):
    """Somebody who facilitates a cohort."""

    id: UUID
    name: str
    email: str


class WaitingImport(NamedTuple):
    """An import that was checked and not applied, or is in work."""

    id: UUID
    cohort_slug: str
    cohort_name: str
    file_name: str
    state: str
    created_at: datetime


def cohort_list(session: Session, *, before: UUID | None, limit: int) -> list[CohortLine]:
    """Return cohorts, the newest first, from the one made before `before` on."""
    facilitators = (
        select(func.count()).where(Facilitation.cohort_id == Cohort.id).correlate(Cohort).scalar_subquery()
    )
    statement = select(
        Cohort.id,
        Cohort.slug,
        Cohort.name,
        Cohort.language,
        Cohort.starts_on,
        Cohort.ends_on,
        Cohort.closed_at,
        Cohort.seats,
        Cohort.seats_taken,
        facilitators,
    )
    if before is not None:
        statement = statement.where(Cohort.id < before)
    return [CohortLine(*row) for row in session.execute(statement.order_by(Cohort.id.desc()).limit(limit))]


def facilitators_of(session: Session, cohort_id: UUID) -> list[Facilitator]:
    """Return who facilitates a cohort, by name."""
    rows = session.execute(
        select(Account.id, Account.display_name, Account.email)
        .join(Facilitation, Facilitation.account_id == Account.id)
        .where(Facilitation.cohort_id == cohort_id)
        .order_by(Account.name_key, Account.id)
    )
    return [Facilitator(*row) for row in rows]


def waiting_imports(session: Session, *, limit: int) -> list[WaitingImport]:
    """Return the newest imports, of all cohorts, that wait for an admin or for the worker."""
    rows = session.execute(
        select(
            RosterImport.id,
            Cohort.slug,
            Cohort.name,
            RosterImport.file_name,
            RosterImport.state,
            RosterImport.created_at,
        )
        .join(Cohort, Cohort.id == RosterImport.cohort_id)
        .where(RosterImport.state.in_(("checked", "applying", "undoing")))
        .order_by(RosterImport.id.desc())
        .limit(limit)
    )
    return [WaitingImport(*row) for row in rows]
