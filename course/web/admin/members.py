"""One person in a cohort: added by hand, invited again, taken out."""

from uuid import UUID

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from course.core.problems import CourseProblem
from course.flows.add_late_person import LatePerson, PersonSuspended, add_late_person, enrol_again
from course.flows.enrol_learner import end_enrolment
from course.flows.invite_learner import AlreadyAccepted, invite_again
from course.flows.stage_roster import CohortClosed
from course.store.cohorts.operations import CohortFull
from course.store.cohorts.queries import CohortFacts
from course.web.admin.blueprint import bp
from course.web.admin.common import cohort_of, flash_with_undo, own_id
from course.web.admin.forms import LatePersonForm
from course.web.content import catalogue
from course.web.errors import sentence
from course.web.gate import open_to
from course.web.i18n import gettext as _
from course.web.session import commit, utc_now, writing


@bp.get("/admin/cohorts/<cohort>/add")
@open_to("admin", objects="all")
def late_person(cohort: str) -> ResponseReturnValue:
    found = cohort_of(cohort)
    form = LatePersonForm(formdata=None, language=found.language)
    return render_template("admin/late_person.html", cohort=found, form=form)


@bp.post("/admin/cohorts/<cohort>/add")
@open_to("admin", objects="all", rate="write")
def keep_late_person(cohort: str) -> ResponseReturnValue:
    """Enrol and invite one person; who is here already is left in peace."""
    found, form = cohort_of(cohort), LatePersonForm()
    said = ""
    if form.validate_on_submit():
        try:
            added = add_late_person(
                writing(),
                catalogue(),
                cohort=found,
                email=form.email.data,
                display_name=form.name.data,
                language=form.language.data,
                note=form.note.data or "",
                actor_id=own_id(),
                now=utc_now(),
            )
        except (CohortFull, CohortClosed, PersonSuspended) as problem:
            said = _said(problem)
        else:
            commit()
            flash(_told(added), "ok")
            return redirect(url_for(".cohort", cohort=found.slug, _anchor="people"), code=303)
    page = render_template("admin/late_person.html", cohort=found, form=form, said=said)
    return make_response(page, 422 if not said else 409)


def _told(added: LatePerson) -> str:
    if added.outcome == "here":
        return _("This person is already here. Nothing was changed, and no mail was sent.")
    if not added.is_invited:
        return _("They are enrolled. They were invited before, so no mail was sent.")
    if added.outcome == "enrolled":
        return _("This person had an account and is enrolled now. The invitation is on its way.")
    return _("They are enrolled. The invitation is on its way.")


def _said(problem: CourseProblem) -> str:
    return {
        "cohort_full": _("All seats are taken. Give the cohort more seats, then add this person."),
        "cohort_closed": _("The cohort is closed. Open it again, then add this person."),
    }.get(problem.code) or sentence(problem.code)


@bp.post("/admin/cohorts/<cohort>/people/<uuid:account_id>/invite")
@open_to("admin", objects="all", rate="write")
def send_again(cohort: str, account_id: UUID) -> ResponseReturnValue:
    found = cohort_of(cohort)
    try:
        invite_again(writing(), cohort=found, account_id=account_id, actor_id=own_id(), now=utc_now())
    except AlreadyAccepted as problem:
        flash(sentence(problem.code), "ok")
    else:
        commit()
        flash(_("The invitation is on its way again, with a new link."), "ok")
    return _back(found)


@bp.post("/admin/cohorts/<cohort>/people/<uuid:account_id>/end")
@open_to("admin", objects="all", rate="write")
def take_out(cohort: str, account_id: UUID) -> ResponseReturnValue:
    """End an enrolment; it can be taken up again from the message."""
    found = cohort_of(cohort)
    ended = end_enrolment(
        writing(), cohort_id=found.id, learner_id=account_id, source="admin", actor_id=own_id(), now=utc_now()
    )
    commit()
    if ended:
        undo = url_for(".take_in", cohort=found.slug, account_id=account_id)
        flash_with_undo(
            _("They are not in this cohort any more. Their record stays theirs."), undo, _("Undo")
        )
    return _back(found)


@bp.post("/admin/cohorts/<cohort>/people/<uuid:account_id>/enrol")
@open_to("admin", objects="all", rate="write")
def take_in(cohort: str, account_id: UUID) -> ResponseReturnValue:
    """Take an ended enrolment up again."""
    found = cohort_of(cohort)
    try:
        enrol_again(
            writing(), catalogue(), cohort=found, account_id=account_id, actor_id=own_id(), now=utc_now()
        )
    except (CohortFull, CohortClosed) as problem:
        flash(_said(problem), "error")
        return _back(found)
    commit()
    flash(_("They are in the cohort again."), "ok")
    return _back(found)


def _back(cohort: CohortFacts) -> ResponseReturnValue:
    return redirect(url_for(".cohort", cohort=cohort.slug, _anchor="people"), code=303)
