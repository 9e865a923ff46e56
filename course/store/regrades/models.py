"""Regrades: the order, and for each learner, attempt and mark what it was before and is since."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from course.db.base import Base, row_id

IN_WORK = text("state IN ('applying', 'undoing')")


class Regrade(Base):
    """One order to mark the answers to mended questions anew. Of one quiz, one at a time is in work."""

    __tablename__ = "regrade"
    __table_args__ = (
        CheckConstraint("state IN ('applying', 'applied', 'undoing', 'undone')", name="state_known"),
        UniqueConstraint("key"),
        Index(
            "uq_regrade_one_in_work", "quiz_slug", unique=True, sqlite_where=IN_WORK, postgresql_where=IN_WORK
        ),
        Index(None, "quiz_slug", "id"),
    )

    id: Mapped[row_id]
    key: Mapped[str]  # named by the sender: ordering twice orders once
    quiz_slug: Mapped[str]
    to_version: Mapped[str]  # of the quiz by which marks are made anew
    from_versions: Mapped[list[str]]  # those that learners saw
    questions: Mapped[list[str]]  # ids of those that are marked anew
    because: Mapped[dict[str, Any]]  # the reason that learners are told, by language
    actor_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(default="applying")
    learners: Mapped[int]  # how many there were to look at when it was ordered
    learners_done: Mapped[int] = mapped_column(default=0)
    last_learner: Mapped[UUID | None]  # up to whom applying or undoing has come
    counts: Mapped[
        dict[str, Any]
    ]  # attempts by what became of them; marks that were left as a key got tighter
    ordered_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class LateAttempt(Base):
    """An attempt that was open when a regrade was ordered. The row goes once it is handed in and marked anew."""

    __tablename__ = "late_attempt"
    __table_args__ = (Index(None, "attempt_id"),)

    regrade_id: Mapped[UUID] = mapped_column(ForeignKey("regrade.id", ondelete="CASCADE"), primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)


class RegradedLearner(Base):
    """One learner whose marks a regrade raised, with the result of the quiz before and since."""

    __tablename__ = "regraded_learner"
    __table_args__ = (
        CheckConstraint("state IN ('raised', 'restored', 'left')", name="state_known"),
        Index(None, "learner_id"),
    )

    regrade_id: Mapped[UUID] = mapped_column(ForeignKey("regrade.id", ondelete="CASCADE"), primary_key=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(default="raised")
    left_because: Mapped[str] = mapped_column(default="")  # changed, completed, certificate, failed
    score_before: Mapped[float]  # the score that counts, 0.0 to 1.0
    score_after: Mapped[float]
    passed_at_before: Mapped[datetime | None]
    passed_at_after: Mapped[datetime | None]
    mail_id: Mapped[UUID | None]  # of the message that told it
    at: Mapped[datetime]


class RegradedAttempt(Base):
    """One attempt that a regrade raised."""

    __tablename__ = "regraded_attempt"
    __table_args__ = (Index(None, "attempt_id"), Index(None, "learner_id"))

    regrade_id: Mapped[UUID] = mapped_column(ForeignKey("regrade.id", ondelete="CASCADE"), primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    score_before: Mapped[float]
    points_before: Mapped[float]
    max_points_before: Mapped[float]
    passed_before: Mapped[bool]
    score_after: Mapped[float]
    points_after: Mapped[float]
    max_points_after: Mapped[float]
    passed_after: Mapped[bool]


class RegradedMark(Base):
    """One mark that a regrade changed: raised, or of other weight since the question is worth another number."""

    __tablename__ = "regraded_mark"
    __table_args__ = (Index(None, "attempt_id"), Index(None, "learner_id"))

    regrade_id: Mapped[UUID] = mapped_column(ForeignKey("regrade.id", ondelete="CASCADE"), primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[str] = mapped_column(primary_key=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    verdict_before: Mapped[str]
    share_before: Mapped[float]
    points_before: Mapped[float]
    max_points_before: Mapped[float]
    verdict_after: Mapped[str]
    share_after: Mapped[float]
    points_after: Mapped[float]
    max_points_after: Mapped[float]
