"""`flask --app app db`: the schema of the database."""

import sys

import click
from flask import current_app
from flask.cli import AppGroup

from course import schema
from course.db import revisions
from course.db.session import Database

db_group = AppGroup("db", help="The schema of the database.")


def _database() -> Database:
    database: Database = current_app.extensions["course_database"]
    return database


@db_group.command("upgrade")
def upgrade() -> None:
    """Bring the database to the newest revision; safe to run again after an interruption."""
    try:
        revisions.upgrade(_database().writer)
    except revisions.NewerSchema as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"The database is at revision {revisions.head()}.")


@db_group.command("check")
def check() -> None:
    """Compare the database with the revisions and the models; exit 1 when they differ."""
    with _database().reader.connect() as connection:
        found = revisions.current(connection)
        differing = revisions.differences(connection, schema.metadata)
    if found != revisions.head():
        click.echo(
            f"The database is at revision {found or 'none'}, not {revisions.head()}: run db upgrade.",
            err=True,
        )
    for difference in differing:
        click.echo(f"Differs from the models: {difference}", err=True)
    if found != revisions.head() or differing:
        sys.exit(1)
    click.echo(f"The database is at revision {found} and equals the models.")


@db_group.command("revision")
@click.option("-m", "--message", required=True, help="What the revision does, as its file's name.")
def revision(message: str) -> None:
    """Write a new revision from what the models have and the database has not."""
    revisions.make_revision(_database().writer, message)
