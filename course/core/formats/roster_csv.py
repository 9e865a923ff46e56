"""A roster file, read and written: the one format of import and export.

Reading never stops at the first problem and writes nothing; the result tells what would be done.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from course.core.formats.csv_safety import neutralise
from course.core.formats.roster_columns import COLUMNS, Recognised
from course.core.formats.roster_problems import VALUE_SHOWN, CellProblem
from course.core.formats.roster_rows import RosterRow, RowReader, parse_row, row_values
from course.core.formats.roster_sheet import (
    HINTS_MAX,
    Duplicate,
    NoSuchCell,
    RefusedRow,
    RosterSheet,
    mend,
    refuse,
    settle,
)
from course.core.formats.roster_text import (
    LINE_MAX,
    Heading,
    Opener,
    Record,
    find_encoding,
    find_heading,
    opener,
    records,
    text_opener,
)
from course.core.formats.roster_values import RosterRules

__all__ = [
    "BYTES_MAX",
    "COLUMNS",
    "PROBLEMS_MAX",
    "ROWS_MAX",
    "CellProblem",
    "Duplicate",
    "NoSuchCell",
    "RefusedRow",
    "RosterRow",
    "RosterRules",
    "RosterSheet",
    "apply_corrections",
    "parse_row",
    "read_roster",
    "read_roster_text",
    "row_values",
    "write_roster",
]

BYTES_MAX = 50_000_000  # a hundred thousand rows with every column, in UTF-16
ROWS_MAX = 100_000
TEXTS_KEPT = 5_000
PROBLEMS_MAX = 200_000  # two a row in the largest file: more are a file whose columns do not fit


def read_roster(
    data: bytes, *, now_year: int | None = None, languages: tuple[str, ...] = ("en", "es", "fr")
) -> RosterSheet:
    """Read a roster file. `languages` are those of the site; dates far from `now_year` are refused.

    No file raises an error: one that cannot be read is a sheet with a problem in row 0 and no rows.
    """
    rules = RosterRules(languages, now_year)
    if len(data) > BYTES_MAX:
        return _unreadable(RosterSheet(rules=rules), "too_large", detail=BYTES_MAX // 1_000_000)
    encoding = find_encoding(data)
    if isinstance(encoding, str):
        return _unreadable(RosterSheet(rules=rules), encoding)
    return _read(opener(data, encoding), RosterSheet(rules=rules, encoding=encoding.name))


def read_roster_text(
    text: str, *, now_year: int | None = None, languages: tuple[str, ...] = ("en", "es", "fr")
) -> RosterSheet:
    """Read pasted text, as `read_roster` reads a file."""
    sheet = RosterSheet(rules=RosterRules(languages, now_year))
    if len(text) > BYTES_MAX:
        return _unreadable(sheet, "too_large", detail=BYTES_MAX // 1_000_000)
    return _read(text_opener(text), sheet)


def apply_corrections(sheet: RosterSheet, corrections: Mapping[tuple[int, str], str]) -> RosterSheet:
    """Return `sheet` with cells mended: `corrections` maps a row's number and a column to the new text.

    Each row named is read anew from its cells as the page shows them, so a row whose cells were unsure
    (quotation marks, too many cells) counts as seen. Rows that are ready can be changed too. Raises
    NoSuchCell for a row or column that the sheet does not have.
    """
    return mend(sheet, corrections)


def write_roster(rows: Iterable[RosterRow]) -> Iterator[str]:
    """Yield the lines of a CSV file: headings, then the rows; what is read from them equals `rows`.

    Cells that a spreadsheet would run are neutralised. The caller encodes as UTF-8, with a mark in front so
    that Excel knows.
    """
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield str(writer.writerow(COLUMNS))
    for row in rows:
        yield str(writer.writerow([neutralise(cell) for cell in row_values(row).values()]))


class _Echo:
    """Hands each line back to the caller of the CSV writer instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _unreadable(
    sheet: RosterSheet, code: str, *, line: int = 0, value: str = "", detail: str | int = ""
) -> RosterSheet:
    return replace(sheet, problems=(CellProblem(0, line, "", code, value[:VALUE_SHOWN], detail),))


def _read(open_text: Opener, sheet: RosterSheet) -> RosterSheet:
    heading = find_heading(open_text)
    recognised = heading.recognised
    sheet = replace(sheet, separator=heading.separator)
    if code := _heading_fault(heading):
        headings = ", ".join(cell.strip() for cell in heading.cells)
        return _unreadable(sheet, code, line=heading.line, detail=headings[:VALUE_SHOWN])
    sheet = replace(sheet, columns=recognised.columns, ignored_columns=recognised.ignored)
    if recognised.twice:
        return _unreadable(sheet, "column_twice", line=heading.line, value=recognised.twice[0])
    return _Reading(sheet, recognised).read(
        record for record in records(open_text, heading.separator) if record.line > heading.line
    )


def _heading_fault(heading: Heading) -> str:
    if not heading.line:
        return "empty_file"
    if "email" in heading.recognised.columns:
        return ""
    is_person = any("@" in cell for cell in heading.cells)
    return "heading_missing" if is_person or not heading.recognised.columns else "email_column_missing"


class _Reading:
    """One pass over the records of a file."""

    def __init__(self, sheet: RosterSheet, recognised: Recognised) -> None:
        self._sheet = sheet
        self._recognised = recognised
        self._reader = RowReader(sheet.rules)
        self._rows: list[RosterRow] = []
        self._refused: list[RefusedRow] = []
        self._problems: list[CellProblem] = []
        self._hints: list[CellProblem] = []
        self._same_text: dict[str, str] = {}  # cells of refused rows: most say what others said

    def read(self, records_below: Iterable[Record]) -> RosterSheet:
        empty = number = 0
        for number, record in enumerate(records_below, start=1):
            if number - empty > ROWS_MAX:
                return _unreadable(self._sheet, "too_many_rows", line=record.line, detail=ROWS_MAX)
            if len(self._problems) > PROBLEMS_MAX:
                return self._given_up(record.line)
            if any(record.cells) and any(cell.strip() for cell in record.cells):
                self._read_row(record, number)
            else:
                empty += 1
        if number == empty:
            return _unreadable(replace(self._sheet, empty_lines=empty), "no_rows")
        sheet = replace(self._sheet, empty_lines=empty)
        return settle(sheet, self._rows, self._refused, self._problems, self._hints)

    def _read_row(self, record: Record, number: int) -> None:
        """Read one row; one whose cells may stand in the wrong columns is refused even when each is good."""
        columns, width = self._recognised.columns, self._recognised.width
        filled = [*record.cells, *[""] * (width - len(record.cells))]
        cells = [filled[place] for place in self._recognised.places]
        reading = self._reader.read(columns, cells, number, record.line)
        problems = [*self._shape_problems(record, number), *reading.problems]
        if problems or reading.row is None:
            same = self._same_text
            if len(same) > TEXTS_KEPT:
                same.clear()
            cells = [same.setdefault(cell, cell) for cell in cells]
            self._refused.append(refuse(number, record.line, columns, cells))
            self._problems += problems
        else:
            self._rows.append(reading.row)
        if len(self._hints) <= HINTS_MAX:
            self._hints += reading.hints
            if len(record.cells) < width:
                self._hints.append(CellProblem(number, record.line, "", "row_short"))

    def _shape_problems(self, record: Record, number: int) -> list[CellProblem]:
        problems = []
        if record.fault:
            detail = LINE_MAX if record.fault == "line_too_long" else ""
            problems.append(CellProblem(number, record.line, "", record.fault, detail=detail))
        extra = record.cells[self._recognised.width :]
        if any(cell.strip() for cell in extra):
            problems.append(CellProblem(number, record.line, "", "row_long", detail=len(record.cells)))
        return problems

    def _given_up(self, line: int) -> RosterSheet:
        stopped = CellProblem(0, line, "", "too_many_problems", detail=PROBLEMS_MAX)
        return replace(self._sheet, problems=(stopped, *self._problems))
