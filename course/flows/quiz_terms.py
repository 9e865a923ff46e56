"""Which rules of a quiz hold for one learner, and for many."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from course.core.grading.quiz import Quiz
from course.core.grading.windows import Terms, effective_terms, terms_of
from course.db.session import Session
from course.store.attempts.overrides import StoredOverride, overrides_at, overrides_of_quizzes
from course.store.progress.queries import cohorts_with_line


def learner_terms(session: Session, quiz: Quiz, *, learner_id: UUID, now: datetime) -> Terms:
    """Return window, time and attempts as they hold for a learner. One statement; two where a cohort has its own."""
    stored = overrides_at(session, quiz.slug, learner_id)
    if any(one.learner_id is None for one in stored):
        cohorts = set(cohorts_with_line(session, learner_id))
        stored = [one for one in stored if one.learner_id is not None or one.cohort_id in cohorts]
    return effective_terms(terms_of(quiz), [one.rule for one in stored], now=now)


def terms_of_learners(
    session: Session, quizzes: Iterable[Quiz], cohorts: Mapping[UUID, Collection[UUID]], *, now: datetime
) -> Callable[[UUID, str], Terms]:
    """Return what tells the terms of a learner at one of these quizzes, by its slug. One statement for all of them.

    `cohorts` are those in which each learner learns now; who is absent learns in none.
    """
    by_slug = {quiz.slug: quiz for quiz in quizzes}
    personal: dict[tuple[UUID, str], list[StoredOverride]] = {}
    shared: dict[str, list[StoredOverride]] = {}
    for one in overrides_of_quizzes(session, by_slug):
        if one.learner_id is None:
            shared.setdefault(one.quiz_slug, []).append(one)
        else:
            personal.setdefault((one.learner_id, one.quiz_slug), []).append(one)

    def terms(learner_id: UUID, slug: str) -> Terms:
        own = cohorts.get(learner_id, ())
        of_cohorts = (one for one in shared.get(slug, ()) if one.cohort_id in own)
        holding = [one.rule for one in (*personal.get((learner_id, slug), ()), *of_cohorts)]
        return effective_terms(terms_of(by_slug[slug]), holding, now=now)

    return terms
