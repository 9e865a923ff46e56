"""Questions about attempts."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.core.rules.completion import QuizFact
from course.store.attempts.models import Attempt, QuizResult


def quiz_facts(session: Session, learner_id: UUID) -> dict[str, QuizFact]:
    """Return what is stored of a learner's quizzes, by slug; a quiz never begun is absent. Two statements."""
    begun = dict(
        session.execute(
            select(Attempt.quiz_slug, func.count())
            .where(Attempt.learner_id == learner_id)
            .group_by(Attempt.quiz_slug)
        ).tuples()
    )
    results = session.execute(
        select(QuizResult.quiz_slug, QuizResult.score, QuizResult.attempts, QuizResult.passed_at).where(
            QuizResult.learner_id == learner_id
        )
    ).all()
    facts = {slug: QuizFact(attempts=number) for slug, number in begun.items()}
    for slug, score, submitted, passed_at in results:
        facts[slug] = QuizFact(
            best_score=score,
            attempts=begun.get(slug, submitted),
            submitted=submitted,
            passed=passed_at is not None,
        )
    return facts
