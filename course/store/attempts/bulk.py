"""Questions about the attempts of many people at once, for roster files."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.db.bulk import batches
from course.store.attempts.models import Attempt


def learners_with_attempts(session: Session, learner_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these people who have begun a quiz."""
    found: set[UUID] = set()
    for batch in batches(learner_ids):
        found.update(
            session.scalars(select(Attempt.learner_id).where(Attempt.learner_id.in_(batch)).distinct())
        )
    return found
