"""Submitting what learners left open when its time ran out."""

from datetime import datetime

from course.core.content.model import Catalogue
from course.db.session import Session
from course.flows.store_answer import GRACE
from course.flows.submit_attempt import finish_if_overdue
from course.store.attempts.queries import find_overdue_attempt


def finish_overdue(session: Session, catalogue: Catalogue, *, now: datetime) -> bool:
    """Submit the attempt that is overdue longest, as of its deadline; tell whether there was one.

    One attempt a transaction: the caller commits and calls again until there is none. Answers stored before the
    deadline, or within the grace after it, count though nobody pressed the button.
    """
    found = find_overdue_attempt(session, before=now - GRACE)
    if found is None:
        return False
    finish_if_overdue(session, catalogue, found, now=now)
    return True
