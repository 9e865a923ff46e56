"""Going on with regrades that were ordered or are being undone: also after a restart."""

from datetime import datetime

from flask import Flask

from course.db.session import Database
from course.flows.apply_regrade import apply_regrade
from course.flows.undo_regrade import undo_regrade
from course.store.regrades.queries import regrades_in_work


def apply_waiting_regrades(app: Flask, *, now: datetime) -> int:
    """Apply or undo the rest of each regrade in work; return how many were handled."""
    database: Database = app.extensions["course_database"]
    catalogue = app.extensions["course_content"].catalogue()
    with database.reading() as session:
        waiting = regrades_in_work(session)
    for regrade_id, state in waiting:
        deed = apply_regrade if state == "applying" else undo_regrade
        deed(database, catalogue, regrade_id=regrade_id, now=now)
    return len(waiting)
