"""Going on with roster imports that were begun: also after a restart."""

from datetime import datetime

import structlog
from flask import Flask

from course.db.session import Database
from course.flows.apply_roster import apply_whole
from course.flows.undo_roster import undo_whole
from course.store.cohorts.queries import imports_in_work

log = structlog.get_logger("course.jobs")


def apply_waiting_imports(app: Flask, *, now: datetime) -> int:
    """Apply or undo the rest of each import in work; return how many imports were handled.

    One that cannot go on is told in the process's log, and stops no other.
    """
    database: Database = app.extensions["course_database"]
    catalogue = app.extensions["course_content"].catalogue()
    with database.reading() as session:
        waiting = imports_in_work(session)
    for import_id, state in waiting:
        deed = apply_whole if state == "applying" else undo_whole
        try:
            deed(database, catalogue, import_id=import_id, now=now)
        except Exception:
            log.exception("import_stopped", roster_import=str(import_id), state=state)
    return len(waiting)
