"""A cohort at a glance: its figures, its groups, and who may need a hand first.

The figures are counted from indexes in one statement, so that 10,000 learners cost about what 100 do.
"""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Executable,
    Integer,
    Select,
    Uuid,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from course.core.rules.attention import AttentionReason, EnrolmentFacts, attention_reasons
from course.db.base import UtcDateTime
from course.reports import attention_sql
from course.reports.attention_sql import NOBODY, AttentionLimits, attention_limits
from course.reports.facilitated_cohorts import FacilitatedCohort
from course.store.accounts.models import Account
from course.store.cohorts.models import Enrolment
from course.store.progress.models import CohortProgress

ACTIVE_DAYS = 7
LOOK_AT_MAX = 5
_SEPARATOR = "\x1f"  # between the names of groups: a sign that no form lets through


class CohortFigures(NamedTuple):
    """How many learners of a cohort are enrolled, were here in the last ACTIVE_DAYS, may need a hand by the rules
    of core/rules/attention, and have finished the course.
    """

    enrolled: int
    active: int
    needing_a_hand: int
    finished: int


@dataclass(frozen=True, slots=True)
class CohortOverview:
    """One cohort's figures. `stopped` have begun, not finished, and were not here in the last ACTIVE_DAYS.
    `median` is the share of the course that the learner in the middle has done, 0.0 to 1.0; None in an empty
    cohort. `groups` are the names in use, in order.
    """

    figures: CohortFigures
    stopped: int
    median: float | None
    groups: tuple[str, ...]


class LookAt(NamedTuple):
    """Someone who may need a hand, and why."""

    learner_id: UUID
    name: str
    email: str
    suspended: bool
    last_active_at: datetime | None
    reasons: tuple[AttentionReason, ...]


def limits_of(cohort: FacilitatedCohort, *, lessons_total: int, now: datetime) -> AttentionLimits:
    return attention_limits(cohort.starts_on, cohort.ends_on, lessons_total=lessons_total, now=now)


def active_since(now: datetime) -> datetime:
    """Return since when someone must have been here to count as active."""
    return now - timedelta(days=ACTIVE_DAYS)


def figures_of(
    session: Session, cohorts: Iterable[FacilitatedCohort], *, lessons_total: int, now: datetime
) -> dict[UUID, CohortFigures]:
    """Count the figures of some cohorts, in one statement."""
    enrolled = {cohort.id: cohort.enrolled for cohort in cohorts}
    limits = {cohort.id: limits_of(cohort, lessons_total=lessons_total, now=now) for cohort in cohorts}
    dialect = session.get_bind().dialect.name
    values = {"since": active_since(now), **attention_sql.table_values(dialect, limits)}
    rows = session.execute(_figures(dialect), values)
    return {cohort_id: CohortFigures(enrolled[cohort_id], *counts) for cohort_id, *counts in rows}


def cohort_overview(
    session: Session, cohort: FacilitatedCohort, *, lessons_total: int, now: datetime
) -> CohortOverview:
    """Count one cohort's figures, find its median and its groups, in one statement."""
    limits = {cohort.id: limits_of(cohort, lessons_total=lessons_total, now=now)}
    dialect = session.get_bind().dialect.name
    values = {
        "since": active_since(now),
        "cohort_id": cohort.id,
        "middle": max(cohort.enrolled - 1, 0) // 2,
        "width": 2 - cohort.enrolled % 2,
        **attention_sql.table_values(dialect, limits),
    }
    row: Any = session.execute(_overview(dialect), values).one()
    _, *counts, number_stopped, median, groups = row
    return CohortOverview(
        CohortFigures(cohort.enrolled, *counts),
        number_stopped,
        median,
        tuple(sorted(groups.split(_SEPARATOR))) if groups else (),
    )


def look_at(
    session: Session, cohort: FacilitatedCohort, *, lessons_total: int, now: datetime
) -> Sequence[LookAt]:
    """Return at most LOOK_AT_MAX people who may need a hand, in the order of `show=hand`, which lists all: who was never
    here, then who was away longest.
    """
    limits = limits_of(cohort, lessons_total=lessons_total, now=now)
    dialect = session.get_bind().dialect.name
    values = {
        "cohort_id": cohort.id,
        **limits.values(),
        **attention_sql.bounds_values(dialect, {cohort.id: limits}),
    }
    found = []
    for learner_id, name, email, suspended_at, *facts in session.execute(_look_at(dialect), values):
        reasons = line_reasons(cohort, facts, lessons_total=lessons_total, now=now)
        found.append(LookAt(learner_id, name, email, suspended_at is not None, facts[1], reasons))
    found.sort(key=lambda each: (each.last_active_at or NOBODY, each.learner_id))
    return found[:LOOK_AT_MAX]


# What `line_reasons` needs of a line, in its order.
FACT_COLUMNS = (
    CohortProgress.enrolled_at,
    CohortProgress.last_active_at,
    CohortProgress.lessons_done,
    CohortProgress.share,
    CohortProgress.failed_quiz,
    CohortProgress.failed_attempts,
)


def line_reasons(
    cohort: FacilitatedCohort, facts: Sequence[Any], *, lessons_total: int, now: datetime
) -> tuple[AttentionReason, ...]:
    """Ask the rules about one line of a cohort; `facts` are the values of FACT_COLUMNS."""
    enrolled_at, last_active_at, lessons_done, share, failed_quiz, failed_attempts = facts
    return attention_reasons(
        EnrolmentFacts(
            enrolled_at=enrolled_at,
            last_active_at=last_active_at,
            lessons_done=lessons_done,
            lessons_total=lessons_total,
            finished=share >= 1,
            failed_attempts={failed_quiz: failed_attempts} if failed_attempts else {},
            starts_on=cohort.starts_on,
            ends_on=cohort.ends_on,
        ),
        now,
    )


_line = CohortProgress
_cohort_id = bindparam("cohort_id", type_=Uuid())
_since = bindparam("since", type_=UtcDateTime())


def active(since: ColumnElement[datetime]) -> ColumnElement[bool]:
    return _line.last_active_at >= since


def stopped(since: ColumnElement[datetime]) -> ColumnElement[bool]:
    return and_(_line.last_active_at < since, attention_sql.UNFINISHED)


def finished() -> ColumnElement[bool]:
    return _line.share >= 1


@functools.cache
def _figures(dialect: str) -> Executable:
    limits = attention_sql.limits_table(dialect)
    return select(limits.c.cohort_id, *_figure_columns(dialect, limits))


@functools.cache
def _overview(dialect: str) -> Executable:
    limits = attention_sql.limits_table(dialect)
    figures = _figure_columns(dialect, limits)
    return select(limits.c.cohort_id, *figures, _number(limits, stopped(_since)), _median(), _group_names())


def _figure_columns(dialect: str, limits: CTE) -> tuple[ColumnElement[int], ...]:
    return (
        _number(limits, active(_since)),
        attention_sql.count_needing_a_hand(limits, attention_sql.bounds_table(dialect)),
        _number(limits, finished()),
    )


def _number(limits: CTE, condition: ColumnElement[bool]) -> ColumnElement[int]:
    here = _line.cohort_id == limits.c.cohort_id
    return select(func.count()).select_from(_line).where(here, condition).scalar_subquery()


def _median() -> ColumnElement[float]:
    """Read the one or two shares in the middle of the index: nothing is sorted or summed."""
    middle = (
        select(_line.share)
        .where(_line.cohort_id == _cohort_id, _line.share >= literal_column("0.0"))  # so its index is walked
        .order_by(_line.share, _line.learner_id)
        .limit(bindparam("width", type_=Integer()))
        .offset(bindparam("middle", type_=Integer()))
        .subquery()
    )
    return select(func.avg(middle.c.share)).scalar_subquery()


def _group_names() -> ColumnElement[str]:
    """Jump from name to name through the index: a `SELECT DISTINCT` would read every enrolment."""

    def first_name(*further: ColumnElement[bool]) -> ColumnElement[Any]:
        learning = (one.cohort_id == _cohort_id, one.state == "active")
        return select(func.min(one.group_name)).where(*learning, *further).scalar_subquery()

    one = aliased(Enrolment)
    names = select(first_name(one.group_name > "").label("name")).cte("group_names", recursive=True)
    following = select(first_name(one.group_name > names.c.name)).where(names.c.name.is_not(None))
    names = names.union_all(following)
    return select(func.aggregate_strings(names.c.name, _SEPARATOR)).scalar_subquery()


@functools.cache
def _look_at(dialect: str) -> Executable:
    limits = attention_sql.PARAMETERS
    bounds = attention_sql.bounds_table(dialect)
    lines: Select[*tuple[Any, ...]] = select(_line.learner_id, *FACT_COLUMNS)
    lines = lines.where(_line.cohort_id == _cohort_id).limit(LOOK_AT_MAX)
    present = attention_sql.present(limits)
    by_rule = [
        lines.where(attention_sql.no_visit(limits)).order_by(_line.last_active_at, _line.learner_id),
        lines.where(attention_sql.never_signed_in(limits)).order_by(_line.learner_id),
        lines.where(attention_sql.quiz_failed(limits), present).order_by(_line.failed_attempts.desc()),
        lines.join(bounds, attention_sql.behind(bounds))
        .where(present, attention_sql.NOT_FAILED)
        .order_by(_line.lessons_done, _line.last_active_at.desc()),
    ]
    few = union_all(*(select(rule.subquery()) for rule in by_rule)).subquery()
    learner_id, *facts = few.c
    return select(learner_id, Account.display_name, Account.email, Account.suspended_at, *facts).join(
        Account, Account.id == learner_id
    )
