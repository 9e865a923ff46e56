"""Enrolling from a roster: upload or paste, then the preview, where cells are mended. Nothing is enrolled here."""

from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.core.formats.roster_csv import BYTES_MAX, COLUMNS, read_roster, read_roster_text
from course.core.formats.roster_problems import CellProblem
from course.core.formats.roster_sheet import RosterSheet
from course.core.formats.roster_staging import Remark
from course.flows.correct_roster import correct_roster
from course.flows.stage_roster import CohortClosed, discard_import, stage_roster
from course.store.cohorts.queries import CohortFacts, get_import, rows_by_number
from course.web.admin.blueprint import bp
from course.web.admin.common import cohort_of, own_id, read_number
from course.web.admin.forms import RosterForm
from course.web.admin.words import remark_words
from course.web.extensions import csrf
from course.web.gate import open_to
from course.web.i18n import LANGUAGES, ngettext
from course.web.i18n import gettext as _
from course.web.paging import number_of
from course.web.session import commit, database, reading, utc_now, writing

PASTE_MAX = 5_000_000  # characters of a pasted table; a larger one comes as a file
CELL_MAX = 1_000  # characters of a mended cell that are read


@bp.get("/admin/cohorts/<cohort>/import")
@open_to("admin", objects="all")
def roster(cohort: str) -> ResponseReturnValue:
    found = cohort_of(cohort)
    return render_template("admin/roster.html", cohort=found, form=RosterForm(formdata=None), faults=[])


@bp.post("/admin/cohorts/<cohort>/import")
@csrf.exempt  # type: ignore[untyped-decorator]
@open_to("admin", objects="all", rate="import")
def check_roster(cohort: str) -> ResponseReturnValue:
    """Read a file or pasted text and stage its rows. Problems of cells are shown in the preview.

    The token is checked here instead of before the gate: only who may import sends a body of this size.
    """
    request.max_content_length = BYTES_MAX + PASTE_MAX
    request.max_form_memory_size = PASTE_MAX
    csrf.protect()
    found, form = cohort_of(cohort), RosterForm()
    if not form.validate_on_submit():
        return make_response(render_template("admin/roster.html", cohort=found, form=form, faults=[]), 422)
    sheet, name = _read(form)
    if sheet.file_problems:
        faults = [_said(problem) for problem in sheet.file_problems]
        return make_response(
            render_template("admin/roster.html", cohort=found, form=form, faults=faults), 422
        )
    try:
        import_id = stage_roster(
            database(), cohort_id=found.id, actor_id=own_id(), sheet=sheet, file_name=name, now=utc_now()
        )
    except CohortClosed:
        flash(_("The cohort is closed. Open it again to enrol people."), "error")
        return redirect(url_for(".cohort", cohort=found.slug), code=303)
    return redirect(url_for(".preview", cohort=found.slug, import_id=import_id), code=303)


def _read(form: RosterForm) -> tuple[RosterSheet, str]:
    year = utc_now().year
    languages = tuple(LANGUAGES)
    upload = form.file.data
    if upload and upload.filename:
        name = "".join(sign for sign in upload.filename if sign.isprintable())
        return read_roster(upload.read(), now_year=year, languages=languages), name
    return read_roster_text(form.text.data or "", now_year=year, languages=languages), ""


def _said(problem: CellProblem) -> str:
    return remark_words(Remark(problem.column, problem.code, problem.value, problem.detail, is_hint=False))


@bp.post("/admin/cohorts/<cohort>/import/<uuid:import_id>/check")
@open_to("admin", objects="all", rate="write")
def check_again(cohort: str, import_id: UUID) -> ResponseReturnValue:
    """Read the mended cells and judge their rows anew."""
    found = cohort_of(cohort)
    if not keep_corrections(found, import_id):
        flash(_("Nothing was changed in the cells."), "error")
    back = url_for(
        ".preview", cohort=found.slug, import_id=import_id, show="correct", after=read_number("after") or None
    )
    return redirect(back, code=303)


def keep_corrections(cohort: CohortFacts, import_id: UUID) -> bool:
    """Keep the cells that the form mends, whichever button was pressed; say how many rows are right now."""
    corrections = _corrections(cohort, import_id)
    if not corrections:
        return False
    left = correct_roster(
        writing(),
        cohort=cohort,
        import_id=import_id,
        corrections=corrections,
        now=utc_now(),
        languages=tuple(LANGUAGES),
    )
    commit()
    mended = len({number for number, _column in corrections}) - left
    told = ngettext("%(num)s row is mended.", "%(num)s rows are mended.", mended)
    flash(told, "ok" if mended else "error")
    return True


def _corrections(cohort: CohortFacts, import_id: UUID) -> dict[tuple[int, str], str]:
    """Read cell-<row>-<column> of the form: those that differ from the file, and all of a row marked as right."""
    typed: dict[tuple[int, str], str] = {}
    for name, value in request.form.items():
        kind, _dash, rest = name.partition("-")
        number, _dash, column = rest.partition("-")
        if kind == "cell" and column in COLUMNS and (row := number_of(number)):
            typed[row, column] = value.replace("\x00", "")[:CELL_MAX]
    right = {number_of(word) for word in request.form.getlist("right")}
    get_import(reading(), cohort_id=cohort.id, import_id=import_id)
    stored = {
        row.number: row.cells
        for row in rows_by_number(reading(), import_id, {number for number, _column in typed})
        if row.outcome == "correct"
    }
    return {
        (number, column): value
        for (number, column), value in typed.items()
        if number in stored and (number in right or value != stored[number].get(column, ""))
    }


@bp.post("/admin/cohorts/<cohort>/import/<uuid:import_id>/discard")
@open_to("admin", objects="all", rate="write")
def discard(cohort: str, import_id: UUID) -> ResponseReturnValue:
    """Drop a file that was only checked."""
    found = cohort_of(cohort)
    get_import(reading(), cohort_id=found.id, import_id=import_id)
    discard_import(writing(), import_id=import_id, actor_id=own_id(), now=utc_now())
    commit()
    flash(_("The file is dropped; nothing was changed."), "ok")
    return redirect(url_for(".roster", cohort=found.slug), code=303)
