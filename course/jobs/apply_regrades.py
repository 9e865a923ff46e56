"""Going on with regrades that were ordered or are being undone: also after a restart."""

from datetime import datetime

import structlog
from flask import Flask

from course.core.content.model import Catalogue
from course.db.session import Database, retried
from course.flows.apply_regrade import apply_regrade, regrade_late
from course.flows.row_faults import Faults
from course.flows.undo_regrade import undo_regrade
from course.reports.late_attempts import HandedInLate, handed_in_late
from course.store.regrades.queries import regrades_in_work

log = structlog.get_logger("course.jobs")


def apply_waiting_regrades(app: Flask, *, now: datetime) -> int:
    """Apply or undo the rest of each regrade in work, then what was handed in late; return how many were handled.

    A regrade, a learner or an attempt that cannot be dealt with is told in the process's log, and stops no other.
    """
    database: Database = app.extensions["course_database"]
    catalogue = app.extensions["course_content"].catalogue()
    with database.reading() as session:
        waiting = regrades_in_work(session)
    failed = Faults()
    for regrade_id, state in waiting:
        try:
            deed = apply_regrade if state == "applying" else undo_regrade
            deed(database, catalogue, regrade_id=regrade_id, now=now, failed=failed)
        except Exception:
            log.exception("regrade_stopped", regrade=str(regrade_id), state=state)
    for learner_id, error in failed.items():
        log.error("learner_passed_over", learner=str(learner_id), exc_info=error)
    with database.reading() as session:
        late = handed_in_late(session)
    for one in late:
        try:
            _regrade_late(database, catalogue, one, now)
        except Exception:
            log.exception("attempt_not_regraded", regrade=str(one.regrade_id), attempt=str(one.attempt_id))
    return len(waiting) + len(late)


@retried
def _regrade_late(database: Database, catalogue: Catalogue, one: HandedInLate, now: datetime) -> None:
    with database.writing() as session:
        regrade_late(session, catalogue, **one._asdict(), now=now)
