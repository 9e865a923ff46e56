"""Revisions of the schema: bringing a database to the newest one, and telling where it stands.

Alembic is loaded only where a revision is run, written or compared: telling that a database is up to date, as each
start does, asks for two names and no more.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, MetaData, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).with_name("migrations")
VERSION_TABLE = "alembic_version"  # Alembic's own


class NewerSchema(Exception):  # noqa: N818 - named for what is found
    """The database was upgraded by a newer release; this one must not write to it."""


def known() -> list[str]:
    """Return the revisions of this release in order: the numbers that their files begin with."""
    return sorted(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def head() -> str:
    """Return the newest revision that this release knows."""
    return known()[-1] if known() else ""


def current(connection: Connection) -> str:
    """Return the database's revision; empty for an empty database."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest revision, each revision in a transaction of its own.

    Interrupted, it can simply be run again. Raises NewerSchema when the database is ahead of this release.
    """
    with engine.connect() as connection:
        revision = current(connection)
        refuse_newer(revision)
        connection.rollback()
        if revision == head():
            return
        from alembic import command

        command.upgrade(_config(connection), "head")
        connection.commit()


def refuse_newer(revision: str) -> None:
    """Raise NewerSchema for a revision that this release does not know."""
    if revision and revision not in known():
        message = f"The database is at revision {revision}, which this release does not know. Install the newer one."
        raise NewerSchema(message)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to an older revision, "base" for nothing at all."""
    from alembic import command

    with engine.connect() as connection:
        command.downgrade(_config(connection), revision)
        connection.commit()


def differences(connection: Connection, metadata: MetaData) -> list[object]:
    """Return what differs between the database and the models; empty when they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    return list(compare_metadata(MigrationContext.configure(connection), metadata))


def make_revision(engine: Engine, message: str) -> None:
    """Write a new revision from the difference between the database and the models."""
    from alembic import command

    number = int(head() or "0") + 1
    with engine.connect() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=f"{number:04d}")


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
