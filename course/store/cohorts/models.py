"""Cohorts, who learns in them, who facilitates them, how they were invited and imported."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from course.db.base import Base, row_id


class Cohort(Base):
    """A group that takes the course together. `seats_taken` counts active enrolments and cannot pass `seats`."""

    __tablename__ = "cohort"
    __table_args__ = (
        UniqueConstraint("slug"),
        UniqueConstraint("code"),
        CheckConstraint("seats >= 0", name="seats_not_negative"),
        CheckConstraint("seats = 0 OR seats_taken <= seats", name="seats_kept"),
        CheckConstraint("seats_taken >= 0", name="seats_taken_not_negative"),
    )

    id: Mapped[row_id]
    slug: Mapped[str]
    name: Mapped[str]
    language: Mapped[str]
    code: Mapped[str]  # what a learner types to join; without 0, O, 1, I
    code_open: Mapped[bool] = mapped_column(default=True)  # whether the code lets people join
    seats: Mapped[int] = mapped_column(default=0)  # 0 is no limit
    seats_taken: Mapped[int] = mapped_column(default=0)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    time_zone: Mapped[str] = mapped_column(default="UTC")
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Enrolment(Base):
    """One learner in one cohort. Leaving keeps the row, so that coming back continues the same record."""

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("cohort_id", "learner_id"),
        CheckConstraint("state IN ('active', 'left')", name="state_known"),
        Index(None, "learner_id", "state"),
        Index("ix_enrolment_group", "cohort_id", "state", "group_name", "learner_id"),
    )

    id: Mapped[row_id]
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(default="active")
    group_name: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    source: Mapped[str]  # code, invitation, import, admin, demonstration
    enrolled_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class Facilitation(Base):
    """Who facilitates which cohort."""

    __tablename__ = "facilitation"
    __table_args__ = (Index(None, "account_id"),)

    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    since: Mapped[datetime]


class Invitation(Base):
    """One person asked to one cohort. Whether the mail left stands in the outbox, under `message_id`."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("cohort_id", "account_id"), Index(None, "account_id"))

    id: Mapped[row_id]
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    message_id: Mapped[UUID | None]  # outbox_message.id of the last mail
    invited_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]


class RosterImport(Base):
    """One roster file, from upload to undo.

    States: checked (rows are staged, nothing is written), applying, applied, undoing, undone, discarded.
    """

    __tablename__ = "roster_import"
    __table_args__ = (
        CheckConstraint(
            "state IN ('checked', 'applying', 'applied', 'undoing', 'undone', 'discarded')",
            name="state_known",
        ),
        Index(None, "cohort_id", "id"),
    )

    id: Mapped[row_id]
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    actor_id: Mapped[UUID | None]
    file_name: Mapped[str]
    encoding: Mapped[str]
    separator: Mapped[str]
    columns: Mapped[list[str]]
    ignored_columns: Mapped[list[str]]
    state: Mapped[str] = mapped_column(default="checked")
    send_invitations: Mapped[bool] = mapped_column(default=True)
    rows_done: Mapped[int] = mapped_column(default=0)  # progress of applying or undoing
    created_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class RosterRow(Base):
    """One row of a roster file: what it says, what will become of it, and what it replaced, for undo."""

    __tablename__ = "roster_row"
    __table_args__ = (Index(None, "import_id", "outcome", "number"),)

    import_id: Mapped[UUID] = mapped_column(
        ForeignKey("roster_import.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)  # 1 for the first row under the heading
    line: Mapped[int]  # of the file, counting from 1
    cells: Mapped[dict[str, Any]]  # column to what was typed
    outcome: Mapped[str]  # new, enrol, change, same, remove, repeat, correct
    problems: Mapped[list[str]]  # JSON texts of the cells to mend, and hints
    account_id: Mapped[UUID | None]
    before: Mapped[dict[str, Any] | None]  # what applying replaced
    done: Mapped[bool] = mapped_column(default=False)
