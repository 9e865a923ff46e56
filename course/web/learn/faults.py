"""Reporting a fault in a question, from where it is asked or reviewed."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.core.problems import FieldsRefused
from course.core.rules.question_faults import FAULTS, STATES, WORDS_MAX
from course.core.text import pick
from course.flows.question_faults import report_fault
from course.flows.store_answer import asked_question
from course.store.attempts.queries import AttemptRow
from course.store.faults.queries import find_fault
from course.web.content import catalogue
from course.web.errors import field_sentences
from course.web.forms import strip_text
from course.web.gate import open_to
from course.web.i18n import gettext as _
from course.web.i18n import language
from course.web.learn.blueprint import bp
from course.web.learn.own_attempts import own_attempt
from course.web.learn.practice import way_back
from course.web.session import commit, reading, utc_now, writing


@bp.get("/quiz/<quiz>/attempts/<uuid:attempt_id>/report/<int:position>")
@open_to("learner", objects="own", cache="private")
def report(quiz: str, attempt_id: UUID, position: int) -> ResponseReturnValue:
    """Ask what is wrong with a question; show what was reported of it already."""
    return _form(own_attempt(quiz, attempt_id), position, {})


@bp.post("/quiz/<quiz>/attempts/<uuid:attempt_id>/report/<int:position>")
@open_to("learner", objects="own", rate="write")
def send_report(quiz: str, attempt_id: UUID, position: int) -> ResponseReturnValue:
    """Keep the report and lead back to the question."""
    row = own_attempt(quiz, attempt_id)
    try:
        is_new = report_fault(
            writing(),
            catalogue(),
            row,
            place=position,
            fault=request.form.get("fault", ""),
            words=strip_text(request.form.get("words", "")) or "",
            language=language(),
            now=utc_now(),
        )
    except FieldsRefused as refused:
        return _form(row, position, field_sentences(refused))
    commit()
    if is_new:
        return redirect(_place(row, position, reported=position, _anchor="reported"), code=303)
    flash(_("You reported this question before. What you wrote then is kept."), "ok")
    return redirect(_place(row, position), code=303)


def _form(row: AttemptRow, position: int, faults: dict[str, str]) -> ResponseReturnValue:
    question = asked_question(catalogue(), row, position)
    known = find_fault(
        reading(),
        learner_id=row.learner_id,
        quiz_slug=row.quiz_slug,
        question_id=question.id,
        version=row.version,
    )
    page = render_template(
        "learn/report.html",
        current_area="course",
        row=row,
        position=position,
        text=pick(question.text, language(), catalogue().languages[0]),
        kinds={name: _(words) for name, words in FAULTS.items()},
        states={name: _(words) for name, words in STATES.items()},
        known=known,
        faults=faults,
        words_max=WORDS_MAX,
        back=_place(row, position),
        here=url_for(
            "learn.send_report", quiz=row.quiz_slug, attempt_id=row.id, position=position, **_from_practice()
        ),
    )
    return page, 422 if faults else 200


def _place(row: AttemptRow, position: int, **more: Any) -> str:
    """Return where the question stands: on the attempt's page, in its review, or where one came from practising it.

    `more` is for the address.
    """
    if back := _from_practice():
        del back["practice"]
        question = asked_question(catalogue(), row, position)
        values: dict[str, Any] = {"quiz": row.quiz_slug, "question": question.id, **back}
        return url_for("learn.practice_question", **{**values, **more})
    page, sign = ("attempt", "q") if row.is_open else ("review", "r")
    values = {"quiz": row.quiz_slug, "attempt_id": row.id, "_anchor": f"{sign}{position}"}
    return url_for(f"learn.{page}", **{**values, **more})


def _from_practice() -> dict[str, Any]:
    """Return what the address says of the practice that one came from; nothing where one did not."""
    return {"practice": "yes", **way_back()} if "practice" in request.args else {}
