"""Submitting what learners left open when its time ran out."""

from datetime import datetime

from course.core.content.model import Catalogue
from course.db.session import Session
from course.flows.store_answer import GRACE, lock_attempt
from course.flows.submit_attempt import close_overdue
from course.store.attempts.queries import find_overdue_attempt


def finish_overdue(session: Session, catalogue: Catalogue, *, now: datetime) -> bool:
    """Submit the attempt that is overdue longest, as of its deadline; tell whether there was one.

    One attempt a transaction: the caller commits and calls again until there is none. Answers stored before the
    deadline, or within the grace after it, count though nobody pressed the button.
    """
    found = find_overdue_attempt(session, before=now - GRACE)
    if found is None:
        return False
    row = lock_attempt(
        session,
        catalogue,
        attempt_id=found.id,
        learner_id=found.learner_id,
        quiz_slug=found.quiz_slug,
    )
    if row.is_open:
        close_overdue(session, catalogue, row, now=now)
    return True
