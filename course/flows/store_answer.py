"""Storing answers of an open attempt: one as it is given, or all that a form holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NoReturn
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.content.stored_quiz import stored_quiz
from course.core.grading.behaviours import asks_certainty
from course.core.grading.fitting import Misread, misread, misread_tokens
from course.core.grading.presenting import drawn_questions
from course.core.grading.questions import AnyQuestion
from course.core.grading.quiz import Quiz
from course.core.grading.reading import (
    RawResponse,
    form_name,
    read_certainty,
    read_position,
    read_response,
    show_response,
)
from course.core.grading.responses import answer_json, response_from_json
from course.core.problems import CourseProblem, NotFound
from course.db.session import Session
from course.flows.question_tries import done_questions
from course.store.attempts.answers import (
    StoredResponse,
    find_event,
    find_response,
    stored_responses,
)
from course.store.attempts.operations import NewResponse, store_response
from course.store.attempts.queries import AttemptRow, OverdueAttempt, find_attempt

GRACE = timedelta(seconds=10)  # an answer sent in time may be this long on its way


class AttemptSubmitted(CourseProblem):
    """The attempt is submitted: its answers stay as they are."""

    code = "attempt_submitted"
    status = 409


class AttemptOver(CourseProblem):
    """The attempt's time ran out: what was stored before counts."""

    code = "attempt_over"
    status = 409


class QuestionChecked(CourseProblem):
    """The question was checked and is fixed: its answer stays as it is."""

    code = "question_checked"
    status = 409


class KeyReused(CourseProblem):
    """The key of this answer named the answer to another question before."""

    code = "key_reused"
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """One answer as it is stored, in the tokens of its attempt."""

    value: RawResponse
    version: int  # how many answers to this question were stored, this one included
    receipt: str
    stored_at: datetime
    certainty: int = 0  # 1 to 3: how sure the learner is; 0 where nothing was said of it
    misread: Misread | None = None  # what is amiss with the form of a number, which is stored as it was typed
    misread_gaps: Sequence[str] = ()  # the tokens of the gaps in which that is


class AnswerClash(CourseProblem):
    """A newer answer than the sender knew of is stored, and it or its certainty says something else."""

    code = "answer_clash"
    status = 409

    def __init__(self, stored: StoredAnswer) -> None:
        super().__init__()
        self.stored = stored


Said = tuple[str, int]  # an answer as JSON, and how sure one is of it: 1 to 3, 0 for nothing said


def overwrites(given: Said, stored: Said) -> bool:
    """Tell whether an answer, stored by who knows nothing of the one that is there, would take something away from it.

    How sure one is says something too: it moves the mark. Said of the same answer where nothing was said of that yet,
    it takes nothing away.
    """
    return given[0] != stored[0] or stored[1] not in {0, given[1]}


@dataclass(frozen=True, slots=True)
class OpenAttempt:
    """An attempt with the questions that it shows. A flow that changes something holds it (lock_attempt)."""

    row: AttemptRow
    quiz: Quiz
    questions: tuple[AnyQuestion, ...]  # in the attempt's order


def lock_attempt(
    session: Session, catalogue: Catalogue, *, attempt_id: UUID, learner_id: UUID, quiz_slug: str
) -> AttemptRow:
    """Return the learner's own attempt, and hold it for this transaction. Raises NotFound."""
    running = catalogue.quizzes.get(quiz_slug)
    row = find_attempt(
        session,
        attempt_id=attempt_id,
        learner_id=learner_id,
        quiz_slug=quiz_slug,
        running_version=running.version if running else "",
        lock=True,
    )
    if row is None:
        raise NotFound
    return row


def attempt_questions(catalogue: Catalogue, row: AttemptRow) -> OpenAttempt:
    """Return an attempt with the questions that it shows, as its own version of the quiz has them."""
    quiz = stored_quiz(catalogue, row.quiz_slug, version=row.version, body=row.body)
    by_id = {question.id: question for question in quiz.questions}
    return OpenAttempt(row, quiz, tuple(by_id[slug] for slug in drawn_questions(quiz, row.seed)))


def asked_question(catalogue: Catalogue, row: AttemptRow, place: int) -> AnyQuestion:
    """Return the question at a place of an attempt, from 1. Raises NotFound."""
    questions = attempt_questions(catalogue, row).questions
    if not 1 <= place <= len(questions):
        raise NotFound
    return questions[place - 1]


def is_overdue(row: AttemptRow | OverdueAttempt, now: datetime) -> bool:
    """Tell whether an attempt's time, with its grace, is over."""
    return row.deadline is not None and now > row.deadline + GRACE


def store_answer(
    session: Session,
    catalogue: Catalogue,
    *,
    learner_id: UUID,
    quiz_slug: str,
    attempt_id: UUID,
    question: str,
    raw: object,
    key: str,
    seen: int,
    language: str,
    now: datetime,
    certainty: object = None,
) -> StoredAnswer:
    """Store one answer and return it with its receipt.

    `question` is a form's name such as "q3", `raw` what `read_response` reads. `key` names the deed: sent again
    it gives the same receipt. `certainty` is what `read_certainty` reads, where the quiz asks for it beside each answer;
    None leaves it as it is. `seen` is the version of the answer that the sender knew, 0 for none. Raises
    NotFound, AttemptSubmitted, AttemptOver, QuestionChecked, KeyReused, any ResponseRefused, and AnswerClash where a
    newer answer is stored that it `overwrites`.
    """
    row = lock_attempt(session, catalogue, attempt_id=attempt_id, learner_id=learner_id, quiz_slug=quiz_slug)
    attempt = attempt_questions(catalogue, row)
    position = read_position(question, total=len(attempt.questions))
    asked = attempt.questions[position - 1]
    if not row.is_open or is_overdue(row, now):
        return _replayed(session, attempt, asked, key) or _refuse(row)
    value = answer_json(read_response(asked, row.seed, raw, position=position))
    sure = read_certainty(certainty, position=position) if asks_certainty(attempt.quiz, asked) else None
    before = find_response(session, attempt_id=row.id, question_id=asked.id)
    number, said = (before.number, before.certainty) if before else (0, 0)
    sure = said if sure is None else sure
    if before and (before.value, said) == (value, sure):
        return _shown(attempt, asked, before)
    if asked.id in done_questions(session, attempt):
        raise QuestionChecked
    if before and seen < number and overwrites((value, sure), (before.value, said)):
        stored = _replayed(session, attempt, asked, key)
        if stored is None:
            raise AnswerClash(_shown(attempt, asked, before))
        return stored
    given = NewResponse(asked.id, value, number + 1, key, sure)
    kept = store_response(session, row, given, language=language, now=now)
    if kept is not None:
        return _shown(attempt, asked, kept)
    return _replayed(session, attempt, asked, key) or _refuse(row)


@dataclass(frozen=True, slots=True)
class News:
    """What an open page of an attempt does not know yet: newer answers by form name, and whether it is open still."""

    newer: Mapping[str, StoredAnswer]
    is_open: bool


def newer_answers(
    session: Session,
    catalogue: Catalogue,
    *,
    learner_id: UUID,
    quiz_slug: str,
    attempt_id: UUID,
    seen: Mapping[int, int],
) -> News:
    """Return the answers stored since the versions that a page knows, by place; it only reads. Raises NotFound."""
    running = catalogue.quizzes.get(quiz_slug)
    row = find_attempt(
        session,
        attempt_id=attempt_id,
        learner_id=learner_id,
        quiz_slug=quiz_slug,
        running_version=running.version if running else "",
    )
    if row is None:
        raise NotFound
    attempt, stored = attempt_questions(catalogue, row), stored_responses(session, row.id)
    newer = {
        form_name(place): _shown(attempt, question, stored[question.id])
        for place, question in enumerate(attempt.questions, 1)
        if question.id in stored and stored[question.id].number > seen.get(place, 0)
    }
    return News(newer, row.is_open)


def _shown(attempt: OpenAttempt, question: AnyQuestion, stored: StoredResponse) -> StoredAnswer:
    response = response_from_json(stored.value) if stored.value != "null" else None
    return StoredAnswer(
        value=show_response(question, attempt.row.seed, response),
        version=stored.number,
        receipt=stored.receipt,
        stored_at=stored.stored_at,
        certainty=stored.certainty,
        misread=misread(question, response),
        misread_gaps=misread_tokens(question, response, attempt.row.seed),
    )


def _replayed(session: Session, attempt: OpenAttempt, question: AnyQuestion, key: str) -> StoredAnswer | None:
    """Return what was stored under this key before. Raises KeyReused where that was for another question."""
    event = find_event(session, attempt_id=attempt.row.id, key=key)
    if event is None:
        return None
    if event.question_id != question.id:
        raise KeyReused
    return _shown(attempt, question, event)


def _refuse(row: AttemptRow) -> NoReturn:
    raise AttemptOver if row.is_open else AttemptSubmitted
