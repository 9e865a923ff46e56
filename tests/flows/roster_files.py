"""What the roster tests share: files, imports made of them, and the database as it stands."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from course import schema
from course.core.formats.roster_csv import read_roster_text
from course.db.session import Database
from course.flows.apply_roster import apply_whole, begin_apply
from course.flows.stage_roster import stage_roster
from course.flows.undo_roster import begin_undo, undo_whole
from course.store.cohorts.models import Cohort, RosterImport, RosterRow
from tests.conftest import NOON

# Tables that tell what happened, and so differ after an import that was undone.
TELLING = {"audit_event", "roster_import", "roster_row"}


def stage(database: Database, cohort: Cohort, text: str, now=NOON) -> UUID:
    sheet = read_roster_text(text, now_year=now.year)
    assert not sheet.file_problems, sheet.file_problems
    return stage_roster(
        database, cohort_id=cohort.id, actor_id=None, sheet=sheet, file_name="roster.csv", now=now
    )


def apply(
    database: Database, catalogue: Any, cohort: Cohort, text: str, *, invite: bool = True, now=NOON
) -> UUID:
    """Stage a roster and apply it."""
    import_id = stage(database, cohort, text, now)
    begin(database, cohort, import_id, invite=invite, now=now)
    apply_whole(database, catalogue, import_id, now)
    return import_id


def begin(database: Database, cohort: Cohort, import_id: UUID, *, invite: bool = True, now=NOON) -> None:
    with database.writing() as session:
        begin_apply(
            session, cohort_id=cohort.id, import_id=import_id, send_invitations=invite, actor_id=None, now=now
        )


def undo(database: Database, catalogue: Any, cohort: Cohort, import_id: UUID, *, now=NOON) -> None:
    with database.writing() as session:
        begin_undo(session, cohort_id=cohort.id, import_id=import_id, actor_id=None, now=now)
    undo_whole(database, catalogue, import_id, now)


def outcomes(session: Session, import_id: UUID) -> dict[int, str]:
    """Return each row's outcome by its number."""
    rows = session.execute(
        select(RosterRow.number, RosterRow.outcome).where(RosterRow.import_id == import_id)
    )
    return dict(rows.all())


def state(session: Session, import_id: UUID) -> str:
    return session.scalars(select(RosterImport.state).where(RosterImport.id == import_id)).one()


def whole_database(session: Session) -> dict[str, list[Any]]:
    """Return every row of every table but those that tell what happened; taken-back mails are told, too."""
    session.expire_all()
    found = {}
    for table in schema.metadata.sorted_tables:
        if table.name not in TELLING:
            rows = session.execute(select(table)).mappings().all()
            kept = [dict(row) for row in rows if row.get("state") != "cancelled"]
            found[table.name] = sorted(kept, key=repr)
    return found
