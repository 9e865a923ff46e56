"""Statements for many rows: sent in batches, so that a hundred thousand rows cost neither memory nor patience.

On PostgreSQL the rows go as one JSON text: a statement with ten thousand places takes the driver longer to read
than the server to carry out. SQLite runs a prepared statement for each row, which costs it next to nothing.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import JSON, Table, Text, bindparam, cast, column, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
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
    if _is_sqlite(session):
        statement = sqlite.insert(table).on_conflict_do_nothing(index_elements=conflict)
        return set(session.execute(statement.returning(table.c[key]), list(rows)).scalars())
    source = select(*_rows_of(table, rows[0]).c)
    arriving = postgresql.insert(table).from_select(list(rows[0]), source)
    kept = arriving.on_conflict_do_nothing(index_elements=conflict).returning(table.c[key])
    return set(session.execute(kept, _as_json(rows)).scalars())


def insert_all(session: Session, entity: Any, rows: Sequence[Row]) -> None:
    """Insert rows that cannot clash: each brings an id of its own."""
    table = _table(entity)
    for batch in batches(rows):
        if _is_sqlite(session):
            session.execute(table.insert(), batch)
        else:
            source = select(*_rows_of(table, batch[0]).c)
            session.execute(table.insert().from_select(list(batch[0]), source), _as_json(batch))


def update_each(session: Session, entity: Any, keys: Collection[str], rows: Sequence[Row]) -> None:
    """Write each row's values where its `keys` match. All rows have the same columns."""
    if not rows:
        return
    table = _table(entity)
    changing = [name for name in rows[0] if name not in keys]
    if _is_sqlite(session):
        statement = update(table).values({name: bindparam(f"new_{name}") for name in changing})
        for key in keys:
            statement = statement.where(table.c[key] == bindparam(f"new_{key}"))
        session.execute(statement, [{f"new_{name}": value for name, value in row.items()} for row in rows])
        return
    given = _rows_of(table, rows[0])
    statement = update(table).values({name: given.c[name] for name in changing})
    for key in keys:
        statement = statement.where(table.c[key] == given.c[key])
    session.execute(statement, _as_json(rows))


def column_defaults(entity: Any) -> Row:
    """Return the plain defaults of an entity's columns: statements for many rows do not fill them in."""
    found: Row = {}
    for one in _table(entity).columns:
        default: Any = one.default
        if default is not None and default.is_scalar:
            found[one.name] = default.arg
    return found


def _rows_of(table: Table, names: Iterable[str]) -> Any:
    """Return a table made of the JSON text :rows, with these columns."""
    columns = [column(name, table.c[name].type) for name in names]
    rows = func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON))
    return rows.table_valued(*columns, name="given").render_derived(with_types=True)


def _as_json(rows: Sequence[Row]) -> dict[str, str]:
    return {"rows": json.dumps(rows, default=_plain, ensure_ascii=False)}


def _plain(value: UUID | date) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _table(entity: Any) -> Table:
    table: Table = entity.__table__
    return table
