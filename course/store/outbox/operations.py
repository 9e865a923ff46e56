"""Queueing what must leave: called in the transaction of the fact."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from course.core.ids import new_id
from course.db.session import insert_or_ignore
from course.store.outbox.models import OutboxMessage


def queue_mail(
    session: Session,
    *,
    account_id: UUID,
    template: str,
    payload: dict[str, Any],
    key: str,
    now: datetime,
    available_at: datetime | None = None,
) -> UUID | None:
    """Queue one mail to a person; None when a mail under this key was queued before.

    The address and language are looked up when it is sent, so that a changed address is respected.
    """
    message_id = new_id()
    queued = insert_or_ignore(
        session,
        OutboxMessage,
        {
            "id": message_id,
            "kind": "mail",
            "template": template,
            "account_id": account_id,
            "payload": payload,
            "idempotency_key": key,
            "state": "queued",
            "created_at": now,
            "available_at": available_at or now,
            "tries": 0,
            "last_error": "",
        },
        ["idempotency_key"],
    )
    return message_id if queued else None
