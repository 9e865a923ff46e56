"""`flask --app app demo`: people for looking around, never on a public site."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from course.core.passwords import hash_password
from course.db.session import Database
from course.flows.fill_demonstration import fill_demonstration
from course.web.session import utc_now

demo_group = AppGroup("demo", help="Demonstration people; only where the base address is loopback.")
LEARNERS = 40
SEED = 7


@demo_group.command("fill")
@click.option("--learners", default=LEARNERS, show_default=True, type=click.IntRange(1, 1000))
@click.option("--seed", default=SEED, show_default=True, type=int)
def fill(learners: int, seed: int) -> None:
    """Make the demonstration cohort. The same seed makes the same people and results."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    made, password = fill_for(app, learners=learners, seed=seed, now=utc_now())
    if not made:
        click.echo("The demonstration cohort is there already; nothing was changed.")
        return
    click.echo(sign_in_words(made, password))


def fill_for(app: Flask, *, learners: int, seed: int, now: datetime) -> tuple[int, str]:
    """Fill the cohort; return how many learners were made, and everybody's password."""
    settings = app.config["COURSE"]
    if not settings.loopback:
        raise click.ClickException(
            "Demonstration people are made only where COURSE_BASE_URL is a loopback address."
        )
    password = settings.demo_password or "-".join(secrets.token_hex(2) for _ in range(3))
    database: Database = app.extensions["course_database"]
    writing: Callable[[], Any] = database.writing
    made = fill_demonstration(
        writing,
        app.extensions["course_content"].catalogue(),
        learners=learners,
        seed=seed,
        password_hash=hash_password(password),
        now=now,
    )
    return made, password


def sign_in_words(learners: int, password: str) -> str:
    """Say who may sign in."""
    last = f" … learner{learners}@example.org" if learners > 1 else ""
    return (
        f"Sign in as learner@example.org{last}, facilitator@example.org or admin@example.org\n"
        f"with the password {password}\n"
    )
