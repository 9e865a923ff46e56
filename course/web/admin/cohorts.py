"""Cohorts: made, changed, shown, closed; their code, facilitators and roster file."""

from itertools import chain
from typing import Any
from uuid import UUID

from flask import (
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue

from course.core.formats.roster_csv import write_roster
from course.flows.create_cohort import (
    NotStaff,
    add_facilitator,
    change_cohort,
    close_cohort,
    create_cohort,
    remove_facilitator,
    reopen_cohort,
    rotate_code,
)
from course.reports.cohort_export import cohort_export
from course.reports.cohort_list import facilitators_of
from course.reports.invitations import SHOWS, members
from course.reports.people_list import people_list
from course.store.cohorts.operations import SeatsBelowTaken
from course.store.cohorts.policy import may_undo
from course.store.cohorts.queries import imports_of
from course.web.admin.blueprint import bp
from course.web.admin.common import cohort_of, flash_with_undo, name_cursor, own_id, searched
from course.web.admin.forms import CohortForm, filled
from course.web.admin.words import IMPORT_STATES, role_words
from course.web.csv_export import BYTE_ORDER_MARK
from course.web.errors import sentence
from course.web.gate import open_to
from course.web.i18n import gettext as _
from course.web.paging import PAGE_SIZE, chosen, encode_cursor
from course.web.session import commit, reading, utc_now, writing

FOUND_MOST = 20


@bp.get("/admin/cohorts/new")
@open_to("admin")
def new_cohort() -> ResponseReturnValue:
    return render_template("admin/cohort_form.html", form=CohortForm(formdata=None), cohort=None)


@bp.post("/admin/cohorts/new")
@open_to("admin", rate="write")
def make_cohort() -> ResponseReturnValue:
    form = CohortForm()
    if not form.validate_on_submit():
        return make_response(render_template("admin/cohort_form.html", form=form, cohort=None), 422)
    slug = create_cohort(writing(), plan=form.plan(), actor_id=own_id(), now=utc_now())
    commit()
    flash(_("The cohort is made. Enrol it from a roster, add people, or give it to facilitators."), "ok")
    return redirect(url_for(".cohort", cohort=slug), code=303)


@bp.get("/admin/cohorts/<cohort>/edit")
@open_to("admin", objects="all")
def edit_cohort(cohort: str) -> ResponseReturnValue:
    found = cohort_of(cohort)
    return render_template("admin/cohort_form.html", form=filled(found), cohort=found)


@bp.post("/admin/cohorts/<cohort>/edit")
@open_to("admin", objects="all", rate="write")
def keep_cohort(cohort: str) -> ResponseReturnValue:
    found, form = cohort_of(cohort), CohortForm()
    valid = form.validate_on_submit()
    if valid:
        try:
            change_cohort(writing(), cohort=found, plan=form.plan(), actor_id=own_id(), now=utc_now())
        except SeatsBelowTaken:
            form.seats.errors = [
                _("%(taken)s people are in the cohort: give it as many seats.", taken=found.seats_taken)
            ]
            valid = False
    if not valid:
        return make_response(render_template("admin/cohort_form.html", form=form, cohort=found), 422)
    commit()
    flash(_("The cohort is changed."), "ok")
    return redirect(url_for(".cohort", cohort=found.slug), code=303)


@bp.get("/admin/cohorts/<cohort>")
@open_to("admin", objects="all")
def cohort(cohort: str) -> ResponseReturnValue:
    """Show a cohort's facts, its imports, and a page of its people with their invitations."""
    found, now = cohort_of(cohort), utc_now()
    show, after = chosen("show", SHOWS, "all"), name_cursor()
    people = members(reading(), found.id, show=show, after=after, limit=PAGE_SIZE + 1)
    shown = people[:PAGE_SIZE]
    narrowed: dict[str, Any] = {"show": show} if show != "all" else {}
    next_url = ""
    if len(people) > PAGE_SIZE:
        cursor = encode_cursor(shown[-1].name_key, shown[-1].id.hex)
        next_url = url_for(".cohort", cohort=found.slug, _anchor="people", after=cursor, **narrowed)
    return render_template(
        "admin/cohort.html",
        cohort=found,
        facilitators=facilitators_of(reading(), found.id),
        imports=[(one, may_undo(one, now)) for one in imports_of(reading(), found.id)],
        import_states=IMPORT_STATES,
        members=shown,
        show=show,
        narrowed=bool(narrowed or after),
        first_url=url_for(".cohort", cohort=found.slug, _anchor="people", **narrowed) if after else "",
        next_url=next_url,
    )


@bp.get("/admin/cohorts/<cohort>/roster.csv")
@open_to("admin", objects="all", rate="export")
def cohort_roster(cohort: str) -> ResponseReturnValue:
    """Send the whole cohort in the roster's format: it can be edited and imported again."""
    found = cohort_of(cohort)
    rows = cohort_export(reading(), cohort_id=found.id, slug=found.slug)
    lines = chain([BYTE_ORDER_MARK], write_roster(rows))
    response = Response(stream_with_context(lines), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}-roster.csv"'
    return response


@bp.post("/admin/cohorts/<cohort>/code")
@open_to("admin", objects="all", rate="write")
def new_code(cohort: str) -> ResponseReturnValue:
    found = cohort_of(cohort)
    rotate_code(writing(), cohort=found, actor_id=own_id(), now=utc_now())
    commit()
    flash(_("The cohort has a new code. The old one lets nobody in any more."), "ok")
    return redirect(url_for(".cohort", cohort=found.slug), code=303)


@bp.post("/admin/cohorts/<cohort>/close")
@open_to("admin", objects="all", rate="write")
def shut_cohort(cohort: str) -> ResponseReturnValue:
    found = cohort_of(cohort)
    close_cohort(writing(), cohort=found, actor_id=own_id(), now=utc_now())
    commit()
    undo = url_for(".open_cohort", cohort=found.slug)
    flash_with_undo(_("The cohort is closed: nobody joins it any more."), undo, _("Open it again"))
    return redirect(url_for(".cohort", cohort=found.slug), code=303)


@bp.post("/admin/cohorts/<cohort>/open")
@open_to("admin", objects="all", rate="write")
def open_cohort(cohort: str) -> ResponseReturnValue:
    found = cohort_of(cohort)
    reopen_cohort(writing(), cohort=found, actor_id=own_id(), now=utc_now())
    commit()
    flash(_("The cohort is open."), "ok")
    return redirect(url_for(".cohort", cohort=found.slug), code=303)


@bp.get("/admin/cohorts/<cohort>/facilitators")
@open_to("admin", objects="all")
def facilitators(cohort: str) -> ResponseReturnValue:
    """Show who facilitates a cohort, and look for others who may."""
    found, text = cohort_of(cohort), searched()
    having = facilitators_of(reading(), found.id)
    people = people_list(
        reading(), text=text, role="all", state="all", after=None, limit=FOUND_MOST, staff_only=True
    )
    ids = {one.id for one in having}
    return render_template(
        "admin/facilitators.html",
        cohort=found,
        facilitators=having,
        text=text,
        people=[one for one in people if one.id not in ids and one.suspended_at is None],
        role_words=role_words,
    )


@bp.post("/admin/cohorts/<cohort>/facilitators/<uuid:account_id>")
@open_to("admin", objects="all", rate="write")
def give_cohort(cohort: str, account_id: UUID) -> ResponseReturnValue:
    found = cohort_of(cohort)
    try:
        add_facilitator(writing(), cohort=found, account_id=account_id, actor_id=own_id(), now=utc_now())
    except NotStaff as problem:
        flash(sentence(problem.code), "error")
        return redirect(url_for(".person", account_id=account_id), code=303)
    commit()
    flash(_("They facilitate this cohort now."), "ok")
    return redirect(url_for(".facilitators", cohort=found.slug, q=request.args.get("q") or None), code=303)


@bp.post("/admin/cohorts/<cohort>/facilitators/<uuid:account_id>/remove")
@open_to("admin", objects="all", rate="write")
def take_cohort(cohort: str, account_id: UUID) -> ResponseReturnValue:
    found = cohort_of(cohort)
    remove_facilitator(writing(), cohort=found, account_id=account_id, actor_id=own_id(), now=utc_now())
    commit()
    undo = url_for(".give_cohort", cohort=found.slug, account_id=account_id)
    flash_with_undo(_("They do not facilitate this cohort any more."), undo, _("Undo"))
    return redirect(url_for(".facilitators", cohort=found.slug), code=303)
