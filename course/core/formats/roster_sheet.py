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
CONTRADICTION, DIFFERENCE = "rows_contradict", "rows_differ"
BETWEEN_ROWS = frozenset({CONTRADICTION, DIFFERENCE})  # faults that a row has only beside another
NAMESAKE, NO_NAME, MORE_HINTS = "same_name", "no_name", "more_hints"
_NAMES = ("given_name", "family_name", "display_name")
_SETTLED_BY_ROW = frozenset({"email", "action"})  # one is the person; the other contradicts as a whole
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
    """A row about the same person and cohort as an earlier one, which is kept and takes what only this one says."""

    row: RosterRow
    kept_as: int  # number of the row that is kept

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

    One person in two cohorts is two rows. Rows that say different things about one person are refused, all of
    them: only a person can tell which is true, and a mix of both would be neither.
    """
    kept, groups = _by_person(read_rows)
    duplicates: list[Duplicate] = []
    refused, problems = list(refused), list(problems)
    for group in groups:
        joined = _join(group)
        if joined is None:
            refused += [_refused_beside_others(row, group) for row in group]
            problems += _differences(group) or _contradictions(group)
        else:
            kept.append(joined)
            duplicates += [Duplicate(row, joined.number) for row in group[1:]]
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


def _refused_beside_others(row: RosterRow, group: Sequence[RosterRow]) -> RefusedRow:
    values = row_values(row)
    if all(other.action == "keep" for other in group):
        values["action"] = ""  # what an empty cell means is not shown as if it had been typed
    return refuse(row.number, row.line, COLUMNS, values.values())


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
    """Return the first row with what only later ones say; None when they cannot all hold."""
    said: dict[str, Any] = {}
    for row in reversed(group):
        said |= {column: value for column in COLUMNS if (value := getattr(row, column))}
    starts, ends = said.get("starts"), said.get("ends")
    if len({row.action for row in group}) > 1 or (starts and ends and ends < starts):
        return None
    return None if _differences(group) else replace(group[0], **said)


def _differences(group: Sequence[RosterRow]) -> list[CellProblem]:
    """Find the cells in which rows about one person say different things, case and accents aside.

    When there are any, each row of the group has a problem: one that says nothing there is named as a whole.
    """
    texts = [row_values(row) for row in group]
    found: list[CellProblem] = []
    for column in COLUMNS:
        cells = {row: text for row, said in zip(group, texts, strict=True) if (text := said[column])}
        if column not in _SETTLED_BY_ROW and len({_compared(text) for text in cells.values()}) > 1:
            found += [_difference(row, column, cells) for row in cells]
    named = {problem.row for problem in found}
    return found and [*found, *(each for each in _contradictions(group) if each.row not in named)]


def _difference(row: RosterRow, column: str, cells: Mapping[RosterRow, str]) -> CellProblem:
    own = _compared(cells[row])
    other, text = next((other, text) for other, text in cells.items() if _compared(text) != own)
    return CellProblem(row.number, row.line, column, DIFFERENCE, text[:VALUE_SHOWN], other.number)


def _compared(text: str) -> str:
    return fold(text) or text


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
        problem
        for problem in sheet.problems
        if problem.row not in by_row and problem.code not in BETWEEN_ROWS
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
