"""What learners did with lessons, where they stopped, and the sums that lists read."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from course.db.base import Base, row_id


class ProgressEvent(Base):
    """A learner's deed on a lesson. Append-only: lesson_record can be rebuilt from these rows."""

    __tablename__ = "progress_event"
    __table_args__ = (
        UniqueConstraint("learner_id", "key"),
        CheckConstraint("kind IN ('completed', 'reopened')", name="kind_known"),
    )

    id: Mapped[row_id]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    key: Mapped[str]  # named by the sender: the same deed sent twice is stored once
    lesson_slug: Mapped[str]
    kind: Mapped[str]
    language: Mapped[str]
    content_version: Mapped[str]  # the lesson's version that the learner had before them
    at: Mapped[datetime]


class LessonRecord(Base):
    """Where one learner stands with one lesson, summed up from the events."""

    __tablename__ = "lesson_record"

    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    lesson_slug: Mapped[str] = mapped_column(primary_key=True)
    module_slug: Mapped[str]
    completed_at: Mapped[datetime | None]  # None: it was reopened
    content_version: Mapped[str]
    language: Mapped[str]


class Place(Base):
    """Where one learner stopped reading."""

    __tablename__ = "place"

    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    lesson_slug: Mapped[str]
    heading: Mapped[str] = mapped_column(default="")  # id of the heading last passed; empty is the top
    paragraph: Mapped[int] = mapped_column(default=0)  # number of the one at the upper edge; 0 is not known
    at: Mapped[datetime]


class ModuleCompletion(Base):
    """The moment at which a learner had done all of a module, and the build that set its conditions.

    Kept for good: credit once given is not taken away when lessons are added or conditions rise.
    """

    __tablename__ = "module_completion"

    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    module_slug: Mapped[str] = mapped_column(primary_key=True)
    content_version: Mapped[str]
    completed_at: Mapped[datetime]


def _index_where(condition: str, name: str, *columns: str) -> Index:
    """An index on those of a cohort's lines for which a condition holds.

    Besides being smaller, it is no choice for any other question: an index on all lines of a cohort may look
    to SQLite like a cheaper way to the first 50 by name than the order by name.
    """
    where = text(condition)
    return Index(name, "cohort_id", *columns, sqlite_where=where, postgresql_where=where)


class CohortProgress(Base):
    """One learner's line in one cohort's list: written with each fact, so that a page reads 50 rows whatever
    the size of the cohort. `course rebuild` sums it up from the facts and must find no difference.
    """

    __tablename__ = "cohort_progress"
    __table_args__ = (
        Index(None, "cohort_id", "name_key", "learner_id"),
        Index(None, "cohort_id", "share", "learner_id"),
        Index(None, "learner_id"),
        Index("ix_cohort_progress_seen", "cohort_id", "last_active_at", "learner_id"),
        # Who may need a hand is counted from these alone, without the rows.
        _index_where("failed_attempts > 0", "ix_cohort_progress_failed", "failed_attempts"),
        _index_where("share < 1.0", "ix_cohort_progress_absent", "last_active_at", "enrolled_at", "share"),
        _index_where(
            "share < 1.0",
            "ix_cohort_progress_behind",
            "lessons_done",
            "last_active_at",
            "enrolled_at",
            "failed_attempts",
            "share",
        ),
    )

    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    name_key: Mapped[str]
    enrolled_at: Mapped[datetime]
    last_active_at: Mapped[datetime | None]
    lessons_done: Mapped[int] = mapped_column(default=0)
    quizzes_passed: Mapped[int] = mapped_column(default=0)
    share: Mapped[float] = mapped_column(default=0.0)  # of the course, 0.0 to 1.0
    failed_quiz: Mapped[str] = mapped_column(default="")  # the quiz tried most often without passing
    failed_attempts: Mapped[int] = mapped_column(default=0)
