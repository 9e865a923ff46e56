"""Marking by a person: one answer by its rubric, and with the last one all that follows for the attempt."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.grading.marking import Mark, mark_by_rubric
from course.core.grading.questions import ByHand, is_by_hand
from course.core.grading.rubrics import Chosen, without_level
from course.core.problems import CourseProblem, FieldFault, FieldsRefused, NotFound, refuse
from course.db.session import Session
from course.flows.settle_progress import settle_progress
from course.flows.store_answer import OpenAttempt, attempt_questions, lock_attempt
from course.flows.tell_results import keep_told_result
from course.store.attempts.operations import change_mark, change_score
from course.store.attempts.queries import KeptMark, kept_marks
from course.store.audit.operations import record
from course.store.marking.operations import add_hand_mark
from course.store.marking.queries import GivenMark, hand_marks
from course.store.outbox.operations import change_payload, hold_untried, queue_mail
from course.store.statistics.operations import ask_for_recount, await_counting

COMMENT_MAX = 4_000  # characters
REASON_MAX = 500
TEMPLATE = "marked"
TOGETHER = timedelta(minutes=5)  # for so long a mail waits for other attempts at the quiz
CHANGED = "mark_changed"


class MarkIncomplete(FieldsRefused):
    """A criterion of the rubric has no level, or one that it does not have."""


class ReasonMissing(FieldsRefused):
    """A mark that was given is changed without a word why."""


class MarkClash(CourseProblem):
    """Somebody else marked this answer since the page was opened."""

    code = "mark_clash"
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMark:
    """What a person says of an answer. `seen` is the version of the mark that they knew, 0 for none."""

    levels: Chosen
    comment: str
    reason: str
    seen: int


def mark_by_hand(
    session: Session,
    catalogue: Catalogue,
    *,
    cohort_id: UUID | None,
    marker_id: UUID,
    learner_id: UUID,
    quiz_slug: str,
    attempt_id: UUID,
    question_id: str,
    given: NewMark,
    now: datetime,
) -> int:
    """Give an answer its mark, or change it, and return how many answers of the attempt still wait.

    That the learner is in this cohort of the marker, or in none and the marker an admin, is the caller's question. The
    result that counts and progress follow each mark; with the last one the attempt can pass, and the sums of first
    attempts and the learner's mail follow; each change after that is another mail. What was passed stays passed. The
    same mark sent again is no other deed. Raises NotFound, FieldsRefused, among it MarkIncomplete and ReasonMissing, and
    MarkClash.
    """
    row = lock_attempt(session, catalogue, attempt_id=attempt_id, learner_id=learner_id, quiz_slug=quiz_slug)
    attempt = attempt_questions(catalogue, row)
    before = {mark.question_id: mark for mark in kept_marks(session, attempt_id)}
    question = _find_answered(attempt, before, question_id)
    _check(question, given)
    held = hand_marks(session, attempt_id).get(question_id)
    if held is not None and _is_same(held, given, marker_id):
        return row.waiting
    if (held.version if held else 0) != given.seen:
        raise MarkClash
    if held is not None and not given.reason:
        raise ReasonMissing([FieldFault("reason", "mark_reason_missing")])
    mark = mark_by_rubric(question, given.levels)
    _keep(session, attempt, mark, given, marker_id=marker_id, now=now)
    marks = [*(one for name, one in before.items() if name != question_id), _as_kept(mark)]
    waiting = sum(one.verdict == "waiting" for one in marks)
    achieved = _rejudge(session, attempt, marks, waiting=waiting)
    record(
        session,
        actor_id=marker_id,
        action="answer.marked" if held is None else "answer.marked_again",
        subject_kind="attempt",
        subject_id=attempt_id,
        cohort_id=cohort_id,
        now=now,
        details={
            "quiz": quiz_slug,
            "question": question_id,
            "version": given.seen + 1,
            "points": mark.points,
        },
    )
    if row.held_at is None:
        keep_told_result(session, row, attempt.quiz, at=now)
    settle_progress(session, catalogue, learner_id=row.learner_id, now=now, active=False)
    if not waiting:
        _finish(session, attempt, first_time=row.waiting > 0, now=now)
        if row.waiting == 0 and held is not None and held.points != mark.points:
            _write_change(session, attempt, held, mark, given, achieved=achieved, now=now)
    return waiting


def _find_answered(attempt: OpenAttempt, marks: Mapping[str, KeptMark], question_id: str) -> ByHand:
    """Return a question that a person marks and that was answered, of an attempt that is handed in. Raises NotFound."""
    question = next((one for one in attempt.questions if one.id == question_id), None)
    if attempt.row.is_open or question is None or not is_by_hand(question):
        raise NotFound
    if not isinstance(question, ByHand) or marks[question_id].verdict == "blank":
        raise NotFound
    return question


def _check(question: ByHand, given: NewMark) -> None:
    if unmet := without_level(question.rubric, given.levels):
        codes = {one.id: "level_unknown" if given.levels.get(one.id) else "level_missing" for one in unmet}
        raise MarkIncomplete([FieldFault(f"levels/{name}", code) for name, code in codes.items()])
    if len(given.levels) > len(question.rubric):
        raise MarkIncomplete([FieldFault("levels", "criterion_unknown")])
    texts = (("comment", given.comment, COMMENT_MAX), ("reason", given.reason, REASON_MAX))
    refuse(
        [
            FieldFault(name, "words_too_long", {"most": most, "given": len(text)})
            for name, text, most in texts
            if len(text) > most
        ]
    )


def _is_same(held: GivenMark, given: NewMark, marker_id: UUID) -> bool:
    """Tell whether this is the mark that holds, sent again, or a page that was saved without a change."""
    if (dict(held.levels), held.comment) != (dict(given.levels), given.comment):
        return False
    return held.version == given.seen or (held.version == given.seen + 1 and held.marker_id == marker_id)


def _keep(
    session: Session, attempt: OpenAttempt, mark: Mark, given: NewMark, *, marker_id: UUID, now: datetime
) -> None:
    added = add_hand_mark(
        session,
        attempt_id=attempt.row.id,
        question_id=mark.question_id,
        learner_id=attempt.row.learner_id,
        version=given.seen + 1,
        levels=given.levels,
        points=mark.points,
        comment=given.comment,
        reason=given.reason,
        marker_id=marker_id,
        now=now,
    )
    if not added:
        raise MarkClash
    change_mark(session, attempt.row.id, mark)


def _as_kept(mark: Mark) -> KeptMark:
    return KeptMark(mark.question_id, mark.verdict, mark.share, mark.points, mark.max_points)


def _rejudge(session: Session, attempt: OpenAttempt, marks: Sequence[KeptMark], *, waiting: int) -> float:
    """Keep what the marks make of the attempt, and return its score."""
    points, most = math.fsum(mark.points for mark in marks), math.fsum(mark.max_points for mark in marks)
    achieved = round(points / most, 9) if most else 0.0
    change_score(
        session,
        attempt.row.id,
        score=achieved,
        points=points,
        passed=not waiting and achieved >= attempt.quiz.pass_score,
        waiting=waiting,
    )
    return achieved


def _finish(session: Session, attempt: OpenAttempt, *, first_time: bool, now: datetime) -> None:
    """Count an attempt that has all its marks, the first time or anew after one was changed, and write to its learner."""
    row = attempt.row
    if row.number == 1 and first_time:
        await_counting(session, row.id, row.quiz_slug)
    elif row.number == 1:
        ask_for_recount(session, row.quiz_slug)
    if first_time and row.held_at is None:  # else it is told later, by who or what tells the results
        _write_mail(session, attempt, now)


def _write_mail(session: Session, attempt: OpenAttempt, now: datetime) -> None:
    """Queue the mail that says that an attempt is marked; attempts at one quiz that are marked together share it."""
    row = attempt.row
    submitted_at = row.submitted_at or now
    marked = {"id": str(row.id), "number": row.number, "at": submitted_at.timestamp()}
    for message_id, waiting in hold_untried(session, account_id=row.learner_id, template=TEMPLATE):
        if waiting["quiz"] == row.quiz_slug:
            change_payload(session, message_id, {**waiting, "attempts": [*waiting["attempts"], marked]})
            return
    queue_mail(
        session,
        account_id=row.learner_id,
        template=TEMPLATE,
        payload={"quiz": row.quiz_slug, "titles": dict(attempt.quiz.title), "attempts": [marked]},
        key=f"{TEMPLATE}:{row.id}",
        now=now,
        available_at=now + TOGETHER,
    )


def _write_change(
    session: Session,
    attempt: OpenAttempt,
    held: GivenMark,
    mark: Mark,
    given: NewMark,
    *,
    achieved: float,
    now: datetime,
) -> None:
    """Queue the one mail that says how a mark that was told before was changed, and why."""
    row, quiz = attempt.row, attempt.quiz
    if row.held_at is not None:
        return
    passes = achieved >= quiz.pass_score
    queue_mail(
        session,
        account_id=row.learner_id,
        template=CHANGED,
        payload={
            "quiz": row.quiz_slug,
            "attempt": str(row.id),
            "titles": dict(quiz.title),
            "number": row.number,
            "points": {"before": held.points, "after": mark.points, "most": mark.max_points},
            "score": achieved,
            "passes": passes and not row.passed,
            "stays": not passes and bool(row.passed),
            "because": given.reason,
        },
        key=f"{CHANGED}:{row.id}:{mark.question_id}:{given.seen + 1}",
        now=now,
        available_at=now + TOGETHER,  # not before the mail that says that it is marked
    )
