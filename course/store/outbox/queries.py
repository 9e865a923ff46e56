"""Questions about what waits to be sent."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.store.outbox.models import OutboxMessage


class DueMessage(NamedTuple):
    """A message to send now; `tries` counts this one."""

    id: UUID
    template: str
    account_id: UUID | None
    payload: dict[str, Any]
    tries: int


def queue_lag(session: Session, *, now: datetime) -> float:
    """Return for how many seconds the oldest message that could be sent has waited; 0.0 when none waits."""
    oldest = session.scalar(
        select(func.min(OutboxMessage.available_at)).where(
            OutboxMessage.state == "queued", OutboxMessage.available_at <= now
        )
    )
    return (now - oldest).total_seconds() if oldest else 0.0


def count_by_state(session: Session) -> dict[str, int]:
    """Return how many messages stand in each state; a state without any is absent."""
    rows = session.execute(select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state))
    return dict(rows.all())
