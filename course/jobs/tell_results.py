"""Telling results that were held, once they are due: in short transactions, also after a restart."""

from datetime import datetime

import structlog
from flask import Flask

from course.core.content.model import Catalogue
from course.db.session import Database, retried
from course.flows.chunks import let_others_in
from course.flows.row_faults import Faults
from course.flows.tell_results import tell_due_results

log = structlog.get_logger("course.jobs")
BATCH = 50  # attempts a transaction, each with its learner's progress


def tell_due(app: Flask, *, now: datetime) -> int:
    """Tell all results that are due; return how many were.

    One that cannot be told is told of in the process's log, and stops no other.
    """
    database: Database = app.extensions["course_database"]
    catalogue = app.extensions["course_content"].catalogue()
    told, failed = 0, Faults()
    while True:
        before = len(failed)
        number = _tell_some(database, catalogue, now, failed)
        told += number
        for attempt_id, error in list(failed.items())[before:]:
            log.error("result_not_told", attempt=str(attempt_id), exc_info=error)
        if number < BATCH and len(failed) == before:
            return told
        let_others_in(database)


@retried
def _tell_some(database: Database, catalogue: Catalogue, now: datetime, failed: Faults) -> int:
    with database.writing() as session:
        return tell_due_results(session, catalogue, now=now, limit=BATCH, failed=failed)
