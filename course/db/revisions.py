"""Revisions of the schema: bringing a database to the newest one, and telling where it stands."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData

MIGRATIONS = Path(__file__).with_name("migrations")


class NewerSchema(Exception):  # noqa: N818 - named for what is found
    """The database was upgraded by a newer release; this one must not write to it."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """Return the newest revision that this release knows."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    return newest or ""


def current(connection: Connection) -> str:
    """Return the database's revision; empty for an empty database."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest revision, each revision in a transaction of its own.

    Interrupted, it can simply be run again. Raises NewerSchema when the database is ahead of this release.
    """
    with engine.connect() as connection:
        refuse_newer(connection)
        connection.rollback()
        command.upgrade(_config(connection), "head")
        connection.commit()


def downgrade(engine: Engine, revision: str) -> None:
    with engine.connect() as connection:
        command.downgrade(_config(connection), revision)
        connection.commit()


def refuse_newer(connection: Connection) -> None:
    """Raise NewerSchema when the database stands at a revision that this release does not know."""
    revision = current(connection)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision and revision not in known:
        message = f"The database is at revision {revision}, which this release does not know. Install the newer one."
        raise NewerSchema(message)


def differences(connection: Connection, metadata: MetaData) -> list[object]:
    """Return what differs between the database and the models; empty when they agree."""
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


def make_revision(engine: Engine, message: str) -> None:
    """Write a new revision from the difference between the database and the models."""
    with engine.connect() as connection:
        number = len(list(ScriptDirectory.from_config(_config()).walk_revisions())) + 1
        command.revision(_config(connection), message, autogenerate=True, rev_id=f"{number:04d}")
