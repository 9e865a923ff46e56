"""Sums of first finished attempts, from which all figures of quizzes and questions follow; and what waits for them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from course.db.base import Base


class QuizCount(Base):
    """Where the counting of one quiz stands. Whoever changes its sums takes this row first, and raises `revision`.

    The quiz is to be counted anew while `asked` is above `answered`.
    """

    __tablename__ = "quiz_count"

    quiz_slug: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(default=0)
    asked: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int] = mapped_column(default=0)


class UncountedAttempt(Base):
    """A first attempt that is finished and marked, and not in the sums yet. The row goes as the sums take it in."""

    __tablename__ = "uncounted_attempt"
    __table_args__ = (Index(None, "quiz_slug"),)

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    quiz_slug: Mapped[str]


class ScoreSum(Base):
    """Sums of the scores of one group: who took one version of a quiz in one language, of a cohort or of all.

    `scope` is a cohort's id in hexadecimal, or "course" for everybody. `body` is JSON (core/statistics/sums.py).
    """

    __tablename__ = "score_sum"

    scope: Mapped[str] = mapped_column(primary_key=True)
    quiz_slug: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    attempts: Mapped[int]
    first_at: Mapped[datetime]  # when the first and the last of them were handed in
    last_at: Mapped[datetime]
    body: Mapped[str]


class TypedSum(Base):
    """How many learners of a scope typed one form, in one version of a question, that earned one verdict.

    One row counts those who answered in one language, and one with the language "" counts all: who asks for all reads no
    more rows than who asks for one. `form` is empty until core.statistics.typed.FEW_TYPED of the row's learners typed it,
    so that what only one or two typed stands nowhere here.
    """

    __tablename__ = "typed_sum"
    __table_args__ = (
        Index("ix_typed_sum_most", "scope", "quiz_slug", "language", "question_id", "learners"),
    )

    scope: Mapped[str] = mapped_column(primary_key=True)
    quiz_slug: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)  # "" for all together
    question_id: Mapped[str] = mapped_column(primary_key=True)
    gap: Mapped[str] = mapped_column(primary_key=True)  # "" outside of a passage
    digest: Mapped[str] = mapped_column(primary_key=True)  # of the form
    verdict: Mapped[str] = mapped_column(primary_key=True)
    learners: Mapped[int]
    form: Mapped[str]


class QuestionSum(Base):
    """Sums of the marks of one question in one group, and apart from them of its answers, as JSON."""

    __tablename__ = "question_sum"

    scope: Mapped[str] = mapped_column(primary_key=True)
    quiz_slug: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    question_id: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
    given: Mapped[str]
