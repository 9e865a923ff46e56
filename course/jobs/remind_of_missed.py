"""Looking, once an hour, whom a reminder of what they missed is due to."""

from datetime import datetime

from flask import Flask

from course.db.session import Database
from course.flows.remind_of_missed import remind_next


def remind_of_missed(app: Flask, *, now: datetime) -> int:
    """Look at each wish whose time has come, each in a transaction of its own; return how many."""
    database: Database = app.extensions["course_database"]
    catalogue = app.extensions["course_content"].catalogue()
    looked = 0
    while True:
        with database.writing() as session:
            if not remind_next(session, catalogue, secret=app.config["COURSE"].secret_key, now=now):
                return looked
        looked += 1
