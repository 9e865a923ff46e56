"""What learners say is wrong with questions, and what was answered."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from course.db.base import Base, row_id


class QuestionFault(Base):
    """One learner's report of a fault in one version of a quiz's question: one for each, however often sent."""

    __tablename__ = "question_fault"
    __table_args__ = (
        UniqueConstraint("learner_id", "quiz_slug", "question_id", "version"),
        CheckConstraint("state IN ('open', 'answered', 'mended')", name="state_known"),
        Index(None, "state", "id"),
        Index(None, "attempt_id"),
    )

    id: Mapped[row_id]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    quiz_slug: Mapped[str]
    question_id: Mapped[str]
    version: Mapped[str]  # of the quiz in the attempt
    fault: Mapped[str]  # a name of core/rules/question_faults.FAULTS
    words: Mapped[str]
    language: Mapped[str]
    reported_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="open")
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
