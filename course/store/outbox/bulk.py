"""Mails by the hundred, for roster files."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import String, cast, update
from sqlalchemy.orm import Session

from course.db.bulk import among, column_defaults, insert_new
from course.store.outbox.models import OutboxMessage


class NewMail(NamedTuple):
    """A mail to a person under an id of the caller's; `key` makes it unique."""

    id: UUID
    account_id: UUID
    payload: dict[str, Any]
    key: str


def queue_mails(session: Session, mails: Sequence[NewMail], *, template: str, now: datetime) -> set[UUID]:
    """Queue mails of one template; return the ids of those whose key was free."""
    start = {
        **column_defaults(OutboxMessage),
        "kind": "mail",
        "template": template,
        "created_at": now,
        "available_at": now,
        "sent_at": None,
    }
    rows = [
        {
            "id": mail.id,
            "account_id": mail.account_id,
            "payload": mail.payload,
            "idempotency_key": mail.key,
        }
        for mail in mails
    ]
    queued = insert_new(session, OutboxMessage, rows, start, "id", ["idempotency_key"])
    if queued:
        session.info["outbox"] = True  # whoever commits may wake the sender
    return queued


def withdraw(session: Session, message_ids: Collection[UUID]) -> None:
    """Take back mails: what has not left is cancelled and forgets its links; their keys are free again."""
    here = among(session, OutboxMessage.id, message_ids)
    waiting = OutboxMessage.state.in_(("queued", "failed"))
    freed = OutboxMessage.idempotency_key + ":withdrawn:" + cast(OutboxMessage.id, String)
    for statement in (
        update(OutboxMessage).where(here, waiting).values(state="cancelled", payload={}),
        update(OutboxMessage).where(here).values(idempotency_key=freed),
    ):
        session.execute(statement, execution_options={"synchronize_session": False})
