"""Setting up cohorts and enrolling one person, for admins."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from course.core.emails import MAX_LENGTH as EMAIL_LENGTH
from course.core.emails import email_fault
from course.core.problems import NotFound
from course.flows.add_late_person import PersonSuspended, add_late_person
from course.flows.create_cohort import (
    CohortPlan,
    change_cohort,
    close_cohort,
    create_cohort,
    reopen_cohort,
)
from course.flows.enrol_learner import end_enrolment
from course.flows.stage_roster import CohortClosed
from course.store.cohorts.operations import CohortFull, SeatsBelowTaken
from course.store.cohorts.queries import CohortFacts, get_cohort
from course.web.api.blueprint import bp
from course.web.api.cohorts import CohortPath, LearnerPath
from course.web.api.faults import Fault, FaultsFound
from course.web.api.given import LINE, TEXT, Changes, Given, Language, MadeReply, Reply, Whole
from course.web.api.lists import Day, TimeZone
from course.web.api.me import own_id
from course.web.api.operations import operation
from course.web.content import catalogue
from course.web.gate import open_to
from course.web.session import utc_now, writing

NAME_LENGTH = 120
NOTE_LENGTH = 1_000
SEATS_MOST = 1_000_000

Name = Annotated[str, StringConstraints(pattern=LINE, min_length=1, max_length=NAME_LENGTH)]


class CohortGiven(Given):
    """A cohort to set up. `seats` 0 is no limit; the days are in its time zone."""

    name: Name
    language: Language
    starts_on: Day | None = None
    ends_on: Day | None = None
    time_zone: TimeZone = "UTC"
    seats: Annotated[int, Whole(0, SEATS_MOST)] = 0
    code_open: bool = True

    @field_validator("ends_on")
    @classmethod
    def _in_order(cls, value: date | None, info: ValidationInfo) -> date | None:
        starts = info.data.get("starts_on")
        if value and starts and value < starts:
            raise PydanticCustomError("before_start", "before the first day")
        return value


class CohortChanges(Changes):
    """What changes in a cohort; what is absent stays. A day that is null is none. `closed` lets nobody join."""

    name: Name = ""
    language: Language = "en"
    starts_on: Day | None = None
    ends_on: Day | None = None
    time_zone: TimeZone = "UTC"
    seats: Annotated[int, Whole(0, SEATS_MOST)] = 0
    code_open: bool = True
    closed: bool = False


class CohortSetup(Reply):
    """A cohort as it is set up. `code` is what learners type to join, while `code_open`."""

    slug: str
    name: str
    language: str
    code: str
    code_open: bool
    seats: int
    seats_taken: int
    starts_on: date | None
    ends_on: date | None
    time_zone: str
    closed_at: datetime | None
    created_at: datetime


class EnrolmentGiven(Given):
    """One person to enrol and invite. Who has an account already keeps it as it is."""

    email: Annotated[
        str, StringConstraints(pattern=r"^[^@\x00-\x20\x7f]+@[^@\x00-\x20\x7f]+$", max_length=EMAIL_LENGTH)
    ]
    name: Name
    language: Language | None = None  # the cohort's
    note: Annotated[str, StringConstraints(pattern=TEXT, max_length=NOTE_LENGTH)] = ""

    @field_validator("email")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if email_fault(value):
            raise PydanticCustomError("not_an_address", "not an address")
        return value


class EnrolmentReply(MadeReply):
    """What came of it: an account made ("new"), a known person enrolled, or somebody who is here already and is not
    `new`.
    """

    learner: UUID
    outcome: Literal["new", "enrolled", "here"]
    invited: bool


@bp.post("/cohorts")
@open_to("admin", objects="all", rate="write", scope="cohorts:write")
@operation("Set up a cohort", status=201)
def add_cohort(body: CohortGiven) -> CohortSetup:
    """Make a cohort; its slug is made of its name."""
    slug = create_cohort(writing(), plan=CohortPlan(**dict(body)), actor_id=own_id(), now=utc_now())
    return _setup(get_cohort(writing(), slug))


@bp.patch("/cohorts/<cohort>")
@open_to("admin", objects="all", rate="write", scope="cohorts:write")
@operation("Change a cohort", problems=[SeatsBelowTaken])
def edit_cohort(path: CohortPath, body: CohortChanges) -> CohortSetup:
    """Change a cohort, close it or open it again. Its slug stays."""
    found, given, now = get_cohort(writing(), path.cohort), body.changed(), utc_now()
    closed = given.pop("closed", None)
    plan = _plan(found, given)
    change_cohort(writing(), cohort=found, plan=plan, actor_id=own_id(), now=now)
    if closed is not None:
        turn = close_cohort if closed else reopen_cohort
        turn(writing(), cohort=found, actor_id=own_id(), now=now)
    return _setup(get_cohort(writing(), found.slug))


@bp.post("/cohorts/<cohort>/enrolments")
@open_to("admin", objects="all", rate="write", scope="cohorts:write")
@operation("Enrol one person", status=201, problems=[CohortClosed, CohortFull, PersonSuspended])
def enrol_person(path: CohortPath, body: EnrolmentGiven) -> EnrolmentReply:
    """Enrol a person and invite them by mail, with an account where there is none."""
    cohort = get_cohort(writing(), path.cohort)
    added = add_late_person(
        writing(),
        catalogue(),
        cohort=cohort,
        email=body.email,
        display_name=body.name,
        language=body.language or cohort.language,
        note=body.note,
        actor_id=own_id(),
        now=utc_now(),
    )
    return EnrolmentReply(
        learner=added.account_id,
        outcome=added.outcome,
        invited=added.is_invited,
        new=added.outcome != "here",
    )


@bp.delete("/cohorts/<cohort>/enrolments/<learner>")
@open_to("admin", objects="all", rate="write", scope="cohorts:write")
@operation("End an enrolment")
def remove_enrolment(path: LearnerPath) -> None:
    """Take a learner out of a cohort. Their record stays theirs."""
    ended = end_enrolment(
        writing(),
        cohort_id=get_cohort(writing(), path.cohort).id,
        learner_id=path.learner,
        source="admin",
        actor_id=own_id(),
        now=utc_now(),
    )
    if not ended:
        raise NotFound


def _plan(cohort: CohortFacts, changes: dict[str, Any]) -> CohortPlan:
    """Return the cohort's facts with the changes. Raises FaultsFound where its days come out of order."""
    known = {name: getattr(cohort, name) for name in CohortGiven.model_fields}
    plan = CohortPlan(**(known | changes))
    if plan.starts_on and plan.ends_on and plan.ends_on < plan.starts_on:
        raise FaultsFound([Fault("body", "#/ends_on", "field_before_start")])
    return plan


def _setup(cohort: CohortFacts) -> CohortSetup:
    return CohortSetup(**{name: getattr(cohort, name) for name in CohortSetup.model_fields})
