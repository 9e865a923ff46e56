"""Changes to practice. They flush and never commit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from course.core.grading.practising import QuestionKey
from course.db.session import insert_or_ignore
from course.store.practice.models import PracticeAnswer, PracticeReminder


def keep_practice(
    session: Session,
    *,
    learner_id: UUID,
    key: QuestionKey,
    number: int,
    version: str,
    value: str,
    verdict: str,
    language: str,
    now: datetime,
) -> bool:
    """Keep one practice answer; tell whether it was this call that did: a form sent twice is one answer."""
    values = {
        "learner_id": learner_id,
        **key._asdict(),
        "number": number,
        "version": version,
        "value": value,
        "verdict": verdict,
        "language": language,
        "answered_at": now,
    }
    primary = ["learner_id", "quiz_slug", "question_id", "number"]
    return insert_or_ignore(session, PracticeAnswer, values, primary)


def ask_for_reminder(session: Session, *, learner_id: UUID, look_at: datetime, now: datetime) -> bool:
    """Keep that a learner wants to be reminded; tell whether that is new."""
    values = {"learner_id": learner_id, "asked_at": now, "look_at": look_at, "sent_at": None}
    return insert_or_ignore(session, PracticeReminder, values, ["learner_id"])


def stop_reminder(session: Session, learner_id: UUID) -> None:
    """Forget that a learner wants to be reminded; twice is once."""
    session.execute(delete(PracticeReminder).where(PracticeReminder.learner_id == learner_id))


def note_reminder(session: Session, *, learner_id: UUID, look_at: datetime, sent_at: datetime | None) -> None:
    """Keep when to look at a wish next, and that a mail was queued where `sent_at` is given."""
    values = {"look_at": look_at} | ({"sent_at": sent_at} if sent_at else {})
    session.execute(update(PracticeReminder).where(PracticeReminder.learner_id == learner_id).values(values))
