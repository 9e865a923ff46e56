"""Counting statements, and the whole state of the database as one value."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, event, select
from sqlalchemy.orm import Session

from course.db import prepared
from course.db import session as sessions
from course.db.base import Base

Note = Callable[[str, Any], None]


@contextmanager
def noted(bind: Engine | Connection, note: Note) -> Iterator[None]:
    """Tell `note` of each statement of an engine or connection, with its parameters, whichever way it goes."""
    engine = bind if isinstance(bind, Engine) else bind.engine

    def note_executed(_connection, _cursor, statement, parameters, _context, _many):
        note(statement, parameters)

    def note_carried_out(connection, sql, parameters):
        if connection.engine is engine:
            note(sql, parameters)
        return carry_out(connection, sql, parameters)

    carry_out, sessions.carry_out = sessions.carry_out, note_carried_out
    event.listen(bind, "before_cursor_execute", note_executed)
    try:
        yield
    finally:
        sessions.carry_out = carry_out
        event.remove(bind, "before_cursor_execute", note_executed)


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that are sent; those that only open and close transactions are left out."""
    statements: list[str] = []

    def note(statement, _parameters):
        if statement.split()[0].upper() not in {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"}:
            statements.append(statement)

    def note_single(database, dialect, sql, parameters):
        statements.append(sql)
        return sent_singly(database, dialect, sql, parameters)

    sent_singly, prepared.first_row = prepared.first_row, note_single
    database = app.extensions["course_database"]
    try:
        with noted(database.writer, note), noted(database.reader, note):
            yield statements
    finally:
        prepared.first_row = sent_singly


def state_of(session: Session) -> str:
    """Return one hash over all rows of all tables."""
    digest = hashlib.sha256()
    for table in Base.metadata.sorted_tables:
        rows = session.execute(select(table)).all()
        digest.update(table.name.encode())
        digest.update(repr(sorted(map(repr, rows))).encode())
    return digest.hexdigest()
