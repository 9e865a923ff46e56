"""Clearing away what has served: old tokens, ended sign-ins, counters and stored replies."""

from datetime import datetime, timedelta

from flask import Flask

from course.db.session import Database
from course.store.accounts.operations import forget_expired

KEEP = timedelta(days=30)


def tidy(app: Flask, *, now: datetime) -> int:
    """Delete what ran out more than 30 days ago; return how many rows went."""
    database: Database = app.extensions["course_database"]
    with database.writing() as session:
        return forget_expired(session, before=now - KEEP)
