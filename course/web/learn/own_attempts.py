"""What the pages of one attempt share: the attempt itself, its addresses, its quiz's words."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from flask import abort, request, url_for

from course.core.grading.fitting import misread
from course.core.grading.windows import Hold
from course.core.problems import NotFound
from course.core.text import pick
from course.flows.store_answer import OpenAttempt
from course.flows.tell_results import current_hold
from course.store.attempts.answers import StoredResponse
from course.store.attempts.queries import AttemptRow, see_attempt
from course.store.faults.queries import reported_questions
from course.web.content import catalogue
from course.web.errors import sentence
from course.web.gate import actor
from course.web.i18n import language
from course.web.session import database, reading, utc_now


def own_attempt(quiz: str, attempt_id: UUID) -> AttemptRow:
    """Return the attempt at this quiz of who is signed in. Raises NotFound."""
    learner_id = actor().account_id or abort(404)
    running = catalogue().quizzes.get(quiz)
    row = see_attempt(
        database(),
        attempt_id=attempt_id,
        learner_id=learner_id,
        quiz_slug=quiz,
        running_version=running.version if running else "",
    )
    if row is None:
        raise NotFound
    return row


def hold_of(found: OpenAttempt) -> Hold | None:
    """Return how the result will be held, for the words beside the button that hands in."""
    return current_hold(reading(), found.quiz, learner_id=found.row.learner_id, now=utc_now())


def misread_reasons(
    found: OpenAttempt, stored: Mapping[str, StoredResponse], places: Iterable[int]
) -> list[tuple[int, str]]:
    """Return these places, each with what form its number is asked for in."""
    told = []
    for place in places:
        question = found.questions[place - 1]
        if amiss := misread(question, stored[question.id].response):
            told.append((place, sentence(amiss.code, amiss.values(language()))))
    return told


def reported_places(found: OpenAttempt) -> set[int]:
    """Return the places, from 1, of the questions that the learner reported."""
    row = found.row
    reported = reported_questions(
        reading(), learner_id=row.learner_id, quiz_slug=row.quiz_slug, version=row.version
    )
    return {place for place, question in enumerate(found.questions, 1) if question.id in reported}


def thanked_place() -> int:
    """Return the place of the question that was reported just now, as the address tells it; 0 for none."""
    return request.args.get("reported", 0, type=int)


def attempt_page_url(
    page: str, row: AttemptRow, question: str | None = None, *, lang: str | None = None
) -> str:
    """Return the address of one of an attempt's pages; in the language of this page unless another is named."""
    lang = lang or language()
    return url_for(f"learn.{page}", quiz=row.quiz_slug, attempt_id=row.id, lang=lang, _anchor=question)


def title_of(found: OpenAttempt) -> str:
    return spoken(found.quiz.title)


def spoken(text: Mapping[str, str]) -> str:
    return pick(text, language(), catalogue().languages[0])
