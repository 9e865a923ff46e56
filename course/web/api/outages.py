"""Outages: times in which a cohort, or everybody, could not work, given back to open attempts.

Facilitators record those of their cohorts, admins those of everybody; who recorded one by mistake withdraws it.
"""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import StringConstraints

from course.core.grading.window_limits import REASON_MAX
from course.core.grading.windows import Outage
from course.core.problems import NotFound
from course.flows.record_outage import record_outage, withdraw_outage
from course.reports.facilitated_cohorts import find_cohort
from course.reports.given_time import given_counts
from course.store.attempts.outages import StoredOutage, find_outage, recorded_outages, standing_outage
from course.store.attempts.policy import may_withdraw_outage
from course.web.api.blueprint import bp
from course.web.api.cohorts import CohortPath
from course.web.api.given import LINE, Given, MadeReply, PageQuery, PageReply, Reply, Slug
from course.web.api.lists import Moment
from course.web.api.me import own_id
from course.web.api.operations import operation
from course.web.api.pages import after_keys, next_cursor, one_page, read_id, read_moment
from course.web.gate import actor, open_to
from course.web.session import reading, utc_now, writing

ReasonLine = Annotated[str, StringConstraints(pattern=LINE, min_length=1, max_length=REASON_MAX)]


class OutageGiven(Given):
    """From when to when people could not work, seven days at most, once it is over. Learners read the `reason`."""

    begins: Moment
    ends: Moment
    reason: ReasonLine


class OutageLine(Reply):
    """An outage of a cohort, or of everybody; one that was recorded by mistake says when it was withdrawn.
    `may_withdraw`: the caller may do that, here. `attempts` is how many got time back by it, of who is in the cohort
    now, or in the list of everybody of all; 0 for one that was withdrawn.
    """

    id: UUID
    whose: Literal["cohort", "everybody"]
    begins: datetime
    ends: datetime
    reason: str
    recorded_at: datetime
    withdrawn_at: datetime | None
    may_withdraw: bool
    attempts: int


class OutagePage(PageReply):
    """One page of outages, the latest first."""

    items: list[OutageLine]


class RecordedOutage(OutageLine, MadeReply):
    """An outage that is recorded: where it is not `new`, for just this time before. `moved` is how many open attempts end
    later by this call.
    """

    moved: int


class WithdrawnOutage(OutageLine):
    """An outage that is withdrawn. `moved` is how many open attempts end earlier by this call."""

    moved: int


class AnyOutagePath(Given):
    """An outage of everybody."""

    outage: UUID


class OutagePath(AnyOutagePath):
    """An outage of a cohort."""

    cohort: Slug


@bp.get("/cohorts/<cohort>/outages")
@open_to("facilitator", objects="cohort", rate="api", scope="assessment:read")
@operation("The outages of a cohort and of everybody")
def list_outages(path: CohortPath, query: PageQuery) -> OutagePage:
    return _page(find_cohort(reading(), actor(), path.cohort).id, query)


@bp.post("/cohorts/<cohort>/outages")
@open_to("facilitator", objects="cohort", rate="write", scope="assessment:write")
@operation("Record an outage of a cohort", status=201)
def add_cohort_outage(path: CohortPath, body: OutageGiven) -> RecordedOutage:
    """Record it, and give open attempts the time back. The same time recorded again gives nothing more."""
    return _record(find_cohort(writing(), actor(), path.cohort).id, body)


@bp.post("/cohorts/<cohort>/outages/<outage>/withdrawal")
@open_to("facilitator", objects="cohort", rate="write", scope="assessment:write")
@operation("Withdraw an outage of a cohort")
def withdraw_cohort_outage(path: OutagePath) -> WithdrawnOutage:
    """Withdraw what the caller recorded; admins may withdraw any. Open attempts end when they would without it, and at
    least a quarter of an hour from now where they have that long; what is handed in stays.
    """
    return _withdraw(find_cohort(writing(), actor(), path.cohort).id, path.outage)


@bp.get("/outages")
@open_to("admin", objects="all", rate="api", scope="assessment:read")
@operation("The outages of everybody")
def list_outages_of_all(query: PageQuery) -> OutagePage:
    return _page(None, query)


@bp.post("/outages")
@open_to("admin", objects="all", rate="write", scope="assessment:write")
@operation("Record an outage of everybody", status=201)
def add_outage_of_all(body: OutageGiven) -> RecordedOutage:
    """Record what all cohorts and learners without one met, and give open attempts the time back."""
    return _record(None, body)


@bp.post("/outages/<outage>/withdrawal")
@open_to("admin", objects="all", rate="write", scope="assessment:write")
@operation("Withdraw an outage of everybody")
def withdraw_outage_of_all(path: AnyOutagePath) -> WithdrawnOutage:
    """Withdraw it as one of a cohort."""
    return _withdraw(None, path.outage)


def _page(cohort_id: UUID | None, query: PageQuery) -> OutagePage:
    rows = recorded_outages(reading(), cohort_id, after=_after(query), limit=query.limit + 1)
    shown, last = one_page(rows, query.limit)
    counts = given_counts(reading(), cohort_id, shown)
    return OutagePage(
        items=[OutageLine(**_facts(row, cohort_id, counts.get(row.id, 0))) for row in shown],
        next=next_cursor(last.begins_at.isoformat(), last.id) if last else None,
    )


def _after(query: PageQuery) -> tuple[datetime, UUID] | None:
    """Return the outage that the page follows. Raises CursorUnknown."""
    keys = after_keys(query, 2)
    return (read_moment(keys[0]), read_id(keys[1])) if keys else None


def _record(cohort_id: UUID | None, body: OutageGiven) -> RecordedOutage:
    session, outage = writing(), Outage(body.begins, body.ends, body.reason)
    known = standing_outage(session, cohort_id, outage)
    moved = record_outage(session, cohort_id=cohort_id, outage=outage, actor_id=own_id(), now=utc_now())
    facts = _changed(standing_outage(session, cohort_id, outage), cohort_id)
    return RecordedOutage(**facts, moved=moved, new=known is None)


def _withdraw(cohort_id: UUID | None, outage_id: UUID) -> WithdrawnOutage:
    session = writing()
    moved = withdraw_outage(session, outage_id=outage_id, cohort_id=cohort_id, actor=actor(), now=utc_now())
    return WithdrawnOutage(**_changed(find_outage(session, outage_id), cohort_id), moved=moved)


def _changed(row: StoredOutage | None, cohort_id: UUID | None) -> dict[str, Any]:
    if row is None:
        raise NotFound
    return _facts(row, cohort_id, given_counts(writing(), cohort_id, [row]).get(row.id, 0))


def _facts(row: StoredOutage, cohort_id: UUID | None, attempts: int) -> dict[str, Any]:
    return {
        "id": row.id,
        "whose": "cohort" if row.cohort_id else "everybody",
        "begins": row.begins_at,
        "ends": row.ends_at,
        "reason": row.reason,
        "recorded_at": row.recorded_at,
        "withdrawn_at": row.withdrawn_at,
        "may_withdraw": row.cohort_id == cohort_id and may_withdraw_outage(actor(), row),
        "attempts": attempts,
    }
