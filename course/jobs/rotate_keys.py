"""Making new keys for badges, once those that sign are as old as the setting allows."""

from datetime import datetime

from flask import Flask

from course.db.session import Database, retried
from course.flows.sign_badges import rotate_old_keys


def rotate_badge_keys(app: Flask, *, now: datetime) -> int | None:
    """Make new keys where it is time; return their number, None where it is not."""
    settings = app.config["COURSE"]
    return _rotate(
        app.extensions["course_database"], settings.secret_key, days=settings.badge_key_days, now=now
    )


@retried
def _rotate(database: Database, secret: str, *, days: int, now: datetime) -> int | None:
    with database.writing() as session:
        return rotate_old_keys(session, secret=secret, days=days, now=now)
