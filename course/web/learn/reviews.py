"""The review of an attempt that is handed in, or that its result is told later."""

from uuid import UUID

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from course.flows.quiz_terms import may_begin
from course.flows.store_answer import attempt_questions
from course.reports.attempt_review import attempt_review
from course.reports.course_page import course_page
from course.reports.missed_questions import missed_questions
from course.reports.resume import next_in_module
from course.store.attempts.answers import stored_responses
from course.store.attempts.queries import AttemptRow, ended_attempts, taken_attempts
from course.web.content import catalogue
from course.web.gate import actor, open_to
from course.web.i18n import language
from course.web.learn.blueprint import bp
from course.web.learn.own_attempts import (
    attempt_page_url,
    own_attempt,
    reported_places,
    thanked_place,
    title_of,
)
from course.web.learn.quizzes import attempt_url
from course.web.session import reading, utc_now


@bp.get("/quiz/<quiz>/attempts/<uuid:attempt_id>/review")
@open_to("learner", objects="own", cache="private")
def review(quiz: str, attempt_id: UUID) -> ResponseReturnValue:
    """Show how a submitted attempt was marked, why, and where to read on."""
    learner_id = actor().account_id or abort(404)
    content = catalogue()
    found = attempt_review(
        reading(),
        content,
        learner_id=learner_id,
        quiz_slug=quiz,
        attempt_id=attempt_id,
        language=language(),
        as_answered=request.args.get("words") != language(),
    )
    if found is None:
        row = own_attempt(quiz, attempt_id)  # not there, not submitted yet, or its result is held
        return _held_page(row) if row.is_held else redirect(attempt_page_url("attempt", row))
    running = content.quizzes.get(quiz)
    page = course_page(reading(), content, learner_id=learner_id, language=language(), now=utc_now())
    return render_template(
        "learn/review.html",
        current_area="course",
        review=found,
        may_try_again=may_begin(
            reading(), running, learner_id=learner_id, begun=len(found.attempts), now=utc_now()
        ),
        attempt_url=attempt_url,
        module=content.module(running.module) if running else None,
        ended=ended_attempts(found.attempts, utc_now()),
        missed=len(missed_questions(reading(), content, learner_id=learner_id, quiz=quiz)),
        resume=next_in_module(page.modules, running.module if running else "", quiz) or page.resume,
        course_done=page.done,
        reported=reported_places(attempt_questions(content, own_attempt(quiz, attempt_id))),
        thanked=thanked_place(),
    )


def _held_page(row: AttemptRow) -> ResponseReturnValue:
    """Show that an attempt is handed in, and when its result is told: nothing of how it was marked."""
    found = attempt_questions(catalogue(), row)
    stored = stored_responses(reading(), row.id)
    page = course_page(reading(), catalogue(), learner_id=row.learner_id, language=language(), now=utc_now())
    attempts = taken_attempts(reading(), learner_id=row.learner_id, quiz_slug=row.quiz_slug)
    return render_template(
        "learn/held.html",
        current_area="course",
        row=row,
        due=row.held_until is not None and row.held_until <= utc_now(),
        title=title_of(found),
        module=catalogue().module(found.quiz.module),
        asked=len(found.questions),
        answered=sum(stored[one.id].value != "null" for one in found.questions if one.id in stored),
        attempts=attempts,
        ended=ended_attempts(attempts, utc_now()),
        attempt_url=attempt_url,
        resume=next_in_module(page.modules, found.quiz.module, row.quiz_slug) or page.resume,
    )
