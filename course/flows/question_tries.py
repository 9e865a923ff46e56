"""Tries of an open attempt's questions: which there are, making one more, and what they come to at the end."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from course.core.grading.behaviours import (
    UNSAID,
    QuizMarks,
    Try,
    is_checkable,
    is_done,
    mark_quiz,
)
from course.core.grading.marking import mark_response
from course.core.grading.questions import AnyQuestion
from course.core.grading.responses import Response, answer_json
from course.db.session import Session
from course.store.attempts.answers import stored_responses
from course.store.attempts.tries import NewTry, StoredTry, keep_try, stored_tries

if TYPE_CHECKING:
    from course.flows.store_answer import OpenAttempt


def tries_of(session: Session, attempt: "OpenAttempt") -> dict[str, list[StoredTry]]:
    """Return the tries of an attempt by question id; nothing is asked where the quiz has none."""
    return stored_tries(session, attempt.row.id) if attempt.quiz.is_checked else {}


def done_questions(session: Session, attempt: "OpenAttempt") -> Collection[str]:
    """Return the ids of the questions whose answers are fixed."""
    tries = tries_of(session, attempt)
    return {question.id for question in attempt.questions if is_fixed(attempt, question, tries)}


def is_fixed(attempt: "OpenAttempt", question: AnyQuestion, tries: Mapping[str, list[StoredTry]]) -> bool:
    """Tell whether a question takes no answer any more."""
    return is_done(attempt.quiz, question, [one.made for one in tries.get(question.id, ())])


def add_try(
    session: Session, attempt: "OpenAttempt", question: AnyQuestion, made: Try, *, number: int, now: datetime
) -> None:
    """Keep a try under its number; one that is kept already stays as it is."""
    mark = mark_response(question, made.response)
    value = answer_json(made.response)
    kept = NewTry(question.id, number, value, made.certainty, mark.verdict, mark.share)
    keep_try(session, attempt.row, kept, now=now)


def mark_by_tries(
    session: Session, attempt: "OpenAttempt", given: Mapping[str, Response], *, at: datetime
) -> QuizMarks:
    """Mark an attempt that closes. An answer that was given and not checked since is one more try of its question."""
    quiz, sure = attempt.quiz, _certainties(session, attempt)
    tries = {name: [one.made for one in made] for name, made in tries_of(session, attempt).items()}
    for question in attempt.questions if quiz.has_tries else ():
        before, response = tries.get(question.id, []), given.get(question.id)
        if response is None or not is_checkable(question):
            continue
        if is_done(quiz, question, before) or (before and before[-1].response == response):
            continue
        made = Try(response, (sure.get(question.id) or UNSAID) if quiz.feedback == "certainty" else 0)
        add_try(session, attempt, question, made, number=len(before) + 1, now=at)
        tries[question.id] = [*before, made]
    return mark_quiz(quiz, attempt.questions, given, tries)


def _certainties(session: Session, attempt: "OpenAttempt") -> dict[str, int]:
    """Return how sure the learner said to be beside each answer, by question id; 0 where nothing was said."""
    if not attempt.quiz.is_certainty_deferred:
        return {}
    return {name: one.certainty for name, one in stored_responses(session, attempt.row.id).items()}
