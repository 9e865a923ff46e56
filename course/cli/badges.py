"""`flask --app app badges`: the keys that sign badges."""

from datetime import datetime

import click
from flask import current_app
from flask.cli import AppGroup

from course.db.session import Database
from course.flows.sign_badges import next_keys_at, rotate_keys, withdraw_keys
from course.store.awards.queries import keys_made_at, public_keys
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
    """List the public keys that hold, with their age, and tell when the next are made."""
    database: Database = current_app.extensions["course_database"]
    with database.reading() as session:
        made_at, held = keys_made_at(session), public_keys(session)
    now = utc_now()
    for pair in held:
        made = made_at[pair.number]
        signs = ", signs now" if pair.number == max(made_at) else ""
        age = _days((now - made).days)
        click.echo(f"{pair.number}: {pair.ed25519}, made {made:%Y-%m-%d}, {age} ago{signs}")
    click.echo(_next_words(made_at, current_app.config["COURSE"].badge_key_days))


def _next_words(made_at: dict[int, datetime], days: int) -> str:
    if not made_at:
        return "There are no keys yet: they make themselves when the first badge is taken."
    next_at = next_keys_at(made_at[max(made_at)], days)
    if next_at is None:
        return "New ones are made by hand alone (COURSE_BADGE_KEY_DAYS is 0): badges rotate."
    return f"The next are made by themselves from {next_at:%Y-%m-%d %H:%M} UTC on, {_days(days)} after these."


def _days(number: int) -> str:
    return f"{number} day" if number == 1 else f"{number} days"
