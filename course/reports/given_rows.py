"""Rows that the caller brings, as a table in a statement, so that the statement stays the same for any number.

A statement that holds its rows as single parameters is compiled again for each number of them, which costs more
than running it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CTE, bindparam, column, func, select, type_coerce
from sqlalchemy.types import TypeEngine

Columns = Mapping[str, TypeEngine[Any]]


def given_rows(dialect: str, name: str, columns: Columns) -> CTE:
    """Return the table `name`, whose rows come with the parameters that `given_values` makes."""
    if dialect == "sqlite":
        each = func.json_each(bindparam(name)).table_valued("value")
        cells = [
            type_coerce(func.json_extract(each.c.value, f"$[{place}]"), kind).label(column_name)
            for place, (column_name, kind) in enumerate(columns.items())
        ]
        return select(*cells).cte(name).prefix_with("MATERIALIZED")
    arrays = [bindparam(f"{name}_{word}", type_=ARRAY(kind)) for word, kind in columns.items()]
    unnested = func.unnest(*arrays).table_valued(*(column(word, kind) for word, kind in columns.items()))
    return select(unnested.render_derived(name=f"{name}_given")).cte(name)


def given_values(
    dialect: str, name: str, columns: Columns, rows: Iterable[Sequence[object]]
) -> dict[str, object]:
    """Return the parameters that fill the table `name`; each row has its cells in the order of `columns`."""
    if dialect == "sqlite":
        return {name: json.dumps([[_as_sqlite_keeps_it(cell) for cell in row] for row in rows])}
    held = list(rows)
    return {f"{name}_{word}": [row[place] for row in held] for place, word in enumerate(columns)}


def _as_sqlite_keeps_it(cell: object) -> object:
    if isinstance(cell, UUID):
        return cell.hex
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return cell
