"""The dry run of a regrade: what it would do, counted, and a page of the attempts. Nothing is written."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from course.db.session import Session
from course.flows.plan_regrade import (
    PlannedAttempt,
    PlannedLearner,
    RegradeOrder,
    plan_regrade,
    still_open,
)
from course.store.attempts.regrading import OpenAtVersion


class TriedAttempt(NamedTuple):
    """One attempt in the dry run."""

    learner_id: UUID
    attempt: PlannedAttempt


class Tried(NamedTuple):
    """What a dry run found: attempts by outcome, learners who pass now, marks that stay though a key got tighter, and one
    page of the attempts with whether more follow. `open` are marked anew once they are handed in.
    """

    counts: Counter[str]
    passing: int
    kept_marks: int
    rows: list[TriedAttempt]
    more: bool
    open: list[OpenAtVersion]


def dry_run(
    session: Session, order: RegradeOrder, *, show: str, start: int, size: int, now: datetime
) -> Tried:
    """Return what a regrade would do, with `size` attempts of the outcome `show`, or of "all", from number `start` on."""
    counts: Counter[str] = Counter()
    passing = kept_marks = found = 0
    rows: list[TriedAttempt] = []
    for learner in planned_learners(session, order, now=now):
        passing += learner.passes_now
        for each in learner.attempts:
            if not each.asked:
                continue
            counts[each.outcome] += 1
            kept_marks += len(each.kept)
            if show in {"all", each.outcome}:
                if start <= found < start + size:
                    rows.append(TriedAttempt(learner.learner_id, each))
                found += 1
    open_ones = still_open(session, order) if order.questions and order.versions else []
    return Tried(counts, passing, kept_marks, rows, found > start + size, open_ones)


def planned_learners(session: Session, order: RegradeOrder, *, now: datetime) -> Iterator[PlannedLearner]:
    """Yield what becomes of each learner; of nobody where nothing is to be marked anew."""
    if not order.questions or not order.versions:
        return iter(())
    return plan_regrade(session, order, now=now)
