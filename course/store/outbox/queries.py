"""Questions about what waits to be sent."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.store.outbox.models import OutboxMessage


def queue_lag(session: Session, *, now: datetime) -> float:
    """Return for how many seconds the oldest message that could be sent has waited; 0.0 when none waits."""
    oldest = session.scalar(
        select(func.min(OutboxMessage.available_at)).where(
            OutboxMessage.state == "queued", OutboxMessage.available_at <= now
        )
    )
    return (now - oldest).total_seconds() if oldest else 0.0
