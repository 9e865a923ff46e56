"""Clearing away what has served: old tokens, ended sign-ins, counters and stored replies."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from flask import Flask

from course.db.session import Database
from course.store.accounts.operations import forget_expired
from course.store.uploads.queries import known_names
from course.store.uploads.shelf import old_files

KEEP = timedelta(days=30)
FILE_AGE = timedelta(days=1)  # younger ones may belong to a transaction that is not over


def tidy(app: Flask, *, now: datetime) -> int:
    """Delete what ran out more than 30 days ago; return how many rows went. Files without a row go too."""
    database: Database = app.extensions["course_database"]
    with database.writing() as session:
        gone = forget_expired(session, before=now - KEEP)
    tidy_files(database, app.config["COURSE"].uploads_dir, now=now)
    return gone


def tidy_files(database: Database, folder: Path, *, now: datetime) -> int:
    """Delete files that belong to no row and are older than a day: what was replaced, taken back, erased or half written."""
    gone = 0
    for some in _batches(old_files(folder, now - FILE_AGE)):
        with database.reading() as session:
            known = known_names(session, [place.name for place in some])
        for place in some:
            if place.name not in known:
                place.unlink(missing_ok=True)
                gone += 1
    return gone


def _batches(places: Iterator[Path]) -> Iterator[list[Path]]:
    while some := list(islice(places, 200)):
        yield some
