"""The cohorts that someone facilitates: their own ones, and for admins all."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from course.core.problems import NotFound
from course.core.rules.actor import Actor
from course.store.cohorts.models import Cohort, Facilitation


class FacilitatedCohort(NamedTuple):
    """One cohort, as its facilitator's pages need it."""

    id: UUID
    slug: str
    name: str
    language: str
    starts_on: date | None
    ends_on: date | None
    closed_at: datetime | None
    enrolled: int
    seats: int  # 0 is no limit


_COLUMNS = select(
    Cohort.id,
    Cohort.slug,
    Cohort.name,
    Cohort.language,
    Cohort.starts_on,
    Cohort.ends_on,
    Cohort.closed_at,
    Cohort.seats_taken,
    Cohort.seats,
)


def facilitated_cohorts(
    session: Session, viewer: Actor, *, after: UUID | None, limit: int
) -> Sequence[FacilitatedCohort]:
    """Return the viewer's cohorts, the newest first, from the one after `after`."""
    statement = _own(viewer).order_by(Cohort.id.desc()).limit(limit)
    if after is not None:
        statement = statement.where(Cohort.id < after)
    return [FacilitatedCohort(*row) for row in session.execute(statement)]


def find_cohort(session: Session, viewer: Actor, slug: str) -> FacilitatedCohort:
    """Return a cohort of the viewer. Raises NotFound for one that does not exist or is not theirs."""
    row = session.execute(_own(viewer).where(Cohort.slug == slug)).one_or_none()
    if row is None:
        raise NotFound
    return FacilitatedCohort(*row)


def _own(viewer: Actor) -> Select[*tuple[Any, ...]]:
    if viewer.is_admin:
        return _COLUMNS
    mine = select(Facilitation.cohort_id).where(Facilitation.account_id == viewer.account_id)
    return _COLUMNS.where(Cohort.id.in_(mine))
