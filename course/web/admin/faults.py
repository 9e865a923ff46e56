"""Reported faults of questions: where each stands in the files, how it stands, and what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.core.problems import FieldFault, FieldsRefused, refuse
from course.core.rules.question_faults import FAULTS, STATES, WORDS_MAX
from course.core.text import pick
from course.flows.question_faults import answer_report
from course.reports.question_faults import fault_lines
from course.reports.reported_answers import reported_answers
from course.store.faults.queries import FaultRow, all_faults, each_fault, get_fault
from course.web.admin.blueprint import bp
from course.web.admin.common import id_cursor, own_id
from course.web.content import catalogue
from course.web.csv_export import csv_response
from course.web.errors import field_sentences
from course.web.forms import strip_text
from course.web.gate import open_to
from course.web.i18n import gettext as _
from course.web.i18n import language, true_and_false
from course.web.paging import PAGE_SIZE, encode_cursor
from course.web.question_files import file_place, question_source, seen_lines
from course.web.session import commit, reading, utc_now, writing

# As in all files that are no table of a page: names and codes are the same in all languages, so that a program reads them.
COLUMNS = (
    "reported_at", "file", "quiz", "quiz_title", "question", "text", "fault", "words", "state", "answer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer that was not kept: what was typed, and what is wrong with it, by the name of the field."""

    report: FaultRow
    state: str
    answer: str
    said: Mapping[str, str]


@bp.get("/admin/content/reports")
@open_to("admin", objects="all")
def faults() -> ResponseReturnValue:
    """List what learners reported, the newest first, with its source, and a form to answer each."""
    return _page(saved=_saved())


def _page(*, saved: FaultRow | None = None, refused: Refused | None = None) -> str:
    state, quiz = _wanted()
    before = id_cursor()
    rows = all_faults(reading(), state=state, quiz_slug=quiz, before=before, limit=PAGE_SIZE + 1)
    shown, here = rows[:PAGE_SIZE], dict[str, Any](state=state, quiz=quiz)
    found = fault_lines(catalogue(), shown, language())
    touched = refused.report if refused else saved
    if touched and all(line.row.id != touched.id for line in found):  # it stays in sight outside the filter
        found = [*fault_lines(catalogue(), [touched], language()), *found]
    answers = reported_answers(
        reading(),
        catalogue(),
        [line.row for line in found],
        language(),
        true_and_false(),
    )
    return render_template(
        "admin/faults.html",
        lines=[(line, question_source(line.row)) for line in found],
        seen_lines=seen_lines,
        saved=saved.id if saved else None,
        refused=refused,
        answers=answers,
        kinds={name: _(words) for name, words in FAULTS.items()},
        states={name: _(words) for name, words in STATES.items()},
        quizzes=_titles(),
        state=state,
        quiz=quiz,
        words_max=WORDS_MAX,
        first_url=url_for(".faults", **here) if before else "",
        next_url=url_for(".faults", after=encode_cursor(shown[-1].id.hex), **here)
        if len(rows) > PAGE_SIZE
        else "",
    )


@bp.get("/admin/content/reports.csv")
@open_to("admin", objects="all", rate="export")
def faults_file() -> ResponseReturnValue:
    """Send the reports as a file, without who sent them."""
    state, quiz = _wanted()
    rows = [
        [
            line.row.reported_at.isoformat(timespec="seconds"),
            file_place(line.row),
            line.row.quiz_slug,
            line.quiz_title,
            line.row.question_id,
            line.text,
            line.row.fault,
            line.row.words,
            line.row.state,
            line.row.answer,
        ]
        for line in fault_lines(catalogue(), each_fault(reading(), state=state, quiz_slug=quiz), language())
    ]
    return csv_response("question-reports.csv", COLUMNS, rows)


@bp.post("/admin/content/reports")
@open_to("admin", objects="all", rate="write")
def answer_fault() -> ResponseReturnValue:
    """Keep how a report stands and what is answered; the learner is told."""
    to, answer = request.form.get("to", ""), strip_text(request.form.get("answer", "")) or ""
    state, quiz = _wanted()
    report = _report(request.form.get("report", ""))
    if report is None:
        flash(_("This report is not there any more."), "error")
        return redirect(url_for(".faults", state=state, quiz=quiz), code=303)
    try:
        if not answer and to == report.state and not report.answer:
            refuse([FieldFault("answer", "report_unchanged")])
        answer_report(
            writing(),
            catalogue(),
            fault_id=report.id,
            state=to,
            answer=answer,
            actor_id=own_id(),
            now=utc_now(),
        )
    except FieldsRefused as problem:
        refused = Refused(report, to, answer, field_sentences(problem))
        return make_response(_page(refused=refused), problem.status)
    commit()
    return redirect(
        url_for(".faults", state=state, quiz=quiz, saved=report.id, _anchor=f"report-{report.id}"), code=303
    )


def _wanted() -> tuple[str, str]:
    state, quiz = request.args.get("state", "open"), request.args.get("quiz", "")
    return state if state in STATES else "", quiz if quiz in catalogue().quizzes else ""


def _saved() -> FaultRow | None:
    """Return the report that was just saved, if the address names one."""
    return _report(request.args.get("saved", ""))


def _report(value: str) -> FaultRow | None:
    """Return the report of this id; None where it is gone, or where that is no id."""
    try:
        return get_fault(reading(), UUID(value))
    except ValueError:
        return None


def _titles() -> dict[str, str]:
    """Return the quizzes by slug with their titles, in course order."""
    content = catalogue()
    return {
        quiz.slug: pick(quiz.title, language(), content.languages[0]) for quiz in content.quizzes_in_order
    }
