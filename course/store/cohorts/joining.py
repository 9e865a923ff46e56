"""How people come into a cohort by themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from course.store.cohorts.models import Invitation


def accept_invitations(session: Session, *, account_id: UUID, now: datetime) -> bool:
    """Note that an invited person came in; tell whether that is news."""
    result: Any = session.execute(
        update(Invitation)
        .where(Invitation.account_id == account_id, Invitation.accepted_at.is_(None))
        .values(accepted_at=now)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount)
