"""Statements compiled once: their text for the driver, and how values go there and come back.

Through SQLAlchemy's own execution a short statement costs two to five times what the database needs to answer it
(docs/decisions/0025-statements-made-once-go-to-the-driver.md).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Float
from sqlalchemy.sql.dml import UpdateBase

Convert = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement as the driver takes it."""

    sql: str
    _positions: tuple[str, ...] | None  # names of the parameters in their order; None: the driver takes names
    _constants: Mapping[str, Any]  # parameters that stand in the statement itself
    _to_driver: Mapping[str, Callable[[Any], Any]]
    _from_driver: tuple[Convert, ...]  # by column; empty where nothing is answered

    def parameters(self, values: Mapping[str, Any]) -> Any:
        """Return the values by name, typed as the columns have them, as the driver takes them."""
        found = {**self._constants, **values}
        for name, convert in self._to_driver.items():
            found[name] = convert(found[name])
        return found if self._positions is None else tuple([found[name] for name in self._positions])

    def row(self, given: Iterable[Any]) -> tuple[Any, ...]:
        """Return a row of the driver, typed as the columns are."""
        return tuple(
            [
                value if convert is None else convert(value)
                for value, convert in zip(given, self._from_driver, strict=True)
            ]
        )


@lru_cache(maxsize=512)
def compiled(statement: Any, dialect: Dialect, names: tuple[str, ...]) -> Compiled | None:
    """Return a statement for parameters of these names; None where SQLAlchemy itself must carry it out.

    That is so where it answers with what it wrote, or has defaults that are made anew for each row. Lists for IN, and
    what else SQLAlchemy writes into a statement only when it sends it, cannot be parameters.
    """
    made = statement.compile(dialect=dialect, column_keys=list(names))
    if made.insert_prefetch or made.update_prefetch:
        return None
    if isinstance(statement, UpdateBase) and statement.returning_column_descriptions:
        return None
    to_driver = {
        name: convert
        for name, parameter in made.binds.items()
        if (convert := parameter.type.dialect_impl(dialect).bind_processor(dialect))
    }
    constants = {
        name: to_driver[name](value) if name in to_driver else value
        for name, value in made.params.items()
        if name not in names
    }
    columns = () if isinstance(statement, UpdateBase) else tuple(statement.selected_columns)
    return Compiled(
        sql=str(made),
        _positions=tuple(made.positiontup or ()) if made.positional else None,
        _constants=constants,
        _to_driver={name: convert for name, convert in to_driver.items() if name in names},
        _from_driver=tuple(_from_driver(one.type, dialect) for one in columns),
    )


def _from_driver(kind: Any, dialect: Dialect) -> Convert:
    if isinstance(kind, Float):  # both drivers give a float; SQLAlchemy wants to be told first what came
        return None
    convert: Convert = kind.dialect_impl(dialect).result_processor(dialect, None)
    return convert
