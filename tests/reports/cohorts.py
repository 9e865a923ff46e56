"""Builders for reports on cohorts: many lines at once, written as the flows leave them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from course.core.ids import new_id
from course.core.people import fold_name
from course.core.rules.actor import Actor
from course.reports.facilitated_cohorts import FacilitatedCohort, find_cohort
from course.store.accounts.models import Account
from course.store.cohorts.models import Cohort, Enrolment
from course.store.progress.models import CohortProgress
from tests.builders import add_cohort
from tests.conftest import NOON

ADMIN = Actor(account_id=new_id(), role="admin")


@dataclass(frozen=True, kw_only=True)
class Line:
    """What the test cares about in one learner's line."""

    name: str = "Amina Diallo"
    enrolled_at: datetime = NOON
    last_active_at: datetime | None = None
    lessons_done: int = 0
    share: float = 0.0
    failed_quiz: str = ""
    failed_attempts: int = 0
    group: str = ""


def add_lines(session: Session, cohort: Cohort, lines: Iterable[Line]) -> list[UUID]:
    """Enrol a learner for each line; return their ids in the same order."""
    accounts: list[dict[str, Any]] = []
    enrolments: list[dict[str, Any]] = []
    progress: list[dict[str, Any]] = []
    for line in lines:
        learner_id = new_id()
        email = f"{learner_id.hex}@example.org"
        accounts.append(
            {
                "id": learner_id,
                "email": email,
                "email_key": email,
                "display_name": line.name,
                "name_key": fold_name(line.name),
                "created_at": line.enrolled_at,
            }
        )
        enrolments.append(
            {
                "id": new_id(),
                "cohort_id": cohort.id,
                "learner_id": learner_id,
                "group_name": line.group,
                "source": "admin",
                "enrolled_at": line.enrolled_at,
            }
        )
        progress.append(
            {
                "cohort_id": cohort.id,
                "learner_id": learner_id,
                "name_key": fold_name(line.name),
                "enrolled_at": line.enrolled_at,
                "last_active_at": line.last_active_at,
                "lessons_done": line.lessons_done,
                "share": line.share,
                "failed_quiz": line.failed_quiz,
                "failed_attempts": line.failed_attempts,
            }
        )
    for table, rows in ((Account, accounts), (Enrolment, enrolments), (CohortProgress, progress)):
        session.execute(insert(table), rows)
    cohort.seats_taken += len(progress)
    session.flush()
    return [row["learner_id"] for row in progress]


def a_cohort(session: Session, lines: Iterable[Line] = (), **columns: Any) -> FacilitatedCohort:
    """Add a cohort with these lines and return it as its facilitator's pages read it."""
    cohort = add_cohort(session, **columns)
    held = list(lines)
    if held:
        add_lines(session, cohort, held)
    session.commit()
    return find_cohort(session, ADMIN, cohort.slug)
