"""Summing up again what lists read: after a publication that changed what the course asks for."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from course.core.content.load import keep_summed_version, summed_version
from course.core.content.model import Catalogue
from course.db.session import Database, retried
from course.flows.chunks import let_others_in
from course.flows.row_faults import Faults, RowFailed, naming
from course.flows.settle_progress import settle_progress
from course.store.progress.queries import learners_with_lines

BATCH = 100  # learners a transaction: short, so that nobody waits for it


def sum_up_build(
    database: Database, catalogue: Catalogue, builds_dir: Path, *, now: datetime, failed: Faults | None = None
) -> int:
    """Sum up by this build, unless that is done; return how many learners were judged.

    It counts as done at its end: where a process ends before, the next run begins anew.
    """
    if summed_version(builds_dir) == catalogue.version:
        return 0
    judged = rebuild_sums(database, catalogue, now=now, failed=failed)
    keep_summed_version(builds_dir, catalogue.version)
    return judged


def rebuild_sums(
    database: Database, catalogue: Catalogue, *, now: datetime, failed: Faults | None = None
) -> int:
    """Write the lines of all cohorts anew from the stored facts; return how many learners were judged.

    Safe to run at any time and to run again: without a change of course or facts it changes nothing. Learners with whom
    something is wrong come into `failed` and keep their lines; without it the first of them ends the run.
    """
    judged, last = 0, None
    while learners := _next(database, last):
        judged += _judge(database, catalogue, learners, now, failed)
        last = learners[-1]
        let_others_in(database)
    return judged


def _next(database: Database, after: UUID | None) -> list[UUID]:
    with database.reading() as session:
        return learners_with_lines(session, after=after, limit=BATCH)


def _judge(
    database: Database, catalogue: Catalogue, learners: list[UUID], now: datetime, failed: Faults | None
) -> int:
    """Judge a batch but for those with whom something is wrong; return how many."""
    good = list(learners)
    while True:
        try:
            _settle(database, catalogue, good, now)
        except RowFailed as problem:
            if failed is None:
                raise
            failed[problem.row_id] = problem
            good.remove(problem.row_id)
        else:
            return len(good)


@retried
def _settle(database: Database, catalogue: Catalogue, learners: Iterable[UUID], now: datetime) -> None:
    with database.writing() as session:
        for learner_id in learners:
            with naming(learner_id):
                settle_progress(session, catalogue, learner_id=learner_id, now=now, active=False)
