"""Submitting what learners left open when its time ran out."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from course.core.content.model import Catalogue
from course.db.session import Session
from course.flows.row_faults import naming
from course.flows.store_answer import GRACE
from course.flows.submit_attempt import finish_if_overdue
from course.store.attempts.queries import find_overdue_attempt


def finish_overdue(
    session: Session, catalogue: Catalogue, *, now: datetime, but: Collection[UUID] = ()
) -> bool:
    """Submit the attempt that is overdue longest, as of its deadline; tell whether there was one.

    One attempt a transaction: the caller commits and calls again until there is none. Answers stored before the
    deadline, or within the grace after it, count though nobody pressed the button. Raises RowFailed for an attempt
    with which something is wrong; `but` are such ones, so that they stop no others.
    """
    found = find_overdue_attempt(session, before=now - GRACE, but=but)
    if found is None:
        return False
    with naming(found.id):
        finish_if_overdue(session, catalogue, found, now=now)
    return True
