"""Recording that a cohort could not work for a while, and giving open attempts that time back."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from course.core.grading.windows import Outage, deadline_with_outage
from course.db.session import Session
from course.store.attempts.outages import add_outage, open_timed_attempts, outages_by_cohort, outages_of
from course.store.attempts.overrides import move_moments
from course.store.audit.operations import record
from course.store.cohorts.queries import ever_enrolled
from course.store.progress.bulk import lines_of
from course.store.progress.queries import cohorts_with_line

Lost = Mapping[UUID, Mapping[UUID, list[Outage]]]  # learner to the outages of each of their cohorts


def record_outage(
    session: Session, *, cohort_id: UUID, outage: Outage, actor_id: UUID | None, now: datetime
) -> int:
    """Record an outage of a cohort and return how many open attempts got time back. Recorded again it adds nothing.

    As many statements for a large cohort as for a small one.
    """
    if not add_outage(session, cohort_id, outage, now):
        return 0
    record(
        session,
        actor_id=actor_id,
        action="outage.recorded",
        subject_kind="cohort",
        subject_id=cohort_id,
        now=now,
        cohort_id=cohort_id,
    )
    attempts = open_timed_attempts(session, ever_enrolled(session, cohort_id))
    lost = lost_time(session, {attempt.learner_id for attempt in attempts})
    moved = {}
    for attempt in attempts:
        earlier = _without(lost[attempt.learner_id], cohort_id, outage)
        later = deadline_with_outage(attempt.deadline, outage, earlier, started_at=attempt.started_at)
        if cohort_id in lost[attempt.learner_id] and later > attempt.deadline:
            moved[attempt.id] = later
    move_moments(session, "deadline", moved)
    return len(moved)


def lost_time(session: Session, learner_ids: Collection[UUID]) -> Lost:
    """Return the outages of the cohorts in which these learners learn now. Two statements."""
    lines = lines_of(session, learner_ids)
    found = outages_by_cohort(session, {cohort_id for own in lines.values() for cohort_id, _since in own})
    return {
        learner_id: {cohort_id: found.get(cohort_id, []) for cohort_id, _since in lines.get(learner_id, ())}
        for learner_id in learner_ids
    }


def outages_during(session: Session, *, learner_id: UUID, started_at: datetime) -> list[Outage]:
    """Return the outages that an attempt begun at `started_at` met, for the learner to read."""
    found = outages_of(session, cohorts_with_line(session, learner_id))
    return [one for one in found if one.ends > started_at]


def _without(lost: Mapping[UUID, list[Outage]], cohort_id: UUID, outage: Outage) -> list[Outage]:
    """Return all outages but the one that this cohort has just recorded; another cohort's may be just as long."""
    return [
        one
        for of, outages in lost.items()
        for one in outages
        if (of, one.begins, one.ends) != (cohort_id, outage.begins, outage.ends)
    ]
