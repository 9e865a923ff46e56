"""Statements of the hottest pages: compiled once, then sent to the driver without a session or transaction.

Through SQLAlchemy's session such a statement costs five times what the database needs to answer it: on a lesson page
that is a third of the whole (docs/performance.md).
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Dialect, Float, Select
from sqlalchemy.exc import DBAPIError

from course.db.session import Database

AnySelect = Select[*tuple[Any, ...]]
Convert = Callable[[Any], Any] | None


class _Compiled(NamedTuple):
    sql: str
    positions: tuple[str, ...] | None  # names of the parameters in their order; None: the driver takes names
    constants: Mapping[str, Any]  # parameters that stand in the statement itself
    to_driver: Mapping[str, Callable[[Any], Any]]
    from_driver: tuple[Convert, ...]


class Prepared:
    """A `select()` with named parameters that stands for itself: it reads what is committed, at this moment.

    Lists for IN, and what SQLAlchemy writes into a statement only when it sends it, cannot be parameters.
    """

    def __init__(self, statement: AnySelect) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def one_or_none(self, database: Database, **values: Any) -> list[Any] | None:
        """Return the first row's values, typed as the statement has them; None where there is no row.

        Raises DBAPIError as a session does.
        """
        dialect = database.writer.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled.setdefault(dialect.name, _compile(self._statement, dialect))
        for name, convert in compiled.to_driver.items():
            values[name] = convert(values[name])
        parameters: Any = {**compiled.constants, **values}
        if compiled.positions is not None:
            parameters = tuple(parameters[name] for name in compiled.positions)
        row = first_row(database, dialect, compiled.sql, parameters)
        if row is None:
            return None
        return [
            value if convert is None else convert(value)
            for value, convert in zip(row, compiled.from_driver, strict=True)
        ]


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


def _compile(statement: AnySelect, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    processors = {
        name: parameter.type.dialect_impl(dialect).bind_processor(dialect)
        for name, parameter in compiled.binds.items()
    }
    constants = {name: value for name, value in compiled.params.items() if value is not None}
    return _Compiled(
        sql=str(compiled),
        positions=tuple(compiled.positiontup or ()) if compiled.positional else None,
        constants=constants,
        to_driver={
            name: convert for name, convert in processors.items() if convert and name not in constants
        },
        from_driver=tuple(_from_driver(column.type, dialect) for column in statement.selected_columns),
    )


def _from_driver(kind: Any, dialect: Dialect) -> Convert:
    if isinstance(kind, Float):  # both drivers give a float; SQLAlchemy wants to be told first what came
        return None
    convert: Convert = kind.dialect_impl(dialect).result_processor(dialect, None)
    return convert
