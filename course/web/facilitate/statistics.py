"""Statistics of a cohort's quizzes and questions."""

from flask import url_for
from flask.typing import ResponseReturnValue

from course.web.facilitate.blueprint import bp
from course.web.facilitate.cohorts import own_cohort
from course.web.gate import open_to
from course.web.i18n import gettext as _
from course.web.statistics.pages import Where, question_file, question_page, quiz_file, quiz_page


@bp.get("/facilitate/<cohort>/questions/<quiz>")
@open_to("facilitator", objects="cohort")
def quiz_statistics(cohort: str, quiz: str) -> ResponseReturnValue:
    """Show the figures of a quiz and of each of its questions."""
    return quiz_page(_where(cohort), quiz)


@bp.get("/facilitate/<cohort>/questions/<quiz>.csv")
@open_to("facilitator", objects="cohort", rate="export")
def quiz_statistics_file(cohort: str, quiz: str) -> ResponseReturnValue:
    return quiz_file(_where(cohort), quiz)


@bp.get("/facilitate/<cohort>/questions/<quiz>/<question>")
@open_to("facilitator", objects="cohort")
def question_statistics(cohort: str, quiz: str, question: str) -> ResponseReturnValue:
    """Show one question: its figures, what was answered, its languages."""
    return question_page(_where(cohort), quiz, question)


@bp.get("/facilitate/<cohort>/questions/<quiz>/<question>.csv")
@open_to("facilitator", objects="cohort", rate="export")
def question_statistics_file(cohort: str, quiz: str, question: str) -> ResponseReturnValue:
    return question_file(_where(cohort), quiz, question)


def _where(cohort: str) -> Where:
    found = own_cohort(cohort)
    crumbs = (
        (_("Cohorts"), url_for(".cohorts")),
        (found.name, url_for(".cohort", cohort=found.slug)),
        (_("Questions worth a look"), url_for(".questions", cohort=found.slug)),
    )
    return Where(
        found.id,
        {"cohort": found.slug},
        crumbs,
        found.name,
        reports_url=lambda _quiz: url_for(".questions", cohort=found.slug, _anchor="reports"),
    )
