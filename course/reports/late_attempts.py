"""Which attempts were open when a regrade was ordered, and are handed in now."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.store.attempts.models import Attempt
from course.store.regrades.models import LateAttempt, Regrade


class HandedInLate(NamedTuple):
    """One attempt that a regrade has still to mark anew."""

    regrade_id: UUID
    learner_id: UUID
    attempt_id: UUID


def handed_in_late(session: Session) -> list[HandedInLate]:
    """Return the attempts to be marked anew by regrades that are applied, in the order of the regrades."""
    rows = session.execute(
        select(LateAttempt.regrade_id, Attempt.learner_id, Attempt.id)
        .join(Attempt, Attempt.id == LateAttempt.attempt_id)
        .join(Regrade, Regrade.id == LateAttempt.regrade_id)
        .where(Attempt.state == "submitted", Regrade.state == "applied")
        .order_by(LateAttempt.regrade_id, Attempt.id)
    )
    return [HandedInLate(*row) for row in rows]
