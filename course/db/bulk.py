"""Statements for many rows: sent in batches, so that a hundred thousand rows cost neither memory nor patience."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Column, Table, bindparam, update
from sqlalchemy.orm import Session

BATCH = 500  # values in one list of a look-up, rows in one insert

T = TypeVar("T")
Row = dict[str, Any]


def batches(values: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Yield the values in lists of `size`; the last may be shorter."""
    remaining = iter(values)
    while batch := list(islice(remaining, size)):
        yield batch


def insert_new(session: Session, entity: Any, rows: Sequence[Row], key: str, conflict: list[str]) -> set[Any]:
    """Insert the rows whose unique columns `conflict` are free; return the values of `key` of those inserted.

    All rows have the same columns. Of many racing writers exactly one inserts a row; none fails.
    """
    if not rows:
        return set()
    table = _table(entity)
    statement = _insert(session, table).on_conflict_do_nothing(index_elements=conflict)
    found = session.execute(statement.returning(table.c[key]), list(rows))
    return set(found.scalars())


def insert_all(session: Session, entity: Any, rows: Sequence[Row]) -> None:
    """Insert rows that cannot clash: each brings an id of its own."""
    for batch in batches(rows):
        session.execute(_table(entity).insert(), batch)


def update_each(session: Session, entity: Any, keys: Collection[str], rows: Sequence[Row]) -> None:
    """Write each row's values where its `keys` match. All rows have the same columns."""
    if not rows:
        return
    table = _table(entity)
    statement = update(table)
    for key in keys:
        column: Column[Any] = table.c[key]
        statement = statement.where(column == bindparam(f"at_{key}"))
    changing = [name for name in rows[0] if name not in keys]
    statement = statement.values({name: bindparam(f"to_{name}") for name in changing})
    session.execute(
        statement,
        [
            {f"at_{key}": row[key] for key in keys} | {f"to_{name}": row[name] for name in changing}
            for row in rows
        ],
        execution_options={"synchronize_session": False},
    )


def column_defaults(entity: Any) -> Row:
    """Return the plain defaults of an entity's columns: statements for many rows do not fill them in."""
    found: Row = {}
    for column in _table(entity).columns:
        default: Any = column.default
        if default is not None and default.is_scalar:
            found[column.name] = default.arg
    return found


def _table(entity: Any) -> Table:
    table: Table = entity.__table__
    return table


def _insert(session: Session, table: Table) -> Any:
    if session.get_bind().dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert
    else:
        from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment]
    return insert(table)
