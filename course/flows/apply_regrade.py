"""Regrading after a question was mended: ordered once, applied in short steps, told to whom it concerns."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.ids import new_id
from course.core.problems import CourseProblem
from course.core.text import Text
from course.db.session import Database, Session, retried
from course.flows.chunks import run_in_chunks
from course.flows.plan_regrade import (
    PlannedAttempt,
    PlannedLearner,
    RegradeOrder,
    make_order,
    plan_learners,
    still_open,
    stored_order,
)
from course.flows.row_faults import Faults, RowFailed, naming
from course.flows.settle_progress import settle_progress
from course.store.accounts.queries import hold_accounts
from course.store.attempts.operations import keep_quiz_version
from course.store.attempts.regrading import (
    count_learners_to_regrade,
    learners_to_regrade,
    lock_attempts,
    submitted_attempts,
    write_attempts,
    write_marks,
    write_results,
)
from course.store.audit.operations import record
from course.store.outbox.bulk import NewMail, queue_mails
from course.store.regrades.operations import (
    add_changes,
    add_regrade,
    await_late,
    keep_progress,
    move_regrade,
    spend_late,
)
from course.store.regrades.queries import RegradeFacts, get_regrade
from course.store.statistics.operations import ask_for_recount

AT_ONCE = 50  # learners whom a request regrades by itself; more are left to the worker
STEP_SECONDS = 0.15  # how long a step should hold the database: learners hand in meanwhile
ROWS_A_LEARNER = 10  # how many rows of a roster cost what one learner costs here


class NothingToRegrade(CourseProblem):
    """None of the questions is in the quiz, or nobody has an attempt at an earlier version."""

    code = "nothing_to_regrade"
    status = 409


def order_regrade(
    session: Session,
    catalogue: Catalogue,
    *,
    quiz_slug: str,
    questions: Sequence[str],
    because: Text,
    key: str,
    actor_id: UUID | None,
    now: datetime,
) -> tuple[UUID, int]:
    """Order the answers to these questions to be marked by the running version; return its id and how many learners.

    Raises NotFound, NothingToRegrade, and RegradeInWork while another regrade of the quiz is in work. The same `key`
    orders once. `because` is the reason that learners are told, by language. Attempts that are open are marked anew
    once they are handed in (`regrade_late`).
    """
    order = make_order(session, catalogue, quiz_slug=quiz_slug, questions=questions)
    versions = tuple(order.versions)
    learners = count_learners_to_regrade(session, quiz_slug, versions) if versions else 0
    late = still_open(session, order) if versions else []
    if not order.questions or not (learners or late):
        raise NothingToRegrade
    keep_quiz_version(session, order.quiz, now)
    regrade_id, is_new = add_regrade(
        session,
        key=key,
        quiz_slug=quiz_slug,
        to_version=order.quiz.version,
        from_versions=versions,
        questions=order.questions,
        because=because,
        learners=learners,
        actor_id=actor_id,
        now=now,
    )
    if is_new:
        await_late(session, regrade_id, [one.id for one in late])
        tell_deed(session, "regrade.begun", get_regrade(session, regrade_id), now, {"learners": learners})
    return regrade_id, learners


def begin_regrade(
    session: Session,
    catalogue: Catalogue,
    *,
    quiz_slug: str,
    questions: Sequence[str],
    because: Text,
    key: str,
    actor_id: UUID,
    now: datetime,
) -> tuple[UUID, bool]:
    """Order a regrade as `order_regrade` does, and apply it where few learners are concerned; return its id and whether
    that was done. Else the worker is to be woken.
    """
    regrade_id, learners = order_regrade(
        session,
        catalogue,
        quiz_slug=quiz_slug,
        questions=questions,
        because=because,
        key=key,
        actor_id=actor_id,
        now=now,
    )
    return regrade_id, learners <= AT_ONCE and _applied_at_once(session, catalogue, regrade_id, now)


def _applied_at_once(session: Session, catalogue: Catalogue, regrade_id: UUID, now: datetime) -> bool:
    """Regrade a few learners; tell whether it came to that. Where something is wrong with one, the worker goes on, and
    names them in its log.
    """
    try:
        with naming(regrade_id), session.begin_nested():
            apply_regrade_chunk(session, catalogue, regrade_id=regrade_id, now=now, size=AT_ONCE + 1)
    except RowFailed:
        return False
    return True


def apply_regrade_chunk(
    session: Session, catalogue: Catalogue, *, regrade_id: UUID, now: datetime, size: int
) -> bool:
    """Regrade the next `size` learners and tell whether there are more. Safe in several processes at once."""
    found = get_regrade(session, regrade_id, lock=True)
    if found.state != "applying":
        return False
    learners = learners_to_regrade(
        session, found.quiz_slug, found.from_versions, after=found.last_learner, limit=size
    )
    if learners:
        _regrade(session, catalogue, found, learners, now)
    if len(learners) == size:
        return True
    move_regrade(session, regrade_id, from_state="applying", to="applied", applied_at=now, last_learner=None)
    done = get_regrade(session, regrade_id)
    if done.counts.get("raised"):
        ask_for_recount(session, found.quiz_slug)
    tell_deed(session, "regrade.applied", done, now, {**done.counts})
    return False


def regrade_late(
    session: Session,
    catalogue: Catalogue,
    *,
    regrade_id: UUID,
    learner_id: UUID,
    attempt_id: UUID,
    now: datetime,
) -> bool:
    """Regrade an attempt that was open when this was ordered, now that it is handed in; tell whether it was raised.

    It waits while the regrade is in work.
    """
    found = get_regrade(session, regrade_id, lock=True)
    if found.state != "applied" or not spend_late(session, regrade_id, attempt_id):
        return False
    lock_attempts(session, found.quiz_slug, [learner_id])
    hold_accounts(session, [learner_id])
    order = order_of(session, catalogue, found)
    raised = [each for each in plan_learners(session, order, [learner_id], now=now) if each.raised]
    if not raised:
        return False
    _write(session, catalogue, found, order, raised, now)
    attempts = len(raised[0].raised)
    counts = {**found.counts, "raised": found.counts.get("raised", 0) + attempts}
    keep_progress(session, found.id, last_learner=None, learners_done=found.learners_done, counts=counts)
    if any(each.attempt.number == 1 for each in raised[0].raised):  # of later attempts no figure is made
        ask_for_recount(session, found.quiz_slug)
    tell_deed(session, "regrade.late", found, now, {"raised": attempts})
    return True


def apply_regrade(
    database: Database,
    catalogue: Catalogue,
    *,
    regrade_id: UUID,
    now: datetime,
    failed: Faults | None = None,
) -> None:
    """Apply all that is left of a regrade, in short transactions with pauses in which other writers get in.

    Learners with whom something is wrong come into `failed` and are left for `regrade_late`.
    """
    failed = {} if failed is None else failed

    @retried
    def step(size: int) -> bool:
        try:
            with naming(regrade_id), database.writing() as session:
                learners = max(1, size // ROWS_A_LEARNER)
                return apply_regrade_chunk(session, catalogue, regrade_id=regrade_id, now=now, size=learners)
        except RowFailed:
            with database.writing() as session:
                return _regrade_or_leave_next(session, catalogue, regrade_id, failed, now)

    run_in_chunks(database, step, seconds=STEP_SECONDS)


def _regrade_or_leave_next(
    session: Session, catalogue: Catalogue, regrade_id: UUID, failed: Faults, now: datetime
) -> bool:
    """Regrade the learner who comes next, or leave them for later; tell whether there may be more."""
    found = get_regrade(session, regrade_id, lock=True)
    try:
        with naming(regrade_id), session.begin_nested():
            return apply_regrade_chunk(session, catalogue, regrade_id=regrade_id, now=now, size=1)
    except RowFailed as problem:
        failed[_leave_next(session, found)] = problem
    return True


def _leave_next(session: Session, found: RegradeFacts) -> UUID:
    """Pass over the learner who comes next, whose attempts are regraded later, and return whom."""
    (learner_id,) = learners_to_regrade(
        session, found.quiz_slug, found.from_versions, after=found.last_learner, limit=1
    )
    attempts = submitted_attempts(session, found.quiz_slug, [learner_id])
    await_late(session, found.id, [one.id for one in attempts if one.version in found.from_versions])
    keep_progress(
        session,
        found.id,
        last_learner=learner_id,
        learners_done=found.learners_done + 1,
        counts=found.counts,
    )
    return learner_id


def order_of(session: Session, catalogue: Catalogue, found: RegradeFacts) -> RegradeOrder:
    """Return a regrade's order as it was given, whatever was published since."""
    return stored_order(
        session,
        catalogue,
        quiz_slug=found.quiz_slug,
        to_version=found.to_version,
        from_versions=found.from_versions,
        questions=found.questions,
    )


def _regrade(
    session: Session, catalogue: Catalogue, found: RegradeFacts, learners: Sequence[UUID], now: datetime
) -> None:
    lock_attempts(session, found.quiz_slug, learners)
    hold_accounts(session, learners)  # an attempt that was begun only now is not among those locked
    order = order_of(session, catalogue, found)
    planned = plan_learners(session, order, learners, now=now)
    _write(session, catalogue, found, order, [each for each in planned if each.raised], now)
    counts = Counter(found.counts)
    for learner in planned:
        for each in learner.attempts:
            if each.asked:
                counts[each.outcome] += 1
                counts["kept_marks"] += len(each.kept)
    keep_progress(
        session,
        found.id,
        last_learner=learners[-1],
        learners_done=found.learners_done + len(learners),
        counts={name: number for name, number in counts.items() if number},
    )


def _write(
    session: Session,
    catalogue: Catalogue,
    found: RegradeFacts,
    order: RegradeOrder,
    raised: Sequence[PlannedLearner],
    now: datetime,
) -> None:
    attempts = [each for learner in raised for each in learner.raised]
    write_marks(session, [(each.attempt.id, new) for each in attempts for _old, new in each.changes])
    write_attempts(session, [each.after for each in attempts])
    changed = [learner for learner in raised if learner.after != learner.before]
    write_results(session, found.quiz_slug, [learner.after for learner in changed])
    mails = {
        learner.learner_id: _mail(found, order, catalogue, learner)
        for learner in raised
        if learner.raised_and_told
    }
    queue_mails(session, list(mails.values()), template="regraded", now=now)
    add_changes(
        session,
        found.id,
        learners=[_learner_row(learner, mails.get(learner.learner_id), now) for learner in raised],
        attempts=[_attempt_row(each) for each in attempts],
        marks=[row for each in attempts for row in _mark_rows(each)],
    )
    for learner in changed:
        settle_progress(session, catalogue, learner_id=learner.learner_id, now=now, active=False)


def _mail(found: RegradeFacts, order: RegradeOrder, catalogue: Catalogue, learner: PlannedLearner) -> NewMail:
    last = learner.raised_and_told[-1]
    payload = {
        "quiz": found.quiz_slug,
        "title": dict(order.quiz.title),
        "because": dict(found.because),
        "source": catalogue.languages[0],
        "attempt": str(last.attempt.id),
        "number": last.attempt.number,
        "before": last.attempt.score,
        "after": last.after.score,
        "points": {
            "before": last.attempt.points,
            "max_before": last.attempt.max_points,
            "after": last.after.points,
            "max_after": last.after.max_points,
        },
        "passes": learner.passes_now,
    }
    return NewMail(new_id(), learner.learner_id, payload, f"regraded:{found.id}:{last.attempt.id}")


def _learner_row(learner: PlannedLearner, mail: NewMail | None, now: datetime) -> dict[str, object]:
    return {
        "learner_id": learner.learner_id,
        "score_before": learner.before.score,
        "score_after": learner.after.score,
        "passed_at_before": learner.before.passed_at,
        "passed_at_after": learner.after.passed_at,
        "mail_id": mail.id if mail else None,
        "at": now,
    }


def _attempt_row(each: PlannedAttempt) -> dict[str, object]:
    names = ("score", "points", "max_points", "passed")
    before = {f"{name}_before": getattr(each.attempt, name) for name in names}
    after = {f"{name}_after": getattr(each.after, name) for name in names}
    return {"attempt_id": each.attempt.id, "learner_id": each.attempt.learner_id, **before, **after}


def _mark_rows(each: PlannedAttempt) -> list[dict[str, object]]:
    names = ("verdict", "share", "points", "max_points")
    return [
        {
            "attempt_id": each.attempt.id,
            "learner_id": each.attempt.learner_id,
            "question_id": old.question_id,
            **{f"{name}_before": getattr(old, name) for name in names},
            **{f"{name}_after": getattr(new, name) for name in names},
        }
        for old, new in each.changes
    ]


def tell_deed(
    session: Session,
    action: str,
    found: RegradeFacts,
    now: datetime,
    details: dict[str, int],
    *,
    actor_id: UUID | None = None,
) -> None:
    """Write a regrade's deed to the log, by who ordered it unless somebody else did this."""
    record(
        session,
        actor_id=actor_id or found.actor_id,
        action=action,
        subject_kind="regrade",
        subject_id=found.id,
        now=now,
        details={"quiz": found.quiz_slug, "version": found.to_version[:12], **details},
    )
