"""Looking, once an hour, whom a reminder of what they missed is due to."""

from datetime import datetime
from uuid import UUID

import structlog
from flask import Flask

from course.db.session import Database
from course.flows.remind_of_missed import remind_next
from course.flows.row_faults import RowFailed

log = structlog.get_logger("course.jobs")


def remind_of_missed(app: Flask, *, now: datetime) -> int:
    """Look at each wish whose time has come, each in a transaction of its own; return how many.

    One at which something is wrong is told in the process's log, and stops no other.
    """
    database: Database = app.extensions["course_database"]
    catalogue = app.extensions["course_content"].catalogue()
    secret, looked, broken = app.config["COURSE"].secret_key, 0, set[UUID]()
    while True:
        try:
            with database.writing() as session:
                if not remind_next(session, catalogue, secret=secret, now=now, but=broken):
                    return looked
            looked += 1
        except RowFailed as problem:
            log.exception("reminder_not_made", learner=str(problem.row_id))
            broken.add(problem.row_id)
