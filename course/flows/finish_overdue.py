"""Submitting what learners left open when its time ran out."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.problems import NotFound
from course.db.session import Session
from course.flows.row_faults import naming
from course.flows.store_answer import GRACE
from course.flows.submit_attempt import finish_if_overdue
from course.store.attempts.queries import OverdueAttempt, find_overdue_attempts


def find_overdue(
    session: Session, *, now: datetime, limit: int, but: Collection[UUID] = ()
) -> list[OverdueAttempt]:
    """Return at most `limit` attempts that are overdue, the longest first; `but` are passed over."""
    return find_overdue_attempts(session, before=now - GRACE, limit=limit, but=but)


def finish_overdue(session: Session, catalogue: Catalogue, found: OverdueAttempt, *, now: datetime) -> None:
    """Submit an attempt that was found overdue, as of its deadline, unless that was moved or it was handed in meanwhile.

    Answers stored before the deadline, or within the grace after it, count though nobody pressed the button. Raises
    RowFailed for an attempt with which something is wrong.
    """
    with naming(found.id), suppress(NotFound):  # its learner may have been erased meanwhile
        finish_if_overdue(session, catalogue, found, now=now)
