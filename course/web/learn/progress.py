"""The learner's own record."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from course.reports.learner_record import LOG_LINES, learner_record
from course.reports.missed_questions import missed_questions
from course.web.content import catalogue
from course.web.gate import actor, open_to
from course.web.i18n import language
from course.web.kept import kept_page
from course.web.learn.blueprint import bp
from course.web.learn.quizzes import attempt_url
from course.web.session import reading, utc_now


@bp.get("/progress")
@open_to("learner", objects="own", cache="private")
def progress() -> ResponseReturnValue:
    """Show what is done, what is missing and why, the results, and what was done when."""
    learner_id = actor().account_id or abort(404)
    content = catalogue()
    whole = request.args.get("log") == "all"
    record = learner_record(
        reading(),
        content,
        learner_id=learner_id,
        language=language(),
        now=utc_now(),
        log_lines=None if whole else LOG_LINES,
    )
    missed = len(missed_questions(reading(), content, learner_id=learner_id))
    return kept_page(
        (content.version, utc_now().date(), record, missed),
        lambda: render_template(
            "learn/progress.html",
            current_area="progress",
            record=record,
            missed=missed,
            attempt_url=attempt_url,
        ),
    )
