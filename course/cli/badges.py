"""`flask --app app badges`: the keys that sign badges."""

import click
from flask import current_app
from flask.cli import AppGroup

from course.db.session import Database
from course.flows.sign_badges import rotate_keys, withdraw_keys
from course.store.awards.queries import public_keys
from course.web.session import utc_now

badges_group = AppGroup("badges", help="The keys that sign badges.")


@badges_group.command("rotate")
def rotate() -> None:
    """Make new keys. Badges that the old ones signed stay good, since the public parts stay published."""
    database: Database = current_app.extensions["course_database"]
    secret = current_app.config["COURSE"].secret_key
    with database.writing() as session:
        number = rotate_keys(session, secret=secret, now=utc_now())
    click.echo(f"Keys number {number} sign from now on.")


@badges_group.command("withdraw")
@click.argument("number", type=int)
def withdraw(number: int) -> None:
    """Withdraw keys that somebody else may have. No badge that they signed is valid any more: holders take theirs anew."""
    database: Database = current_app.extensions["course_database"]
    secret = current_app.config["COURSE"].secret_key
    with database.writing() as session:
        withdrawn = withdraw_keys(session, secret=secret, number=number, now=utc_now())
    if not withdrawn:
        raise click.ClickException(f"There are no keys number {number} that hold: see `badges keys`.")
    click.echo(f"Keys number {number} are withdrawn: no badge that they signed is valid any more.")


@badges_group.command("keys")
def keys() -> None:
    """List the public keys that hold."""
    database: Database = current_app.extensions["course_database"]
    with database.reading() as session:
        for pair in public_keys(session):
            click.echo(f"{pair.number}: {pair.ed25519}")
