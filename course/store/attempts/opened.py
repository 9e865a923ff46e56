"""Which attempts a learner has begun and not handed in."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.store.attempts.models import Attempt


class BegunAttempt(NamedTuple):
    """An open attempt; one whose time is over is handed in before long."""

    id: UUID
    is_over: bool


def open_attempts(session: Session, learner_id: UUID, *, now: datetime) -> dict[str, BegunAttempt]:
    """Return a learner's open attempts by the slug of their quiz, the newest first."""
    rows = session.execute(
        select(Attempt.quiz_slug, Attempt.id, Attempt.deadline)
        .where(Attempt.learner_id == learner_id, Attempt.state == "open")
        .order_by(Attempt.id.desc())
    )
    return {
        slug: BegunAttempt(attempt_id, is_over=deadline is not None and now >= deadline)
        for slug, attempt_id, deadline in rows
    }
