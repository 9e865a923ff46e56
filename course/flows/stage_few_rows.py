"""Staging a roster of few rows within the caller's own transaction, so that it stands or falls with a reply."""

from datetime import datetime
from uuid import UUID

from course.core.formats.roster_sheet import RosterSheet
from course.db.session import Session
from course.flows.stage_roster import CohortClosed, staged_rows
from course.store.cohorts.imports import add_import, add_rows, set_state
from course.store.cohorts.policy import may_add_people
from course.store.cohorts.queries import CohortFacts


def stage_few_rows(
    session: Session,
    *,
    cohort: CohortFacts,
    actor_id: UUID | None,
    sheet: RosterSheet,
    now: datetime,
) -> UUID:
    """Stage a sheet of at most a thousand rows and return the import's id. Raises CohortClosed.

    What becomes of each row is judged as for a file; large files go through `stage_roster`.
    """
    if not may_add_people(cohort):
        raise CohortClosed
    import_id = add_import(
        session,
        cohort_id=cohort.id,
        actor_id=actor_id,
        file_name="",
        encoding=sheet.encoding,
        separator=sheet.separator,
        columns=sheet.columns,
        ignored_columns=sheet.ignored_columns,
        now=now,
    )
    add_rows(session, import_id, staged_rows(session, cohort, sheet))
    set_state(session, import_id, from_states=["discarded"], to="checked")
    return import_id
