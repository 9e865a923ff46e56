"""Reported faults with the words of their questions, for who runs the course and for who facilitates a cohort."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.text import pick
from course.store.cohorts.models import Enrolment
from course.store.faults.models import QuestionFault
from course.store.faults.queries import COLUMNS, FaultRow


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One report. `text` is the question's today, or its id where it left the course."""

    row: FaultRow
    quiz_title: str
    text: str
    is_current: bool  # the question still stands as it was reported


def fault_lines(catalogue: Catalogue, rows: Iterable[FaultRow], language: str) -> list[FaultLine]:
    """Put reports into words."""
    source, found = catalogue.languages[0], []
    for row in rows:
        quiz = catalogue.quizzes.get(row.quiz_slug)
        question = quiz.question(row.question_id) if quiz else None
        title = pick(quiz.title, language, source) if quiz else row.quiz_slug
        text = pick(question.text, language, source) if question else row.question_id
        found.append(FaultLine(row, title, text, quiz is not None and quiz.version == row.version))
    return found


def cohort_faults(
    session: Session, cohort_id: UUID, *, before: UUID | None = None, limit: int = 200
) -> list[FaultRow]:
    """Return what learners who are in a cohort reported, newest first, from the one after `before`."""
    statement = (
        select(*COLUMNS)
        .join(Enrolment, Enrolment.learner_id == QuestionFault.learner_id)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.state == "active")
    )
    if before is not None:
        statement = statement.where(QuestionFault.id < before)
    rows = session.execute(statement.order_by(QuestionFault.id.desc()).limit(limit))
    return [FaultRow(*row) for row in rows]


def open_in_cohort(session: Session, cohort_id: UUID) -> int:
    """Return how many reports of learners who are in a cohort wait for an answer."""
    return session.scalars(
        select(func.count())
        .select_from(QuestionFault)
        .join(Enrolment, Enrolment.learner_id == QuestionFault.learner_id)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.state == "active", QuestionFault.state == "open")
    ).one()


def count_faults(session: Session, cohort_id: UUID | None, *, quiz_slug: str, question_id: str) -> int:
    """Return how often a question was reported in a cohort, or (None) by anybody, answered or not."""
    statement = (
        select(func.count())
        .select_from(QuestionFault)
        .where(QuestionFault.quiz_slug == quiz_slug, QuestionFault.question_id == question_id)
    )
    if cohort_id is not None:
        statement = statement.join(Enrolment, Enrolment.learner_id == QuestionFault.learner_id).where(
            Enrolment.cohort_id == cohort_id, Enrolment.state == "active"
        )
    return session.scalars(statement).one()
