"""Practice: answers that are kept so that one can go on with them, and that count for nothing."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from course.db.base import Base


class PracticeAnswer(Base):
    """One answer that a learner gave in practice. Append-only; no score, progress or statistics come of it."""

    __tablename__ = "practice_answer"
    __table_args__ = (
        CheckConstraint("verdict IN ('right', 'partly', 'wrong', 'blank')", name="verdict_known"),
    )

    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    quiz_slug: Mapped[str] = mapped_column(primary_key=True)
    question_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # 1 for the first to this question
    version: Mapped[str]  # of the quiz, as it ran then
    value: Mapped[str]  # JSON of the response
    verdict: Mapped[str]
    language: Mapped[str]
    answered_at: Mapped[datetime]


class PracticeReminder(Base):
    """That a learner wants to be reminded of what they missed. Who does not has no row."""

    __tablename__ = "practice_reminder"
    __table_args__ = (Index(None, "look_at"),)

    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    asked_at: Mapped[datetime]
    look_at: Mapped[datetime]  # when a job looks next whether a mail is due
    sent_at: Mapped[datetime | None]  # when the last mail was queued
