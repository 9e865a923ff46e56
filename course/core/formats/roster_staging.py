"""Rows of a roster as they wait to be applied: plain JSON, and back."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from course.core.emails import fold_email
from course.core.formats.roster_places import fold
from course.core.formats.roster_problems import CellProblem
from course.core.formats.roster_rows import RosterRow, row_values
from course.core.formats.roster_sheet import Duplicate, RefusedRow

KEY = "email_key"  # stands among the cells, so that rows about one person can be found
COHORT_OTHER, REPEAT = "cohort_other", "repeat"


class Remark(NamedTuple):
    """Something to mend in a staged row, or a hint worth a look."""

    column: str  # empty for the whole row
    code: str
    value: str
    detail: str | int
    is_hint: bool


def ready_cells(row: RosterRow) -> dict[str, str]:
    """Return what a row that is ready says: the cells that are not empty, in the form the format writes."""
    cells = {column: cell for column, cell in row_values(row).items() if cell}
    if row.action == "keep":
        del cells["action"]
    return cells | {KEY: row.email_key}


def refused_cells(row: RefusedRow) -> dict[str, str]:
    """Return the cells of a row with problems, as they were typed."""
    cells = {column: cell for column, cell in row.values.items() if cell}
    return cells | {KEY: fold_email(cells["email"])} if cells.get("email") else cells


def file_cells(cells: Mapping[str, Any]) -> dict[str, str]:
    """Return staged cells by column of a roster, empty ones left out."""
    return {column: cell for column, cell in cells.items() if cell and column != KEY}


def remark_text(problem: CellProblem, *, is_hint: bool = False) -> str:
    said = {"column": problem.column, "code": problem.code, "value": problem.value, "detail": problem.detail}
    return json.dumps(said | {"hint": is_hint}, ensure_ascii=False)


def read_remark(text: str) -> Remark:
    said = json.loads(text)
    return Remark(said["column"], said["code"], said["value"], said["detail"], said["hint"])


def repeat_text(repeat: Duplicate) -> str:
    """Say which row is kept instead."""
    return remark_text(
        CellProblem(repeat.number, repeat.row.line, "", REPEAT, "", repeat.kept_as), is_hint=True
    )


def names_another_cohort(cells: Mapping[str, str], slug: str, name: str) -> bool:
    """Tell whether a row is meant for another cohort than this one; a file may give its slug or its name."""
    named = fold(cells.get("cohort", ""))
    return bool(named) and named not in {fold(slug), fold(name)}
