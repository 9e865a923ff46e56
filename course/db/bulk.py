"""Statements for many rows, so that a hundred thousand rows cost neither memory nor patience.

The rows, or the values to look for, travel as one JSON text, or as one array: a statement with ten thousand places takes
longer to fill in than to carry out. Its wording stays the same for any number, so it is compiled once.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    JSON,
    ColumnElement,
    Table,
    Text,
    any_,
    bindparam,
    cast,
    column,
    func,
    select,
    true,
    type_coerce,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from course.db.session import send

T = TypeVar("T")
Row = dict[str, Any]


def batches(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the values in lists of `size`; the last may be shorter."""
    remaining = iter(values)
    while batch := list(islice(remaining, size)):
        yield batch


def among(session: Session, searched: Any, values: Collection[Any]) -> ColumnElement[bool]:
    """Return the condition that a column holds one of the values, however many they are."""
    condition: ColumnElement[bool]
    if _dialect(session) != "sqlite":
        # An array, since PostgreSQL may read a list in a query of its own anew for each row that it looks at: where it
        # takes another condition for rarer than it is, as of rows that were changed just now.
        given = bindparam(None, list(values), postgresql.ARRAY(searched.type), unique=True)
        condition = searched == any_(given)
        return condition
    text = bindparam(
        None, json.dumps(list(values), default=_as_sqlite_keeps_it, ensure_ascii=False), Text, unique=True
    )
    each = func.json_each(text).table_valued("value")
    condition = searched.in_(select(type_coerce(each.c.value, searched.type)))
    return condition


def insert_new(
    session: Session, entity: Any, rows: Sequence[Row], same: Row, key: str, conflict: list[str]
) -> set[Any]:
    """Insert the rows whose unique columns `conflict` are free; return the values of `key` of those inserted.

    All rows have the same columns; `same` holds further ones, equal in all rows. Of many racing writers exactly
    one inserts a row; none fails.
    """
    if not rows:
        return set()
    statement = _insert_new(
        entity.__table__, tuple(rows[0]), tuple(same), key, tuple(conflict), _dialect(session)
    )
    return set(send(session, statement, _as_parameters(session, rows, same)).scalars())


def insert_all(session: Session, entity: Any, rows: Sequence[Row], same: Row) -> None:
    """Insert rows that cannot clash: each brings an id of its own. `same` holds columns equal in all rows."""
    if rows:
        statement = _insert_all(entity.__table__, tuple(rows[0]), tuple(same), _dialect(session))
        send(session, statement, _as_parameters(session, rows, same))


def upsert_all(
    session: Session,
    entity: Any,
    rows: Sequence[Row],
    same: Row,
    conflict: Sequence[str],
    changes: Callable[[Any], Row],
) -> None:
    """Insert rows; where `conflict` is taken, make `changes`, a function of a module, told of the row that came.

    No two rows have the same `conflict` columns. `same` holds columns equal in all rows. Give rows that others may
    write too in one fixed order: then two such writers never wait for each other.
    """
    if rows:
        statement = _upsert_all(
            entity.__table__, tuple(rows[0]), tuple(same), tuple(conflict), changes, _dialect(session)
        )
        send(session, statement, _as_parameters(session, rows, same))


def update_each(session: Session, entity: Any, keys: Collection[str], rows: Sequence[Row]) -> None:
    """Write each row's values where its `keys` match. All rows have the same columns."""
    if rows:
        statement = _update_each(entity.__table__, tuple(rows[0]), tuple(keys), _dialect(session))
        send(session, statement, _as_json(session, rows))


@lru_cache(maxsize=256)  # making the statements takes as long as writing a hundred rows
def _insert_new(
    table: Table,
    names: tuple[str, ...],
    same: tuple[str, ...],
    key: str,
    conflict: tuple[str, ...],
    dialect: str,
) -> Any:
    insert: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
    arriving = insert(table).from_select([*names, *same], _select_given(table, names, same, dialect))
    return arriving.on_conflict_do_nothing(index_elements=list(conflict)).returning(table.c[key])


@lru_cache(maxsize=256)
def _insert_all(table: Table, names: tuple[str, ...], same: tuple[str, ...], dialect: str) -> Any:
    return table.insert().from_select([*names, *same], _select_given(table, names, same, dialect))


@lru_cache(maxsize=256)
def _upsert_all(
    table: Table,
    names: tuple[str, ...],
    same: tuple[str, ...],
    conflict: tuple[str, ...],
    changes: Callable[[Any], Row],
    dialect: str,
) -> Any:
    insert: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
    arriving = insert(table).from_select([*names, *same], _select_given(table, names, same, dialect))
    return arriving.on_conflict_do_update(index_elements=list(conflict), set_=changes(arriving.excluded))


@lru_cache(maxsize=256)
def _update_each(table: Table, names: tuple[str, ...], keys: tuple[str, ...], dialect: str) -> Any:
    given = _select_given(table, names, (), dialect).subquery("given")
    statement = update(table).values({name: given.c[name] for name in names if name not in keys})
    for key in keys:
        statement = statement.where(table.c[key] == given.c[key])
    return statement


def column_defaults(entity: Any) -> Row:
    """Return the plain defaults of an entity's columns: statements for many rows do not fill them in."""
    found: Row = {}
    for one in entity.__table__.columns:
        default: Any = one.default
        if default is not None and default.is_scalar:
            found[one.name] = default.arg
    return found


def _select_given(table: Table, names: Iterable[str], same: Iterable[str], dialect: str) -> Any:
    """Return a query of the rows in the JSON text :rows, with these columns of the table, then those in `same`."""
    text = bindparam("rows", type_=Text)
    equal = [bindparam(f"same_{name}", type_=table.c[name].type).label(name) for name in same]
    if dialect == "sqlite":
        each = func.json_each(text).table_valued("value")
        cells = [
            type_coerce(func.json_extract(each.c.value, f"$.{name}"), table.c[name].type).label(name)
            for name in names
        ]
        # A condition, because ON CONFLICT would else be read as a join's ON.
        return select(*cells, *equal).select_from(each).where(true())
    columns = [column(name, table.c[name].type) for name in names]
    rows = func.json_to_recordset(cast(text, JSON)).table_valued(*columns, name="sent")
    given = rows.render_derived(with_types=True)
    return select(*given.c, *equal).select_from(given)


def _as_json(session: Session, rows: Sequence[Row]) -> Row:
    return {"rows": json.dumps(rows, default=_plain_of(session), ensure_ascii=False)}


def _as_parameters(session: Session, rows: Sequence[Row], same: Row) -> Row:
    return _as_json(session, rows) | {f"same_{name}": value for name, value in same.items()}


def _plain_of(session: Session) -> Callable[[Any], str]:
    return _as_sqlite_keeps_it if _dialect(session) == "sqlite" else _as_postgresql_reads_it


def _as_sqlite_keeps_it(value: UUID | date) -> str:
    return (
        value.hex
        if isinstance(value, UUID)
        else _moment(value)
        if isinstance(value, datetime)
        else _iso(value)
    )


def _as_postgresql_reads_it(value: UUID | date) -> str:
    return str(value) if isinstance(value, UUID) else _iso(value)


@lru_cache(maxsize=64)  # most rows of a batch hold the same moment
def _moment(value: datetime) -> str:
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


@lru_cache(maxsize=64)
def _iso(value: date) -> str:
    return value.isoformat()


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name
