"""How Alembic reaches the database: over the connection that the caller put into the configuration."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from course.db.base import UtcDateTime
from course.schema import metadata


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our own types as plain ones, so that a revision never imports the application."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=render_item,
    transactional_ddl=True,  # SQLite can, since the driver's own transactions are off
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
