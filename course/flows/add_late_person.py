"""Adding one person to a cohort by hand: an account where there is none, an enrolment, an invitation."""

from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.problems import CourseProblem, NotFound
from course.db.session import Session
from course.flows.enrol_learner import enrol_learner
from course.flows.invite_learner import invite_learner
from course.flows.stage_roster import CohortClosed
from course.store.accounts.bulk import people_by_id
from course.store.accounts.operations import find_or_add_person
from course.store.cohorts.policy import may_add_people
from course.store.cohorts.queries import CohortFacts, enrolments_of


class PersonSuspended(CourseProblem):
    """The person's account is suspended: they could not come in."""

    code = "person_suspended"
    status = 409


class LatePerson(NamedTuple):
    """What adding somebody came to."""

    account_id: UUID
    outcome: Literal["new", "enrolled", "here"]  # account made; known and enrolled now; in the cohort already
    is_invited: bool  # a mail was queued


def add_late_person(
    session: Session,
    catalogue: Catalogue,
    *,
    cohort: CohortFacts,
    email: str,
    display_name: str,
    language: str,
    note: str,
    actor_id: UUID | None,
    now: datetime,
) -> LatePerson:
    """Enrol and invite one person. Raises CohortClosed, CohortFull and PersonSuspended.

    Who has an account keeps it as it is; who is in the cohort already is left in peace. The same address sent
    by any doors any number of times makes one account, one enrolment and one mail.
    """
    if not may_add_people(cohort):
        raise CohortClosed
    account_id, is_new = find_or_add_person(
        session,
        email=email,
        display_name=display_name,
        language=language,
        time_zone=cohort.time_zone,
        now=now,
    )
    if people_by_id(session, [account_id])[account_id].suspended:
        raise PersonSuspended
    is_enrolled = enrol_learner(
        session,
        catalogue,
        cohort_id=cohort.id,
        learner_id=account_id,
        source="admin",
        actor_id=actor_id,
        now=now,
    )
    if not is_enrolled:
        return LatePerson(account_id, "here", is_invited=False)
    is_invited = invite_learner(session, cohort=cohort, account_id=account_id, now=now, note=note)
    return LatePerson(account_id, "new" if is_new else "enrolled", is_invited)


def enrol_again(
    session: Session,
    catalogue: Catalogue,
    *,
    cohort: CohortFacts,
    account_id: UUID,
    actor_id: UUID | None,
    now: datetime,
) -> bool:
    """Take an ended enrolment up again; tell whether it was ended.

    Raises NotFound for somebody who never was in the cohort, CohortClosed and CohortFull.
    """
    if account_id not in enrolments_of(session, cohort.id, [account_id]):
        raise NotFound
    if not may_add_people(cohort):
        raise CohortClosed
    return enrol_learner(
        session,
        catalogue,
        cohort_id=cohort.id,
        learner_id=account_id,
        source="admin",
        actor_id=actor_id,
        now=now,
    )
