"""`flask --app app serve`: the whole platform in one process, for an embedded start."""

import threading
import time
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from waitress.channel import HTTPChannel
from waitress.server import create_server

from course.cli.course import problem_line
from course.cli.demo import LEARNERS, SEED, fill_for, sign_in_words
from course.core.content.load import is_published, publish, read_course
from course.db import revisions
from course.db.session import Database, has_wal_reset_defect, sqlite_driver
from course.flows.rebuild_sums import sum_up_build
from course.store.accounts.queries import is_empty
from course.web.session import utc_now

THREADS = 8
SLOW_CLIENT_SECONDS = 15
SLOWEST_BYTES = 1_000  # a second; the slowest phone line is faster
START_JOBS_AFTER_SECONDS = 1.0  # so that the first page need not wait for them
LARGEST_BODY = 60_000_000  # the largest roster file, and its form; routes keep their own smaller limits


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=int)
@click.option(
    "--demo/--no-demo", default=True, help="Fill a demonstration cohort when the database is empty."
)
@with_appcontext
def serve(host: str, port: int, *, demo: bool) -> None:
    """Bring database and course up to date, then serve pages and run jobs until stopped."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    database: Database = app.extensions["course_database"]
    warn_of_sqlite(database)
    if app.config["COURSE"].embedded:
        revisions.upgrade(database.writer)
    publish_course(app)
    words = _fill_when_empty(app, database) if demo else ""
    jobs = threading.Timer(START_JOBS_AFTER_SECONDS, _start_jobs, [app])
    jobs.daemon = True
    jobs.start()
    server = make_server(app, host=host, port=port)
    click.echo(f"The course is at {app.config['COURSE'].base_url}\n{words}Stop with Ctrl+C.")
    server.run()


class Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """A client's line on which a request that drips in counts as idle, so that the server cuts it off."""

    begun_at = 0.0  # when the request that is still coming in began
    received_bytes = 0

    def received(self, data: bytes) -> bool:
        if self.request is None:
            self.begun_at, self.received_bytes = time.time(), 0
        self.received_bytes += len(data)
        taken = bool(super().received(data))
        if self.request is not None:
            self.last_activity = min(time.time(), self.begun_at + self.received_bytes / SLOWEST_BYTES)
        return taken


def make_server(app: Flask, *, host: str, port: int, slow_client_seconds: int = SLOW_CLIENT_SECONDS) -> Any:
    """Make the server of an embedded start: it holds answers for slow readers, and cuts off who sends too slowly."""
    server: Any = create_server(
        app,
        host=host,
        port=port,
        threads=THREADS,
        channel_timeout=slow_client_seconds,
        cleanup_interval=min(5, slow_client_seconds),
        max_request_body_size=LARGEST_BODY,
        clear_untrusted_proxy_headers=False,  # ProxyFix reads them, by COURSE_TRUSTED_PROXIES
        ident=None,
    )
    server.channel_class = Channel
    return server


def _start_jobs(app: Flask) -> None:
    app.extensions["course_waker"].start_in_thread()


def warn_of_sqlite(database: Database) -> None:
    """Say loudly where the SQLite library can corrupt a database."""
    if database.dialect == "sqlite" and has_wal_reset_defect(sqlite_driver().sqlite_version_info):
        version = sqlite_driver().sqlite_version
        click.secho(
            f"WARNING: SQLite {version} can corrupt a database in WAL mode. Use 3.51.3 or newer (package pysqlite3).",
            fg="red",
            err=True,
        )


def publish_course(app: Flask) -> None:
    """Publish the files when they changed; where they are broken say so and keep the last good build."""
    settings = app.config["COURSE"]
    if is_published(settings.content_dir, settings.quiz_dir, settings.builds_dir):
        return
    draft = read_course(settings.content_dir, settings.quiz_dir, settings.builds_dir / "cache")
    if draft.catalogue is None:
        for problem in draft.errors:
            click.echo(problem_line(problem), err=True)
        if not app.extensions["course_content"].ready():
            raise click.ClickException("The course has faults and nothing was published before: mend them.")
        click.echo("The course has faults: the last good version stays on.", err=True)
        return
    publish(draft, settings.builds_dir)
    sum_up_build(app.extensions["course_database"], draft.catalogue, settings.builds_dir, now=utc_now())


def _fill_when_empty(app: Flask, database: Database) -> str:
    if not app.config["COURSE"].loopback:
        return ""
    with database.reading() as session:
        if not is_empty(session):
            return ""
    click.echo("The database is empty: filling a demonstration cohort …")
    made, password = fill_for(app, learners=LEARNERS, seed=SEED, now=utc_now())
    return sign_in_words(made, password)
