"""Questions about the attempts of many people at once, for roster files."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.db.bulk import among
from course.store.attempts.models import Attempt


def learners_with_attempts(session: Session, learner_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these people who have begun a quiz."""
    statement = select(Attempt.learner_id).where(among(session, Attempt.learner_id, learner_ids))
    return set(session.scalars(statement.distinct())) if learner_ids else set()
