"""Cells of a staged roster mended in the page: their rows are read and judged again."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from course.core.emails import fold_email
from course.core.formats.roster_csv import apply_corrections
from course.core.formats.roster_rows import RosterRow, parse_row
from course.core.formats.roster_sheet import BETWEEN_ROWS, NoSuchCell, RefusedRow, RosterSheet
from course.core.formats.roster_staging import KEY, file_cells, read_remark
from course.core.formats.roster_values import RosterRules
from course.db.session import Session
from course.flows.stage_roster import staged_rows
from course.store.cohorts.imports import ImportMoved, replace_rows
from course.store.cohorts.queries import (
    CohortFacts,
    StagedRow,
    get_import,
    rows_by_key,
    rows_by_number,
)


def correct_roster(
    session: Session,
    *,
    cohort: CohortFacts,
    import_id: UUID,
    corrections: Mapping[tuple[int, str], str],
    now: datetime,
    languages: tuple[str, ...],
) -> int:
    """Mend cells, given by row and column; return how many rows still want mending of those named.

    Rows about the same person are judged with them, so that a mended address that stands elsewhere in the file
    is joined with that row. Raises ImportMoved once the import is applied or dropped, NoSuchCell for a cell
    that it does not have.
    """
    found = get_import(session, cohort_id=cohort.id, import_id=import_id, lock=True)
    if found.state != "checked":
        raise ImportMoved
    rules = RosterRules(languages, now.year)
    numbers = {number for number, _column in corrections}
    named = rows_by_number(session, import_id, numbers)
    if len(named) != len(numbers) or any(row.outcome != "correct" for row in named):
        raise NoSuchCell(row=0, column="")
    keys = {row.cells[KEY] for row in named if row.cells.get(KEY)}
    keys |= {
        fold_email(text) for (_number, column), text in corrections.items() if column == "email" and text
    }
    others = (
        [row for row in rows_by_key(session, import_id, keys) if _may_be_judged_anew(row)] if keys else []
    )
    together = {row.number: row for row in [*others, *named]}
    sheet = apply_corrections(_sheet(list(together.values()), rules), corrections)
    staged = staged_rows(session, cohort, sheet)
    replace_rows(session, import_id, staged)
    return sum(row.outcome == "correct" for row in staged if row.number in numbers)


def _may_be_judged_anew(row: StagedRow) -> bool:
    """Tell whether nothing is wrong with a row by itself: one with faults waits until somebody mends it."""
    return row.outcome != "correct" or all(read_remark(text).code in BETWEEN_ROWS for text in row.problems)


def _sheet(rows: list[StagedRow], rules: RosterRules) -> RosterSheet:
    """Return a few staged rows as the sheet that reading them would give."""
    read: list[RosterRow] = []
    refused: list[RefusedRow] = []
    for row in sorted(rows):
        cells = file_cells(row.cells)
        parsed, _problems = parse_row(cells, row.number, now_year=rules.now_year, languages=rules.languages)
        if parsed is None:
            refused.append(RefusedRow(row.number, row.line, tuple(cells), tuple(cells.values())))
        else:
            read.append(parsed)
    return RosterSheet(refused=tuple(refused), read_rows=tuple(read), rules=rules)
