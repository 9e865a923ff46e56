"""Telling results: at once, or later where a quiz holds them until it closes or until somebody tells them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.content.stored_quiz import stored_quiz
from course.core.grading.marking import kept_score
from course.core.grading.quiz import Quiz
from course.core.grading.windows import Hold, Terms, hold_of
from course.db.session import Session
from course.flows.quiz_terms import learner_terms
from course.flows.settle_progress import settle_progress
from course.flows.store_answer import OpenAttempt
from course.store.accounts.queries import hold_account
from course.store.attempts.operations import (
    hold_attempt,
    keep_release,
    keep_result,
    release_attempts,
    take_release_back,
    tell_attempt,
)
from course.store.attempts.queries import AttemptRow, find_due_results, submitted_scores
from course.store.attempts.regrading import lock_attempts
from course.store.attempts.releases import released_quizzes, releases_of
from course.store.audit.operations import record
from course.store.cohorts.queries import ever_enrolled
from course.store.outbox.operations import queue_mail
from course.store.progress.queries import cohorts_with_line


def current_hold(session: Session, quiz: Quiz, *, learner_id: UUID, now: datetime) -> Hold | None:
    """Return how the result of an attempt handed in now is held; None where it is told at once.

    Results that are told by hand are told at once as soon as one of the learner's cohorts was told them, and to
    who is in no cohort: nobody else could tell them.
    """
    if not quiz.holds_results:
        return None
    hold = hold_of(quiz, learner_terms(session, quiz, learner_id=learner_id, now=now), now=now)
    if hold is None or hold.until is not None:
        return hold
    cohorts = cohorts_with_line(session, learner_id)
    return hold if cohorts and not releases_of(session, quiz.slug, cohorts) else None


def holds_at_quizzes(
    session: Session,
    quizzes: Collection[Quiz],
    terms: Mapping[str, Terms],
    *,
    learner_id: UUID,
    now: datetime,
) -> dict[str, Hold]:
    """Return how each of these quizzes holds a result of the learner, by slug, as `current_hold` says it; those that
    tell it at once are absent. `terms` are the learner's, by slug. Two statements.
    """
    cohorts = cohorts_with_line(session, learner_id)
    told = released_quizzes(session, cohorts)
    holds = {quiz.slug: hold_of(quiz, terms[quiz.slug], now=now) for quiz in quizzes}
    return {
        slug: hold
        for slug, hold in holds.items()
        if hold is not None and (hold.until is not None or (cohorts and slug not in told))
    }


def tell_or_hold(session: Session, attempt: OpenAttempt, *, at: datetime, now: datetime) -> None:
    """Let the result of an attempt that was just marked count, or hold it. `at` is when it was submitted."""
    row, quiz = attempt.row, attempt.quiz
    hold = current_hold(session, quiz, learner_id=row.learner_id, now=now)
    if hold is None:
        keep_told_result(session, row, quiz, at=at)
    else:
        hold_attempt(session, row.id, until=hold.until, now=now)


def keep_told_result(session: Session, row: AttemptRow, quiz: Quiz, *, at: datetime) -> None:
    """Keep what counts of all attempts whose results are told; `at` is the moment of a pass, if this is the first.

    An attempt whose answers wait for a person's mark counts as one, and its score only while there is no other:
    nobody passes by it before it is marked. Whoever else keeps a result of this learner is waited for.
    """
    hold_account(session, row.learner_id)
    taken = submitted_scores(session, learner_id=row.learner_id, quiz_slug=row.quiz_slug)
    judged = [one.score for one in taken if not one.waiting]
    kept = kept_score(judged or [one.score for one in taken], quiz.keep)
    keep_result(
        session,
        learner_id=row.learner_id,
        quiz_slug=row.quiz_slug,
        score=kept,
        attempts=len(taken),
        passed_at=at if judged and kept >= quiz.pass_score else None,
        submitted_at=max(one.submitted_at for one in taken),
    )


def release_results(
    session: Session, *, cohort_id: UUID, quiz_slug: str, with_mail: bool, actor_id: UUID, now: datetime
) -> int:
    """Let a cohort be told its results of a quiz; return how many were held. Done again it does no harm.

    The results themselves are told by the job `tell_results`, one short transaction after the other.
    """
    if keep_release(session, cohort_id=cohort_id, quiz_slug=quiz_slug, with_mail=with_mail, now=now):
        _note(session, "results.released", actor_id, cohort_id, quiz_slug, now)
    learners = ever_enrolled(session, cohort_id)
    lock_attempts(
        session, quiz_slug, learners
    )  # what is being handed in is held by then, or reads the release
    return release_attempts(session, quiz_slug=quiz_slug, learner_ids=learners, now=now)


def hold_results_again(
    session: Session, *, cohort_id: UUID, quiz_slug: str, actor_id: UUID, now: datetime
) -> None:
    """Hold the results of what this cohort hands in from now on. What was told stays told."""
    if take_release_back(session, cohort_id=cohort_id, quiz_slug=quiz_slug):
        _note(session, "results.held_again", actor_id, cohort_id, quiz_slug, now)


def tell_due_results(session: Session, catalogue: Catalogue, *, now: datetime, limit: int) -> int:
    """Tell results that are due, at most `limit` of them, with all that follows; return how many were.

    One transaction: the caller commits, and calls again until there is none.
    """
    due = find_due_results(session, now=now, limit=limit)
    for row in due:
        if not tell_attempt(session, row.id):
            continue
        quiz = stored_quiz(catalogue, row.quiz_slug, version=row.version, body=row.body)
        keep_told_result(session, row, quiz, at=row.submitted_at or now)
        settle_progress(session, catalogue, learner_id=row.learner_id, now=now, active=False)
        _write_mail(session, row, quiz, now)
    return len(due)


def _write_mail(session: Session, row: AttemptRow, quiz: Quiz, now: datetime) -> None:
    """Queue one mail a learner, quiz and release, where whoever told the results wished it."""
    found = releases_of(session, row.quiz_slug, cohorts_with_line(session, row.learner_id))
    wished = [release for release in found if release.with_mail]
    if wished:
        queue_mail(
            session,
            account_id=row.learner_id,
            template="results_told",
            payload={"title": dict(quiz.title), "path": f"quiz/{quiz.slug}"},
            key=f"results:{row.quiz_slug}:{row.learner_id}:{wished[0].released_at.isoformat()}",
            now=now,
        )


def _note(
    session: Session, action: str, actor_id: UUID, cohort_id: UUID, quiz_slug: str, now: datetime
) -> None:
    record(
        session,
        actor_id=actor_id,
        action=action,
        subject_kind="cohort",
        subject_id=cohort_id,
        now=now,
        details={"quiz": quiz_slug},
    )
