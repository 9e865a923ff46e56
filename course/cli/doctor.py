"""`flask --app app doctor`: a self-check of settings, database, disk, clock, mail and queue."""

import shutil
import smtplib
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from course import schema
from course.db import revisions
from course.db.session import Database, DBAPIError, has_wal_reset_defect, sqlite_driver
from course.store.outbox.queries import count_by_state, queue_lag

LOW_DISK_BYTES = 500_000_000
MAX_LAG_SECONDS = 900
CLOCK_NOT_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


class Fault(Exception):  # noqa: N818 - what a doctor finds
    """Something is wrong; the sentence says what to do."""


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Check the installation; name each fault and exit 1 when there is one."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    faults = 0
    for name, check in CHECKS.items():
        try:
            click.echo(f"ok     {name}: {check(app)}")
        except Fault as fault:
            faults += 1
            click.echo(f"FAULT  {name}: {fault}", err=True)
    sys.exit(1 if faults else 0)


def _settings(app: Flask) -> str:
    settings = app.config["COURSE"]
    if not settings.loopback and not settings.secure:
        raise Fault("COURSE_BASE_URL must begin with https://.")
    return f"{settings.base_url}, registration {settings.registration}"


@contextmanager
def _reaching() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        message = f"the database does not answer ({type(error.orig).__name__}). Check COURSE_DATABASE_URL."
        raise Fault(message) from error


def _database(app: Flask) -> str:
    database: Database = app.extensions["course_database"]
    with _reaching(), database.reader.connect() as connection:
        found = revisions.current(connection)
        differing = len(revisions.differences(connection, schema.metadata)) if found else 0
    if found != revisions.head():
        raise Fault(f"at revision {found or 'none'}, not {revisions.head()}. Run flask --app app db upgrade.")
    if differing:
        raise Fault(f"{differing} things differ from the models. Run flask --app app db check.")
    return f"{database.dialect}, revision {found}"


def _sqlite(app: Flask) -> str:
    database: Database = app.extensions["course_database"]
    if database.dialect != "sqlite":
        return "not used"
    version = sqlite_driver().sqlite_version_info
    words = ".".join(map(str, version))
    if has_wal_reset_defect(version):
        raise Fault(f"{words} can corrupt a database in WAL mode. Use 3.51.3 or newer (package pysqlite3).")
    return words


def _disk(app: Flask) -> str:
    settings = app.config["COURSE"]
    free = shutil.disk_usage(settings.instance_dir).free
    if free < LOW_DISK_BYTES:
        raise Fault(f"only {free // 1_000_000} MB are free in {settings.instance_dir}. Make room.")
    try:
        with tempfile.TemporaryFile(dir=settings.instance_dir) as file:
            file.write(b"can be written")
    except OSError as error:
        raise Fault(f"{settings.instance_dir} cannot be written. Give this user the right to.") from error
    return f"{free // 1_000_000_000} GB free"


def _clock(_app: Flask) -> str:
    now = datetime.now(UTC)
    if now < CLOCK_NOT_BEFORE:
        raise Fault(f"the clock says {now:%Y-%m-%d}. Set it.")
    return f"{now:%Y-%m-%d %H:%M} UTC"


def _content(app: Flask) -> str:
    if not app.extensions["course_content"].ready():
        raise Fault("no course is published. Run flask --app app course publish.")
    found = app.extensions["course_content"]
    without = "" if found.search_file() else ", without a search: is FTS5 in this SQLite?"
    return f"build {found.catalogue().version[:12]}{without}"


def _mail(app: Flask) -> str:
    settings = app.config["COURSE"]
    if not settings.mail_url:
        return f"written to files in {settings.instance_dir / 'mail'}"
    parts = urlsplit(settings.mail_url)
    try:
        make = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
        with make(parts.hostname or "", parts.port or 587, timeout=5) as server:
            server.noop()
    except OSError as error:
        raise Fault(
            f"{parts.hostname} does not answer ({type(error).__name__}). Check COURSE_MAIL_URL."
        ) from error
    return f"{parts.hostname} answers"


def _queue(app: Flask) -> str:
    database: Database = app.extensions["course_database"]
    with _reaching(), database.reading() as session:
        lag = queue_lag(session, now=datetime.now(UTC))
        failed = count_by_state(session).get("failed", 0)
    if lag > MAX_LAG_SECONDS:
        raise Fault(f"the oldest message waits since {lag / 60:.0f} minutes. Is a worker running?")
    return f"oldest waits {lag:.0f} s, {failed} failed"


CHECKS: dict[str, Callable[[Flask], str]] = {
    "settings": _settings,
    "database": _database,
    "sqlite": _sqlite,
    "disk": _disk,
    "clock": _clock,
    "content": _content,
    "mail": _mail,
    "queue": _queue,
}
