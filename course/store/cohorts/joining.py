"""How people come into a cohort by themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from course.store.cohorts.models import Invitation


def accept_invitation(session: Session, *, cohort_id: UUID, account_id: UUID, now: datetime) -> bool:
    """Note that a person followed their invitation; tell whether that is news."""
    result: Any = session.execute(
        update(Invitation)
        .where(
            Invitation.cohort_id == cohort_id,
            Invitation.account_id == account_id,
            Invitation.accepted_at.is_(None),
        )
        .values(accepted_at=now)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount)
