"""Checking one question of an open attempt: its answer becomes a try, and what may be told of it follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.grading.behaviours import LEAST_SURE, MOST_SURE, Try, is_checkable, is_incomplete
from course.core.grading.reading import CertaintyMissing, ResponseRefused, form_name
from course.core.problems import CourseProblem
from course.db.session import Session
from course.flows.question_tries import add_try, is_fixed, tries_of
from course.flows.store_answer import (
    AttemptOver,
    AttemptSubmitted,
    OpenAttempt,
    StoredAnswer,
    attempt_questions,
    is_overdue,
    lock_attempt,
    store_answer,
)
from course.flows.store_form import Posted, store_form
from course.flows.submit_attempt import FormState, close_overdue
from course.flows.unreadable import refuse_unreadable
from course.store.attempts.answers import StoredResponse, stored_responses


class NothingToCheck(ResponseRefused):
    """The question has no answer yet."""

    code = "check_without_answer"


class PartsOpen(ResponseRefused):
    """A part of the question has no answer yet, or its story goes on: to check it now would waste a try."""

    code = "check_parts_open"


class NotChecked(CourseProblem):
    """Nothing of this quiz, or of this question, is told before it is handed in."""

    code = "quiz_not_checked"
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Which question to check: its place, from 1; how sure the learner is, 1 to 3, or 0; and the number of the try,
    from 1, so that a repeated call makes none. Without a number it is the next one.
    """

    place: int
    number: int | None = None
    certainty: int = 0


def check_form(
    session: Session,
    catalogue: Catalogue,
    *,
    learner_id: UUID,
    quiz_slug: str,
    attempt_id: UUID,
    posted: Posted,
    wanted: Check,
    language: str,
    now: datetime,
) -> FormState:
    """Store what the form says and check one of its questions. Raises NotFound and NotChecked.

    What cannot be checked is told as refused, with its reason, and costs no try. An answer that clashes with a newer one is
    not checked, nor is one in place of which a newer one counts: the learner would be told of another than they see.
    """
    row = lock_attempt(session, catalogue, attempt_id=attempt_id, learner_id=learner_id, quiz_slug=quiz_slug)
    if not row.is_open or close_overdue(session, catalogue, row, now=now):
        return FormState(submitted=True, refused={})
    attempt = attempt_questions(catalogue, row)
    draft = store_form(session, attempt, posted, language=language, now=now)
    refused, clashes = dict(draft.refused), dict(draft.clashes)
    if wanted.place in draft.outdated:
        clashes[wanted.place] = draft.outdated[wanted.place]
    if wanted.place not in refused and wanted.place not in clashes:
        try:
            _check(session, attempt, draft.responses, wanted, language, now)
        except ResponseRefused as problem:
            refused[wanted.place] = problem
    return FormState(submitted=False, refused=refused, clashes=clashes, untaken=frozenset(draft.refused))


def check_answer(
    session: Session,
    catalogue: Catalogue,
    *,
    learner_id: UUID,
    quiz_slug: str,
    attempt_id: UUID,
    raw: object,
    key: str,
    seen: int,
    wanted: Check,
    language: str,
    now: datetime,
) -> StoredAnswer:
    """Store one answer and check it; the same answer checked again is one try. Raises what `store_answer` does,
    NotChecked, and the refusals of this module.
    """
    stored = store_answer(
        session,
        catalogue,
        learner_id=learner_id,
        quiz_slug=quiz_slug,
        attempt_id=attempt_id,
        question=form_name(wanted.place),
        raw=raw,
        key=key,
        seen=seen,
        language=language,
        now=now,
    )
    row = lock_attempt(session, catalogue, attempt_id=attempt_id, learner_id=learner_id, quiz_slug=quiz_slug)
    if not row.is_open:
        raise AttemptSubmitted
    if is_overdue(row, now):
        raise AttemptOver
    _check(
        session, attempt_questions(catalogue, row), stored_responses(session, row.id), wanted, language, now
    )
    return stored


def _check(
    session: Session,
    attempt: OpenAttempt,
    stored: Mapping[str, StoredResponse],
    wanted: Check,
    language: str,
    now: datetime,
) -> None:
    """Make a try of a question's stored answer, unless it is fixed, that try was made, or the last one said the same."""
    question = attempt.questions[wanted.place - 1]
    if not attempt.quiz.is_checked or not is_checkable(question):
        raise NotChecked
    tries = tries_of(session, attempt)
    made = tries.get(question.id, [])
    if is_fixed(attempt, question, tries) or (wanted.number or len(made) + 1) <= len(made):
        return
    response = stored[question.id].response if question.id in stored else None
    if not response:
        raise NothingToCheck(position=wanted.place)
    if is_incomplete(question, response):
        raise PartsOpen(position=wanted.place)
    refuse_unreadable(question, response, language, position=wanted.place)
    asks = attempt.quiz.feedback == "certainty"
    if asks and not LEAST_SURE <= wanted.certainty <= MOST_SURE:
        raise CertaintyMissing(position=wanted.place)
    if made and made[-1].made.response == response:
        return
    tried = Try(response, wanted.certainty if asks else 0)
    add_try(session, attempt, question, tried, number=len(made) + 1, now=now)
