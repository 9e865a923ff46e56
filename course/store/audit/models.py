"""Who did what, when."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from course.db.base import Base, row_id


class AuditEvent(Base):
    """One deed, written in the transaction of what it tells. Never changed.

    `subject_id` is text, since some subjects are named by slug. People are named by id only, so that the log
    holds no personal data of its own and stays when a person is erased.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        Index(None, "at", "id"),
        Index(None, "actor_id", "id"),
        Index(None, "subject_kind", "subject_id", "id"),
    )

    id: Mapped[row_id]
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]  # None: the platform itself, or a command
    action: Mapped[str]  # noun.verb, for example cohort.created
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    cohort_id: Mapped[UUID | None]
    details: Mapped[dict[str, Any]]
    request_id: Mapped[str]
