"""Statistics of the whole course's quizzes and questions: of everybody, in and out of cohorts."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from course.reports.quiz_statistics import quiz_list
from course.web.admin.blueprint import bp
from course.web.content import catalogue
from course.web.csv_export import csv_response
from course.web.gate import open_to
from course.web.i18n import gettext as _
from course.web.i18n import language
from course.web.session import reading
from course.web.statistics.pages import Where, question_file, question_page, quiz_file, quiz_page
from course.web.statistics.tables import quizzes_table


@bp.get("/admin/statistics")
@open_to("admin", objects="all")
def statistics() -> ResponseReturnValue:
    """List the quizzes that anybody handed in."""
    lines = quiz_list(reading(), catalogue(), None, language())
    return render_template(
        "admin/statistics.html",
        table=quizzes_table(lines),
        links={line.quiz_slug: url_for(".quiz_statistics", quiz=line.quiz_slug) for line in lines},
    )


@bp.get("/admin/statistics.csv")
@open_to("admin", objects="all", rate="export")
def statistics_file() -> ResponseReturnValue:
    table = quizzes_table(quiz_list(reading(), catalogue(), None, language()))
    return csv_response("statistics.csv", table.file_header(), table.file_rows())


@bp.get("/admin/statistics/<quiz>")
@open_to("admin", objects="all")
def quiz_statistics(quiz: str) -> ResponseReturnValue:
    """Show the figures of a quiz and of each of its questions."""
    return quiz_page(_where(), quiz)


@bp.get("/admin/statistics/<quiz>.csv")
@open_to("admin", objects="all", rate="export")
def quiz_statistics_file(quiz: str) -> ResponseReturnValue:
    return quiz_file(_where(), quiz)


@bp.get("/admin/statistics/<quiz>/<question>")
@open_to("admin", objects="all")
def question_statistics(quiz: str, question: str) -> ResponseReturnValue:
    """Show one question: its figures, what was answered, its languages."""
    return question_page(_where(), quiz, question)


@bp.get("/admin/statistics/<quiz>/<question>.csv")
@open_to("admin", objects="all", rate="export")
def question_statistics_file(quiz: str, question: str) -> ResponseReturnValue:
    return question_file(_where(), quiz, question)


def _where() -> Where:
    crumbs = ((_("Administration"), url_for(".home")), (_("Statistics"), url_for(".statistics")))
    return Where(None, {}, crumbs, "", reports_url=lambda quiz: url_for(".faults", quiz=quiz))
