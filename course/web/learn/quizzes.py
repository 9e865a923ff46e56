"""A quiz before and between attempts: what it is, the results so far, and the start of an attempt."""

from uuid import uuid4

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from course.core.grading.kinds import part_count
from course.core.grading.questions import AnyQuestion, Likert
from course.core.grading.quiz import Quiz
from course.core.grading.windows import start_reason
from course.core.text import pick
from course.flows.quiz_terms import learner_terms
from course.flows.start_attempt import QuizClosed, QuizNotOpen, start_attempt
from course.flows.tell_results import current_hold
from course.reports.changed_marks import change_after_pass, lowered_attempts
from course.reports.pass_marks import find_changed_pass_mark
from course.store.attempts.queries import TakenAttempt, ended_attempts, taken_attempts
from course.web.content import catalogue
from course.web.errors import sentence
from course.web.gate import actor, open_to
from course.web.i18n import language
from course.web.learn.blueprint import bp
from course.web.learn.course import posted_key
from course.web.session import commit, reading, utc_now, writing


@bp.get("/quiz/<quiz>")
@open_to("learner", objects="own", cache="private")
def quiz(quiz: str) -> ResponseReturnValue:
    """Show what the quiz is, how it is marked, and the learner's attempts."""
    content = catalogue()
    found = _find(quiz)
    learner_id = actor().account_id or abort(404)
    attempts = taken_attempts(reading(), learner_id=learner_id, quiz_slug=found.slug)
    module = content.module(found.module) or abort(404)
    source = content.languages[0]
    terms = learner_terms(reading(), found, learner_id=learner_id, now=utc_now())
    open_attempt = next((attempt for attempt in attempts if attempt.state == "open"), None)
    return render_template(
        "learn/quiz.html",
        current_area="course",
        quiz=found,
        kind="game" if found.slug in module.games else "survey" if found.is_survey else "quiz",
        title=pick(found.title, language(), source),
        intro=pick(found.intro, language(), source),
        asked=sum(found.draw.values()) or sum(_asked(question) for question in found.questions),
        module=module,
        module_title=pick(module.title, language(), source),
        attempts=attempts,
        open_attempt=open_attempt,
        is_over=open_attempt is not None and open_attempt.has_ended(utc_now()),
        ended=ended_attempts(attempts, utc_now()),
        terms=terms,
        hold=current_hold(reading(), found, learner_id=learner_id, now=utc_now()),
        refusal=start_reason(terms, begun=len(attempts), now=utc_now()),
        key=str(uuid4()),
        changed=change_after_pass(reading(), learner_id=learner_id, quiz_slug=found.slug)
        if found.is_by_hand
        else None,
        lowered=lowered_attempts(reading(), learner_id=learner_id, quiz_slug=found.slug)
        if found.is_by_hand
        else frozenset(),
        pass_mark=find_changed_pass_mark(reading(), content, found, attempts, learner_id=learner_id),
        attempt_url=attempt_url,
    )


@bp.post("/quiz/<quiz>")
@open_to("learner", objects="own", rate="write")
def start(quiz: str) -> ResponseReturnValue:
    """Begin an attempt, or go on with the open one; the same form sent twice begins one.

    Outside its window the quiz's own page is shown again: it says when it is open.
    """
    learner_id = actor().account_id or abort(404)
    try:
        attempt_id = start_attempt(
            writing(),
            catalogue(),
            learner_id=learner_id,
            quiz_slug=_find(quiz).slug,
            key=posted_key(),
            language=language(),
            now=utc_now(),
        )
    except (QuizNotOpen, QuizClosed) as refused:
        commit()  # of an open attempt whose time was over, and which is handed in now
        flash(sentence(refused.code), "error")
        return redirect(url_for("learn.quiz", quiz=quiz), code=303)
    commit()
    return redirect(url_for("learn.attempt", quiz=quiz, attempt_id=attempt_id), code=303)


def _asked(question: AnyQuestion) -> int:
    """Return how many things one is asked: each statement of a survey, and else one."""
    return part_count(question) if isinstance(question, Likert) else 1


def attempt_url(attempt: TakenAttempt) -> str:
    """Return where a learner goes on with, or reads, one of their attempts."""
    endpoint = "learn.attempt" if attempt.state == "open" else "learn.review"
    return url_for(endpoint, quiz=attempt.quiz_slug, attempt_id=attempt.id)


def _find(slug: str) -> Quiz:
    return catalogue().quizzes.get(slug) or abort(404)
