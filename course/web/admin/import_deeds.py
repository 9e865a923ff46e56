"""What is done with a checked roster: applied, and undone."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.flows.apply_roster import ACTING, AT_ONCE, apply_roster_chunk, begin_apply
from course.flows.stage_roster import CohortClosed
from course.flows.undo_roster import UndoTooLate, begin_undo, undo_roster_chunk
from course.store.cohorts.imports import ImportMoved
from course.store.cohorts.operations import CohortFull
from course.store.cohorts.queries import CohortFacts, get_import, outcome_counts, rows_applied
from course.web.admin.blueprint import bp
from course.web.admin.common import cohort_of, flash_with_undo, own_id
from course.web.admin.imports import keep_corrections
from course.web.content import catalogue
from course.web.errors import sentence
from course.web.gate import open_to
from course.web.i18n import gettext as _
from course.web.i18n import ngettext
from course.web.session import commit, reading, utc_now, wake, writing


@bp.get("/admin/cohorts/<cohort>/import/<uuid:import_id>/removals")
@open_to("admin", objects="all")
def removals(cohort: str, import_id: UUID) -> ResponseReturnValue:
    """Ask before people are taken out."""
    found = cohort_of(cohort)
    run = get_import(reading(), cohort_id=found.id, import_id=import_id)
    counts = outcome_counts(reading(), run.id)
    if run.state != "checked":
        return redirect(url_for(".preview", cohort=found.slug, import_id=import_id), code=303)
    return render_template(
        "admin/removals.html",
        cohort=found,
        run=run,
        removals=counts.get("remove", 0),
        ready=sum(counts.get(name, 0) for name in ACTING),
        send_invitations=request.args.get("send_invitations") == "1",
    )


@bp.post("/admin/cohorts/<cohort>/import/<uuid:import_id>/apply")
@open_to("admin", objects="all", rate="write")
def apply(cohort: str, import_id: UUID) -> ResponseReturnValue:
    """Apply the rows that are ready: a small file at once, a large one by the worker."""
    found, now = cohort_of(cohort), utc_now()
    here = url_for(".preview", cohort=found.slug, import_id=import_id)
    send_invitations = request.form.get("send_invitations") == "1"
    ready = _ready(found, import_id)
    if first := _asked_first(found, import_id, ready, send_invitations=send_invitations):
        return redirect(first, code=303)
    try:
        begin_apply(
            writing(),
            cohort_id=found.id,
            import_id=import_id,
            send_invitations=send_invitations,
            actor_id=own_id(),
            now=now,
        )
        at_once = ready <= AT_ONCE
        if at_once:
            apply_roster_chunk(writing(), catalogue(), import_id=import_id, now=now, size=AT_ONCE + 1)
    except CohortFull:
        flash(
            _("There are not enough seats. Give the cohort more, then apply the rows. Nothing was written."),
            "error",
        )
        return redirect(here, code=303)
    except CohortClosed:
        flash(_("The cohort is closed. Open it again to enrol people."), "error")
        return redirect(here, code=303)
    except ImportMoved as problem:
        flash(sentence(problem.code), "error")
        return redirect(here, code=303)
    commit()
    if at_once:
        undo = url_for(".undo", cohort=found.slug, import_id=import_id)
        flash_with_undo(
            ngettext("%(num)s row is applied.", "%(num)s rows are applied.", ready), undo, _("Undo")
        )
    else:
        wake("imports")
    return redirect(here, code=303)


def _ready(cohort: CohortFacts, import_id: UUID) -> int:
    """Return how many rows would be applied. Raises NotFound for an import of another cohort."""
    get_import(reading(), cohort_id=cohort.id, import_id=import_id)
    counts = outcome_counts(reading(), import_id)
    return sum(counts.get(name, 0) for name in ACTING)


def _asked_first(cohort: CohortFacts, import_id: UUID, ready: int, *, send_invitations: bool) -> str:
    """Return where to go instead of applying, with the reason said: cells just typed, nothing ready, people to take out."""
    here = url_for(".preview", cohort=cohort.slug, import_id=import_id)
    run = get_import(reading(), cohort_id=cohort.id, import_id=import_id)
    if run.state == "checked" and keep_corrections(cohort, import_id):
        flash(_("What you typed in the cells is kept. Look at the rows once more, then apply them."), "ok")
        return here
    if not ready:
        flash(_("No row is ready to be applied."), "error")
        return here
    if outcome_counts(reading(), import_id).get("remove") and request.form.get("remove") != "1":
        return url_for(
            ".removals", cohort=cohort.slug, import_id=import_id, send_invitations=int(send_invitations)
        )
    return ""


@bp.get("/admin/cohorts/<cohort>/import/<uuid:import_id>/undo")
@open_to("admin", objects="all")
def ask_undo(cohort: str, import_id: UUID) -> ResponseReturnValue:
    """Say what undoing an import does, and ask."""
    found = cohort_of(cohort)
    run = get_import(reading(), cohort_id=found.id, import_id=import_id)
    return render_template("admin/undo.html", cohort=found, run=run, counts=rows_applied(reading(), run.id))


@bp.post("/admin/cohorts/<cohort>/import/<uuid:import_id>/undo")
@open_to("admin", objects="all", rate="write")
def undo(cohort: str, import_id: UUID) -> ResponseReturnValue:
    found, now = cohort_of(cohort), utc_now()
    here = url_for(".preview", cohort=found.slug, import_id=import_id)
    try:
        number = begin_undo(writing(), cohort_id=found.id, import_id=import_id, actor_id=own_id(), now=now)
        at_once = number <= AT_ONCE
        if at_once:
            undo_roster_chunk(writing(), catalogue(), import_id=import_id, now=now, size=AT_ONCE + 1)
    except CohortFull:
        flash(
            _("Seats that the import freed are taken by others. Give the cohort more seats, then undo it."),
            "error",
        )
        return redirect(here, code=303)
    except UndoTooLate as problem:
        flash(sentence(problem.code), "error")
        return redirect(here, code=303)
    commit()
    if at_once:
        flash(_("The import is undone. What people did or changed since then stays as they left it."), "ok")
    else:
        wake("imports")
    return redirect(here, code=303)
