"""Finishing attempts whose deadline has passed, with the deadline as the time of finishing."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import structlog
from flask import Flask

from course.core.content.model import Catalogue
from course.db.session import Database, retried
from course.flows.finish_overdue import find_overdue, finish_overdue
from course.flows.row_faults import RowFailed
from course.store.attempts.queries import OverdueAttempt

log = structlog.get_logger("course.jobs")

FOUND_AT_ONCE = 200


def finish_overdue_attempts(app: Flask, *, now: datetime) -> int:
    """Finish what is overdue, each attempt in a transaction of its own; return how many there were, those
    included that somebody handed in meanwhile.

    They are looked for many at a time, and outside of what writes: where a whole cohort is overdue at once, its learners
    hand in themselves beside this. One that cannot be finished is told in the process's log, and stops no other.
    """
    database: Database = app.extensions["course_database"]
    catalogue = app.extensions["course_content"].catalogue()
    finished, broken = 0, set[UUID]()
    while found := _find(database, now, broken):
        for one in found:
            try:
                _finish(database, catalogue, one, now)
                finished += 1
            except RowFailed as problem:
                log.exception("attempt_not_finished", attempt=str(problem.row_id))
                broken.add(problem.row_id)
    return finished


def _find(database: Database, now: datetime, but: Collection[UUID]) -> list[OverdueAttempt]:
    with database.read_session(after_write=True) as session:
        return find_overdue(session, now=now, limit=FOUND_AT_ONCE, but=but)


@retried
def _finish(database: Database, catalogue: Catalogue, found: OverdueAttempt, now: datetime) -> None:
    with database.writing() as session:
        finish_overdue(session, catalogue, found, now=now)
