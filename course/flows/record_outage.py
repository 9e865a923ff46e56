"""Recording that a cohort could not work for a while, and giving open attempts that time back."""

from datetime import datetime
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.grading.windows import Outage, Terms, deadline_after_outages, deadline_of
from course.db.session import Session
from course.flows.quiz_terms import learner_terms
from course.store.attempts.outages import add_outage, open_timed_attempts, outages_of
from course.store.attempts.overrides import change_running
from course.store.audit.operations import record
from course.store.cohorts.queries import ever_enrolled
from course.store.progress.queries import cohorts_with_line


def record_outage(
    session: Session, catalogue: Catalogue, *, cohort_id: UUID, outage: Outage, actor_id: UUID, now: datetime
) -> int:
    """Record an outage of a cohort and return how many open attempts got time back. Recorded again it adds nothing."""
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
    moved = 0
    for attempt_id, learner_id, slug, started_at, deadline in open_timed_attempts(
        session, ever_enrolled(session, cohort_id)
    ):
        quiz = catalogue.quizzes.get(slug)
        if quiz is None:
            continue
        terms = learner_terms(session, quiz, learner_id=learner_id, now=now)
        later = learner_deadline(session, terms, learner_id=learner_id, started_at=started_at)
        if later is not None and later > deadline:
            change_running(session, attempt_id, deadline=later)
            moved += 1
    return moved


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
