"""Setting up a cohort: made, changed, given a new code and facilitators, closed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from course.core.problems import CourseProblem, NotFound
from course.core.slugs import free_slug, make_slug
from course.core.tokens import new_code
from course.db.session import Session
from course.store.accounts.bulk import people_by_id
from course.store.audit.operations import record
from course.store.cohorts import operations as cohorts
from course.store.cohorts.bulk import add_facilitators, take_facilitators
from course.store.cohorts.queries import CohortFacts, taken_slugs

# Addresses under /admin/cohorts/ and /facilitate/ that are no cohort's.
RESERVED_SLUGS = frozenset({"new"})
_TRIES = 5


class NotStaff(CourseProblem):
    """A cohort was to be given to somebody whose role does not let them facilitate."""

    code = "facilitator_role_needed"
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortPlan:
    """What an admin says of a cohort. `seats` 0 is no limit; days are in `time_zone`."""

    name: str
    language: str
    seats: int = 0
    starts_on: date | None = None
    ends_on: date | None = None
    time_zone: str = "UTC"
    code_open: bool = True


def create_cohort(
    session: Session, *, plan: CohortPlan, actor_id: UUID | None, now: datetime, slug: str = ""
) -> str:
    """Make a cohort and return its slug, made of its name unless given.

    Of two with one name at the same moment each gets a slug of its own: the database decides, and the loser
    tries the next.
    """
    wanted = slug or make_slug(plan.name, "cohort")
    for _ in range(_TRIES):
        chosen = free_slug(wanted, taken_slugs(session, wanted) | RESERVED_SLUGS)
        cohort_id = cohorts.add_cohort(
            session,
            slug=chosen,
            name=plan.name,
            language=plan.language,
            seats=plan.seats,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            time_zone=plan.time_zone,
            code=new_code(),
            code_open=plan.code_open,
            now=now,
        )
        if cohort_id is not None:
            _tell(session, "cohort.created", cohort_id, actor_id, now, {"seats": plan.seats})
            return chosen
    raise RuntimeError("no free slug and code after five tries")


def change_cohort(
    session: Session, *, cohort: CohortFacts, plan: CohortPlan, actor_id: UUID | None, now: datetime
) -> None:
    """Change a cohort; its slug stays, so that links go on working. Raises SeatsBelowTaken."""
    wanted: dict[str, Any] = {
        "name": plan.name,
        "language": plan.language,
        "seats": plan.seats,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "time_zone": plan.time_zone,
        "code_open": plan.code_open,
    }
    changed = sorted(name for name, value in wanted.items() if getattr(cohort, name) != value)
    if changed:
        cohorts.change_cohort(session, cohort.id, **{name: wanted[name] for name in changed})
        _tell(session, "cohort.changed", cohort.id, actor_id, now, {"fields": changed})


def rotate_code(session: Session, *, cohort: CohortFacts, actor_id: UUID | None, now: datetime) -> str:
    """Give a cohort a new code, so that the old one lets nobody in any more; return it."""
    for _ in range(_TRIES):
        code = new_code()
        if cohorts.set_code(session, cohort.id, code):
            _tell(session, "cohort.code_changed", cohort.id, actor_id, now)
            return code
    raise RuntimeError("no free code after five tries")


def close_cohort(session: Session, *, cohort: CohortFacts, actor_id: UUID | None, now: datetime) -> bool:
    """Close a cohort: nobody joins or is enrolled any more; tell whether it was open. Its record stays."""
    closed = cohorts.close_cohort(session, cohort.id, now=now)
    if closed:
        _tell(session, "cohort.closed", cohort.id, actor_id, now)
    return closed


def reopen_cohort(session: Session, *, cohort: CohortFacts, actor_id: UUID | None, now: datetime) -> bool:
    """Open a closed cohort again; tell whether it was closed."""
    opened = cohorts.close_cohort(session, cohort.id, now=None)
    if opened:
        _tell(session, "cohort.reopened", cohort.id, actor_id, now)
    return opened


def add_facilitator(
    session: Session, *, cohort: CohortFacts, account_id: UUID, actor_id: UUID | None, now: datetime
) -> None:
    """Give a cohort to a facilitator or an admin. Raises NotFound, and NotStaff for a learner."""
    person = people_by_id(session, [account_id]).get(account_id)
    if person is None:
        raise NotFound
    if person.now.role == "learner":
        raise NotStaff
    add_facilitators(session, cohort.id, [account_id], now=now)
    _tell(session, "cohort.facilitator_added", cohort.id, actor_id, now, {"account": str(account_id)})


def remove_facilitator(
    session: Session, *, cohort: CohortFacts, account_id: UUID, actor_id: UUID | None, now: datetime
) -> bool:
    """Take a cohort from a facilitator; tell whether they had it."""
    had = bool(take_facilitators(session, cohort.id, [account_id]))
    if had:
        _tell(session, "cohort.facilitator_removed", cohort.id, actor_id, now, {"account": str(account_id)})
    return had


def _tell(
    session: Session,
    action: str,
    cohort_id: UUID,
    actor_id: UUID | None,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    record(
        session,
        actor_id=actor_id,
        action=action,
        subject_kind="cohort",
        subject_id=cohort_id,
        cohort_id=cohort_id,
        now=now,
        details=details,
    )
