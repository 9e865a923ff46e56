"""Enrolling one learner in a cohort, and ending an enrolment: the same steps whichever door it came by."""

from datetime import date, datetime
from uuid import UUID

from course.core.content.model import Catalogue
from course.db.session import Session
from course.flows.settle_progress import settle_progress
from course.store.accounts.queries import get_name_key
from course.store.audit.operations import record
from course.store.cohorts import operations as cohorts
from course.store.progress.operations import add_line, remove_line


def enrol_learner(
    session: Session,
    catalogue: Catalogue,
    *,
    cohort_id: UUID,
    learner_id: UUID,
    source: str,
    actor_id: UUID | None,
    now: datetime,
    group_name: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> bool:
    """Enrol a learner and give them a line in the cohort's list; tell whether it is new. Raises CohortFull.

    What the learner did before joining counts: the line is summed up from their facts.
    """
    changed = cohorts.enrol(
        session,
        cohort_id=cohort_id,
        learner_id=learner_id,
        source=source,
        now=now,
        group_name=group_name,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    if not changed:
        return False
    add_line(
        session,
        cohort_id=cohort_id,
        learner_id=learner_id,
        name_key=get_name_key(session, learner_id),
        enrolled_at=now,
    )
    settle_progress(session, catalogue, learner_id=learner_id, now=now, active=False)
    _tell(session, "enrolment.added", cohort_id, learner_id, actor_id, now, source)
    return True


def end_enrolment(
    session: Session, *, cohort_id: UUID, learner_id: UUID, source: str, actor_id: UUID | None, now: datetime
) -> bool:
    """Take a learner out of a cohort; tell whether they were in it. Their record stays theirs."""
    if not cohorts.leave(session, cohort_id=cohort_id, learner_id=learner_id, now=now):
        return False
    remove_line(session, cohort_id=cohort_id, learner_id=learner_id)
    _tell(session, "enrolment.ended", cohort_id, learner_id, actor_id, now, source)
    return True


def _tell(
    session: Session,
    action: str,
    cohort_id: UUID,
    learner_id: UUID,
    actor_id: UUID | None,
    now: datetime,
    source: str,
) -> None:
    record(
        session,
        actor_id=actor_id,
        action=action,
        subject_kind="account",
        subject_id=learner_id,
        cohort_id=cohort_id,
        now=now,
        details={"source": source},
    )
