"""A facilitator's cohorts, and one of them at a glance: its figures, who may need a hand, and the grid."""

from dataclasses import dataclass
from typing import Any, Literal, cast
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.core.problems import NotFound
from course.reports.cohort_overview import (
    CohortOverview,
    cohort_overview,
    figures_of,
    look_at,
)
from course.reports.cohort_page_sql import SHOWS, SORTS, Show, Sort
from course.reports.cohort_rows import After, GridView, LearnerRow, read_after, read_rows, stream_rows
from course.reports.facilitated_cohorts import FacilitatedCohort, facilitated_cohorts, find_cohort
from course.reports.held_results import held_count
from course.reports.marking_queue import waiting_count
from course.reports.question_faults import open_in_cohort
from course.web.content import catalogue
from course.web.csv_export import csv_response
from course.web.facilitate.blueprint import bp
from course.web.facilitate.grid import Grid, mail_url
from course.web.facilitate.words import reason_words, rule_lines, severity_of, severity_word, show_words
from course.web.gate import actor, open_to
from course.web.i18n import format_number, format_percent, ngettext
from course.web.i18n import gettext as _
from course.web.paging import PAGE_SIZE, chosen, decode_cursor, encode_cursor
from course.web.session import reading, utc_now

SEARCH_MAX = 120
_NO_ONE = UUID(int=0)
_DESCENDING_FIRST: tuple[Sort, ...] = ("seen", "share")


@bp.get("/facilitate")
@open_to("facilitator", objects="cohort")
def cohorts() -> ResponseReturnValue:
    """Show the caller's cohorts with their figures; admins see all."""
    last = decode_cursor(request.args.get("after", ""), 1)
    found = facilitated_cohorts(reading(), actor(), after=_read_id(last), limit=PAGE_SIZE + 1)
    shown = found[:PAGE_SIZE]
    lessons_total = len(catalogue().lessons)
    figures = figures_of(reading(), shown, lessons_total=lessons_total, now=utc_now())
    goes_on = len(found) > PAGE_SIZE
    return render_template(
        "facilitate/cohorts.html",
        cohorts=[(cohort, figures[cohort.id]) for cohort in shown],
        next_url=url_for(".cohorts", after=encode_cursor(shown[-1].id.hex)) if goes_on else "",
        first_url=url_for(".cohorts") if last else "",
    )


@bp.get("/facilitate/<cohort>")
@open_to("facilitator", objects="cohort")
def cohort(cohort: str) -> ResponseReturnValue:
    """Show a cohort at a glance and one page of its grid."""
    now = utc_now()
    course = catalogue()
    total = len(course.lessons)
    found = own_cohort(cohort)
    overview = cohort_overview(reading(), found, lessons_total=total, now=now)
    view = read_view(overview)
    after = _read_cursor(view)
    narrowed = after is not None or view.show != "all" or bool(view.group or view.name)
    people = [] if narrowed else look_at(reading(), found, lessons_total=total, now=now)
    rows = read_rows(reading(), course, found, view, after=after, limit=PAGE_SIZE + 1, now=now)
    grid = Grid(course, with_groups=bool(overview.groups), hand_first=view.show == "hand")
    held = held_count(reading(), found, now=now)
    return render_template(
        "facilitate/cohort.html",
        cohort=found,
        overview=overview,
        waiting=waiting_count(reading(), found.id),
        reported=open_in_cohort(reading(), found.id),
        kpis=_kpis(found, overview),
        # What is held is told on its page, also where its quiz left the course or tells its results at once by now.
        holds_results=held > 0 or any(quiz.holds_results for quiz in course.quizzes.values()),
        held=held,
        look_at=[
            (
                each,
                [
                    *([_("Suspended: cannot sign in")] if each.suspended else []),
                    *(reason_words(reason, course) for reason in each.reasons),
                ],
                severity_of(each.reasons),
            )
            for each in people
        ],
        severity_word=severity_word,
        rules=rule_lines(),
        view=view,
        sorting={name: word for name, word in _query(view).items() if name in {"sort", "order"}},
        shows=show_words(),
        narrowed=narrowed,
        grid=grid,
        rows=list(grid.rows(rows[:PAGE_SIZE])),
        mail_url=mail_url,
        record_url=url_for(".learner", cohort=found.slug, account_id=_NO_ONE).removesuffix(str(_NO_ONE)),
        sorts=[_sort_link(found, view, column.sort) for column in grid.columns],
        count=_count(overview, view, rows),
        csv_url=url_for(".cohort_file", cohort=found.slug, **_query(view)),
        first_url=url_for(".cohort", cohort=found.slug, **_query(view)) if after else "",
        next_url=_next_url(found, view, rows),
    )


@bp.get("/facilitate/<cohort>/learners.csv")
@open_to("facilitator", objects="cohort", rate="export")
def cohort_file(cohort: str) -> ResponseReturnValue:
    """Send the grid as it is filtered and sorted on the page, all pages of it, as a file."""
    now = utc_now()
    course = catalogue()
    found = own_cohort(cohort)
    overview = cohort_overview(reading(), found, lessons_total=len(course.lessons), now=now)
    view = read_view(overview)
    grid = Grid(course, with_groups=bool(overview.groups), hand_first=view.show == "hand")
    rows = stream_rows(reading(), course, found, view, now=now)
    return csv_response(f"{found.slug}-learners.csv", grid.file_header, grid.file_rows(rows))


def own_cohort(slug: str) -> FacilitatedCohort:
    """Return one of the caller's cohorts. Raises NotFound for others and for those that do not exist."""
    if "\x00" in slug:  # PostgreSQL takes no such text
        raise NotFound
    return find_cohort(reading(), actor(), slug)


def read_view(overview: CohortOverview) -> GridView:
    """Read from the address which rows are asked for; what is not in the lists reads as the default."""
    show = cast("Show", chosen("show", SHOWS, "all"))
    sort = cast("Sort", chosen("sort", SORTS, _sort_of(show)))
    order = chosen("order", ("asc", "desc"), _order_of(sort, is_chosen="sort" in request.args))
    return GridView(
        show=show,
        sort=sort,
        descending=order == "desc",
        group=chosen("group", ("", *overview.groups), ""),
        name=" ".join(request.args.get("name", "").replace("\x00", "").split())[:SEARCH_MAX],
    )


def _sort_of(show: Show) -> Sort:
    """Return the order that nobody chose: who was away longest is the most urgent of those who may need a hand."""
    return "seen" if show == "hand" else "name"


def _order_of(sort: Sort, *, is_chosen: bool) -> str:
    return "desc" if is_chosen and sort in _DESCENDING_FIRST else "asc"


def _query(view: GridView, **changes: str) -> dict[str, Any]:
    """Return the address's words for a view; what is as by default stays away."""
    order = "desc" if view.descending else "asc"
    is_chosen = view.sort != _sort_of(view.show)
    words = {
        "show": view.show if view.show != "all" else "",
        "sort": view.sort if is_chosen else "",
        "order": order if order != _order_of(view.sort, is_chosen=is_chosen) else "",
        "group": view.group,
        "name": view.name,
    }
    return {name: value for name, value in (words | changes).items() if value}


@dataclass(frozen=True, slots=True)
class SortLink:
    """The address that sorts by a column, and how it is sorted now: "ascending", "descending" or ""."""

    url: str
    direction: Literal["ascending", "descending", ""]


def _sort_link(cohort: FacilitatedCohort, view: GridView, sort: Sort | None) -> SortLink | None:
    if sort is None:
        return None
    now = view.sort == sort
    turned = now and view.descending == (sort in _DESCENDING_FIRST)
    order = ("asc" if sort in _DESCENDING_FIRST else "desc") if turned else ""
    url = url_for(".cohort", cohort=cohort.slug, **_query(view, sort=sort, order=order))
    direction: Literal["ascending", "descending", ""] = ""
    if now:
        direction = "descending" if view.descending else "ascending"
    return SortLink(url, direction)


def _kpis(cohort: FacilitatedCohort, overview: CohortOverview) -> list[tuple[str, str, str]]:
    """Return the figures as number, label and the address of their rows."""
    figures = overview.figures
    words = show_words()
    median = format_percent(overview.median) if overview.median is not None else "–"

    def rows(**query: Any) -> str:
        return url_for(".cohort", cohort=cohort.slug, _anchor="grid", **query)

    return [
        (format_number(figures.enrolled), _("enrolled"), rows()),
        (format_number(figures.active), words["active"], rows(show="active")),
        (format_number(overview.stopped), words["stopped"], rows(show="stopped")),
        (median, _("of the course done: half of the learners have done more, half less"), rows(sort="share")),
        (format_number(figures.needing_a_hand), words["hand"], rows(show="hand")),
        (format_number(figures.finished), words["finished"], rows(show="finished")),
    ]


def _count(overview: CohortOverview, view: GridView, rows: list[LearnerRow]) -> str:
    """Say how many rows the view has, where that is known without reading them all."""
    if view.group or view.name:
        if request.args.get("after") or len(rows) > PAGE_SIZE:
            return _("More than %(number)s learners", number=PAGE_SIZE)
        number = len(rows)
    else:
        figures = overview.figures
        known: dict[Show, int] = {
            "active": figures.active,
            "stopped": overview.stopped,
            "hand": figures.needing_a_hand,
            "finished": figures.finished,
        }
        number = known.get(view.show, figures.enrolled)
    return ngettext("%(num)s learner", "%(num)s learners", number)


def _read_cursor(view: GridView) -> After | None:
    keys = decode_cursor(request.args.get("after", ""), 2)
    return read_after(view.sort, *keys) if keys else None


def _next_url(cohort: FacilitatedCohort, view: GridView, rows: list[LearnerRow]) -> str:
    if len(rows) <= PAGE_SIZE:
        return ""
    key, learner_id = rows[PAGE_SIZE - 1].after
    query = _query(view, after=encode_cursor(key, learner_id.hex))
    return url_for(".cohort", cohort=cohort.slug, _anchor="grid", **query)


def _read_id(keys: tuple[str, ...] | None) -> UUID | None:
    try:
        return UUID(keys[0]) if keys else None
    except ValueError:
        return None
