"""How many attempts there are: by the number of the newest, which counts all that were begun."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.db.bulk import among
from course.store.attempts.models import Attempt


def last_number(session: Session, *, learner_id: UUID, quiz_slug: str) -> int:
    """Return the number of the learner's newest attempt; 0 before the first."""
    newest = session.scalars(
        select(func.max(Attempt.number)).where(
            Attempt.learner_id == learner_id, Attempt.quiz_slug == quiz_slug
        )
    ).one()
    return newest or 0


def last_numbers(session: Session, *, learner_id: UUID) -> dict[str, int]:
    """Return the number of the learner's newest attempt at each quiz; quizzes without one are absent."""
    of_learner = select(Attempt.quiz_slug, func.max(Attempt.number)).where(Attempt.learner_id == learner_id)
    return {slug: number for slug, number in session.execute(of_learner.group_by(Attempt.quiz_slug))}  # noqa: C416 - rows are no pairs to the type checker


def newest_numbers(session: Session, quiz_slug: str, learner_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return the number of each of these learners' newest attempt at a quiz; who has none is absent."""
    of_learners = select(Attempt.learner_id, func.max(Attempt.number)).where(
        Attempt.quiz_slug == quiz_slug, among(session, Attempt.learner_id, learner_ids)
    )
    return {learner: number for learner, number in session.execute(of_learners.group_by(Attempt.learner_id))}  # noqa: C416 - rows are no pairs to the type checker
