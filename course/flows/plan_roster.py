"""What rows of a roster would do to a cohort as it stands: asked when a file is checked, shown, and applied."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from course.core.emails import fold_email
from course.core.rules.roster import EnrolmentNow, RowPlan, plan_row
from course.db.session import Session
from course.store.accounts.bulk import KnownPerson, people_by_key
from course.store.cohorts.queries import StoredEnrolment, enrolments_of, facilitators_among


class PlannedRow(NamedTuple):
    """One row, what becomes of it, and what is stored of its person; `person` None: not yet known here."""

    number: int
    key: str  # by which the account is found
    cells: Mapping[str, str]
    plan: RowPlan
    person: KnownPerson | None
    enrolment: StoredEnrolment | None
    facilitates: bool

    @property
    def facilitator(self) -> bool:
        """Whether the row is about somebody who is to facilitate, not to learn."""
        return self.cells.get("role") == "facilitator"


def plan_rows(
    session: Session, cohort_id: UUID, rows: Sequence[tuple[int, Mapping[str, str]]]
) -> list[PlannedRow]:
    """Judge rows, given as number and cells, in few statements whatever their number."""
    keys = [fold_email(cells["email"]) for _number, cells in rows]
    people = people_by_key(session, keys)
    ids = [person.id for person in people.values()]
    enrolments = enrolments_of(session, cohort_id, ids)
    facilitators = facilitators_among(session, cohort_id, ids)
    planned = []
    for key, (number, cells) in zip(keys, rows, strict=True):
        person = people.get(key)
        enrolment = enrolments.get(person.id) if person else None
        facilitates = person is not None and person.id in facilitators
        now = _now(enrolment, facilitates=facilitates)
        plan = plan_row(cells, person.now if person else None, now)
        planned.append(PlannedRow(number, key, cells, plan, person, enrolment, facilitates))
    return planned


def _now(enrolment: StoredEnrolment | None, *, facilitates: bool) -> EnrolmentNow:
    if enrolment is None:
        return EnrolmentNow(facilitates=facilitates)
    return EnrolmentNow(
        enrolled=enrolment.state == "active",
        facilitates=facilitates,
        group=enrolment.group_name,
        starts=enrolment.starts_on,
        ends=enrolment.ends_on,
    )
