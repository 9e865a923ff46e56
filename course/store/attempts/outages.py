"""Outages of cohorts: asking for them, recording one, and the open attempts that they concern. Never commits."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.core.grading.windows import Outage
from course.core.ids import new_id
from course.db.bulk import among
from course.db.session import insert_or_ignore
from course.store.attempts.models import Attempt, QuizOutage


def outages_of(session: Session, cohorts: Collection[UUID]) -> list[Outage]:
    """Return the outages of these cohorts, the latest first."""
    if not cohorts:
        return []
    rows = session.execute(
        select(QuizOutage.begins_at, QuizOutage.ends_at, QuizOutage.reason)
        .where(QuizOutage.cohort_id.in_(cohorts))
        .order_by(QuizOutage.begins_at.desc())
    )
    return [Outage(*row) for row in rows]


def add_outage(session: Session, cohort_id: UUID, outage: Outage, now: datetime) -> bool:
    """Record an outage; tell whether it was not recorded before."""
    values = {
        "id": new_id(),
        "cohort_id": cohort_id,
        "begins_at": outage.begins,
        "ends_at": outage.ends,
        "reason": outage.reason,
        "recorded_at": now,
    }
    return insert_or_ignore(session, QuizOutage, values, ["cohort_id", "begins_at", "ends_at"])


def open_timed_attempts(
    session: Session, learner_ids: Collection[UUID]
) -> list[tuple[UUID, UUID, str, datetime, datetime]]:
    """Return id, learner, quiz, start and deadline of these people's open attempts that have a deadline."""
    if not learner_ids:
        return []
    rows = session.execute(
        select(Attempt.id, Attempt.learner_id, Attempt.quiz_slug, Attempt.started_at, Attempt.deadline)
        .where(
            Attempt.state == "open",
            Attempt.deadline.is_not(None),
            among(session, Attempt.learner_id, learner_ids),
        )
        .order_by(Attempt.id)
    )
    return [(one, learner, quiz, start, end) for one, learner, quiz, start, end in rows if end]
