"""The rules of core/rules/attention as conditions that indexes answer.

A page must name those who may need a hand among 10,000 without reading 10,000 lines. Each rule compares what is
stored of a person with moments that are the same for the whole cohort; those moments are worked out here, by
exact arithmetic, and the tests hold both ways of asking to the same answer.
"""

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Integer, Uuid, and_, bindparam, func, literal_column, or_, select

from course.core.rules.attention import (
    BEHIND_CALENDAR_SHARE,
    FAILED_ATTEMPTS,
    NEVER_SIGNED_IN_DAYS,
    NO_VISIT_DAYS,
)
from course.db.base import UtcDateTime
from course.reports.given_rows import Columns, given_rows, given_values
from course.store.progress.models import CohortProgress

NOBODY = datetime.min.replace(tzinfo=UTC)  # nobody enrolled by then: the rule holds for nobody
_MICROSECOND = timedelta(microseconds=1)

LIMITS: Columns = {
    "cohort_id": Uuid(),
    "begun_by": UtcDateTime(),
    "never_signed_in_by": UtcDateTime(),
    "no_visit_by": UtcDateTime(),
}
BOUNDS: Columns = {"cohort_id": Uuid(), "lessons_done": Integer(), "before": UtcDateTime()}


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionLimits:
    """With what the lines of one cohort are compared at one moment.

    Each is the latest enrolment (and last visit) for which the rule holds; `behind_before[n]` is the moment
    before which someone must have enrolled to be behind with n lessons done.
    """

    begun_by: datetime = NOBODY
    never_signed_in_by: datetime = NOBODY
    no_visit_by: datetime = NOBODY
    behind_before: tuple[datetime, ...] = ()

    def values(self) -> dict[str, object]:
        """Return what fills PARAMETERS."""
        return {name: getattr(self, name) for name in LimitColumns._fields}


def attention_limits(
    starts_on: date | None, ends_on: date | None, *, lessons_total: int, now: datetime
) -> AttentionLimits:
    """Work out the limits of a cohort. Before its first day and after its last one they hold for nobody."""
    start = datetime.combine(starts_on, time.min, tzinfo=UTC) if starts_on else NOBODY
    end = datetime.combine(ends_on, time.min, tzinfo=UTC) + timedelta(days=1) if ends_on else None
    if end is not None and now >= end:
        return AttentionLimits()

    def reached(moment: datetime) -> datetime:
        return moment if start <= moment else NOBODY

    return AttentionLimits(
        begun_by=reached(now),
        never_signed_in_by=reached(now - timedelta(days=NEVER_SIGNED_IN_DAYS)),
        no_visit_by=reached(now - timedelta(days=NO_VISIT_DAYS)),
        behind_before=_behind_before(start, end, lessons_total, now) if end and start <= now else (),
    )


def _behind_before(start: datetime, end: datetime, lessons_total: int, now: datetime) -> tuple[datetime, ...]:
    """Return, by lessons done, before which moment one must have begun to be behind; none where nobody is.

    Who began at b is behind with n lessons done where (now - b) / (end - b) > n / total + the rule's share s;
    so where b < (now - x end) / (1 - x) with x = n / total + s. It falls with n.
    """
    found = []
    left = Fraction((end - now) // _MICROSECOND)
    for done in range(lessons_total):
        needed = Fraction(BEHIND_CALENDAR_SHARE) + Fraction(done, lessons_total)
        if needed >= 1:
            break
        whole = left / (1 - needed)  # of someone who would be exactly at the limit
        if whole > (end - NOBODY) // _MICROSECOND:
            break
        before = end - _MICROSECOND * math.floor(whole)
        if before <= start:
            break
        found.append(before)
    return tuple(found)


class LimitColumns(NamedTuple):
    """The limits as a statement has them: parameters, or columns of the table `limits`."""

    begun_by: ColumnElement[datetime]
    never_signed_in_by: ColumnElement[datetime]
    no_visit_by: ColumnElement[datetime]


# The limits of one cohort as parameters, filled by `AttentionLimits.values`.
PARAMETERS = LimitColumns(*(bindparam(name, type_=UtcDateTime()) for name in LimitColumns._fields))

_line = CohortProgress
# Written as the conditions of the indexes are, or they are not used.
UNFINISHED = _line.share < literal_column("1.0")
EVER_FAILED = _line.failed_attempts > literal_column("0")


@functools.cache  # one statement may name it more than once
def limits_table(dialect: str) -> CTE:
    return given_rows(dialect, "limits", LIMITS)


@functools.cache
def bounds_table(dialect: str) -> CTE:
    return given_rows(dialect, "bounds", BOUNDS)


def table_values(dialect: str, limits: Mapping[UUID, AttentionLimits]) -> dict[str, object]:
    """Return the parameters that fill both tables for some cohorts."""
    lines = [(cohort_id, *each.values().values()) for cohort_id, each in limits.items()]
    return {
        **given_values(dialect, "limits", LIMITS, lines),
        **bounds_values(dialect, limits),
    }


def bounds_values(dialect: str, limits: Mapping[UUID, AttentionLimits]) -> dict[str, object]:
    bounds = [
        (cohort_id, done, before)
        for cohort_id, each in limits.items()
        for done, before in enumerate(each.behind_before)
    ]
    return given_values(dialect, "bounds", BOUNDS, bounds)


def never_signed_in(limits: LimitColumns) -> ColumnElement[bool]:
    return and_(_line.last_active_at.is_(None), _line.enrolled_at <= limits.never_signed_in_by, UNFINISHED)


def no_visit(limits: LimitColumns) -> ColumnElement[bool]:
    return and_(
        _line.last_active_at <= limits.no_visit_by, _line.enrolled_at <= limits.no_visit_by, UNFINISHED
    )


def quiz_failed(limits: LimitColumns) -> ColumnElement[bool]:
    often = and_(EVER_FAILED, _line.failed_attempts >= FAILED_ATTEMPTS)
    return and_(often, _line.enrolled_at <= limits.begun_by, UNFINISHED)


def behind(bounds: CTE) -> ColumnElement[bool]:
    """The condition on which lines are joined with the table `bounds`."""
    return and_(
        _line.cohort_id == bounds.c.cohort_id,
        _line.lessons_done == bounds.c.lessons_done,
        _line.enrolled_at < bounds.c.before,
        UNFINISHED,
    )


def present(limits: LimitColumns) -> ColumnElement[bool]:
    """Neither of the first two rules holds. With it the rules share out people, so that none counts twice."""
    return or_(
        and_(_line.last_active_at.is_(None), _line.enrolled_at > limits.never_signed_in_by),
        _line.last_active_at > limits.no_visit_by,
        and_(_line.last_active_at.is_not(None), _line.enrolled_at > limits.no_visit_by),
    )


NOT_FAILED = _line.failed_attempts < FAILED_ATTEMPTS


def needs_a_hand(limits: LimitColumns, bounds: CTE) -> ColumnElement[bool]:
    """Any of the rules holds for a line."""
    behind_ones = select(_line.learner_id).join(bounds, behind(bounds))
    return or_(
        never_signed_in(limits),
        no_visit(limits),
        quiz_failed(limits),
        _line.learner_id.in_(behind_ones),
    )


def count_needing_a_hand(limits: CTE, bounds: CTE) -> ColumnElement[int]:
    """Count the lines of a row of `limits` for which any rule holds, each rule by its own index."""
    columns = LimitColumns(*(limits.c[name] for name in LimitColumns._fields))
    here = _line.cohort_id == limits.c.cohort_id
    counts = [
        select(func.count()).select_from(_line).where(here, condition).scalar_subquery()
        for condition in (
            never_signed_in(columns),
            no_visit(columns),
            and_(quiz_failed(columns), present(columns)),
        )
    ]
    lagging = (
        select(func.count())
        .select_from(bounds)
        .join(_line, behind(bounds))
        .where(bounds.c.cohort_id == limits.c.cohort_id, present(columns), NOT_FAILED)
        .scalar_subquery()
    )
    return counts[0] + counts[1] + counts[2] + lagging
