"""Which rules of a quiz hold for one learner."""

from datetime import datetime
from uuid import UUID

from course.core.grading.quiz import Quiz
from course.core.grading.windows import Terms, effective_terms, terms_of
from course.db.session import Session
from course.store.attempts.overrides import overrides_at
from course.store.progress.queries import cohorts_with_line


def learner_terms(session: Session, quiz: Quiz, *, learner_id: UUID, now: datetime) -> Terms:
    """Return window, time and attempts as they hold for a learner. One statement; two where a cohort has its own."""
    stored = overrides_at(session, quiz.slug, learner_id)
    if any(one.learner_id is None for one in stored):
        cohorts = set(cohorts_with_line(session, learner_id))
        stored = [one for one in stored if one.learner_id is not None or one.cohort_id in cohorts]
    return effective_terms(terms_of(quiz), [one.rule for one in stored], now=now)
