"""`flask --app app jobs`: the worker, where it runs in a process of its own."""

import click
from flask import current_app
from flask.cli import AppGroup

from course.db.session import Database
from course.store.outbox.queries import count_by_state, queue_lag
from course.web.session import utc_now

jobs_group = AppGroup("jobs", help="Mail, imports and what runs by the clock.")


@jobs_group.command("work")
def work() -> None:
    """Run jobs until stopped. Start one for each host, beside the server."""
    current_app.extensions["course_waker"].queue.work()


@jobs_group.command("status")
def status() -> None:
    """Tell what waits to be sent and for how long."""
    database: Database = current_app.extensions["course_database"]
    with database.reading() as session:
        states = count_by_state(session)
        lag = queue_lag(session, now=utc_now())
    for state in ("queued", "sent", "failed", "cancelled"):
        click.echo(f"{state}: {states.get(state, 0)}")
    click.echo(f"oldest waits: {lag:.0f} s")
