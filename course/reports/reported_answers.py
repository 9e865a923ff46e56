"""What stood where a fault was reported: the question's answers with the right ones, and what the learner answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.content.stored_quiz import stored_quiz
from course.core.grading.answer_words import answer_lines
from course.core.grading.questions import AnyQuestion
from course.core.grading.responses import response_from_json
from course.core.statistics.given import PossibleAnswer, possible_answers
from course.core.text import pick
from course.store.attempts.models import Attempt, QuizVersion, Response
from course.store.faults.queries import FaultRow


@dataclass(frozen=True, slots=True)
class ReportedAnswer:
    """The question as the attempt asked it; `is_same` where the course asks it so today. `offered` are its answers, each
    with whether it is right; of what is put together from parts only the right ones. `given` is the learner's answer in
    lines, none where there is none.
    """

    question: AnyQuestion
    is_same: bool
    offered: tuple[tuple[str, bool], ...]
    given: tuple[str, ...]


def reported_answers(
    session: Session,
    catalogue: Catalogue,
    rows: Sequence[FaultRow],
    language: str,
    plain: Mapping[str, str],
) -> dict[UUID, ReportedAnswer]:
    """Return what stood at each report, by its id, in `language`; `plain` as in `token_words`. Two statements.

    A report of a version that is not stored, or that has no such question, is absent.
    """
    bodies = _bodies(session, catalogue, rows)
    stored = _stored(session, [row.attempt_id for row in rows])
    found = {}
    for row in rows:
        running = catalogue.quizzes.get(row.quiz_slug)
        if row.version not in bodies and (running is None or running.version != row.version):
            continue
        quiz = stored_quiz(catalogue, row.quiz_slug, version=row.version, body=bodies.get(row.version))
        question = quiz.question(row.question_id)
        seed, value = stored.get((row.attempt_id, row.question_id)) or (b"", "null")
        if question is not None:
            words = _Words(language, catalogue.languages[0], plain)
            found[row.id] = ReportedAnswer(
                question,
                running is not None and running.question(row.question_id) == question,
                words.offered(question),
                words.given(question, seed, value),
            )
    return found


@dataclass(frozen=True, slots=True)
class _Words:
    language: str
    source: str
    plain: Mapping[str, str]

    def offered(self, question: AnyQuestion) -> tuple[tuple[str, bool], ...]:
        found = [
            (self._said(one), one.right) for one in possible_answers(question) if not one.part or one.right
        ]
        return tuple((words, right) for words, right in found if words)

    def given(self, question: AnyQuestion, seed: bytes, value: str) -> tuple[str, ...]:
        response = response_from_json(value) if value != "null" else None
        return answer_lines(question, seed, response, self.language, self.source, self.plain)

    def _said(self, one: PossibleAnswer) -> str:
        words = pick(one.words, self.language, self.source) if one.words else self.plain.get(one.id, "")
        if not words and one.place:
            words = str(one.place)
        part = pick(one.part, self.language, self.source) if one.part else ""
        return f"{part} → {words}" if part and words else words


def _bodies(session: Session, catalogue: Catalogue, rows: Sequence[FaultRow]) -> dict[str, str]:
    """Return the bodies of versions that are not the running ones."""
    running = {quiz.version for quiz in catalogue.quizzes.values()}
    wanted = {row.version for row in rows} - running
    statement = select(QuizVersion.version, QuizVersion.body).where(QuizVersion.version.in_(wanted))
    return {version: body for version, body in session.execute(statement)} if wanted else {}  # noqa: C416


def _stored(session: Session, attempts: Sequence[UUID]) -> dict[tuple[UUID, str], tuple[bytes, str]]:
    """Return seed and stored answer, by attempt and question."""
    rows: Any = session.execute(
        select(Attempt.id, Response.question_id, Attempt.seed, Response.value)
        .join(Response, Response.attempt_id == Attempt.id)
        .where(Attempt.id.in_(set(attempts)))
    )
    return {(attempt_id, question_id): (seed, value) for attempt_id, question_id, seed, value in rows}
