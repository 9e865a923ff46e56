"""The preview of a roster: every row with its one outcome, cells to mend as fields, and what would change."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from course.core.formats.roster_csv import COLUMNS
from course.core.formats.roster_problems import SENTENCES, CellProblem
from course.core.formats.roster_sheet import DIFFERENCE
from course.core.formats.roster_staging import Remark, file_cells, read_remark
from course.core.rules.roster import RowPlan
from course.flows.apply_roster import ACTING
from course.flows.plan_roster import PlannedRow, plan_rows
from course.store.cohorts.policy import may_undo
from course.store.cohorts.queries import (
    CohortFacts,
    ImportFacts,
    StagedRow,
    get_import,
    last_row,
    outcome_counts,
    rows_after,
    seats_planned,
)
from course.web.admin.blueprint import bp
from course.web.admin.common import cohort_of, read_number
from course.web.admin.words import (
    IMPORT_STATES,
    OUTCOMES,
    column_words,
    outcome_words,
    remark_words,
    suggestion_words,
    value_words,
)
from course.web.gate import open_to
from course.web.i18n import LANGUAGES
from course.web.i18n import gettext as _
from course.web.paging import PAGE_SIZE, chosen
from course.web.session import reading, utc_now

# Which columns stand together in one column of the page.
GROUPS = (
    ("name", ("given_name", "family_name", "display_name")),
    ("email", ("email",)),
    ("place", ("city", "country")),
    ("language", ("language",)),
    (
        "more",
        (
            "organisation",
            "role_title",
            "time_zone",
            "cohort",
            "group",
            "role",
            "starts",
            "ends",
            "external_id",
            "action",
        ),
    ),
)


KEY_COLUMN = "email"  # by which rows are told to be about one person


class Cell(NamedTuple):
    """One cell of a row in the preview."""

    column: str
    label: str
    value: str  # as people read it: a country's name
    typed: str  # as it stands in the file
    is_field: bool  # to be mended in the page
    problem: str
    suggestion: str
    choices: tuple[tuple[str, str], ...]


class Change(NamedTuple):
    """What a row would change in a person or an enrolment that is stored."""

    label: str
    old: str
    new: str


class ShownRow(NamedTuple):
    """One row of the preview: its one outcome, and what hangs on it."""

    number: int
    outcome: str
    words: str
    tag: str
    cells: dict[str, Cell]  # by column; those that say something or are to be mended
    faults: list[str]  # of the row as a whole
    hints: list[str]
    changes: list[Change]


@bp.get("/admin/cohorts/<cohort>/import/<uuid:import_id>")
@open_to("admin", objects="all")
def preview(cohort: str, import_id: UUID) -> ResponseReturnValue:
    """Show what an import would do, or did: counts, and a page of rows of one outcome or of all."""
    found = cohort_of(cohort)
    run = get_import(reading(), cohort_id=found.id, import_id=import_id)
    if run.state == "discarded":
        flash(_("This file was dropped. Upload it again to enrol from it."), "error")
        return redirect(url_for(".roster", cohort=found.slug), code=303)
    return _show(found, run)


def _seats_short(cohort: CohortFacts, run: ImportFacts) -> int:
    """Return how many seats the rows that are ready need beyond those that are free; 0 where they suffice."""
    if run.state != "checked" or not cohort.seats:
        return 0
    return max(0, seats_planned(reading(), run.id, done=False) - (cohort.seats - cohort.seats_taken))


def _show(cohort: CohortFacts, run: ImportFacts) -> str:
    counts = outcome_counts(reading(), run.id)
    default = "correct" if counts.get("correct") and run.state == "checked" else "all"
    show = chosen("show", ("all", *OUTCOMES), default)
    after = read_number("after")
    outcomes = () if show == "all" else (show,)
    rows = rows_after(reading(), run.id, after, PAGE_SIZE + 1, outcomes=outcomes)
    shown = _shown(cohort, run, rows[:PAGE_SIZE])
    query: dict[str, Any] = {"cohort": cohort.slug, "import_id": run.id, "show": show}
    goes_on = len(rows) > PAGE_SIZE
    return render_template(
        "admin/preview.html",
        cohort=cohort,
        run=run,
        state=IMPORT_STATES[run.state],
        counts=_counts(run, counts),
        show=show,
        rows=shown,
        groups=GROUPS,
        ready=sum(counts.get(name, 0) for name in ACTING),
        to_correct=counts.get("correct", 0),
        short=_seats_short(cohort, run),
        removals=counts.get("remove", 0),
        total=sum(counts.values()),
        last=last_row(reading(), run.id) if run.state in {"applying", "undoing"} else 0,
        first_url=url_for(".preview", **query) if after else "",
        next_url=url_for(".preview", **query, after=rows[PAGE_SIZE - 1].number) if goes_on else "",
        after=after,
        may_undo=may_undo(run, utc_now()),
        faults=list(_faults(shown)) if run.state == "checked" else [],
    )


def _counts(run: ImportFacts, counts: Mapping[str, int]) -> list[tuple[str, int, str, str]]:
    """Return the outcomes that the file has: code, number of rows, words, and the tag's state."""
    return [
        (name, counts[name], outcome_words(name, run.state), "" if run.state == "undone" else state)
        for name, (_before, _after, state) in OUTCOMES.items()
        if counts.get(name)
    ]


def _faults(rows: Iterable[ShownRow]) -> Iterator[tuple[str, str]]:
    """Yield the field and the message of each problem on the page, for the summary above it."""
    for row in rows:
        for fault in row.faults:
            yield f"row-{row.number}", _("Row %(number)s: %(fault)s", number=row.number, fault=fault)
        for cell in row.cells.values():
            if cell.problem:
                words = _("Row %(number)s: %(fault)s", number=row.number, fault=cell.problem)
                yield f"cell-{row.number}-{cell.column}", words


def _shown(cohort: CohortFacts, run: ImportFacts, rows: list[StagedRow]) -> list[ShownRow]:
    """Return rows as the page shows them; those that are ready are compared with what is stored now."""
    ready = [] if run.state != "checked" else [row for row in rows if row.outcome in {*ACTING, "same"}]
    planned = plan_rows(reading(), cohort.id, [(row.number, file_cells(row.cells)) for row in ready])
    plans = {one.number: one for one in planned}
    return [_shown_row(row, plans.get(row.number), run.columns, run.state) for row in rows]


def _shown_row(row: StagedRow, planned: PlannedRow | None, columns: list[str], state: str) -> ShownRow:
    remarks = [read_remark(text) for text in row.problems]
    wrong = {remark.column: remark for remark in remarks if not remark.is_hint and remark.column}
    faults = [remark_words(remark) for remark in remarks if not remark.is_hint and not remark.column]
    cells = file_cells(row.cells)
    is_open = row.outcome == "correct" and state == "checked"
    mendable = {*columns, *cells, *wrong} if is_open and faults else {*wrong} if is_open else set()
    if mendable and any(remark.code == DIFFERENCE for remark in remarks):
        mendable |= {KEY_COLUMN}  # two people may have come under one address by a slip
    return ShownRow(
        number=row.number,
        outcome=row.outcome,
        words=outcome_words(row.outcome, state),
        tag="" if state == "undone" else OUTCOMES[row.outcome][2],
        cells={
            column: _cell(column, cells.get(column, ""), wrong.get(column), is_field=column in mendable)
            for column in COLUMNS
            if column in cells or column in mendable
        },
        faults=faults if is_open else [],
        hints=[*(remark_words(remark) for remark in remarks if remark.is_hint), *_hints(planned)],
        changes=_changes(planned) if planned else [],
    )


def _hints(planned: PlannedRow | None) -> Iterator[str]:
    """Yield what an admin should know of the person that a row is about."""
    if planned and planned.plan.kept:
        columns = ", ".join(column_words(column) for column in planned.plan.kept)
        yield _(
            "This person keeps their own profile, so these stay as they are: %(columns)s", columns=columns
        )
    if planned and planned.person and planned.person.suspended:
        yield _("This person is suspended: no mail goes to them.")


def _cell(column: str, typed: str, remark: Remark | None, *, is_field: bool) -> Cell:
    guess = ""
    if remark and remark.code in SENTENCES:
        guess = CellProblem(0, 0, column, remark.code, remark.value, remark.detail).suggestion
    return Cell(
        column=column,
        label=column_words(column),
        value=value_words(column, typed),
        typed=typed,
        is_field=is_field,
        problem=remark_words(remark) if remark and is_field else "",
        suggestion=suggestion_words(guess) if guess else "",
        choices=tuple(LANGUAGES.items()) if column == "language" else (),
    )


def _changes(planned: PlannedRow) -> list[Change]:
    """Say what a row would change in what is stored; nothing for somebody who is new."""
    plan: RowPlan = planned.plan
    if planned.person is None:
        return []
    stored = planned.person.now.values
    found = [
        Change(column_words(column), value_words(column, stored[column]), value_words(column, new))
        for column, new in plan.person.items()
    ]
    was = planned.enrolment if plan.outcome == "change" else None
    old = {"group": was.group_name, "starts": was.starts_on, "ends": was.ends_on} if was else {}
    found += [
        Change(column_words(name), str(old.get(name) or ""), str(new)) for name, new in plan.enrolment.items()
    ]
    if plan.promote:
        found.append(
            Change(column_words("role"), value_words("role", "learner"), value_words("role", "facilitator"))
        )
    return found
