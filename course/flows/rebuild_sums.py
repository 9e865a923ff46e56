"""Summing up again what lists read: after a publication that changed what the course asks for."""

from datetime import datetime
from uuid import UUID

from course.core.content.model import Catalogue
from course.db.session import Database
from course.flows.settle_progress import settle_progress
from course.store.progress.queries import learners_with_lines

BATCH = 100  # learners a transaction: short, so that nobody waits for it


def rebuild_sums(database: Database, catalogue: Catalogue, *, now: datetime) -> int:
    """Write the lines of all cohorts anew from the stored facts; return how many learners were judged.

    Safe to run at any time and to run again: without a change of course or facts it changes nothing.
    """
    judged, last = 0, None
    while learners := _next(database, last):
        with database.writing() as session:
            for learner_id in learners:
                settle_progress(session, catalogue, learner_id=learner_id, now=now, active=False)
        judged, last = judged + len(learners), learners[-1]
    return judged


def _next(database: Database, after: UUID | None) -> list[UUID]:
    with database.reading() as session:
        return learners_with_lines(session, after=after, limit=BATCH)
