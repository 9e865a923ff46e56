"""Questions about held results, and about the cohorts that were told theirs."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.store.attempts.models import Attempt, QuizRelease


class Release(NamedTuple):
    """That a cohort is told its results of a quiz since a moment."""

    cohort_id: UUID
    quiz_slug: str
    released_at: datetime
    with_mail: bool


class HeldScore(NamedTuple):
    """A result that its learner does not know yet. `score` is 0.0 to 1.0."""

    score: float | None
    points: float | None
    max_points: float | None
    passed: bool | None


def releases_of(session: Session, quiz_slug: str, cohorts: Collection[UUID]) -> list[Release]:
    """Return the releases of a quiz in these cohorts, the newest first."""
    if not cohorts:
        return []
    return [
        Release(*row)
        for row in session.execute(
            _RELEASES.where(QuizRelease.quiz_slug == quiz_slug, QuizRelease.cohort_id.in_(cohorts)).order_by(
                QuizRelease.released_at.desc()
            )
        )
    ]


def released_quizzes(session: Session, cohorts: Collection[UUID]) -> set[str]:
    """Return the quizzes of which one of these cohorts is told its results."""
    return set(session.scalars(select(QuizRelease.quiz_slug).where(QuizRelease.cohort_id.in_(cohorts))))


def releases_in(session: Session, cohort_id: UUID) -> dict[str, Release]:
    """Return the releases in one cohort, by the quiz's slug."""
    rows = session.execute(_RELEASES.where(QuizRelease.cohort_id == cohort_id))
    return {row.quiz_slug: Release(*row) for row in rows}


def held_score(session: Session, attempt_id: UUID) -> HeldScore:
    """Return the result of a held attempt, for who runs the course."""
    row = session.execute(
        select(Attempt.score, Attempt.points, Attempt.max_points, Attempt.passed).where(
            Attempt.id == attempt_id
        )
    ).one()
    return HeldScore(*row)


_RELEASES = select(*(getattr(QuizRelease, name) for name in Release._fields))
