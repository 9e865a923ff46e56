"""Reported faults of questions: where each stands in the files, how it stands, and what is answered."""

from pathlib import Path
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.core.content.question_lines import question_line
from course.core.problems import NotFound
from course.core.rules.question_faults import FAULTS, STATES, WORDS_MAX
from course.core.text import pick
from course.flows.question_faults import answer_report
from course.reports.question_faults import FaultLine, fault_lines
from course.reports.reported_answers import reported_answers
from course.store.faults.queries import FaultRow, all_faults, get_fault
from course.web.admin.blueprint import bp
from course.web.admin.common import own_id
from course.web.content import catalogue
from course.web.csv_export import csv_response
from course.web.forms import strip_text
from course.web.gate import open_to
from course.web.i18n import gettext as _
from course.web.i18n import language
from course.web.session import commit, reading, utc_now, writing


@bp.get("/admin/content/reports")
@open_to("admin", objects="all")
def faults() -> ResponseReturnValue:
    """List what learners reported, with file and line, and a form to answer each."""
    state, quiz = _wanted()
    found, saved = _lines(state, quiz), _saved()
    if saved and all(line.row.id != saved.id for line in found):  # it stays in sight when it left the filter
        found = [*fault_lines(catalogue(), [saved], language()), *found]
    answers = reported_answers(
        reading(),
        catalogue(),
        [line.row for line in found],
        language(),
        {"true": _("True"), "false": _("False")},
    )
    return render_template(
        "admin/faults.html",
        lines=[(line, _place(line)) for line in found],
        saved=saved.id if saved else None,
        answers=answers,
        kinds={name: _(words) for name, words in FAULTS.items()},
        states={name: _(words) for name, words in STATES.items()},
        quizzes=_titles(),
        state=state,
        quiz=quiz,
        words_max=WORDS_MAX,
    )


@bp.get("/admin/content/reports.csv")
@open_to("admin", objects="all", rate="export")
def faults_file() -> ResponseReturnValue:
    """Send the reports as a file, without who sent them."""
    header = [
        _("When"), _("File and line"), _("Quiz"), _("Question"), _("What is wrong"), _("In the learner’s words"),
        _("State"), _("Answer"),
    ]  # fmt: skip
    rows = [
        [
            line.row.reported_at.isoformat(timespec="seconds"),
            _place(line),
            line.quiz_title,
            line.text,
            _(FAULTS[line.row.fault]),
            line.row.words,
            _(STATES[line.row.state]),
            line.row.answer,
        ]
        for line in _lines(*_wanted())
    ]
    return csv_response("question-reports.csv", header, rows)


@bp.post("/admin/content/reports")
@open_to("admin", objects="all", rate="write")
def answer_fault() -> ResponseReturnValue:
    """Keep how a report stands and what is answered; the learner is told."""
    state, answer = request.form.get("to", ""), strip_text(request.form.get("answer", "")) or ""
    back = url_for(".faults", state=request.args.get("state", ""), quiz=request.args.get("quiz", ""))
    if state not in STATES or len(answer) > WORDS_MAX or "\x00" in answer:
        flash(_("Choose a state, and use at most %(max)d characters.", max=WORDS_MAX), "error")
        return redirect(back, code=303)
    try:
        fault_id = UUID(request.form.get("report", ""))
        answer_report(
            writing(), fault_id=fault_id, state=state, answer=answer, actor_id=own_id(), now=utc_now()
        )
    except (ValueError, NotFound):
        flash(_("This report is not there any more."), "error")
        return redirect(back, code=303)
    commit()
    state, quiz = _wanted()
    return redirect(
        url_for(".faults", state=state, quiz=quiz, saved=fault_id, _anchor=f"report-{fault_id}"), code=303
    )


def _wanted() -> tuple[str, str]:
    state, quiz = request.args.get("state", "open"), request.args.get("quiz", "")
    return state if state in {"", *STATES} else "open", quiz if quiz in catalogue().quizzes else ""


def _saved() -> FaultRow | None:
    """Return the report that was just saved, if the address names one."""
    try:
        return get_fault(reading(), UUID(request.args.get("saved", "")))
    except ValueError:
        return None


def _titles() -> dict[str, str]:
    """Return the quizzes by slug with their titles, in course order."""
    content = catalogue()
    return {
        slug: pick(content.quizzes[slug].title, language(), content.languages[0])
        for slug in content.quiz_places
        if slug in content.quizzes
    }


def _lines(state: str, quiz: str) -> list[FaultLine]:
    return fault_lines(catalogue(), all_faults(reading(), state=state, quiz_slug=quiz), language())


def _place(line: FaultLine) -> str:
    """Return the file and line of a question as the files are now; without a line where it is gone."""
    folder: Path = current_app.config["COURSE"].quiz_dir
    name = f"{line.row.quiz_slug}.yaml"
    try:
        number = question_line((folder / name).read_text("utf-8"), line.row.question_id)
    except (OSError, UnicodeDecodeError):
        number = 0
    return f"quizzes/{name}:{number}" if number else f"quizzes/{name}"
