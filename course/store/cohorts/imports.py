"""Changes to roster imports and their staged rows. They flush and never commit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from course.core.ids import new_id
from course.core.problems import CourseProblem
from course.db.bulk import insert_all, update_each
from course.store.cohorts.models import RosterImport, RosterRow
from course.store.cohorts.queries import StagedRow


class ImportMoved(CourseProblem):
    """The import is in another state than this step needs: applied, undone or dropped in the meantime."""

    code = "import_moved"
    status = 409


def add_import(
    session: Session,
    *,
    cohort_id: UUID,
    actor_id: UUID | None,
    file_name: str,
    encoding: str,
    separator: str,
    columns: Sequence[str],
    ignored_columns: Sequence[str],
    now: datetime,
) -> UUID:
    """Begin an import. It counts as discarded until `set_state` says that all its rows are staged."""
    import_id = new_id()
    session.add(
        RosterImport(
            id=import_id,
            cohort_id=cohort_id,
            actor_id=actor_id,
            file_name=file_name,
            encoding=encoding,
            separator=separator,
            columns=list(columns),
            ignored_columns=list(ignored_columns),
            state="discarded",
            created_at=now,
        )
    )
    session.flush()
    return import_id


def add_rows(session: Session, import_id: UUID, rows: Sequence[StagedRow]) -> None:
    """Stage rows."""
    fresh = {"before": None, "done": False}
    cells = [{name: value for name, value in row._asdict().items() if name not in fresh} for row in rows]
    insert_all(session, RosterRow, cells, {"import_id": import_id, **fresh})


def replace_rows(session: Session, import_id: UUID, rows: Sequence[StagedRow]) -> None:
    """Write rows anew: what they say, and what becomes of them."""
    update_each(
        session,
        RosterRow,
        ["import_id", "number"],
        [
            {
                "import_id": import_id,
                "number": row.number,
                "cells": row.cells,
                "outcome": row.outcome,
                "problems": row.problems,
                "account_id": row.account_id,
            }
            for row in rows
        ],
    )


def mark_rows(session: Session, import_id: UUID, rows: Sequence[dict[str, Any]]) -> None:
    """Note what applying or undoing did to rows: each with number, outcome, account_id, before and done."""
    update_each(
        session, RosterRow, ["import_id", "number"], [{"import_id": import_id, **row} for row in rows]
    )


def set_state(
    session: Session, import_id: UUID, *, from_states: Sequence[str], to: str, **columns: Any
) -> None:
    """Move an import on. Raises ImportMoved when it is in none of `from_states`: of two who try, one does it."""
    result: Any = session.execute(
        update(RosterImport)
        .where(RosterImport.id == import_id, RosterImport.state.in_(from_states))
        .values(state=to, **columns),
        execution_options={"synchronize_session": False},
    )
    if not result.rowcount:
        raise ImportMoved


def set_rows_done(session: Session, import_id: UUID, number: int) -> None:
    """Note how far applying or undoing has come."""
    session.execute(
        update(RosterImport).where(RosterImport.id == import_id).values(rows_done=number),
        execution_options={"synchronize_session": False},
    )


def remove_rows(session: Session, import_id: UUID) -> None:
    """Forget what an import that is not wanted said about people."""
    session.execute(
        delete(RosterRow).where(RosterRow.import_id == import_id),
        execution_options={"synchronize_session": False},
    )
