"""Counting finished attempts into the sums of their quizzes, and quizzes anew whose marks changed."""

import structlog
from flask import Flask

from course.db.session import Database
from course.flows.count_attempts import count_new_attempts, recount_due
from course.flows.row_faults import Faults

log = structlog.get_logger("course.jobs")


def count_attempts(app: Flask) -> int:
    """Bring the sums up to date; return how many attempts were added. Safe to run at any time and to run again.

    An attempt that cannot be added is told in the process's log, and stops no other.
    """
    database: Database = app.extensions["course_database"]
    catalogue = app.extensions["course_content"].catalogue()
    failed = Faults()
    counted = count_new_attempts(database, catalogue, failed)
    recount_due(database, catalogue, failed)
    for attempt_id, error in failed.items():
        log.error("attempt_not_counted", attempt=str(attempt_id), exc_info=error)
    return counted
