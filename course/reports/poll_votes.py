"""How the cohort of a learner voted in the polls of a quiz, for who has handed it in."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session

from course.core.grading.questions import Poll
from course.core.grading.quiz import Quiz
from course.core.statistics.votes import FEW_VOTES
from course.reports.reviewed import ReviewedQuestion
from course.store.attempts.answers import StoredResponse
from course.store.attempts.models import AnswerTally
from course.store.attempts.queries import AttemptRow
from course.store.progress.models import CohortProgress
from course.store.statistics.models import UncountedAttempt

Votes = Mapping[str, int]  # an option's id to how many chose it


def poll_votes(
    session: Session, row: AttemptRow, quiz: Quiz, stored: Mapping[str, StoredResponse]
) -> dict[str, Votes]:
    """Return by question how first attempts of the learner's cohort voted; of several cohorts, the one with most votes.

    Votes are counted by a job within the minute; the learner's own, which is in `stored`, is among them at once. Absent
    are polls that do not show their counts, and all where the learner is in no cohort; empty are those with fewer than
    FEW_VOTES votes. One statement, and none for a quiz without such a poll.
    """
    shown = [question.id for question in quiz.questions if isinstance(question, Poll) and question.counts]
    if not shown:
        return {}
    rows = session.execute(
        select(
            AnswerTally.question_id,
            CohortProgress.cohort_id,
            AnswerTally.answer,
            AnswerTally.chosen,
            and_(
                CohortProgress.enrolled_at <= row.submitted_at,
                exists().where(UncountedAttempt.attempt_id == row.id),
            ),
        )
        .select_from(CohortProgress)
        .outerjoin(
            AnswerTally,
            and_(
                AnswerTally.cohort_id == CohortProgress.cohort_id,
                AnswerTally.quiz_slug == quiz.slug,
                AnswerTally.question_id.in_(shown),
            ),
        )
        .where(CohortProgress.learner_id == row.learner_id)
    ).all()
    if not rows:
        return {}
    counted: dict[str, dict[UUID, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    waiting = set()  # cohorts in which the learner's own vote is still to be counted
    for question_id, cohort_id, option, chosen, waits in rows:
        if question_id is None:  # a cohort in which nothing is counted yet
            continue
        counted[question_id][cohort_id][option] = chosen
        if waits:
            waiting.add(cohort_id)
    _add_own(counted, waiting, stored)
    most = {
        question_id: max(cohorts.values(), key=lambda votes: sum(votes.values()))
        for question_id, cohorts in counted.items()
    }
    told = {question_id: votes for question_id, votes in most.items() if sum(votes.values()) >= FEW_VOTES}
    return {question_id: told.get(question_id, {}) for question_id in shown}


def _add_own(
    counted: Mapping[str, Mapping[UUID, dict[str, int]]],
    waiting: Collection[UUID],
    stored: Mapping[str, StoredResponse],
) -> None:
    for question_id, cohorts in counted.items():
        own = stored[question_id].response if question_id in stored else None
        if not isinstance(own, str):
            continue
        for cohort_id in cohorts.keys() & waiting:
            cohorts[cohort_id][own] = cohorts[cohort_id].get(own, 0) + 1


def with_votes(question: ReviewedQuestion, votes: Votes | None) -> ReviewedQuestion:
    """Return a poll with how many chose each of its options, or with how many must vote first; without votes as it is."""
    if votes is None:
        return question
    if not votes:
        return replace(question, votes_needed=FEW_VOTES)
    parts = tuple(replace(part, votes=votes.get(part.id, 0)) for part in question.parts)
    return replace(question, parts=parts, voters=sum(part.votes for part in parts))
