"""Queueing what must leave: called in the transaction of the fact."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from course.core.ids import new_id
from course.db.bulk import among
from course.db.session import insert_or_ignore
from course.store.outbox.models import OutboxMessage
from course.store.outbox.queries import DueMessage


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
    if queued:
        session.info["outbox"] = True  # whoever commits may wake the sender
    return message_id if queued else None


def hold_untried(session: Session, *, account_id: UUID, template: str) -> list[tuple[UUID, dict[str, Any]]]:
    """Return the mails of a template to a person that nobody has tried to send, held for this transaction.

    As id and payload, the oldest first.
    """
    rows = session.execute(
        select(OutboxMessage.id, OutboxMessage.payload)
        .where(
            OutboxMessage.account_id == account_id,
            OutboxMessage.template == template,
            OutboxMessage.state == "queued",
            OutboxMessage.tries == 0,
        )
        .order_by(OutboxMessage.id)
        .with_for_update()
    )
    return [(message_id, payload) for message_id, payload in rows]


def change_payload(session: Session, message_id: UUID, payload: dict[str, Any]) -> None:
    """Let a mail that is held (`hold_untried`) say something else."""
    session.execute(update(OutboxMessage).where(OutboxMessage.id == message_id).values(payload=payload))


def claim_due(session: Session, *, now: datetime, lease: timedelta, limit: int) -> list[DueMessage]:
    """Take the messages that are due and hold them for `lease`, so that no other process sends them too."""
    due = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.state == "queued", OutboxMessage.available_at <= now)
        .order_by(OutboxMessage.available_at, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for message in due:
        message.available_at = now + lease
        message.tries += 1
    session.flush()
    return [
        DueMessage(message.id, message.template, message.account_id, message.payload, message.tries)
        for message in due
    ]


def mark_sent(session: Session, *, message_id: UUID, now: datetime) -> None:
    """Note that a message left, and forget what it carried: links in it are secrets."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id)
        .values(state="sent", sent_at=now, payload={}, last_error="")
    )


def mark_failed(session: Session, *, message_id: UUID, reason: str, retry_at: datetime | None) -> None:
    """Note why a message did not leave, and when to try again; None gives up and shows it as failed."""
    values: dict[str, Any] = {"last_error": reason[:200]}
    if retry_at is None:
        values["state"] = "failed"
    else:
        values["available_at"] = retry_at
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.state == "queued")
        .values(values)
    )


def cancel_each(session: Session, *, message_ids: Collection[UUID]) -> set[UUID]:
    """Take back messages that have not left; return which."""
    waiting = select(OutboxMessage.id).where(
        among(session, OutboxMessage.id, message_ids), OutboxMessage.state.in_(("queued", "failed"))
    )
    found = set(session.scalars(waiting.with_for_update())) if message_ids else set()
    if found:
        session.execute(
            update(OutboxMessage)
            .where(among(session, OutboxMessage.id, found))
            .values(state="cancelled", payload={}),
            execution_options={"synchronize_session": False},
        )
    return found
