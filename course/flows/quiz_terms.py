"""Which rules of a quiz hold for one learner, and for many."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from course.core.grading.quiz import Quiz
from course.core.grading.windows import (
    Override,
    RanOut,
    Terms,
    effective_terms,
    start_reason,
    terms_of,
    took_time,
    with_given_back,
)
from course.db.session import Session
from course.store.attempts.outages import EndedAttempt, StoredOutage, outages_of, ran_out
from course.store.attempts.overrides import StoredOverride, overrides_at, overrides_for, overrides_of
from course.store.progress.bulk import lines_of
from course.store.progress.queries import cohorts_with_line


def learner_terms(session: Session, quiz: Quiz, *, learner_id: UUID, now: datetime) -> Terms:
    """Return window, time and attempts as they hold for a learner.

    One statement; two where a cohort has its own; and where attempts are limited one for those that ran out of time.
    """
    stored = overrides_at(session, quiz.slug, learner_id)
    if any(one.learner_id is None for one in stored):
        cohorts = set(cohorts_with_line(session, learner_id))
        stored = [one for one in stored if one.learner_id is not None or one.cohort_id in cohorts]
    terms = effective_terms(terms_of(quiz), [one.rule for one in stored], now=now)
    if not terms.attempts:
        return terms
    return with_given_back(terms, _cut_short(session, quiz.slug, learner_id))


def _cut_short(session: Session, quiz_slug: str, learner_id: UUID) -> list[RanOut]:
    """Return the attempts that ran out of time in an outage which was recorded only after they were handed in."""
    ended = ran_out(session, learner_id=learner_id, quiz_slug=quiz_slug)
    return _cut_by(ended, outages_of(session, cohorts_with_line(session, learner_id))) if ended else []


def _cut_by(ended: Collection[EndedAttempt], outages: Collection[StoredOutage]) -> list[RanOut]:
    found = []
    for attempt in ended:
        late = [
            one
            for one in outages
            if one.recorded_at > attempt.deadline
            and took_time(one.outage, started_at=attempt.started_at, deadline=attempt.deadline)
        ]
        if late:
            found.append(RanOut(attempt.number, late[0].reason))
    return found


def terms_at_quizzes(
    session: Session, quizzes: Collection[Quiz], *, learner_id: UUID, now: datetime
) -> dict[str, Terms]:
    """Return window, time and attempts at each of these quizzes as they hold for a learner, by slug. Four statements."""
    cohorts = cohorts_with_line(session, learner_id)
    rules = defaultdict[str, list[Override]](list)
    for one in overrides_for(session, learner_id, cohorts):
        rules[one.quiz_slug].append(one.rule)
    ended, outages = ran_out(session, learner_id=learner_id), outages_of(session, cohorts)
    return {
        quiz.slug: with_given_back(
            effective_terms(terms_of(quiz), rules[quiz.slug], now=now),
            _cut_by([one for one in ended if one.quiz_slug == quiz.slug], outages),
        )
        for quiz in quizzes
    }


def may_begin(session: Session, quiz: Quiz | None, *, learner_id: UUID, begun: int, now: datetime) -> bool:
    """Tell whether a learner who began so many attempts may begin another; not at a quiz that left the course."""
    if quiz is None:
        return False
    return not start_reason(
        learner_terms(session, quiz, learner_id=learner_id, now=now), begun=begun, now=now
    )


def terms_of_learners(
    session: Session,
    quiz: Quiz,
    learner_ids: Collection[UUID],
    *,
    now: datetime,
    added: StoredOverride | None = None,
    without: UUID | None = None,
) -> dict[UUID, Terms]:
    """Return window, time and attempts as they hold for each of these learners, or would with an override `added` and
    `without` another. Two statements.
    """
    personal, common = defaultdict[UUID, list[Override]](list), defaultdict[UUID, list[Override]](list)
    stored = [one for one in overrides_of(session, quiz.slug, learner_ids) if one.id != without]
    for one in [*stored, added] if added else stored:
        if one.learner_id is not None:
            personal[one.learner_id].append(one.rule)
        else:
            common[one.cohort_id].append(one.rule)
    lines, own = lines_of(session, learner_ids), terms_of(quiz)
    found = {}
    for learner_id in learner_ids:
        of_cohorts = [rule for cohort_id, _since in lines.get(learner_id, ()) for rule in common[cohort_id]]
        found[learner_id] = effective_terms(own, [*personal[learner_id], *of_cohorts], now=now)
    return found
