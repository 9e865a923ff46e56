"""Questions about practice."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.core.grading.practising import QuestionKey
from course.store.practice.models import PracticeAnswer, PracticeReminder


class PracticeRow(NamedTuple):
    """One stored practice answer."""

    number: int
    version: str
    value: str
    verdict: str
    answered_at: datetime


def right_since(session: Session, learner_id: UUID) -> dict[QuestionKey, datetime]:
    """Return when each question was last right in practice; one that never was is absent."""
    rows = session.execute(
        select(PracticeAnswer.quiz_slug, PracticeAnswer.question_id, func.max(PracticeAnswer.answered_at))
        .where(PracticeAnswer.learner_id == learner_id, PracticeAnswer.verdict == "right")
        .group_by(PracticeAnswer.quiz_slug, PracticeAnswer.question_id)
    )
    return {QuestionKey(quiz_slug, question_id): at for quiz_slug, question_id, at in rows}


def last_practised(session: Session, learner_id: UUID) -> datetime | None:
    """Return when the learner last answered in practice."""
    return session.scalars(
        select(func.max(PracticeAnswer.answered_at)).where(PracticeAnswer.learner_id == learner_id)
    ).one()


def last_practice(session: Session, learner_id: UUID, key: QuestionKey) -> PracticeRow | None:
    """Return the newest practice answer to a question."""
    row = session.execute(
        select(
            PracticeAnswer.number,
            PracticeAnswer.version,
            PracticeAnswer.value,
            PracticeAnswer.verdict,
            PracticeAnswer.answered_at,
        )
        .where(
            PracticeAnswer.learner_id == learner_id,
            PracticeAnswer.quiz_slug == key.quiz_slug,
            PracticeAnswer.question_id == key.question_id,
        )
        .order_by(PracticeAnswer.number.desc())
        .limit(1)
    ).one_or_none()
    return PracticeRow(*row) if row else None


class ReminderRow(NamedTuple):
    """A learner's wish to be reminded."""

    learner_id: UUID
    asked_at: datetime
    sent_at: datetime | None


def wants_reminder(session: Session, learner_id: UUID) -> bool:
    """Tell whether a learner wants to be reminded of what they missed."""
    return session.get(PracticeReminder, learner_id) is not None


def next_reminder(session: Session, *, now: datetime, but: Collection[UUID] = ()) -> ReminderRow | None:
    """Return the wish that is to be looked at since longest, held for this transaction; None where none is.

    `but` are learners that are passed over.
    """
    row = session.execute(
        select(PracticeReminder.learner_id, PracticeReminder.asked_at, PracticeReminder.sent_at)
        .where(PracticeReminder.look_at <= now, PracticeReminder.learner_id.not_in(but))
        .order_by(PracticeReminder.look_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    return ReminderRow(*row) if row else None
