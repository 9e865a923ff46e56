"""Recording that a cohort or everybody could not work for a while, giving open attempts that time back, and
withdrawing what was recorded by mistake.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.grading.windows import (
    Outage,
    Terms,
    deadline_after_outages,
    deadline_after_withdrawal,
    deadline_of,
)
from course.core.problems import NotFound
from course.core.rules.actor import Actor
from course.db.session import Session
from course.flows.quiz_terms import terms_of_learners
from course.store.attempts.outages import (
    StoredOutage,
    TimedAttempt,
    add_outage,
    find_outage,
    move_deadlines,
    open_timed_attempts,
    outages_of,
    outages_that_hold,
    withdraw,
)
from course.store.attempts.policy import may_withdraw_outage
from course.store.audit.operations import record
from course.store.cohorts.queries import ever_enrolled
from course.store.progress.bulk import lines_of
from course.store.progress.queries import cohorts_with_line


def record_outage(
    session: Session,
    catalogue: Catalogue,
    *,
    cohort_id: UUID | None,
    outage: Outage,
    actor_id: UUID,
    now: datetime,
) -> int:
    """Record an outage of a cohort, or (None) of everybody, and return how many open attempts got time back.

    Recorded again it adds nothing. That the caller may is settled before.
    """
    outage_id = add_outage(session, cohort_id, outage, recorded_by=actor_id, now=now)
    if outage_id is None:
        return 0
    _note(session, "outage.recorded", outage_id, cohort_id, actor_id, now)
    moved = {}
    for one in _running(session, catalogue, cohort_id, now=now):
        later = deadline_after_outages(one.terms_end, one.outages, started_at=one.attempt.started_at)
        if later is not None and later > one.attempt.deadline:
            moved[one.attempt.id] = later
    move_deadlines(session, moved)
    return len(moved)


def withdraw_outage(
    session: Session,
    catalogue: Catalogue,
    *,
    outage_id: UUID,
    cohort_id: UUID | None,
    actor: Actor,
    now: datetime,
) -> int:
    """Withdraw an outage of this cohort, or (None) of everybody; return how many open attempts end earlier again.

    Each gets the deadline that `deadline_after_withdrawal` says; what is handed in stays as it is. Done again it changes
    nothing. Raises NotFound for an outage of somebody else, and for who did not record it and is no admin.
    """
    found = find_outage(session, outage_id)
    if found is None or found.cohort_id != cohort_id:
        raise NotFound
    if found.withdrawn_at is not None:
        return 0
    if not may_withdraw_outage(actor, found) or actor.account_id is None:
        raise NotFound
    if not withdraw(session, outage_id, now=now):
        return 0
    _note(session, "outage.withdrawn", outage_id, cohort_id, actor.account_id, now)
    moved = {}
    for one in _running(session, catalogue, cohort_id, now=now):
        deadline = deadline_after_withdrawal(
            one.attempt.deadline,
            one.outages,
            found.outage,
            terms_end=one.terms_end,
            started_at=one.attempt.started_at,
            now=now,
        )
        if deadline < one.attempt.deadline:
            moved[one.attempt.id] = deadline
    move_deadlines(session, moved)
    return len(moved)


def learner_deadline(
    session: Session, terms: Terms, *, learner_id: UUID, started_at: datetime
) -> datetime | None:
    """Return the deadline of a learner's attempt under these terms, with what outages took given back."""
    outages = outages_of(session, cohorts_with_line(session, learner_id))
    return deadline_after_outages(deadline_of(terms, started_at=started_at), outages, started_at=started_at)


def outages_during(session: Session, *, learner_id: UUID, started_at: datetime) -> list[Outage]:
    """Return the outages that an attempt begun at `started_at` met, for the learner to read."""
    found = outages_of(session, cohorts_with_line(session, learner_id))
    return [one for one in found if one.ends > started_at]


@dataclass(frozen=True, slots=True)
class _Running:
    """An open attempt, when it ends by its terms, and the outages that hold for its learner."""

    attempt: TimedAttempt
    terms_end: datetime | None
    outages: list[Outage]


def _running(
    session: Session, catalogue: Catalogue, cohort_id: UUID | None, *, now: datetime
) -> Iterator[_Running]:
    """Yield the open attempts with a deadline of a cohort, or of everybody. A few statements, however many there are."""
    learners = None if cohort_id is None else ever_enrolled(session, cohort_id)
    attempts = [one for one in open_timed_attempts(session, learners) if one.quiz_slug in catalogue.quizzes]
    lines = lines_of(session, {one.learner_id for one in attempts})
    cohorts = {learner_id: {cohort for cohort, _since in found} for learner_id, found in lines.items()}
    quizzes = [catalogue.quizzes[slug] for slug in {one.quiz_slug for one in attempts}]
    terms = terms_of_learners(session, quizzes, cohorts, now=now)
    recorded = outages_that_hold(session)
    for attempt in attempts:
        end = deadline_of(terms(attempt.learner_id, attempt.quiz_slug), started_at=attempt.started_at)
        yield _Running(attempt, end, _met(recorded, cohorts.get(attempt.learner_id, ())))


def _met(recorded: Collection[StoredOutage], cohorts: Collection[UUID]) -> list[Outage]:
    return [one.outage for one in recorded if one.cohort_id is None or one.cohort_id in cohorts]


def _note(
    session: Session, action: str, outage_id: UUID, cohort_id: UUID | None, actor_id: UUID, now: datetime
) -> None:
    record(
        session,
        actor_id=actor_id,
        action=action,
        subject_kind="outage",
        subject_id=outage_id,
        now=now,
        cohort_id=cohort_id,
        details={} if cohort_id else {"for": "everybody"},
    )
