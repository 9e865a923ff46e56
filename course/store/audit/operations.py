"""Writing the log. Call it in the transaction of the deed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from course.core.ids import new_id
from course.db.session import send
from course.store.audit.models import AuditEvent

# Set by the door for the length of a request, so that a line of the log leads to the request's log lines.
_REQUEST_ID_KEY = "request_id"
_WRITE = insert(AuditEvent.__table__)  # type: ignore[arg-type]


def record(
    session: Session,
    *,
    actor_id: UUID | None,
    action: str,
    subject_kind: str,
    subject_id: object,
    now: datetime,
    cohort_id: UUID | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Write one line. `details` holds ids, counts, moments and codes, never names, answers or addresses.

    `session.info["deeds"]` tells the door, which logs them once they are committed.
    """
    event = {
        "id": new_id(),
        "at": now,
        "actor_id": actor_id,
        "action": action,
        "subject_kind": subject_kind,
        "subject_id": str(subject_id),
        "cohort_id": cohort_id,
        "details": details or {},
        "request_id": session.info.get(_REQUEST_ID_KEY, ""),
    }
    send(session, _WRITE, event)
    deed = {"action": action, "actor": actor_id, "subject_kind": subject_kind, "subject": str(subject_id)}
    session.info.setdefault("deeds", []).append({name: str(value) for name, value in deed.items() if value})
