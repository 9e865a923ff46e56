"""What regraded first answers mean for the sums of cohorts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from course.core.grading.marking import mark_response
from course.core.grading.questions import AnyQuestion
from course.core.grading.regrading import Given
from course.core.grading.responses import Response
from course.core.grading.wrong_answers import wrong_answers
from course.db.session import Session
from course.flows.plan_regrade import PlannedAttempt, RegradeOrder, answers_of
from course.store.attempts.regrading import MarkedAttempt, TallyMove
from course.store.progress.bulk import lines_of
from course.store.regrades.queries import MarkChange

Lines = Mapping[UUID, Sequence[tuple[UUID, datetime]]]  # learner to their cohorts, and since when
BLANK = Given()


def moved_answers(
    session: Session, order: RegradeOrder, attempts: Sequence[PlannedAttempt]
) -> list[TallyMove]:
    """Return how first answers in cohorts are told otherwise, as these first attempts were raised.

    As when they were handed in, the answer counts that was given before anything was told. A cohort that was joined
    later has not counted it.
    """
    lines = lines_of(session, {each.attempt.learner_id for each in attempts})
    moves = []
    for each in attempts:
        for old, new in each.changes:
            seen, now = _versions(order, each.attempt, old.question_id)
            if seen and now and old.share != new.share:  # else the question is worth another number
                given = each.given.get(old.question_id, BLANK)
                verdicts = (old.verdict, new.verdict) if len(given.tries) == 1 else None
                moves += _moves(each.attempt, seen, now, given.first, lines, verdicts)
    return moves


def moved_back(
    session: Session,
    order: RegradeOrder,
    firsts: Mapping[UUID, MarkedAttempt],
    marks: Sequence[MarkChange],
) -> list[TallyMove]:
    """Return how first answers are told as they were before a regrade; `firsts` are the attempts, by id."""
    lines = lines_of(session, {attempt.learner_id for attempt in firsts.values()})
    answers = answers_of(session, order, list(firsts.values()))
    moves = []
    for mark in marks:
        attempt = firsts[mark.attempt_id]
        seen, now = _versions(order, attempt, mark.question_id)
        if seen and now and mark.share_before != mark.share_after:
            given = answers[attempt.id].given.get(mark.question_id, BLANK)
            verdicts = (mark.verdict_after, mark.verdict_before) if len(given.tries) == 1 else None
            moves += _moves(attempt, now, seen, given.first, lines, verdicts)
    return moves


def _versions(
    order: RegradeOrder, attempt: MarkedAttempt, question_id: str
) -> tuple[AnyQuestion | None, AnyQuestion | None]:
    return order.question_seen(attempt.version, question_id), order.quiz.question(question_id)


def _moves(
    attempt: MarkedAttempt,
    old: AnyQuestion,
    new: AnyQuestion,
    answer: Response | None,
    lines: Lines,
    verdicts: tuple[str, str] | None,
) -> list[TallyMove]:
    """Return the moves of one answer, from what `old` says of it to what `new` says, in each cohort that counted it."""
    before, after = mark_response(old, answer), mark_response(new, answer)
    wrong = set(wrong_answers(old, answer, before))
    still_wrong = set(wrong_answers(new, answer, after))
    said, says = verdicts or (before.verdict, after.verdict)
    return [
        TallyMove(
            cohort_id,
            new.id,
            said,
            says,
            tuple(sorted(wrong - still_wrong)),
            tuple(sorted(still_wrong - wrong)),
        )
        for cohort_id, enrolled_at in lines.get(attempt.learner_id, ())
        if enrolled_at <= attempt.submitted_at
    ]
