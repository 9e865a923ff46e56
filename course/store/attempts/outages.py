"""Outages: asking for them, recording and withdrawing one, and the open attempts that they concern. Never commits."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select, tuple_, update
from sqlalchemy.orm import Session

from course.core.grading.windows import Outage
from course.core.ids import new_id
from course.db.bulk import among
from course.db.session import insert_or_ignore
from course.store.attempts.models import Attempt, QuizOutage


class StoredOutage(NamedTuple):
    """An outage as it is stored. `cohort_id` None: of everybody."""

    id: UUID
    cohort_id: UUID | None
    begins_at: datetime
    ends_at: datetime
    reason: str
    recorded_at: datetime
    recorded_by: UUID | None
    withdrawn_at: datetime | None

    @property
    def outage(self) -> Outage:
        return Outage(self.begins_at, self.ends_at, self.reason)


class TimedAttempt(NamedTuple):
    """An open attempt that has a deadline."""

    id: UUID
    learner_id: UUID
    started_at: datetime
    deadline: datetime


class EndedAttempt(NamedTuple):
    """An attempt that was handed in when its time was over."""

    quiz_slug: str
    number: int
    started_at: datetime
    deadline: datetime


_STORED = select(*(getattr(QuizOutage, name) for name in StoredOutage._fields))


def outages_of(session: Session, cohorts: Collection[UUID]) -> list[StoredOutage]:
    """Return the outages of these cohorts and of everybody, the latest first; none that was withdrawn."""
    rows = session.execute(
        _STORED.where(
            QuizOutage.withdrawn_at.is_(None),
            or_(QuizOutage.cohort_id.is_(None), among(session, QuizOutage.cohort_id, cohorts)),
        ).order_by(QuizOutage.begins_at.desc(), QuizOutage.id)
    )
    return [StoredOutage(*row) for row in rows]


def in_order_of_record(outages: Collection[StoredOutage]) -> list[StoredOutage]:
    """Return the outages that were not withdrawn, the first recorded one first."""
    standing = [one for one in outages if one.withdrawn_at is None]
    return sorted(standing, key=lambda one: (one.recorded_at, one.id))


def recorded_outages(
    session: Session, cohort_id: UUID | None, *, after: tuple[datetime, UUID] | None = None, limit: int
) -> list[StoredOutage]:
    """Return the outages of everybody, and with a cohort its own, withdrawn ones too; the latest first.

    `after` is when the one began, and its id, that the list follows.
    """
    statement = _STORED.where(or_(QuizOutage.cohort_id.is_(None), QuizOutage.cohort_id == cohort_id))
    if after is not None:
        place: Any = tuple_(QuizOutage.begins_at, QuizOutage.id)
        statement = statement.where(place < after)
    rows = session.execute(statement.order_by(QuizOutage.begins_at.desc(), QuizOutage.id.desc()).limit(limit))
    return [StoredOutage(*row) for row in rows]


def standing_outage(session: Session, cohort_id: UUID | None, outage: Outage) -> StoredOutage | None:
    """Return the outage of a cohort, or (None) of everybody, that is recorded for just this time and not withdrawn."""
    row = session.execute(
        _STORED.where(
            QuizOutage.withdrawn_at.is_(None),
            QuizOutage.cohort_id.is_(None) if cohort_id is None else QuizOutage.cohort_id == cohort_id,
            QuizOutage.begins_at == outage.begins,
            QuizOutage.ends_at == outage.ends,
        )
    ).one_or_none()
    return StoredOutage(*row) if row else None


def find_outage(session: Session, outage_id: UUID) -> StoredOutage | None:
    row = session.execute(_STORED.where(QuizOutage.id == outage_id)).one_or_none()
    return StoredOutage(*row) if row else None


def add_outage(
    session: Session, cohort_id: UUID | None, outage: Outage, *, recorded_by: UUID, now: datetime
) -> UUID | None:
    """Record an outage and return its id; None where it is recorded already."""
    values = {
        "id": new_id(),
        "cohort_id": cohort_id,
        "begins_at": outage.begins,
        "ends_at": outage.ends,
        "reason": outage.reason,
        "recorded_at": now,
        "recorded_by": recorded_by,
    }
    return UUID(str(values["id"])) if insert_or_ignore(session, QuizOutage, values, None) else None


def withdraw(session: Session, outage_id: UUID, *, now: datetime) -> bool:
    """Say that an outage was recorded by mistake; tell whether it was this call that did."""
    result: Any = session.execute(
        update(QuizOutage)
        .where(QuizOutage.id == outage_id, QuizOutage.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount)


def open_timed_attempts(session: Session, learner_ids: Collection[UUID] | None) -> list[TimedAttempt]:
    """Return the open attempts of these people, or (None) of everybody, that have a deadline.

    All are held: who hands one in meanwhile is waited for.
    """
    statement = select(*(getattr(Attempt, name) for name in TimedAttempt._fields)).where(
        Attempt.state == "open", Attempt.deadline.is_not(None)
    )
    if learner_ids is not None:
        statement = statement.where(among(session, Attempt.learner_id, learner_ids))
    return [TimedAttempt(*row) for row in session.execute(statement.order_by(Attempt.id).with_for_update())]


def running_beyond(session: Session, quiz_slug: str, closes: datetime) -> list[TimedAttempt]:
    """Return the open attempts at a quiz that were begun before a moment and take answers beyond it."""
    rows = session.execute(
        select(*(getattr(Attempt, name) for name in TimedAttempt._fields)).where(
            Attempt.quiz_slug == quiz_slug,
            Attempt.state == "open",
            Attempt.deadline > closes,
            Attempt.started_at < closes,
        )
    )
    return [TimedAttempt(*row) for row in rows]


def ran_out(session: Session, *, learner_id: UUID, quiz_slug: str | None = None) -> list[EndedAttempt]:
    """Return a learner's attempts at a quiz, or at all, that ended with their deadline, in their order."""
    statement = select(*(getattr(Attempt, name) for name in EndedAttempt._fields)).where(
        Attempt.learner_id == learner_id,
        Attempt.state == "submitted",
        Attempt.submitted_at >= Attempt.deadline,
    )
    if quiz_slug is not None:
        statement = statement.where(Attempt.quiz_slug == quiz_slug)
    return [EndedAttempt(*row) for row in session.execute(statement.order_by(Attempt.number))]
