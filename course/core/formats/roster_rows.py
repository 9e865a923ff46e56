"""One row of a roster: its cells read into a person and an enrolment, and written back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from course.core.emails import fold_email
from course.core.formats.csv_safety import looks_like_formula, restore
from course.core.formats.roster_columns import COLUMNS
from course.core.formats.roster_problems import VALUE_SHOWN, CellProblem
from course.core.formats.roster_values import Fault, RosterRules, Value, clean, read_value

_REMEMBERED = 5_000  # cells a column whose reading is kept, since most stand in many rows
_DIFFERING = ("email", "external_id")  # not worth remembering


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One person and their enrolment, as a roster says it. An empty value says nothing: what is known stays.

    `number` and `line` say where it stood and do not count when rows are compared.
    """

    email: str  # as typed, for sending
    given_name: str = ""
    family_name: str = ""
    display_name: str = ""
    country: str = ""  # ISO 3166-1 alpha-2, or XK
    city: str = ""
    organisation: str = ""
    role_title: str = ""  # what the person does at work
    language: str = ""  # one of the site's codes
    time_zone: str = ""  # IANA name
    cohort: str = ""
    group: str = ""
    role: str = ""  # "learner" or "facilitator"
    starts: date | None = None
    ends: date | None = None  # not before `starts`
    external_id: str = ""
    action: Literal["keep", "remove"] = "keep"
    number: int = field(
        default=0, compare=False
    )  # 1 for the first row below the headings, empty ones counted
    line: int = field(default=0, compare=False)  # of the file, from 1; 0 where there is none

    @property
    def email_key(self) -> str:
        """The key by which the account is found."""
        return fold_email(self.email)


class Reading(NamedTuple):
    """What became of a row: the row itself, unless it has problems."""

    row: RosterRow | None
    problems: tuple[CellProblem, ...]
    hints: tuple[CellProblem, ...]


class RowReader:
    """Reads rows by one set of rules and remembers cells that it has read before."""

    def __init__(self, rules: RosterRules) -> None:
        self._rules = rules
        self._remembered: dict[str, dict[str, Value | Fault]] = {column: {} for column in COLUMNS}

    def read(self, columns: Sequence[str], cells: Sequence[str], number: int, line: int) -> Reading:
        """Read the cells of a row; `columns` names them. Cells that are missing at the end count as empty."""
        found: dict[str, Any] = {}
        problems: list[CellProblem] = []
        hints: list[CellProblem] = []
        for column, cell in zip(columns, cells, strict=False):
            if not cell:
                continue
            value = self._remembered[column].get(cell)
            if value is None:
                value = self._value(column, cell)
            if isinstance(value, Fault):
                problems.append(
                    CellProblem(number, line, column, value.code, cell.strip()[:VALUE_SHOWN], value.detail)
                )
            elif value:
                found[column] = value
                if looks_like_formula(cell):
                    hints.append(CellProblem(number, line, column, "formula_cell", cell[:VALUE_SHOWN]))
        problems += _across(found, problems, number, line)
        if problems:
            return Reading(None, tuple(problems), tuple(hints))
        return Reading(RosterRow(**found, number=number, line=line), (), tuple(hints))

    def _value(self, column: str, cell: str) -> Value | Fault:
        text = clean(restore(cell))
        value = read_value(column, text, self._rules) if text else ""
        if column not in _DIFFERING:
            remembered = self._remembered[column]
            if len(remembered) >= _REMEMBERED:
                remembered.clear()
            remembered[cell] = value
        return value


def _across(
    found: Mapping[str, Any], problems: Iterable[CellProblem], number: int, line: int
) -> list[CellProblem]:
    """Judge what takes more than one cell."""
    more = []
    if "email" not in found and not any(problem.column == "email" for problem in problems):
        more.append(CellProblem(number, line, "email", "email_missing"))
    starts, ends = found.get("starts"), found.get("ends")
    if starts and ends and ends < starts:
        more.append(
            CellProblem(number, line, "ends", "ends_before_starts", ends.isoformat(), starts.isoformat())
        )
    return more


def parse_row(
    values: Mapping[str, str],
    number: int,
    *,
    now_year: int | None = None,
    languages: tuple[str, ...] = ("en", "es", "fr"),
) -> tuple[RosterRow | None, tuple[CellProblem, ...]]:
    """Read one row by the names of its columns, as the form for one person sends it.

    Unknown names are a KeyError: they are a slip of the program, not of a person. Either the row comes back
    or its problems do, all of them.
    """
    rules = RosterRules(languages, now_year)
    reading = RowReader(rules).read(tuple(values), tuple(values.values()), number, 0)
    return reading.row, reading.problems


def row_values(row: RosterRow) -> dict[str, str]:
    """Return a row's cells by column, all of them, as text that reads back to an equal row."""
    cells = {}
    for column in COLUMNS:
        value = getattr(row, column)
        cells[column] = value.isoformat() if isinstance(value, date) else str(value or "")
    return cells
