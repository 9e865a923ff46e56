"""Outages of cohorts: asking for them, recording one, and the open attempts that they concern. Never commits."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
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


def outages_by_cohort(session: Session, cohorts: Collection[UUID]) -> dict[UUID, list[Outage]]:
    """Return the outages of each of these cohorts, in no order; a cohort without any is absent."""
    found: dict[UUID, list[Outage]] = {}
    if cohorts:
        rows = session.execute(
            select(QuizOutage.cohort_id, QuizOutage.begins_at, QuizOutage.ends_at, QuizOutage.reason).where(
                among(session, QuizOutage.cohort_id, cohorts)
            )
        )
        for cohort_id, begins, ends, reason in rows:
            found.setdefault(cohort_id, []).append(Outage(begins, ends, reason))
    return found


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


class TimedAttempt(NamedTuple):
    """An open attempt that has a deadline."""

    id: UUID
    learner_id: UUID
    started_at: datetime
    deadline: datetime


def open_timed_attempts(session: Session, learner_ids: Collection[UUID]) -> list[TimedAttempt]:
    """Return these people's open attempts that have a deadline, held: who hands one in meanwhile is waited for."""
    if not learner_ids:
        return []
    rows: Any = session.execute(
        select(Attempt.id, Attempt.learner_id, Attempt.started_at, Attempt.deadline)
        .where(
            Attempt.state == "open",
            Attempt.deadline.is_not(None),
            among(session, Attempt.learner_id, learner_ids),
        )
        .order_by(Attempt.id)
        .with_for_update()
    )
    return [TimedAttempt(*row) for row in rows]
