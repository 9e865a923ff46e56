"""Changes to cohorts and enrolments. They flush and never commit."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from course.core.ids import new_id
from course.core.problems import CourseProblem
from course.db.session import insert_or_ignore
from course.store.cohorts.models import Cohort, Enrolment


class CohortFull(CourseProblem):
    """All seats of the cohort are taken."""

    code = "cohort_full"
    status = 409


def enrol(
    session: Session,
    *,
    cohort_id: UUID,
    learner_id: UUID,
    source: str,
    now: datetime,
    group_name: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> bool:
    """Enrol a learner; tell whether that changed anything. Raises CohortFull.

    Who is enrolled stays so; who left comes back to the same row. The seat is taken by the database's own
    check, in this transaction, so that of many at once only as many get in as there are seats.
    """
    values: dict[str, Any] = {
        "id": new_id(),
        "cohort_id": cohort_id,
        "learner_id": learner_id,
        "state": "active",
        "group_name": group_name,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "source": source,
        "enrolled_at": now,
        "left_at": None,
    }
    changed = insert_or_ignore(session, Enrolment, values, ["cohort_id", "learner_id"])
    if not changed:
        changed = _come_back(session, cohort_id, learner_id)
    if changed:
        _take_seats(session, cohort_id, 1)
    return changed


def leave(session: Session, *, cohort_id: UUID, learner_id: UUID, now: datetime) -> bool:
    """End an enrolment and free its seat; tell whether there was one. The record stays."""
    result: Any = session.execute(
        update(Enrolment)
        .where(
            Enrolment.cohort_id == cohort_id, Enrolment.learner_id == learner_id, Enrolment.state == "active"
        )
        .values(state="left", left_at=now)
    )
    if result.rowcount:
        _take_seats(session, cohort_id, -1)
    return bool(result.rowcount)


def _come_back(session: Session, cohort_id: UUID, learner_id: UUID) -> bool:
    result: Any = session.execute(
        update(Enrolment)
        .where(
            Enrolment.cohort_id == cohort_id, Enrolment.learner_id == learner_id, Enrolment.state == "left"
        )
        .values(state="active", left_at=None)
    )
    return bool(result.rowcount)


def _take_seats(session: Session, cohort_id: UUID, number: int) -> None:
    try:
        session.execute(
            update(Cohort).where(Cohort.id == cohort_id).values(seats_taken=Cohort.seats_taken + number)
        )
    except IntegrityError as error:
        if "seats_kept" in str(error.orig):
            raise CohortFull from error
        raise
