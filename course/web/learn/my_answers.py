"""My answers: what the server holds of each question, with its receipt, beside what this device holds."""

from uuid import UUID

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from course.core.rules.question_faults import FAULTS, STATES
from course.reports.my_answers import find_receipt, my_answers, read_code
from course.reports.question_faults import fault_lines
from course.reports.quiz_titles import quiz_titles
from course.store.attempts.queries import ended_attempts, taken_attempts
from course.store.faults.queries import faults_of
from course.web.content import catalogue
from course.web.gate import actor, open_to
from course.web.i18n import gettext as _
from course.web.i18n import language, true_and_false
from course.web.learn.blueprint import bp
from course.web.session import reading, utc_now

SHOWN = 200  # attempts in the list, the newest


@bp.get("/progress/answers")
@open_to("learner", objects="own", cache="private")
def receipts() -> ResponseReturnValue:
    """List the learner's attempts, and look up a receipt."""
    learner_id = actor().account_id or abort(404)
    content = catalogue()
    typed = "".join(sign for sign in request.args.get("receipt", "")[:40] if sign.isprintable()).strip()
    code = read_code(typed)
    found = (
        find_receipt(
            reading(), content, learner_id=learner_id, code=code, language=language(), plain=true_and_false()
        )
        if code
        else None
    )
    attempts = taken_attempts(reading(), learner_id=learner_id, limit=SHOWN)
    reported = faults_of(reading(), learner_id)
    shown = {one.quiz_slug for one in attempts} | {one.quiz_slug for one in reported}
    surveys = {slug for slug, quiz in content.quizzes.items() if quiz.is_survey}
    return render_template(
        "learn/receipts.html",
        current_area="progress",
        attempts=attempts,
        ended=ended_attempts(attempts, utc_now()),
        titles=quiz_titles(reading(), content, shown, language()),
        surveys=surveys,
        reports=fault_lines(content, reported, language()),
        kinds={name: _(words) for name, words in FAULTS.items()},
        states={name: _(words) for name, words in STATES.items()},
        typed=typed,
        found=found,
        is_code=bool(code),
    )


@bp.get("/progress/answers/<uuid:attempt_id>")
@open_to("learner", objects="own", cache="private")
def attempt_answers(attempt_id: UUID) -> ResponseReturnValue:
    """Show what is stored of one attempt, question by question."""
    found = my_answers(
        reading(),
        catalogue(),
        learner_id=actor().account_id or abort(404),
        attempt_id=attempt_id,
        language=language(),
        plain=true_and_false(),
    )
    if found is None:
        abort(404)
    return render_template(
        "learn/my_answers.html", current_area="progress", mine=found, ended=found.has_ended(utc_now())
    )
