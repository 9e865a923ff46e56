"""The page before an attempt is handed in: what is open in it, by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from course.core.grading.behaviours import is_checkable
from course.core.grading.questions import Essay, Likert, Scenario
from course.core.grading.responses import Response, word_count
from course.flows.question_tries import tries_of
from course.flows.store_answer import OpenAttempt, attempt_questions, is_overdue
from course.flows.submit_attempt import misread_places, off_length_places, open_places, unsure_places
from course.store.attempts.answers import stored_responses
from course.web.content import catalogue
from course.web.gate import open_to
from course.web.learn.blueprint import bp
from course.web.learn.own_attempts import (
    attempt_page_url,
    hold_of,
    misread_reasons,
    own_attempt,
    spoken,
    title_of,
)
from course.web.session import reading, utc_now


@bp.get("/quiz/<quiz>/attempts/<uuid:attempt_id>/check")
@open_to("learner", objects="own", cache="private")
def check(quiz: str, attempt_id: UUID) -> ResponseReturnValue:
    """Ask before an attempt with open questions is marked; name them."""
    row = own_attempt(quiz, attempt_id)
    if not row.is_open:
        return redirect(attempt_page_url("review", row))
    if is_overdue(row, utc_now()):
        return redirect(attempt_page_url("attempt", row))
    found = attempt_questions(catalogue(), row)
    stored = stored_responses(reading(), row.id)
    answers = {name: one.response for name, one in stored.items()}
    blank, partly = open_places(found, answers)
    off_length = off_length_places(found, answers)
    unfinished = [place for place in partly if isinstance(found.questions[place - 1], Scenario)]
    half = [place for place in partly if place not in {*unfinished, *off_length}]
    unsure = unsure_places(found, stored)
    statements = {place: _open_statements(found, place, answers) for place in (*blank, *partly)}
    misread = misread_places(found, answers)
    tries = tries_of(reading(), found)
    unchecked = [
        place
        for place, question in enumerate(found.questions, 1)
        if found.quiz.is_checked
        and is_checkable(question)
        and place not in {*blank, *partly}
        and question.id not in tries
    ]
    return render_template(
        "learn/check.html",
        current_area="course",
        row=row,
        title=title_of(found),
        is_survey=found.quiz.is_survey,
        by_hand=found.quiz.is_by_hand,
        feedback=found.quiz.feedback,
        checked=found.quiz.is_checked,
        unsure=_named(found, unsure),
        unchecked=_named(found, unchecked),
        is_held=hold_of(found) is not None,
        open=sum(len(statements[place]) or 1 for place in (*blank, *half, *unfinished)),
        statements=statements,
        blank=_named(found, blank),
        partly=_named(found, half),
        unfinished=_named(found, unfinished),
        lengths=[_length(found, place, answers) for place in off_length],
        misread=misread_reasons(found, stored, misread),
        first=next(iter([*blank, *half, *unfinished, *misread, *off_length, *unsure]), None),
    )


@dataclass(frozen=True, slots=True)
class Length:
    """A text with `words` words where `least` to `most` are asked for; 0 is no limit."""

    number: int
    text: str
    words: int
    least: int
    most: int


def _named(found: OpenAttempt, places: Iterable[int]) -> list[tuple[int, str]]:
    """Return the questions at these places, each with its number and its words."""
    return [(place, spoken(found.questions[place - 1].text)) for place in places]


def _open_statements(found: OpenAttempt, place: int, answers: Mapping[str, Response | None]) -> list[str]:
    """Return the statements without an answer, which one is asked about each for itself; of other kinds none."""
    question = found.questions[place - 1]
    if not isinstance(question, Likert):
        return []
    given = answers.get(question.id)
    chosen = given if isinstance(given, Mapping) else {}
    return [spoken(statement.text) for statement in question.statements if statement.id not in chosen]


def _length(found: OpenAttempt, place: int, answers: Mapping[str, Response | None]) -> Length:
    question = found.questions[place - 1]
    written = answers[question.id]
    if not isinstance(question, Essay) or not isinstance(written, str):
        raise TypeError(question.id)
    return Length(place, spoken(question.text), word_count(written), question.min_words, question.max_words)
