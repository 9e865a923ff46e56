"""What was read from a roster file, and how rows about one person become one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from course.core.formats.roster_columns import COLUMNS
from course.core.formats.roster_places import fold
from course.core.formats.roster_problems import VALUE_SHOWN, CellProblem
from course.core.formats.roster_rows import RosterRow, RowReader, row_values
from course.core.formats.roster_values import RosterRules
from course.core.problems import CourseProblem

HINTS_MAX = 1_000
CONTRADICTION = "rows_contradict"
NAMESAKE, NO_NAME, MORE_HINTS = "same_name", "no_name", "more_hints"
_NAMES = ("given_name", "family_name", "display_name")
_CELL_KEPT = 1_000  # characters of a refused cell, more than any column takes


class NoSuchCell(CourseProblem):
    """A correction names a row or a column that the sheet does not have: another file was uploaded since."""

    code = "no_such_cell"


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row with problems: its cells as they were typed, to be shown and mended."""

    number: int
    line: int
    columns: tuple[str, ...]
    cells: tuple[str, ...]  # for each of `columns`

    @property
    def values(self) -> dict[str, str]:
        return dict(zip(self.columns, self.cells, strict=True))


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row about the same person and cohort as a later one, which is kept and takes what only this one says."""

    row: RosterRow
    kept_as: int  # number of the row that is kept
    differing: tuple[str, ...]  # columns in which both say something and the later row counts

    @property
    def number(self) -> int:
        return self.row.number


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterSheet:
    """A roster as it was read; nothing is enrolled by reading.

    Each row of the file stands in exactly one of `rows`, `refused` and `duplicates`. A problem of the file as
    a whole (`row` 0) leaves all three empty.
    """

    rows: tuple[RosterRow, ...] = ()  # ready, in the file's order
    refused: tuple[RefusedRow, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    problems: tuple[CellProblem, ...] = ()  # in the file's order; each refused row has at least one
    hints: tuple[CellProblem, ...] = ()  # nothing to mend; at most HINTS_MAX and one that says so
    encoding: str = ""  # "UTF-8", "UTF-16", "Windows-1252"; empty for pasted text
    separator: str = ""
    columns: tuple[str, ...] = ()  # recognised, in the order of COLUMNS
    ignored_columns: tuple[str, ...] = ()  # headings as written that are not read
    empty_lines: int = 0
    rules: RosterRules = field(default_factory=RosterRules)
    read_rows: tuple[RosterRow, ...] = field(default=(), repr=False)  # each row by itself, before duplicates

    @property
    def total(self) -> int:
        """How many rows have an outcome: all but the empty lines."""
        return len(self.rows) + len(self.refused) + len(self.duplicates)

    @property
    def file_problems(self) -> tuple[CellProblem, ...]:
        return tuple(problem for problem in self.problems if not problem.row)


def refuse(number: int, line: int, columns: tuple[str, ...], cells: Iterable[str]) -> RefusedRow:
    kept = tuple(cell.strip()[:_CELL_KEPT] for cell in cells)
    return RefusedRow(number, line, columns, kept + ("",) * (len(columns) - len(kept)))


def settle(
    sheet: RosterSheet,
    read_rows: Sequence[RosterRow],
    refused: Sequence[RefusedRow],
    problems: Sequence[CellProblem],
    hints: Sequence[CellProblem],
) -> RosterSheet:
    """Return `sheet` with these rows, in the file's order, those about one person joined.

    One person in two cohorts is two rows; rows that contradict each other are refused, all of them.
    """
    kept, groups = _by_person(read_rows)
    duplicates: list[Duplicate] = []
    refused, problems = list(refused), list(problems)
    for group in groups:
        joined = _join(group)
        if joined is None:
            refused += [refuse(row.number, row.line, COLUMNS, row_values(row).values()) for row in group]
            problems += _contradictions(group)
        else:
            kept.append(joined)
            duplicates += [Duplicate(row, joined.number, _differing(row, joined)) for row in group[:-1]]
    kept.sort(key=_number)
    return replace(
        sheet,
        rows=tuple(kept),
        refused=tuple(sorted(refused, key=_number)),
        duplicates=tuple(sorted(duplicates, key=_number)),
        problems=tuple(sorted(problems, key=lambda problem: problem.row)),
        hints=_at_most(
            sorted([*hints, *_nameless(kept, sheet.columns), *_namesakes(kept)], key=lambda hint: hint.row)
        ),
        read_rows=tuple(read_rows),
    )


def _number(row: RosterRow | RefusedRow | Duplicate) -> int:
    return row.number


def _by_person(rows: Sequence[RosterRow]) -> tuple[list[RosterRow], list[list[RosterRow]]]:
    """Part the rows into those that stand alone and groups about one person in one cohort, in the file's order."""
    first: dict[str, RosterRow] = {}
    groups: dict[str, list[RosterRow]] = {}
    for row in rows:
        key = f"{row.email_key}\n{fold(row.cohort)}" if row.cohort else row.email_key
        if first.setdefault(key, row) is not row:
            groups.setdefault(key, [first[key]]).append(row)
    joined = {row.number for group in groups.values() for row in group}
    return [row for row in rows if row.number not in joined], list(groups.values())


def _join(group: Sequence[RosterRow]) -> RosterRow | None:
    """Return the last row with what only earlier ones say; None when they cannot both hold."""
    said: dict[str, Any] = {}
    for row in group:
        said |= {column: value for column in COLUMNS if (value := getattr(row, column))}
    starts, ends = said.get("starts"), said.get("ends")
    if len({row.action for row in group}) > 1 or (starts and ends and ends < starts):
        return None
    return replace(group[-1], **said)


def _differing(row: RosterRow, joined: RosterRow) -> tuple[str, ...]:
    return tuple(
        column
        for column in COLUMNS
        if column != "email" and (said := getattr(row, column)) and said != getattr(joined, column)
    )


def _contradictions(group: Sequence[RosterRow]) -> list[CellProblem]:
    first, last = group[0], group[-1]
    return [
        CellProblem(
            row.number, row.line, "", CONTRADICTION, row.email, first.number if row is last else last.number
        )
        for row in group
    ]


def _nameless(rows: Iterable[RosterRow], columns: Sequence[str]) -> Iterator[CellProblem]:
    """Find people to be enrolled without a name, in a file that has names."""
    column = next((name for name in _NAMES if name in columns), "")
    for row in rows if column else ():
        if row.action == "keep" and not (row.given_name or row.family_name or row.display_name):
            yield CellProblem(row.number, row.line, column, NO_NAME)


def _namesakes(rows: Iterable[RosterRow]) -> Iterator[CellProblem]:
    """Find people with the same names, in any order and however accented, under another address."""
    first: dict[int, RosterRow] = {}  # by the hash of the names, which takes a third of their room
    for row in rows:
        words = fold(f"{row.given_name} {row.family_name}".strip() or row.display_name).split()
        if len(words) < 2 or row.action == "remove":  # noqa: PLR2004 - one name alone is shared by many
            continue
        other = first.setdefault(hash(" ".join(sorted(words))), row)
        if other.email_key != row.email_key:
            yield CellProblem(row.number, row.line, "", NAMESAKE, row.email[:VALUE_SHOWN], other.number)


def _at_most(hints: Sequence[CellProblem]) -> tuple[CellProblem, ...]:
    if len(hints) <= HINTS_MAX:
        return tuple(hints)
    return (*hints[:HINTS_MAX], CellProblem(0, 0, "", MORE_HINTS, detail=HINTS_MAX))


def mend(sheet: RosterSheet, corrections: Mapping[tuple[int, str], str]) -> RosterSheet:
    """Read the rows of `corrections` again with their new cells; see `roster_csv.apply_corrections`."""
    by_row: dict[int, dict[str, str]] = {}
    for (number, column), cell in corrections.items():
        if column not in COLUMNS:
            raise NoSuchCell(row=number, column=column)
        by_row.setdefault(number, {})[column] = cell
    read_rows = {row.number: row for row in sheet.read_rows}
    refused = {row.number: row for row in sheet.refused if row.number not in read_rows}
    problems = [
        problem for problem in sheet.problems if problem.row not in by_row and problem.code != CONTRADICTION
    ]
    hints = [
        hint
        for hint in sheet.hints
        if hint.row not in by_row and hint.code not in {NAMESAKE, NO_NAME, MORE_HINTS}
    ]
    reader = RowReader(sheet.rules)
    for number, cells in by_row.items():
        line, values = _typed(number, read_rows.pop(number, None), refused.pop(number, None))
        columns = (*values, *(column for column in cells if column not in values))
        texts = tuple((values | cells)[column] for column in columns)
        reading = reader.read(columns, texts, number, line)
        if reading.row:
            read_rows[number] = reading.row
        else:
            refused[number] = refuse(number, line, columns, texts)
        problems += reading.problems
        hints += reading.hints
    ordered = sorted(read_rows.values(), key=_number)
    return settle(sheet, ordered, list(refused.values()), problems, hints)


def _typed(number: int, row: RosterRow | None, refused: RefusedRow | None) -> tuple[int, dict[str, str]]:
    if refused:
        return refused.line, refused.values
    if row:
        return row.line, row_values(row)
    raise NoSuchCell(row=number, column="")
