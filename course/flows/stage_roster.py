"""From a roster that was read to rows that wait: every row with its outcome; nothing else is written."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from course.core.formats.roster_problems import CellProblem
from course.core.formats.roster_sheet import RosterSheet
from course.core.formats.roster_staging import (
    COHORT_OTHER,
    file_cells,
    names_another_cohort,
    ready_cells,
    refused_cells,
    remark_text,
    repeat_text,
)
from course.core.problems import CourseProblem
from course.db.bulk import batches
from course.db.session import Database, Session
from course.flows.chunks import let_others_in
from course.flows.plan_roster import plan_rows
from course.store.audit.operations import record
from course.store.cohorts.imports import ImportMoved, add_import, add_rows, remove_rows, set_state
from course.store.cohorts.policy import may_add_people
from course.store.cohorts.queries import CohortFacts, StagedRow, get_cohort_by_id

STAGE_ROWS = 2_000  # in one transaction


class CohortClosed(CourseProblem):
    """The cohort was closed; people are added to an open one."""

    code = "cohort_closed"
    status = 409


class _Unplanned(NamedTuple):
    """A row of the sheet with what reading said of it. `outcome` is empty while it has to be judged."""

    number: int
    line: int
    cells: dict[str, str]
    outcome: str
    remarks: list[str]


def stage_roster(
    database: Database,
    *,
    cohort_id: UUID,
    actor_id: UUID | None,
    sheet: RosterSheet,
    file_name: str,
    now: datetime,
) -> UUID:
    """Stage a sheet and return the import's id. Raises CohortClosed.

    Done in short transactions of its own, so that a large file stops nobody else; the import can be seen once
    all its rows are there.
    """
    with database.writing() as session:
        cohort = get_cohort_by_id(session, cohort_id)
        if not may_add_people(cohort):
            raise CohortClosed
        import_id = add_import(
            session,
            cohort_id=cohort_id,
            actor_id=actor_id,
            file_name=file_name[:200],
            encoding=sheet.encoding,
            separator=sheet.separator,
            columns=sheet.columns,
            ignored_columns=[heading[:100] for heading in sheet.ignored_columns],
            now=now,
        )
    for batch in batches(_rows(sheet, cohort), STAGE_ROWS):
        with database.reading() as session:
            staged = _judged(session, cohort_id, batch)
        with database.writing() as session:
            add_rows(session, import_id, staged)
        if sheet.total > STAGE_ROWS:
            let_others_in(database)
    with database.writing() as session:
        set_state(session, import_id, from_states=["discarded"], to="checked")
    return import_id


def discard_import(session: Session, *, import_id: UUID, actor_id: UUID | None, now: datetime) -> None:
    """Drop an import that was only checked, and forget its rows. Raises ImportMoved."""
    set_state(session, import_id, from_states=["checked"], to="discarded")
    remove_rows(session, import_id)
    record(
        session,
        actor_id=actor_id,
        action="roster_import.discarded",
        subject_kind="roster_import",
        subject_id=import_id,
        now=now,
    )


def _rows(sheet: RosterSheet, cohort: CohortFacts) -> Iterator[_Unplanned]:
    problems, hints = _by_row(sheet.problems), _by_row(sheet.hints)
    for row in sheet.rows:
        cells = ready_cells(row)
        remarks = [remark_text(hint, is_hint=True) for hint in hints.get(row.number, ())]
        outcome = ""
        if names_another_cohort(cells, cohort.slug, cohort.name):
            outcome = "correct"
            remarks.insert(0, remark_text(_other_cohort(row.number, row.line, row.cohort)))
        yield _Unplanned(row.number, row.line, cells, outcome, remarks)
    for refused in sheet.refused:
        found = problems.get(refused.number, ())
        remarks = [remark_text(problem) for problem in found]
        yield _Unplanned(refused.number, refused.line, refused_cells(refused), "correct", remarks)
    for repeat in sheet.duplicates:
        yield _Unplanned(
            repeat.number, repeat.row.line, ready_cells(repeat.row), "repeat", [repeat_text(repeat)]
        )


def _by_row(problems: Iterable[CellProblem]) -> dict[int, list[CellProblem]]:
    found: dict[int, list[CellProblem]] = {}
    for problem in problems:
        found.setdefault(problem.row, []).append(problem)
    return found


def _other_cohort(number: int, line: int, cohort: str) -> CellProblem:
    return CellProblem(number, line, "cohort", COHORT_OTHER, cohort)


def _judged(session: Session, cohort_id: UUID, rows: list[_Unplanned]) -> list[StagedRow]:
    ready = [(row.number, file_cells(row.cells)) for row in rows if not row.outcome]
    plans = {planned.number: planned for planned in plan_rows(session, cohort_id, ready)}
    staged = []
    for row in rows:
        planned = plans.get(row.number)
        outcome = planned.plan.outcome if planned else row.outcome
        account_id = planned.person.id if planned and planned.person else None
        staged.append(
            StagedRow(row.number, row.line, row.cells, outcome, row.remarks, account_id, None, done=False)
        )
    return staged


def staged_rows(session: Session, cohort: CohortFacts, sheet: RosterSheet) -> list[StagedRow]:
    """Return the rows of a small sheet as they would be staged."""
    return _judged(session, cohort.id, list(_rows(sheet, cohort)))


__all__ = ["CohortClosed", "ImportMoved", "discard_import", "stage_roster", "staged_rows"]
