"""What the server holds of a learner's answers: the last of each question, in words, with its receipt."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.content.stored_quiz import stored_quiz
from course.core.grading.answer_words import answer_lines, token_words, told
from course.core.grading.presenting import drawn_questions
from course.core.grading.questions import AnyQuestion, Order, Scenario, Upload
from course.core.grading.reading import form_name, show_response
from course.core.grading.receipts import ALPHABET, LENGTH
from course.core.grading.responses import response_from_json
from course.core.text import pick
from course.store.attempts.answers import stored_responses
from course.store.attempts.models import Attempt, ResponseEvent
from course.store.attempts.queries import AttemptRow, find_attempt, find_quiz_of
from course.store.uploads.queries import UploadFacts, uploads_of


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAnswer:
    """One question with the answer that counts. `version` counts the stored ones, 0 for none.

    `words` says what each token of the attempt means, so that a script can tell what a device holds.
    """

    number: int  # the question's place in the attempt, from 1
    name: str  # of its form field
    text: str
    lines: tuple[str, ...]  # the answer in words; empty where it was cleared or never given
    version: int
    receipt: str
    stored_at: datetime | None
    certainty: int  # 1 to 3: how sure one is, as stored with the answer; 0 where nothing was said of it
    words: Mapping[str, str]
    in_order: bool  # whether the sequence of its parts is what it says
    file: UploadFacts | None = None  # the stored file, where the answer is one


@dataclass(frozen=True, slots=True, kw_only=True)
class MyAnswers:
    """One attempt with all its answers as the server holds them."""

    attempt_id: UUID
    quiz_slug: str
    title: str
    number: int
    started_at: datetime
    submitted_at: datetime | None
    deadline: datetime | None
    is_survey: bool
    answers: tuple[HeldAnswer, ...]

    @property
    def held(self) -> int:
        """Tell how many questions have an answer."""
        return sum(bool(answer.lines) for answer in self.answers)

    def has_ended(self, now: datetime) -> bool:
        """Tell whether its deadline has passed while nobody has handed it in: to its learner it is handed in."""
        return self.submitted_at is None and self.deadline is not None and now >= self.deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundReceipt:
    """The stored answer that a receipt names; `counts` tells whether no later one replaced it."""

    receipt: str
    attempt_id: UUID
    quiz_slug: str
    title: str
    number: int  # of the attempt
    position: int  # of the question in the attempt, from 1
    question: str
    lines: tuple[str, ...]
    version: int
    stored_at: datetime
    counts: bool


def my_answers(
    session: Session,
    catalogue: Catalogue,
    *,
    learner_id: UUID,
    attempt_id: UUID,
    language: str,
    plain: Mapping[str, str],
) -> MyAnswers | None:
    """Return what is stored of a learner's own attempt; None where there is none. `plain` as in `token_words`."""
    row = _row(session, catalogue, learner_id, attempt_id)
    if row is None:
        return None
    source = catalogue.languages[0]
    quiz = stored_quiz(catalogue, row.quiz_slug, version=row.version, body=row.body)
    questions = {question.id: question for question in quiz.questions}
    stored = stored_responses(session, row.id)
    files = _files(session, row, quiz.questions)
    held = []
    for number, question_id in enumerate(drawn_questions(quiz, row.seed), 1):
        question, answer = questions[question_id], stored.get(question_id)
        response = answer.response if answer else None
        words = token_words(question, row.seed, response, language=language, source=source, plain=plain)
        held.append(
            HeldAnswer(
                number=number,
                name=form_name(number),
                text=pick(question.text, language, source),
                lines=told(show_response(question, row.seed, response), words, language) if response else (),
                version=answer.number if answer else 0,
                receipt=answer.receipt if answer else "",
                stored_at=answer.stored_at if answer else None,
                certainty=answer.certainty if answer else 0,
                words=words,
                in_order=isinstance(question, Order | Scenario),
                file=files.get(question_id),
            )
        )
    return MyAnswers(
        attempt_id=row.id,
        quiz_slug=row.quiz_slug,
        title=pick(quiz.title, language, source),
        number=row.number,
        started_at=row.started_at,
        submitted_at=row.submitted_at,
        deadline=row.deadline,
        is_survey=quiz.is_survey,
        answers=tuple(held),
    )


def read_code(typed: str) -> str:
    """Return a receipt as it is stored, from what a person typed; empty where it can be none."""
    code = re.sub(r"[\s-]", "", typed).upper()
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def find_receipt(
    session: Session,
    catalogue: Catalogue,
    *,
    learner_id: UUID,
    code: str,
    language: str,
    plain: Mapping[str, str],
) -> FoundReceipt | None:
    """Return the learner's own stored answer with this receipt; None where there is none."""
    # By the learner's attempts, which have an index: an index of receipts would cost each answer a page.
    found = session.execute(
        select(
            ResponseEvent.attempt_id,
            ResponseEvent.question_id,
            ResponseEvent.value,
            ResponseEvent.number,
            ResponseEvent.stored_at,
        )
        .join(Attempt, Attempt.id == ResponseEvent.attempt_id)
        .where(Attempt.learner_id == learner_id, ResponseEvent.receipt == code)
        .order_by(ResponseEvent.id.desc())
        .limit(1)
    ).one_or_none()
    row = _row(session, catalogue, learner_id, found.attempt_id) if found else None
    if found is None or row is None:
        return None
    quiz = stored_quiz(catalogue, row.quiz_slug, version=row.version, body=row.body)
    question = quiz.question(found.question_id)
    stored = stored_responses(session, row.id).get(found.question_id)
    source = catalogue.languages[0]
    lines = _lines(question, row, found.value, language, source, plain) if question else ()
    if isinstance(question, Upload) and lines:
        file = _files(session, row, [question]).get(question.id)
        lines = (file.name,) if file and lines == (file.id.hex,) else ()  # a replaced file is gone
    return FoundReceipt(
        receipt=code,
        attempt_id=row.id,
        quiz_slug=row.quiz_slug,
        title=pick(quiz.title, language, source),
        number=row.number,
        position=drawn_questions(quiz, row.seed).index(found.question_id) + 1,
        question=pick(question.text, language, source) if question else found.question_id,
        lines=lines,
        version=found.number,
        stored_at=found.stored_at,
        counts=stored is not None and stored.number == found.number,
    )


def _files(session: Session, row: AttemptRow, questions: Iterable[AnyQuestion]) -> Mapping[str, UploadFacts]:
    """Return the attempt's files by question; a quiz that asks for none is spared the question."""
    return uploads_of(session, row.id) if any(isinstance(one, Upload) for one in questions) else {}


def _row(session: Session, catalogue: Catalogue, learner_id: UUID, attempt_id: UUID) -> AttemptRow | None:
    slug = find_quiz_of(session, attempt_id=attempt_id, learner_id=learner_id)
    if slug is None:
        return None
    running = catalogue.quizzes.get(slug)
    return find_attempt(
        session,
        attempt_id=attempt_id,
        learner_id=learner_id,
        quiz_slug=slug,
        running_version=running.version if running else "",
    )


def _lines(
    question: AnyQuestion, row: AttemptRow, value: str, language: str, source: str, plain: Mapping[str, str]
) -> tuple[str, ...]:
    response = response_from_json(value) if value != "null" else None
    return answer_lines(question, row.seed, response, language, source, plain)
