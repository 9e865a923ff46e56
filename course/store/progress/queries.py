"""Questions about progress."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import String, Uuid, bindparam, cast, func, null, select, union_all
from sqlalchemy.orm import Session

from course.db.session import send
from course.store.progress.models import (
    CohortProgress,
    LessonRecord,
    ModuleCompletion,
    Place,
    ProgressEvent,
)

# Typed, because a column that points at another table knows its type only once that table is loaded.
_LEARNER = bindparam("learner_id", type_=Uuid())
_COHORTS = select(CohortProgress.cohort_id).where(CohortProgress.learner_id == _LEARNER)
# One statement for two questions that are always asked together; a lesson has no version.
_DONE = union_all(
    select(LessonRecord.lesson_slug, cast(null(), String)).where(
        LessonRecord.learner_id == _LEARNER, LessonRecord.completed_at.is_not(None)
    ),
    select(ModuleCompletion.module_slug, ModuleCompletion.content_version).where(
        ModuleCompletion.learner_id == _LEARNER
    ),
)


class DoneFacts(NamedTuple):
    """Slugs of completed lessons; and of modules that were completed once, each with the build that set its conditions."""

    completed: frozenset[str]
    credited: dict[str, str]


class WhereStopped(NamedTuple):
    """The lesson, heading and paragraph at which a learner stopped, and when."""

    lesson_slug: str
    heading: str
    paragraph: int  # 0 is not known
    at: datetime


def count_deeds(session: Session, learner_id: UUID) -> int:
    """Return how many deeds on lessons a learner has done."""
    statement = select(func.count()).select_from(ProgressEvent).where(ProgressEvent.learner_id == learner_id)
    return int(session.execute(statement).scalar_one())


def done_facts(session: Session, learner_id: UUID) -> DoneFacts:
    """Return which lessons and modules a learner completed, those that left the course included. One statement."""
    rows = send(session, _DONE, {"learner_id": learner_id}).all()
    return DoneFacts(
        frozenset(slug for slug, version in rows if version is None),
        {slug: version for slug, version in rows if version is not None},
    )


def cohorts_with_line(session: Session, learner_id: UUID) -> list[UUID]:
    """Return the cohorts in whose list a learner stands: those in which they learn now."""
    return list(send(session, _COHORTS, {"learner_id": learner_id}).scalars())


def find_place(session: Session, learner_id: UUID) -> WhereStopped | None:
    row = session.execute(
        select(Place.lesson_slug, Place.heading, Place.paragraph, Place.at).where(
            Place.learner_id == learner_id
        )
    ).one_or_none()
    return WhereStopped(*row) if row else None


def learners_with_lines(session: Session, *, after: UUID | None, limit: int) -> list[UUID]:
    """Return learners who have a line in some cohort, in order of id, after one of them."""
    statement = select(CohortProgress.learner_id).distinct().order_by(CohortProgress.learner_id).limit(limit)
    if after is not None:
        statement = statement.where(CohortProgress.learner_id > after)
    return list(session.scalars(statement))
