"""Finishing attempts whose deadline has passed, with the deadline as the time of finishing."""

from datetime import datetime

from flask import Flask

from course.db.session import Database
from course.flows.finish_overdue import finish_overdue

BATCH = 100


def finish_overdue_attempts(app: Flask, *, now: datetime) -> int:
    """Finish what is overdue, each attempt in a transaction of its own; return how many."""
    database: Database = app.extensions["course_database"]
    catalogue = app.extensions["course_content"].catalogue()
    return finish_overdue(database, catalogue, now=now, limit=BATCH)
