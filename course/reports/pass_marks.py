"""What became of a quiz's pass mark since attempts at it were begun. Each attempt is judged by the one it began with, also
when it is marked by hand, told later or regraded: another holds for new attempts.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.content.stored_quiz import stored_quiz
from course.core.grading.quiz import Quiz
from course.store.attempts.finished import quiz_bodies
from course.store.attempts.models import QuizResult
from course.store.attempts.queries import TakenAttempt


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedPassMark:
    """That new attempts need another share of the points than those before. Shares are 0.0 to 1.0."""

    today: float
    stays_passed: bool  # it was raised, and the learner has passed, which holds
    open_needs: float | None  # of the open attempt; None where there is none, or it needs today's


def changed_pass_mark(
    running: Quiz | None, seen: Collection[Quiz], *, passed: bool, begun: Quiz | None = None
) -> ChangedPassMark | None:
    """Return how the running version's pass mark differs from those of `seen`; None where it does not.

    `passed` tells whether the learner has passed the quiz, `begun` is the version of their open attempt. A survey has
    no pass mark.
    """
    if running is None or running.is_survey:
        return None
    others = {quiz.pass_score for quiz in seen if not quiz.is_survey} - {running.pass_score}
    if not others:
        return None
    return ChangedPassMark(
        today=running.pass_score,
        stays_passed=passed and min(others) < running.pass_score,
        open_needs=begun.pass_score if begun and begun.pass_score in others else None,
    )


def find_changed_pass_mark(
    session: Session, catalogue: Catalogue, quiz: Quiz, attempts: Sequence[TakenAttempt], *, learner_id: UUID
) -> ChangedPassMark | None:
    """Return what is told of a quiz's pass mark beside all of a learner's attempts at it; None for nothing.

    Two statements, and none where all attempts began with the running version.
    """
    earlier = {attempt.version for attempt in attempts} - {quiz.version}
    if not earlier:
        return None
    seen = {
        version: stored_quiz(catalogue, quiz.slug, version=version, body=body)
        for version, body in quiz_bodies(session, earlier).items()
    }
    passed_at = session.scalar(
        select(QuizResult.passed_at).where(
            QuizResult.learner_id == learner_id, QuizResult.quiz_slug == quiz.slug
        )
    )
    begun = next((seen.get(attempt.version) for attempt in attempts if attempt.state == "open"), None)
    return changed_pass_mark(quiz, seen.values(), passed=passed_at is not None, begun=begun)
