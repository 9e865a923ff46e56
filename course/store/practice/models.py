"""Practice: answers that are kept so that one can go on with them, and that count for nothing."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
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
