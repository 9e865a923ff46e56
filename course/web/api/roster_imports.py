"""Enrolling many at once: rows are staged, looked at, applied, and can be taken back."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from course.core.formats.csv_safety import neutralise
from course.core.formats.roster_csv import COLUMNS, read_roster_text
from course.core.formats.roster_staging import file_cells, read_remark
from course.core.problems import CourseProblem
from course.db.session import Session
from course.flows.apply_roster import ACTING, AT_ONCE, apply_roster_chunk, begin_apply
from course.flows.stage_few_rows import stage_few_rows
from course.flows.stage_roster import CohortClosed
from course.flows.undo_roster import UndoTooLate, begin_undo, undo_roster_chunk
from course.store.cohorts.imports import ImportMoved
from course.store.cohorts.operations import CohortFull
from course.store.cohorts.policy import may_undo
from course.store.cohorts.queries import (
    ImportFacts,
    StagedRow,
    get_cohort,
    get_import,
    outcome_counts,
    rows_after,
)
from course.web.api.blueprint import bp
from course.web.api.cohorts import CohortPath
from course.web.api.given import Given, PageQuery, PageReply, Reply, Slug
from course.web.api.me import own_id
from course.web.api.operations import operation
from course.web.api.pages import after_number, next_cursor, one_page
from course.web.content import catalogue
from course.web.gate import open_to
from course.web.i18n import LANGUAGES
from course.web.session import reading, utc_now, wake_after_commit, writing

ROWS_MOST = 1_000
LARGEST_BODY = 1_000_000  # bytes

Cell = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f]*$", max_length=500)]
Outcome = Literal["new", "enrol", "change", "same", "remove", "repeat", "correct"]


class RowGiven(Given):
    """One person, as a line of a roster file says it; what is absent or empty says nothing."""

    email: Cell
    given_name: Cell = ""
    family_name: Cell = ""
    display_name: Cell = ""
    country: Cell = ""
    city: Cell = ""
    organisation: Cell = ""
    role_title: Cell = ""
    language: Cell = ""
    time_zone: Cell = ""
    cohort: Cell = ""
    group: Cell = ""
    role: Cell = ""
    starts: Cell = ""
    ends: Cell = ""
    external_id: Cell = ""
    action: Cell = ""


class RosterGiven(Given):
    """Rows to stage."""

    rows: Annotated[list[RowGiven], Field(min_length=1, max_length=ROWS_MOST)]


class ApplyGiven(Given):
    """How to apply. `remove` says that people may be taken out, where rows ask for that."""

    send_invitations: bool = True
    remove: bool = False


class ImportReply(Reply):
    """An import. `outcomes` counts its rows by what becomes, or became, of them."""

    id: UUID
    state: Literal["checked", "applying", "applied", "undoing", "undone", "discarded"]
    outcomes: dict[str, int]
    rows_done: int
    may_undo: bool
    created_at: datetime
    applied_at: datetime | None
    undone_at: datetime | None


class Remark(Reply):
    """Something to mend in a row or, as a `hint`, worth a look. `column` is empty for the whole row."""

    column: str
    code: str
    value: str
    hint: bool


class RowLine(Reply):
    """A staged row: what it says, and what becomes of it."""

    number: int
    outcome: Outcome
    cells: dict[str, str]
    remarks: list[Remark]
    account: UUID | None


class RowPage(PageReply):
    """One page of rows, in the order in which they came."""

    items: list[RowLine]


class ImportPath(Given):
    cohort: Slug
    roster_import: UUID


class RowsQuery(PageQuery):
    outcome: Outcome | None = None


class NothingToApply(CourseProblem):
    """No row of the import is ready."""

    code = "nothing_to_apply"
    status = 409


class RemovalsUnconfirmed(CourseProblem):
    """Rows take people out of the cohort, and the caller has not said that this is meant."""

    code = "removals_unconfirmed"
    status = 409


@bp.post("/cohorts/<cohort>/imports")
@open_to("admin", objects="all", rate="import", scope="cohorts:write")
@operation(
    "Stage rows of a roster",
    status=201,
    problems=[CohortClosed],
    largest_body=LARGEST_BODY,
)
def stage(path: CohortPath, body: RosterGiven) -> ImportReply:
    """Judge each row as a roster file's would be. Nothing is enrolled before the import is applied."""
    cohort = get_cohort(writing(), path.cohort)
    sheet = read_roster_text(_as_table(body.rows), now_year=utc_now().year, languages=tuple(LANGUAGES))
    import_id = stage_few_rows(writing(), cohort=cohort, actor_id=own_id(), sheet=sheet, now=utc_now())
    return _import(writing(), get_import(writing(), cohort_id=cohort.id, import_id=import_id))


@bp.get("/cohorts/<cohort>/imports/<roster_import>")
@open_to("admin", objects="all", rate="api", scope="cohorts:read")
@operation("One import")
def read_import(path: ImportPath) -> ImportReply:
    """Return an import; one in work is looked at again until it is applied or undone."""
    return _import(reading(), _found(reading(), path))


@bp.get("/cohorts/<cohort>/imports/<roster_import>/rows")
@open_to("admin", objects="all", rate="api", scope="cohorts:read")
@operation("The rows of an import")
def list_rows(path: ImportPath, query: RowsQuery) -> RowPage:
    found = _found(reading(), path)
    outcomes = [query.outcome] if query.outcome else []
    rows = rows_after(reading(), found.id, after_number(query), query.limit + 1, outcomes=outcomes)
    shown, last = one_page(rows, query.limit)
    return RowPage(items=[_row(row) for row in shown], next=next_cursor(last.number) if last else None)


@bp.post("/cohorts/<cohort>/imports/<roster_import>/application")
@open_to("admin", objects="all", rate="write", scope="cohorts:write")
@operation(
    "Apply an import",
    problems=[CohortClosed, CohortFull, ImportMoved, NothingToApply, RemovalsUnconfirmed],
)
def apply_import(path: ImportPath, body: ApplyGiven) -> ImportReply:
    """Apply the rows that are ready: a small import at once, a large one soon after; its state tells."""
    session, now = writing(), utc_now()
    found = _found(session, path)
    counts = outcome_counts(session, found.id)
    ready = sum(counts.get(outcome, 0) for outcome in ACTING)
    if not ready:
        raise NothingToApply
    if counts.get("remove") and not body.remove:
        raise RemovalsUnconfirmed
    begin_apply(
        session,
        cohort_id=found.cohort_id,
        import_id=found.id,
        send_invitations=body.send_invitations,
        actor_id=own_id(),
        now=now,
    )
    if ready <= AT_ONCE:
        apply_roster_chunk(session, catalogue(), import_id=found.id, now=now, size=AT_ONCE + 1)
    else:
        wake_after_commit("imports")
    return _import(session, _found(session, path))


@bp.post("/cohorts/<cohort>/imports/<roster_import>/undo")
@open_to("admin", objects="all", rate="write", scope="cohorts:write")
@operation("Undo an import", problems=[CohortFull, UndoTooLate])
def undo_import(path: ImportPath) -> ImportReply:
    """Put back what an applied import replaced, within 14 days. What people did since stays."""
    session, now = writing(), utc_now()
    found = _found(session, path)
    number = begin_undo(session, cohort_id=found.cohort_id, import_id=found.id, actor_id=own_id(), now=now)
    if number <= AT_ONCE:
        undo_roster_chunk(session, catalogue(), import_id=found.id, now=now, size=AT_ONCE + 1)
    else:
        wake_after_commit("imports")
    return _import(session, _found(session, path))


def _as_table(rows: Iterable[RowGiven]) -> str:
    """Write rows as a roster file, so that they are read by the same rules."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    writer.writerows([neutralise(getattr(row, column)) for column in COLUMNS] for row in rows)
    return table.getvalue()


def _found(session: Session, path: ImportPath) -> ImportFacts:
    """Return an import of this cohort. Raises NotFound."""
    cohort = get_cohort(session, path.cohort)
    return get_import(session, cohort_id=cohort.id, import_id=path.roster_import)


def _import(session: Session, found: ImportFacts) -> ImportReply:
    return ImportReply.model_validate(
        {
            "id": found.id,
            "state": found.state,
            "outcomes": outcome_counts(session, found.id),
            "rows_done": found.rows_done,
            "may_undo": may_undo(found, utc_now()),
            "created_at": found.created_at,
            "applied_at": found.applied_at,
            "undone_at": found.undone_at,
        }
    )


def _row(row: StagedRow) -> RowLine:
    remarks = [read_remark(text) for text in row.problems]
    return RowLine.model_validate(
        {
            "number": row.number,
            "outcome": row.outcome,
            "cells": file_cells(row.cells),
            "remarks": [
                Remark(column=one.column, code=one.code, value=one.value, hint=one.is_hint) for one in remarks
            ],
            "account": row.account_id,
        }
    )
