"""Finishing attempts whose deadline has passed, with the deadline as the time of finishing."""

from datetime import datetime

from flask import Flask

from course.core.content.model import Catalogue
from course.db.session import Database, retried
from course.flows.finish_overdue import finish_overdue


def finish_overdue_attempts(app: Flask, *, now: datetime) -> int:
    """Finish what is overdue, each attempt in a transaction of its own; return how many."""
    database: Database = app.extensions["course_database"]
    catalogue = app.extensions["course_content"].catalogue()
    finished = 0
    while _finish_one(database, catalogue, now):
        finished += 1
    return finished


@retried
def _finish_one(database: Database, catalogue: Catalogue, now: datetime) -> bool:
    with database.writing() as session:
        return finish_overdue(session, catalogue, now=now)
