"""How each question that a learner was asked was marked the last time."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.core.grading.practising import LastMark, QuestionKey
from course.store.attempts.models import Attempt, QuestionMark


def last_marks(session: Session, learner_id: UUID) -> dict[QuestionKey, LastMark]:
    """Return how each question was marked in the newest told attempt that asked it."""
    rows = session.execute(
        select(Attempt.quiz_slug, QuestionMark.question_id, QuestionMark.verdict, Attempt.submitted_at)
        .join(QuestionMark, QuestionMark.attempt_id == Attempt.id)
        .where(
            Attempt.learner_id == learner_id,
            Attempt.state == "submitted",
            Attempt.held_at.is_(None),
            QuestionMark.max_points > 0,
        )
        .order_by(Attempt.number)
    )
    return {
        QuestionKey(quiz_slug, question_id): LastMark(verdict, submitted_at)
        for quiz_slug, question_id, verdict, submitted_at in rows
        if submitted_at is not None
    }
