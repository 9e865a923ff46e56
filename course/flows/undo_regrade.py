"""Undoing a regrade: each mark comes back as it was, except where something has been built on it since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.grading.marking import kept_score
from course.core.grading.regrading import StoredMark
from course.core.ids import new_id
from course.core.problems import CourseProblem
from course.db.session import Database, Session, retried
from course.flows.apply_regrade import AT_ONCE, ROWS_A_LEARNER, STEP_SECONDS, order_of, tell_deed
from course.flows.chunks import run_in_chunks
from course.flows.plan_regrade import RegradeOrder
from course.flows.row_faults import Faults, RowFailed, naming
from course.flows.settle_progress import settle_progress
from course.store.accounts.queries import hold_accounts
from course.store.attempts.regrading import (
    MarkedAttempt,
    Result,
    lock_attempts,
    results_of,
    stored_marks,
    submitted_attempts,
    write_attempts,
    write_marks,
    write_results,
)
from course.store.awards.queries import certified_since
from course.store.outbox.bulk import NewMail, queue_mails
from course.store.outbox.operations import cancel_each
from course.store.progress.bulk import completed_since
from course.store.regrades.operations import forget_late, keep_progress, move_regrade, settle_changes
from course.store.regrades.queries import (
    AttemptChange,
    LearnerChange,
    MarkChange,
    RegradeFacts,
    attempt_changes,
    changes_after,
    get_regrade,
    is_built_on,
    learners_by_state,
    mark_changes,
)
from course.store.statistics.operations import ask_for_recount

UNDO_DAYS = 14


class RegradeUndoTooLate(CourseProblem):
    """The regrade is not applied, or was applied more than 14 days ago."""

    code = "regrade_undo_too_late"
    status = 409


class RegradeBuiltOn(CourseProblem):
    """A later regrade of the quiz began with the marks that this one made: that one is undone first."""

    code = "regrade_built_on"
    status = 409


def may_undo(found: RegradeFacts, now: datetime) -> bool:
    """Tell whether a regrade is applied, and not longer than 14 days."""
    return (
        found.state == "applied"
        and found.applied_at is not None
        and now <= found.applied_at + timedelta(days=UNDO_DAYS)
    )


def begin_undo_regrade(session: Session, *, regrade_id: UUID, actor_id: UUID | None, now: datetime) -> int:
    """Put a regrade to be undone; return how many learners that concerns.

    Raises NotFound, RegradeUndoTooLate, RegradeBuiltOn, and RegradeInWork where another one of the quiz is in work.
    """
    found = get_regrade(session, regrade_id, lock=True)
    if not may_undo(found, now):
        raise RegradeUndoTooLate
    if is_built_on(session, found):
        raise RegradeBuiltOn
    learners = sum(learners_by_state(session, regrade_id).values())
    move_regrade(session, regrade_id, from_state="applied", to="undoing", last_learner=None)
    keep_progress(session, regrade_id, last_learner=None, learners_done=0, counts=found.counts)
    tell_deed(session, "regrade.undo_begun", found, now, {"learners": learners}, actor_id=actor_id)
    return learners


def take_regrade_back(
    session: Session, catalogue: Catalogue, *, regrade_id: UUID, actor_id: UUID, now: datetime
) -> bool:
    """Put a regrade to be undone as `begin_undo_regrade` does, and undo it where few learners are concerned; tell whether
    that was done. Else the worker is to be woken.
    """
    learners = begin_undo_regrade(session, regrade_id=regrade_id, actor_id=actor_id, now=now)
    at_once = learners <= AT_ONCE
    if at_once:
        undo_regrade_chunk(session, catalogue, regrade_id=regrade_id, now=now, size=AT_ONCE + 1)
    return at_once


def undo_regrade_chunk(
    session: Session, catalogue: Catalogue, *, regrade_id: UUID, now: datetime, size: int
) -> bool:
    """Give the next `size` learners their marks back and tell whether there are more. Safe in several processes."""
    found = get_regrade(session, regrade_id, lock=True)
    if found.state != "undoing":
        return False
    changes = changes_after(session, regrade_id, found.last_learner, size)
    if changes:
        learners = [each.learner_id for each in changes]
        lock_attempts(session, found.quiz_slug, learners)
        hold_accounts(session, learners)  # an attempt that was begun only now is not among those locked
        _undo(session, catalogue, found, changes, now)
        keep_progress(
            session,
            regrade_id,
            last_learner=changes[-1].learner_id,
            learners_done=found.learners_done + len(changes),
            counts=found.counts,
        )
    if len(changes) == size:
        return True
    move_regrade(session, regrade_id, from_state="undoing", to="undone", undone_at=now)
    forget_late(session, regrade_id)
    ask_for_recount(session, found.quiz_slug)
    tell_deed(session, "regrade.undone", found, now, learners_by_state(session, regrade_id))
    return False


def undo_regrade(
    database: Database,
    catalogue: Catalogue,
    *,
    regrade_id: UUID,
    now: datetime,
    failed: Faults | None = None,
) -> None:
    """Undo all that is left of a regrade, in short transactions with pauses in which other writers get in.

    Learners with whom something is wrong come into `failed`; their marks are left, and they are named.
    """
    failed = {} if failed is None else failed

    @retried
    def step(size: int) -> bool:
        try:
            with naming(regrade_id), database.writing() as session:
                learners = max(1, size // ROWS_A_LEARNER)
                return undo_regrade_chunk(session, catalogue, regrade_id=regrade_id, now=now, size=learners)
        except RowFailed:
            with database.writing() as session:
                return _undo_or_leave_next(session, catalogue, regrade_id, failed, now)

    run_in_chunks(database, step, seconds=STEP_SECONDS)


def _undo_or_leave_next(
    session: Session, catalogue: Catalogue, regrade_id: UUID, failed: Faults, now: datetime
) -> bool:
    """Give the learner who comes next their marks back, or leave them; tell whether there may be more."""
    found = get_regrade(session, regrade_id, lock=True)
    try:
        with naming(regrade_id), session.begin_nested():
            return undo_regrade_chunk(session, catalogue, regrade_id=regrade_id, now=now, size=1)
    except RowFailed as problem:
        (change,) = changes_after(session, regrade_id, found.last_learner, 1)
        settle_changes(session, regrade_id, {change.learner_id: "failed"})
        keep_progress(
            session,
            regrade_id,
            last_learner=change.learner_id,
            learners_done=found.learners_done + 1,
            counts=found.counts,
        )
        failed[change.learner_id] = problem
    return True


@dataclass(frozen=True, slots=True)
class _Restored:
    """One learner's attempts and result as they are to be again."""

    change: LearnerChange
    attempts: tuple[MarkedAttempt, ...]
    marks: tuple[MarkChange, ...]
    result: Result
    loses_pass: bool

    @property
    def last_told(self) -> MarkedAttempt:
        """The last attempt whose result the learner knows; who was told has one."""
        return [attempt for attempt in self.attempts if not attempt.held][-1]


def _undo(
    session: Session,
    catalogue: Catalogue,
    found: RegradeFacts,
    changes: Sequence[LearnerChange],
    now: datetime,
) -> None:
    order = order_of(session, catalogue, found)
    restored, left = _sort_out(session, order, found, changes)
    losing = {each.change.learner_id: each.change.at for each in restored if each.loses_pass}
    certified = certified_since(session, losing)
    completed = completed_since(session, order.quiz.module, losing)
    left |= dict.fromkeys(completed, "completed") | dict.fromkeys(certified, "certificate")
    restored = [each for each in restored if each.change.learner_id not in left]
    _write_back(session, catalogue, found, order, restored, now)
    states = {change.learner_id: left.get(change.learner_id, "") for change in changes}
    settle_changes(session, found.id, states)


def _sort_out(
    session: Session, order: RegradeOrder, found: RegradeFacts, changes: Sequence[LearnerChange]
) -> tuple[list[_Restored], dict[UUID, str]]:
    """Return whose marks can be put back, and whose were changed by something else since."""
    learner_ids = [each.learner_id for each in changes]
    before: dict[UUID, AttemptChange] = {
        each.attempt_id: each for each in attempt_changes(session, found.id, learner_ids)
    }
    marks: dict[UUID, list[MarkChange]] = {}
    for mark in mark_changes(session, found.id, list(before)):
        marks.setdefault(mark.attempt_id, []).append(mark)
    current = stored_marks(session, list(before))
    results = results_of(session, found.quiz_slug, learner_ids)
    attempts: dict[UUID, list[MarkedAttempt]] = {}
    for attempt in submitted_attempts(session, found.quiz_slug, learner_ids):
        attempts.setdefault(attempt.learner_id, []).append(attempt)
    restored, left = [], {}
    for change in changes:
        own = attempts.get(change.learner_id, [])
        moved = [mark for attempt in own for mark in marks.get(attempt.id, ())]
        if not all(_stands(mark, current) for mark in moved) or not all(
            _adds_up(attempt, before.get(attempt.id)) for attempt in own
        ):
            left[change.learner_id] = "changed"
            continue
        result = results.get(change.learner_id, Result(change.learner_id, 0.0, None))
        restored.append(_restored(order, change, own, before, tuple(moved), result))
    return restored, left


def _stands(mark: MarkChange, current: dict[UUID, tuple[StoredMark, ...]]) -> bool:
    now = next((each for each in current[mark.attempt_id] if each.question_id == mark.question_id), None)
    made = (mark.verdict_after, mark.share_after, mark.points_after, mark.max_points_after)
    return now is not None and made == (now.verdict, now.share, now.points, now.max_points)


def _adds_up(attempt: MarkedAttempt, change: AttemptChange | None) -> bool:
    """Tell whether an attempt has the points that the regrade left it with: a person may have marked it since."""
    return change is None or (attempt.points, attempt.max_points) == (
        change.points_after,
        change.max_points_after,
    )


def _restored(
    order: RegradeOrder,
    change: LearnerChange,
    own: Sequence[MarkedAttempt],
    before: dict[UUID, AttemptChange],
    marks: tuple[MarkChange, ...],
    now: Result,
) -> _Restored:
    again = [_as_before(attempt, before.get(attempt.id)) for attempt in own]
    told = [attempt for attempt in again if not attempt.held]
    rule = order.versions.get(told[-1].version if told else "", order.quiz)
    score = kept_score([attempt.score for attempt in told], rule.keep) if told else now.score
    passed_at = change.passed_at_before
    if passed_at is None and told and score >= rule.pass_score:
        passed_at = next((each.submitted_at for each in told if each.passed), now.passed_at)
    return _Restored(
        change=change,
        attempts=tuple(each for each in again if each.id in before),
        marks=marks,
        result=Result(change.learner_id, score, passed_at),
        loses_pass=now.passed_at is not None and passed_at is None,
    )


def _as_before(attempt: MarkedAttempt, before: AttemptChange | None) -> MarkedAttempt:
    if before is None:
        return attempt
    return attempt._replace(
        score=before.score, points=before.points, max_points=before.max_points, passed=before.passed
    )


def _write_back(
    session: Session,
    catalogue: Catalogue,
    found: RegradeFacts,
    order: RegradeOrder,
    restored: Sequence[_Restored],
    now: datetime,
) -> None:
    write_marks(session, [(mark.attempt_id, _mark_before(mark)) for each in restored for mark in each.marks])
    write_attempts(session, [attempt for each in restored for attempt in each.attempts])
    write_results(session, found.quiz_slug, [each.result for each in restored])
    _tell_learners(session, catalogue, found, order, restored, now)
    for each in restored:
        if (each.change.score_before, each.change.passed_at_before) != (
            each.change.score_after,
            each.change.passed_at_after,
        ):
            settle_progress(session, catalogue, learner_id=each.change.learner_id, now=now, active=False)


def _mark_before(mark: MarkChange) -> StoredMark:
    return StoredMark(
        mark.question_id, mark.verdict_before, mark.share_before, mark.points_before, mark.max_points_before
    )


def _tell_learners(
    session: Session,
    catalogue: Catalogue,
    found: RegradeFacts,
    order: RegradeOrder,
    restored: Sequence[_Restored],
    now: datetime,
) -> None:
    """Take back the message that has not left; tell the others that what it said does not hold."""
    mail_ids = {each.change.mail_id: each for each in restored if each.change.mail_id}
    unsent = cancel_each(session, message_ids=list(mail_ids))
    mails = [
        NewMail(
            new_id(),
            each.change.learner_id,
            {
                "quiz": found.quiz_slug,
                "title": dict(order.quiz.title),
                "source": catalogue.languages[0],
                "attempt": str(each.last_told.id),
                "number": each.last_told.number,
                "score": each.last_told.score,
            },
            f"regrade_undone:{found.id}:{each.change.learner_id}",
        )
        for mail_id, each in mail_ids.items()
        if mail_id not in unsent
    ]
    queue_mails(session, mails, template="regrade_undone", now=now)
