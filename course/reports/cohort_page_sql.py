"""The statement of one page of a cohort's grid, built once for each kind of page.

What a statement is made of comes from fixed lists; what was asked for comes as parameters.
"""

import functools
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
    Select,
    Uuid,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from course.db.base import UtcDateTime
from course.reports import attention_sql
from course.reports.cohort_overview import FACT_COLUMNS, active, finished, stopped
from course.store.accounts.models import Account
from course.store.cohorts.models import Enrolment
from course.store.progress.models import CohortProgress, LessonRecord, ModuleCompletion

Show = Literal["all", "active", "stopped", "hand", "finished"]
Sort = Literal["name", "seen", "share"]
SHOWS: tuple[Show, ...] = ("all", "active", "stopped", "hand", "finished")
SORTS: tuple[Sort, ...] = ("name", "seen", "share")
AnySelect = Select[*tuple[Any, ...]]

# Where a page begins: at the start, after a row that has a key, or after one that was never here.
Place = Literal["start", "keyed", "unkeyed"]


class Shape(NamedTuple):
    """What makes one statement differ from another; its values come as parameters. All from fixed lists."""

    dialect: str
    show: Show
    sort: Sort
    descending: bool
    by_group: bool
    by_name: bool
    place: Place


_line = CohortProgress
_cohort_id = bindparam("cohort_id", type_=Uuid())
_limit = bindparam("limit", type_=Integer())
LOWEST: Mapping[Sort, Any] = {"name": literal_column("''"), "share": literal_column("0.0")}
_SORT_COLUMNS: Mapping[Sort, Any] = {
    "name": _line.name_key,
    "seen": _line.last_active_at,
    "share": _line.share,
}


@functools.cache
def rows_statement(shape: Shape) -> Executable:
    """Build the statement of one shape: first the page's lines, by index, then what stands about each."""
    page = _page_lines(shape).subquery("page")
    column = page.c
    of_cohort = and_(Enrolment.cohort_id == _cohort_id, Enrolment.learner_id == column.learner_id)
    lessons = select(func.aggregate_strings(LessonRecord.lesson_slug, " ")).where(
        LessonRecord.learner_id == column.learner_id, LessonRecord.completed_at.is_not(None)
    )
    credit = select(func.aggregate_strings(ModuleCompletion.module_slug, " ")).where(
        ModuleCompletion.learner_id == column.learner_id
    )
    return (
        select(
            column.learner_id,
            column.name_key,
            Account.display_name,
            Account.email,
            Account.suspended_at,
            Enrolment.group_name,
            lessons.scalar_subquery(),
            credit.scalar_subquery(),
            *(column[fact.key] for fact in FACT_COLUMNS),
        )
        .join(Account, Account.id == column.learner_id)
        .join(Enrolment, of_cohort)
        .order_by(column.segment, *_order(shape, column[_SORT_COLUMNS[shape.sort].key], column.learner_id))
    )


def _page_lines(shape: Shape) -> AnySelect:
    """Select one page of lines. Who was never here has no key in the order by visits, and so a segment apart:
    last where the latest come first.
    """
    segments: tuple[Place, ...] = ("keyed",)
    if shape.sort == "seen":
        segments = ("keyed", "unkeyed") if shape.descending else ("unkeyed", "keyed")
    if shape.place != "start":
        segments = segments[segments.index(shape.place) :]
    parts = [
        _segment(shape, place, number, goes_on=number == 0 and shape.place != "start")
        for number, place in enumerate(segments)
    ]
    if len(parts) == 1:
        return parts[0]
    both = union_all(*(select(part.subquery()) for part in parts)).subquery()
    key = both.c[_SORT_COLUMNS[shape.sort].key]
    ordered = select(both).order_by(both.c.segment, *_order(shape, key, both.c.learner_id))
    return ordered.limit(_limit)


def _segment(shape: Shape, place: Place, number: int, *, goes_on: bool) -> AnySelect:
    key = _SORT_COLUMNS[shape.sort]
    lines: AnySelect = select(
        _line.learner_id, _line.name_key, *FACT_COLUMNS, literal_column(str(number)).label("segment")
    ).where(_line.cohort_id == _cohort_id, *_conditions(shape))
    # Every key is at least its lowest; said so, SQLite walks the index of this order instead of sorting a cohort.
    if shape.sort == "seen":
        lines = lines.where(key.is_(None) if place == "unkeyed" else key.is_not(None))
    else:
        lines = lines.where(key >= LOWEST[shape.sort])
    if goes_on:
        lines = lines.where(_after_condition(shape, place, key))
    order = _order(shape, key, _line.learner_id)
    return lines.order_by(*(order if place == "keyed" else order[1:])).limit(_limit)


def _after_condition(shape: Shape, place: Place, key: Any) -> ColumnElement[bool]:
    own: Any = _line.learner_id
    other: Any = bindparam("after_learner", type_=Uuid())
    if place == "keyed":
        own, other = tuple_(key, own), tuple_(bindparam("after_key", type_=key.type), other)
    condition: ColumnElement[bool] = own < other if shape.descending else own > other
    return condition


def _order(shape: Shape, *columns: Any) -> list[Any]:
    return [column.desc() if shape.descending else column.asc() for column in columns]


def _conditions(shape: Shape) -> list[ColumnElement[bool]]:
    found = []
    if shape.show != "all":
        found.append(_show_condition(shape))
    if shape.by_group:
        grouped = select(Enrolment.learner_id).where(
            Enrolment.cohort_id == _cohort_id,
            Enrolment.state == "active",
            Enrolment.group_name == bindparam("group"),
        )
        found.append(_line.learner_id.in_(grouped))
    if shape.by_name:
        starts = [_line.name_key.like(bindparam(name), escape="\\") for name in ("prefix", "within")]
        found.append(or_(*starts))  # the whole name, or a later word of it: a surname stands last as a rule
    return found


def _show_condition(shape: Shape) -> ColumnElement[bool]:
    since = bindparam("since", type_=UtcDateTime())
    match shape.show:
        case "active":
            return active(since)
        case "stopped":
            return stopped(since)
        case "finished":
            return finished()
        case _:
            bounds = attention_sql.bounds_table(shape.dialect)
            return attention_sql.needs_a_hand(attention_sql.PARAMETERS, bounds)
