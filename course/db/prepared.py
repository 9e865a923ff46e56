"""Statements of the hottest pages: compiled once, then sent to the driver without a session or transaction.

Through SQLAlchemy's session such a statement costs five times what the database needs to answer it: on a lesson page
that is a third of the whole (docs/performance.md).
"""

from typing import Any

from sqlalchemy import Dialect, Select
from sqlalchemy.exc import DBAPIError

from course.db.compiled import compiled
from course.db.session import Database

AnySelect = Select[*tuple[Any, ...]]


class Prepared:
    """A `select()` with named parameters that stands for itself: it reads what is committed, at this moment.

    Lists for IN, and what SQLAlchemy writes into a statement only when it sends it, cannot be parameters.
    """

    def __init__(self, statement: AnySelect) -> None:
        self._statement = statement

    def one_or_none(self, database: Database, **values: Any) -> tuple[Any, ...] | None:
        """Return the first row, typed as the statement has it; None where there is no row.

        Raises DBAPIError as a session does.
        """
        dialect = database.writer.dialect
        ready = compiled(self._statement, dialect, tuple(values))
        assert ready is not None  # a select() can be sent so
        row = first_row(database, dialect, ready.sql, ready.parameters(values))
        return None if row is None else ready.row(row)


def first_row(database: Database, dialect: Dialect, sql: str, parameters: Any) -> Any:
    """Send one statement and return its first row as the driver gives it."""
    errors: Any = dialect.loaded_dbapi.Error
    with database.lend() as driver_connection:
        try:
            cursor = driver_connection.execute(sql, parameters)
            row = cursor.fetchone()
            cursor.close()
        except errors as error:
            raise DBAPIError.instance(sql, parameters, error, errors, dialect=dialect) from error
    return row
