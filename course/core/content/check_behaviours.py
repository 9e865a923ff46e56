"""Checks of a quiz's behaviour: what contradicts it, and what it leaves without use."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from course.core.content.strict_yaml import Path
from course.core.grading.behaviours import tries_allowed
from course.core.grading.questions import AnyQuestion, Choice, Essay, TrueFalse, is_by_hand
from course.core.grading.quiz import PENALTY, Quiz
from course.core.text import N_

_TWO = 2  # options: after a wrong try one is left


class QuizFault(NamedTuple):
    """One fault, at a path from the top of the file."""

    path: Path
    code: str
    template: str
    values: Mapping[str, object]
    is_warning: bool


def behaviour_faults(quiz: Quiz, asked: Iterable[tuple[Path, AnyQuestion]]) -> Iterator[QuizFault]:
    """Yield what is wrong with a quiz's `feedback`, `penalty` and `hints`; `asked` are its questions with their paths."""
    values = {"feedback": quiz.feedback}
    if quiz.is_survey and quiz.has_tries:
        template = N_("Nothing is right or wrong in a survey: its “feedback” can only be “deferred”.")
        yield QuizFault(("feedback",), "survey_feedback", template, values, is_warning=False)
    if quiz.feedback != "deferred" and any(map(is_by_hand, quiz.questions)):
        template = N_(
            "A question that a person marks needs “feedback: deferred”: nothing can be told at once."
        )
        yield QuizFault(("feedback",), "by_hand_feedback", template, values, is_warning=False)
    has_tries = quiz.feedback in {"interactive", "adaptive"}
    if not has_tries and quiz.penalty != PENALTY:
        template = N_("“penalty” has no effect with “feedback: %(feedback)s”: leave it out.")
        yield QuizFault(("penalty",), "penalty_unused", template, values, is_warning=True)
    if quiz.feedback == "interactive" and not any(question.hints for question in quiz.questions):
        template = N_(
            "No question has “hints”, so each can be tried once: write some, or use “feedback: immediate”."
        )
        yield QuizFault(("feedback",), "hints_missing", template, values, is_warning=True)
    for path, question in asked:
        if quiz.feedback == "certainty" and isinstance(question, Essay) and not is_by_hand(question):
            template = N_(
                "Nothing in a text that nobody marks is right or wrong, so nobody can be sure of it: use another “feedback”."
            )
            yield QuizFault((*path, "kind"), "certainty_essay", template, {}, is_warning=False)
        if question.hints and not has_tries:
            template = N_("“hints” are never shown with “feedback: %(feedback)s”.")
            yield QuizFault((*path, "hints"), "hints_unused", template, values, is_warning=True)
        elif tries_allowed(quiz, question) != 1 and _has_two_answers(question):
            template = N_("A second try at a question with two answers gives the right one away.")
            yield QuizFault(path, "two_answers_tried", template, {}, is_warning=True)


def _has_two_answers(question: AnyQuestion) -> bool:
    match question:
        case TrueFalse():
            return True
        case Choice(options=options):
            return len(options) == _TWO
        case _:
            return False
