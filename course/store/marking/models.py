"""Marks that people give: each one with its history, and comments that are used again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from course.db.base import Base, row_id


class HandMark(Base):
    """A mark that a person gave to one answer of one attempt. Append-only: the highest version holds.

    Versions are unique, so of two people who mark at once the second is told.
    """

    __tablename__ = "hand_mark"
    __table_args__ = (
        UniqueConstraint("attempt_id", "question_id", "version"),
        Index(None, "learner_id"),
        Index(None, "marker_id"),
    )

    id: Mapped[row_id]
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"))
    question_id: Mapped[str]
    version: Mapped[int]  # 1 for the first mark
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    levels: Mapped[dict[str, Any]]  # a criterion's id to that of the level chosen
    points: Mapped[float]
    comment: Mapped[str]  # to the learner
    reason: Mapped[str]  # why it was changed; empty for the first mark
    marker_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    marked_at: Mapped[datetime]


class SavedComment(Base):
    """A comment that facilitators use again: their own, or shared with all who mark. A text per language."""

    __tablename__ = "saved_comment"
    __table_args__ = (Index(None, "owner_id"), Index(None, "shared"))

    id: Mapped[row_id]
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    shared: Mapped[bool] = mapped_column(default=False)
    texts: Mapped[dict[str, Any]]  # language code to the comment in it
    made_at: Mapped[datetime]
