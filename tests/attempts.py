"""Builders for attempts at the small course's quiz: begun ones, and what a form would post."""

from dataclasses import replace
from uuid import UUID, uuid4

from course.core.content.quiz_files import quiz_from_body
from course.core.grading.reading import form_name, show_response
from course.flows.finish_overdue import find_overdue, finish_overdue
from course.flows.start_attempt import start_attempt
from course.flows.store_answer import OpenAttempt, attempt_questions, lock_attempt, store_answer
from course.flows.store_form import Posted
from course.flows.submit_attempt import submit_attempt
from course.store.attempts.answers import stored_responses
from tests.conftest import NOON

RIGHT = {
    "pick-one": "hen",
    "pick-some": ("bat", "owl"),
    "is-true": "true",
    "in-words": "shoes",
    "pairs": {"sea": "sea", "road": "road", "sky": "sky"},
    "in-order": ("stand", "step", "stop"),
}
WRONG = {
    "pick-one": "dog",
    "pick-some": ("cow",),
    "is-true": "false",
    "in-words": "Hats",
    "pairs": {"sea": "road", "road": "sky", "sky": "sea"},
    "in-order": ("stop", "step", "stand"),
}


def begin(session, catalogue, learner, *, key=None, now=NOON, quiz="steps", language="en") -> UUID:
    attempt_id = start_attempt(
        session,
        catalogue,
        learner_id=learner.id,
        quiz_slug=quiz,
        key=key or str(uuid4()),
        language=language,
        now=now,
    )
    session.flush()
    return attempt_id


def opened(session, catalogue, learner, attempt_id) -> OpenAttempt:
    row = lock_attempt(session, catalogue, attempt_id=attempt_id, learner_id=learner.id, quiz_slug="steps")
    return attempt_questions(catalogue, row)


def place_of(attempt: OpenAttempt, question_id: str) -> int:
    """Return where the attempt shows a question, from 1."""
    return next(place for place, asked in enumerate(attempt.questions, 1) if asked.id == question_id)


def name_of(attempt: OpenAttempt, question_id: str) -> str:
    return form_name(place_of(attempt, question_id))


def raw_of(attempt: OpenAttempt, question_id: str, response):
    """Return a response in the attempt's tokens, as a form or JSON carries it."""
    question = attempt.quiz.question(question_id)
    return show_response(question, attempt.row.seed, response)


def raws(attempt: OpenAttempt, responses=RIGHT):
    return {
        name_of(attempt, question_id): raw_of(attempt, question_id, response)
        for question_id, response in responses.items()
    }


def seen_now(session, attempt: OpenAttempt) -> dict[int, int]:
    """Return the versions of the answers by place, as a page that is opened now knows them."""
    stored = stored_responses(session, attempt.row.id)
    return {place_of(attempt, question_id): one.number for question_id, one in stored.items()}


def answer(
    session,
    catalogue,
    learner,
    attempt_id,
    question_id,
    response,
    *,
    key=None,
    seen=0,
    now=NOON,
    language="en",
):
    attempt = opened(session, catalogue, learner, attempt_id)
    return store_answer(
        session,
        catalogue,
        learner_id=learner.id,
        quiz_slug="steps",
        attempt_id=attempt_id,
        question=name_of(attempt, question_id),
        raw=raw_of(attempt, question_id, response),
        key=key or str(uuid4()),
        seen=seen,
        language=language,
        now=now,
    )


def submit(session, catalogue, learner, attempt_id, responses=None, *, now=NOON, only_complete=False):
    attempt = opened(session, catalogue, learner, attempt_id)
    if responses and responses.get("in-order") == WRONG["in-order"]:
        # This may be the order in which the attempt shows the items: in a form that says nothing.
        answer(session, catalogue, learner, attempt_id, "in-order", WRONG["in-order"], now=now)
    return submit_attempt(
        session,
        catalogue,
        learner_id=learner.id,
        quiz_slug="steps",
        attempt_id=attempt_id,
        posted=Posted(raws(attempt, responses or {}), seen_now(session, attempt)),
        language="en",
        now=now,
        only_complete=only_complete,
    )


def finish_all_overdue(session, catalogue, *, now) -> int:
    """Finish what is overdue, as the job does, in the transaction at hand; return how many."""
    found = find_overdue(session, now=now, limit=1000)
    for one in found:
        finish_overdue(session, catalogue, one, now=now)
        session.flush()
    return len(found)


def without_quiz(catalogue):
    """Return the course as it is after its quiz was taken out of it."""
    modules = tuple(replace(module, quizzes=()) for module in catalogue.modules)
    return replace(catalogue, version="gone", modules=modules, quizzes={})


def with_quiz(catalogue, **changes):
    """Return the course with its quiz changed as an author would: the file's body, so that its version follows."""
    import json

    body = {**json.loads(catalogue.quizzes["steps"].body), **changes}
    quiz = quiz_from_body(json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    return replace(catalogue, quizzes={**catalogue.quizzes, "steps": quiz})
