"""Coming into a cohort by oneself: with its code, or by an invitation."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from course.core.content.model import Catalogue
from course.core.problems import CourseProblem
from course.core.rules.access import may_join
from course.db.session import Session
from course.flows.enrol_learner import enrol_learner
from course.store.cohorts.queries import (
    CohortFacts,
    enrolments_of,
    facilitators_among,
    find_cohort_by_code,
    find_invitation,
    get_cohort_by_id,
)


class CodeUnknown(CourseProblem):
    """No cohort has this code, or its code lets nobody in now."""

    code = "cohort_code_unknown"
    status = 404


class NotOpenToJoin(CourseProblem):
    """The cohort takes nobody now; `code` says why, as rules.access does."""

    status = 409

    def __init__(self, reason: str, cohort: str) -> None:
        self.code = f"cohort_{reason}"
        super().__init__(cohort=cohort)


def tidy_code(text: str) -> str:
    """Return a code as it is kept, however it was typed: in capitals, without blanks and hyphens."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def get_open_cohort(session: Session, *, code: str, now: datetime) -> CohortFacts:
    """Return the cohort that a code opens now. Raises CodeUnknown, NotOpenToJoin."""
    cohort = find_cohort_by_code(session, tidy_code(code))
    if cohort is None or not cohort.code_open:
        raise CodeUnknown
    verdict = may_join(
        closed=cohort.closed_at is not None,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        places=cohort.seats or None,
        taken=cohort.seats_taken,
        today=now.astimezone(ZoneInfo(cohort.time_zone)).date(),
    )
    if not verdict.allowed:
        raise NotOpenToJoin(verdict.reason, cohort.name)
    return cohort


def join_by_code(
    session: Session, catalogue: Catalogue, *, code: str, learner_id: UUID, now: datetime
) -> tuple[CohortFacts, bool]:
    """Enrol a learner by a cohort's code; return the cohort and whether it is new for them.

    Raises CodeUnknown, NotOpenToJoin, CohortFull. Who is in the cohort already stays so, also when it is full.
    """
    known = find_cohort_by_code(session, tidy_code(code))
    if known is not None and _is_in(session, known.id, learner_id):
        return known, False
    cohort = get_open_cohort(session, code=code, now=now)
    joined = enrol_learner(
        session,
        catalogue,
        cohort_id=cohort.id,
        learner_id=learner_id,
        source="code",
        actor_id=learner_id,
        now=now,
    )
    return cohort, joined


def follow_invitation(
    session: Session, catalogue: Catalogue, *, cohort_id: UUID, learner_id: UUID, now: datetime
) -> CohortFacts | None:
    """Enrol an invited learner; return the cohort, or None where the invitation was taken back.

    Raises CohortFull. Who has left the cohort since is not brought back by an old invitation, and who was
    invited to facilitate it does not learn in it.
    """
    invitation = find_invitation(session, cohort_id=cohort_id, account_id=learner_id)
    if invitation is None:
        return None
    cohort = get_cohort_by_id(session, cohort_id)
    known = {
        *enrolments_of(session, cohort_id, [learner_id]),
        *facilitators_among(session, cohort_id, [learner_id]),
    }
    if cohort.closed_at is None and learner_id not in known:
        enrol_learner(
            session,
            catalogue,
            cohort_id=cohort_id,
            learner_id=learner_id,
            source="invitation",
            actor_id=learner_id,
            now=now,
        )
    return cohort


def _is_in(session: Session, cohort_id: UUID, learner_id: UUID) -> bool:
    found = enrolments_of(session, cohort_id, [learner_id]).get(learner_id)
    return found is not None and found.state == "active"
