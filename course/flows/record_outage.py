"""Recording that a cohort or everybody could not work for a while, giving open attempts that time back, and
withdrawing what was recorded by mistake.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from course.core.grading.window_limits import outage_faults
from course.core.grading.windows import Outage, deadline_after_withdrawal, deadline_with_outage, times_given
from course.core.problems import NotFound, refuse
from course.core.rules.actor import Actor
from course.db.session import Session
from course.store.attempts.outages import (
    StoredOutage,
    TimedAttempt,
    add_outage,
    find_outage,
    in_order_of_record,
    open_timed_attempts,
    outages_of,
    withdraw,
)
from course.store.attempts.overrides import move_moments
from course.store.attempts.policy import may_withdraw_outage
from course.store.audit.operations import record
from course.store.cohorts.queries import ever_enrolled
from course.store.progress.bulk import lines_of
from course.store.progress.queries import cohorts_with_line


def record_outage(
    session: Session, *, cohort_id: UUID | None, outage: Outage, actor_id: UUID, now: datetime
) -> int:
    """Record an outage of a cohort, or (None) of everybody, and return how many open attempts got time back.

    Recorded again it adds nothing. As many statements for many learners as for few. That the caller may is settled
    before. Raises FieldsRefused for what cannot have been an outage.
    """
    refuse(outage_faults(outage, now=now))
    outage_id = add_outage(session, cohort_id, outage, recorded_by=actor_id, now=now)
    if outage_id is None:
        return 0
    _note(session, "outage.recorded", outage_id, cohort_id, outage, actor_id, now)
    moved = {}
    for attempt, met in _running(session, cohort_id):
        earlier = [one.outage for one in met if one.id != outage_id]
        later = deadline_with_outage(attempt.deadline, outage, earlier, started_at=attempt.started_at)
        if len(earlier) < len(met) and later > attempt.deadline:
            moved[attempt.id] = later
    move_moments(session, "deadline", moved)
    return len(moved)


def withdraw_outage(
    session: Session, *, outage_id: UUID, cohort_id: UUID | None, actor: Actor, now: datetime
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
    running = _running(session, cohort_id)
    if not withdraw(session, outage_id, now=now):
        return 0
    _note(session, "outage.withdrawn", outage_id, cohort_id, found.outage, actor.account_id, now)
    moved = {}
    for attempt, met in running:
        remaining = [one.outage for one in met if one.id != outage_id]
        sooner = deadline_after_withdrawal(
            attempt.deadline, found.outage, remaining, started_at=attempt.started_at, now=now
        )
        if len(remaining) < len(met) and sooner < attempt.deadline:
            moved[attempt.id] = sooner
    move_moments(session, "deadline", moved)
    return len(moved)


def lost_time(session: Session, learner_ids: Collection[UUID]) -> Mapping[UUID, list[StoredOutage]]:
    """Return the outages of everybody and of the cohorts in which each of these learners learns now. Two statements."""
    lines = lines_of(session, learner_ids)
    cohorts = {learner_id: {cohort_id for cohort_id, _since in own} for learner_id, own in lines.items()}
    found = outages_of(session, set().union(*cohorts.values()))
    return {
        learner_id: [
            one for one in found if one.cohort_id is None or one.cohort_id in cohorts.get(learner_id, ())
        ]
        for learner_id in learner_ids
    }


def outages_during(
    session: Session, *, learner_id: UUID, started_at: datetime, deadline: datetime
) -> list[Outage]:
    """Return the outages that gave an open attempt time, for the learner to read; the latest first.

    One that lies within others that were recorded before it gave none.
    """
    found = in_order_of_record(outages_of(session, cohorts_with_line(session, learner_id)))
    met = [one.outage for one in found]
    times = times_given(deadline, met, started_at=started_at)
    gave = [one for one, given in zip(met, times, strict=True) if given]
    return sorted(gave, key=lambda one: one.begins, reverse=True)


def _running(session: Session, cohort_id: UUID | None) -> list[tuple[TimedAttempt, list[StoredOutage]]]:
    """Return the open attempts with a deadline of a cohort, or of everybody, held, each with the outages that it met."""
    attempts = open_timed_attempts(
        session, ever_enrolled(session, cohort_id) if cohort_id is not None else None
    )
    lost = lost_time(session, {attempt.learner_id for attempt in attempts})
    return [(attempt, lost[attempt.learner_id]) for attempt in attempts]


def _note(
    session: Session,
    action: str,
    outage_id: UUID,
    cohort_id: UUID | None,
    outage: Outage,
    actor_id: UUID,
    now: datetime,
) -> None:
    times = {
        name: moment.isoformat(timespec="minutes")
        for name, moment in (("begins", outage.begins), ("ends", outage.ends))
    }
    record(
        session,
        actor_id=actor_id,
        action=action,
        subject_kind="outage",
        subject_id=outage_id,
        now=now,
        cohort_id=cohort_id,
        details=times if cohort_id else times | {"for": "everybody"},
    )
