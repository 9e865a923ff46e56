"""What must leave the process: written with its fact, sent later, at least once, under a stable id."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from course.db.base import Base, row_id


class OutboxMessage(Base):
    """One message to send. `state` goes queued, then sent or failed; a failed one may be queued again."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        UniqueConstraint("idempotency_key"),
        CheckConstraint("state IN ('queued', 'sent', 'failed', 'cancelled')", name="state_known"),
        Index(None, "state", "available_at", "id"),
        Index(None, "account_id", "id"),
    )

    id: Mapped[row_id]
    kind: Mapped[str]  # mail
    template: Mapped[str]  # which mail: invitation, sign_in_link, …
    account_id: Mapped[UUID | None]  # whom it is for; the address is looked up when it is sent
    payload: Mapped[dict[str, Any]]  # what the template needs; secrets in it are cleared once sent
    idempotency_key: Mapped[str]
    state: Mapped[str] = mapped_column(default="queued")
    created_at: Mapped[datetime]
    available_at: Mapped[datetime]  # not before
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")  # a code or a short reason, never an address
