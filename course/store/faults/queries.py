"""Questions about reported faults."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.store.faults.models import QuestionFault

_PART = 500


class FaultRow(NamedTuple):
    """One report, without who sent it."""

    id: UUID
    learner_id: UUID
    attempt_id: UUID
    quiz_slug: str
    question_id: str
    version: str
    fault: str
    words: str
    language: str
    reported_at: datetime
    state: str
    answer: str
    answered_at: datetime | None


COLUMNS = tuple(getattr(QuestionFault, name) for name in FaultRow._fields)


def find_fault(
    session: Session, *, learner_id: UUID, quiz_slug: str, question_id: str, version: str
) -> FaultRow | None:
    """Return what a learner reported of this version of a question."""
    row = session.execute(
        select(*COLUMNS).where(
            QuestionFault.learner_id == learner_id,
            QuestionFault.quiz_slug == quiz_slug,
            QuestionFault.question_id == question_id,
            QuestionFault.version == version,
        )
    ).one_or_none()
    return FaultRow(*row) if row else None


def reported_questions(session: Session, *, learner_id: UUID, quiz_slug: str, version: str) -> set[str]:
    """Return the ids of the questions of this version of a quiz that a learner reported."""
    return set(
        session.scalars(
            select(QuestionFault.question_id).where(
                QuestionFault.learner_id == learner_id,
                QuestionFault.quiz_slug == quiz_slug,
                QuestionFault.version == version,
            )
        )
    )


def get_fault(session: Session, fault_id: UUID) -> FaultRow | None:
    row = session.execute(select(*COLUMNS).where(QuestionFault.id == fault_id)).one_or_none()
    return FaultRow(*row) if row else None


def faults_of(
    session: Session, learner_id: UUID, *, before: UUID | None = None, limit: int = 100
) -> list[FaultRow]:
    """Return what a learner reported, newest first, from the one after `before`."""
    statement = select(*COLUMNS).where(QuestionFault.learner_id == learner_id)
    if before is not None:
        statement = statement.where(QuestionFault.id < before)
    rows = session.execute(statement.order_by(QuestionFault.id.desc()).limit(limit))
    return [FaultRow(*row) for row in rows]


def all_faults(
    session: Session, *, state: str = "", quiz_slug: str = "", before: UUID | None = None, limit: int
) -> list[FaultRow]:
    """Return reports, newest first, from the one after `before`; of one state or one quiz where that is given."""
    statement = select(*COLUMNS).order_by(QuestionFault.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(QuestionFault.id < before)
    if state:
        statement = statement.where(QuestionFault.state == state)
    if quiz_slug:
        statement = statement.where(QuestionFault.quiz_slug == quiz_slug)
    return [FaultRow(*row) for row in session.execute(statement)]


def each_fault(session: Session, *, state: str = "", quiz_slug: str = "") -> Iterator[FaultRow]:
    """Yield all reports that `all_faults` gives in pages, read in parts."""
    last: UUID | None = None
    while part := all_faults(session, state=state, quiz_slug=quiz_slug, before=last, limit=_PART):
        yield from part
        last = part[-1].id


def open_faults(session: Session) -> int:
    """Return how many reports wait for an answer."""
    return session.scalars(
        select(func.count()).select_from(QuestionFault).where(QuestionFault.state == "open")
    ).one()
