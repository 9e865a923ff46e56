"""Finishing attempts whose deadline has passed, with the deadline as the time of finishing."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import structlog
from flask import Flask

from course.core.content.model import Catalogue
from course.db.session import Database, retried
from course.flows.finish_overdue import finish_overdue
from course.flows.row_faults import RowFailed

log = structlog.get_logger("course.jobs")


def finish_overdue_attempts(app: Flask, *, now: datetime) -> int:
    """Finish what is overdue, each attempt in a transaction of its own; return how many.

    One that cannot be finished is told in the process's log, and stops no other.
    """
    database: Database = app.extensions["course_database"]
    catalogue = app.extensions["course_content"].catalogue()
    finished, broken = 0, set[UUID]()
    while True:
        try:
            if not _finish_one(database, catalogue, now, broken):
                return finished
            finished += 1
        except RowFailed as problem:
            log.exception("attempt_not_finished", attempt=str(problem.row_id))
            broken.add(problem.row_id)


@retried
def _finish_one(database: Database, catalogue: Catalogue, now: datetime, but: Collection[UUID]) -> bool:
    with database.writing() as session:
        return finish_overdue(session, catalogue, now=now, but=but)
