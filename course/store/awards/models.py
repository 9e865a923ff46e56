"""Certificates: what each says, and whether it still counts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from course.db.base import Base, row_id


class Certificate(Base):
    """One certificate. What it says never changes: a corrected name makes another one, with the next `number`.

    A learner's last one counts; those before it are replaced. Counts are of what was done when it was earned, under
    the build `content_version`.
    """

    __tablename__ = "certificate"
    __table_args__ = (UniqueConstraint("learner_id", "number"), UniqueConstraint("code"))

    id: Mapped[row_id]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    number: Mapped[int]  # from 1
    code: Mapped[str]  # 12 signs that nobody can guess; whoever has it may ask for the public page
    name: Mapped[str]
    language: Mapped[str]
    title: Mapped[str]  # of the course, in this language
    modules: Mapped[int]
    lessons: Mapped[int]
    quizzes: Mapped[int]
    surveys: Mapped[int]
    games: Mapped[int]
    minutes: Mapped[int]
    rule: Mapped[dict[str, Any]]  # of course.yaml at that time: what had to be done
    content_version: Mapped[str]
    earned_at: Mapped[datetime]  # when the rule was met
    issued_at: Mapped[datetime]
    shows_name: Mapped[bool] = mapped_column(default=False)  # the learner lets the public page tell it
    replaced_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_because: Mapped[str] = mapped_column(default="")  # for admins; the public page gives the day only
