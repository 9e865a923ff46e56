"""Counting statements, and the whole state of the database as one value."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from course.db import prepared
from course.db.base import Base


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that are sent; those that only open and close transactions are left out."""
    statements: list[str] = []

    def note(_connection, _cursor, statement, _parameters, _context, _many):
        if statement.split()[0].upper() not in {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"}:
            statements.append(statement)

    sent_singly = prepared.first_row

    def note_single(database, dialect, sql, parameters):
        statements.append(sql)
        return sent_singly(database, dialect, sql, parameters)

    database = app.extensions["course_database"]
    engines = (database.writer, database.reader)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    prepared.first_row = note_single
    try:
        yield statements
    finally:
        prepared.first_row = sent_singly
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


def state_of(session: Session) -> str:
    """Return one hash over all rows of all tables."""
    digest = hashlib.sha256()
    for table in Base.metadata.sorted_tables:
        rows = session.execute(select(table)).all()
        digest.update(table.name.encode())
        digest.update(repr(sorted(map(repr, rows))).encode())
    return digest.hexdigest()
