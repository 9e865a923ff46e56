"""Changes to cohorts and enrolments. They flush and never commit."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from course.core.ids import new_id
from course.core.problems import CourseProblem
from course.db.session import insert_or_ignore
from course.store.cohorts.models import Cohort, Enrolment, Facilitation


class CohortFull(CourseProblem):
    """All seats of the cohort are taken."""

    code = "cohort_full"
    status = 409


class SeatsBelowTaken(CourseProblem):
    """A cohort was to have fewer seats than people."""

    code = "seats_below_taken"
    status = 409


def add_cohort(
    session: Session,
    *,
    slug: str,
    name: str,
    language: str,
    seats: int,
    starts_on: date | None,
    ends_on: date | None,
    time_zone: str,
    code: str,
    code_open: bool,
    now: datetime,
) -> UUID | None:
    """Make a cohort; None when the slug or the code is taken. `seats` 0 is no limit."""
    cohort_id = new_id()
    values: dict[str, Any] = {
        "id": cohort_id,
        "slug": slug,
        "name": name,
        "language": language,
        "code": code,
        "code_open": code_open,
        "seats": seats,
        "seats_taken": 0,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "time_zone": time_zone,
        "closed_at": None,
        "created_at": now,
    }
    return cohort_id if insert_or_ignore(session, Cohort, values, None) else None


def change_cohort(session: Session, cohort_id: UUID, **columns: Any) -> None:
    """Write columns of a cohort. Raises SeatsBelowTaken: the database compares the seats in the same statement."""
    statement = update(Cohort).where(Cohort.id == cohort_id).values(columns)
    try:
        with session.begin_nested():
            session.execute(statement, execution_options={"synchronize_session": False})
    except IntegrityError as error:
        if "seats_kept" in str(error.orig):
            raise SeatsBelowTaken from error
        raise


def set_code(session: Session, cohort_id: UUID, code: str) -> bool:
    """Give a cohort another code; tell whether it was free."""
    try:
        with session.begin_nested():
            session.execute(
                update(Cohort).where(Cohort.id == cohort_id).values(code=code),
                execution_options={"synchronize_session": False},
            )
    except IntegrityError:
        return False
    return True


def close_cohort(session: Session, cohort_id: UUID, *, now: datetime | None) -> bool:
    """Close a cohort at a moment, or open it again (None); tell whether that is news."""
    is_same = Cohort.closed_at.is_(None) if now is None else Cohort.closed_at.is_not(None)
    result: Any = session.execute(
        update(Cohort).where(Cohort.id == cohort_id, ~is_same).values(closed_at=now),
        execution_options={"synchronize_session": False},
    )
    return bool(result.rowcount)


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
        take_seats(session, cohort_id, 1)
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
        take_seats(session, cohort_id, -1)
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


def forget_facilitations(session: Session, account_id: UUID) -> int:
    """Take all cohorts from somebody who facilitated them; return how many."""
    result: Any = session.execute(
        delete(Facilitation).where(Facilitation.account_id == account_id),
        execution_options={"synchronize_session": False},
    )
    return int(result.rowcount)


def take_seats(session: Session, cohort_id: UUID, number: int) -> None:
    """Count seats as taken, or as free where `number` is negative. Raises CohortFull."""
    if not number:
        return
    try:
        session.execute(
            update(Cohort).where(Cohort.id == cohort_id).values(seats_taken=Cohort.seats_taken + number)
        )
    except IntegrityError as error:
        if "seats_kept" in str(error.orig):
            raise CohortFull from error
        raise
