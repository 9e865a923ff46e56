"""What regraded first answers mean for the sums of cohorts."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from course.core.grading.marking import mark_response
from course.core.grading.questions import AnyQuestion
from course.core.grading.regrading import Mended
from course.core.grading.responses import Response
from course.core.grading.wrong_answers import wrong_answers
from course.db.session import Session
from course.flows.plan_regrade import PlannedAttempt, RegradeOrder
from course.store.attempts.regrading import MarkedAttempt, TallyMove, given_responses
from course.store.progress.bulk import lines_of
from course.store.regrades.queries import MarkChange


def moved_answers(
    session: Session, attempts: Sequence[tuple[PlannedAttempt, Mapping[str, Mended]]]
) -> list[TallyMove]:
    """Return how the first answers of cohorts are told otherwise. A cohort that was joined later has not counted them."""
    learners = {each.attempt.learner_id for each, _pairs in attempts}
    lines = lines_of(session, learners)
    moves = []
    for each, pairs in attempts:
        cohorts = [
            cohort_id
            for cohort_id, enrolled_at in lines.get(each.attempt.learner_id, ())
            if enrolled_at <= each.attempt.submitted_at
        ]
        for old, new in each.changes:
            if old.share == new.share:
                continue  # the question is worth another number; the answer is judged as before
            pair, response = pairs[old.question_id], each.responses.get(old.question_id)
            before, after = _wrong(pair.seen, response), _wrong(pair.now, response)
            moves += [
                TallyMove(
                    cohort_id,
                    old.question_id,
                    old.verdict,
                    new.verdict,
                    tuple(sorted(before - after)),
                    tuple(sorted(after - before)),
                )
                for cohort_id in cohorts
            ]
    return moves


def moved_back(
    session: Session,
    order: RegradeOrder,
    firsts: Mapping[UUID, MarkedAttempt],
    marks: Sequence[MarkChange],
) -> list[TallyMove]:
    """Return how first answers are told as they were before a regrade; `firsts` are the attempts, by id."""
    lines = lines_of(session, {attempt.learner_id for attempt in firsts.values()})
    responses = given_responses(session, list(firsts), {mark.question_id for mark in marks})
    moves = []
    for mark in marks:
        attempt = firsts[mark.attempt_id]
        seen = order.question_seen(attempt.version, mark.question_id)
        now = order.quiz.question(mark.question_id)
        if mark.share_before == mark.share_after or seen is None or now is None:
            continue
        response = responses.get(attempt.id, {}).get(mark.question_id)
        before, after = _wrong(seen, response), _wrong(now, response)
        moves += [
            TallyMove(
                cohort_id,
                mark.question_id,
                mark.verdict_after,
                mark.verdict_before,
                tuple(sorted(after - before)),
                tuple(sorted(before - after)),
            )
            for cohort_id, enrolled_at in lines.get(attempt.learner_id, ())
            if enrolled_at <= attempt.submitted_at
        ]
    return moves


def _wrong(question: AnyQuestion, response: Response | None) -> set[str]:
    return set(wrong_answers(question, response, mark_response(question, response)))
