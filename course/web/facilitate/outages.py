"""Outages: times in which a cohort, or everybody, could not work, given back to open attempts. One page for both.

Facilitators record those of their cohorts, admins those of everybody; who recorded one by mistake withdraws it.
"""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, StringField
from wtforms.validators import InputRequired

from course.core.grading.windows import FAIR_GRACE, Outage, moment_in
from course.core.problems import FieldsRefused
from course.flows.record_outage import record_outage, withdraw_outage
from course.reports.facilitated_cohorts import FacilitatedCohort
from course.reports.given_time import given_time
from course.store.attempts.outages import recorded_outages
from course.store.attempts.policy import may_withdraw_outage
from course.store.cohorts.queries import get_cohort_by_id
from course.web.content import catalogue
from course.web.facilitate.blueprint import bp
from course.web.facilitate.cohorts import own_cohort
from course.web.facilitate.override_form import MomentField
from course.web.forms import Form, check_near, show_faults, strip
from course.web.gate import actor, open_to
from course.web.i18n import gettext as _
from course.web.i18n import language, ngettext
from course.web.i18n import lazy_gettext as _l
from course.web.session import commit, reading, utc_now, writing

SHOWN = 200  # the latest ones


class OutageForm(Form):
    """From when to when people could not work, and why."""

    begins = MomentField(_l("From"), [InputRequired(_l("Say when it began."))])
    ends = MomentField(_l("Until"), [InputRequired(_l("Say when it ended."))])
    reason = StringField(
        _l("What happened"),
        [InputRequired(_l("Say what happened."))],
        filters=[strip],
    )

    def validate_begins(self, field: Field) -> None:
        check_near(field)

    def validate_ends(self, field: Field) -> None:
        check_near(field)

    def outage(self, zone: str) -> Outage:
        """Return what was typed, once it is valid; moments are those of `zone`."""
        return Outage(
            moment_in(self.begins.data, zone), moment_in(self.ends.data, zone, closing=True), self.reason.data
        )


@bp.get("/facilitate/<cohort>/outages")
@open_to("facilitator", objects="cohort")
def outages(cohort: str) -> ResponseReturnValue:
    """Show the outages of a cohort and of everybody, and the form that records one of the cohort."""
    return _page(own_cohort(cohort), OutageForm(formdata=None))


@bp.post("/facilitate/<cohort>/outages")
@open_to("facilitator", objects="cohort", rate="write")
def keep_outage(cohort: str) -> ResponseReturnValue:
    """Record an outage of a cohort and give open attempts the time back."""
    return _keep(own_cohort(cohort))


@bp.post("/facilitate/<cohort>/outages/withdraw")
@open_to("facilitator", objects="cohort", rate="write")
def withdraw(cohort: str) -> ResponseReturnValue:
    """Withdraw an outage of a cohort that the caller recorded; admins may withdraw any."""
    return _withdraw(own_cohort(cohort))


@bp.get("/admin/outages")
@open_to("admin", objects="all")
def all_outages() -> ResponseReturnValue:
    """Show the outages of everybody, and the form that records one."""
    return _page(None, OutageForm(formdata=None))


@bp.post("/admin/outages")
@open_to("admin", objects="all", rate="write")
def keep_outage_of_all() -> ResponseReturnValue:
    """Record an outage of everybody, in cohorts or without one, and give open attempts the time back."""
    return _keep(None)


@bp.post("/admin/outages/withdraw")
@open_to("admin", objects="all", rate="write")
def withdraw_of_all() -> ResponseReturnValue:
    """Withdraw an outage of everybody."""
    return _withdraw(None)


def _keep(cohort: FacilitatedCohort | None) -> ResponseReturnValue:
    form = OutageForm()
    if not form.validate_on_submit():
        return _page(cohort, form), 422
    try:
        moved = record_outage(
            writing(),
            cohort_id=cohort.id if cohort else None,
            outage=form.outage(_zone(cohort)),
            actor_id=actor().account_id or abort(404),
            now=utc_now(),
        )
    except FieldsRefused as refused:
        show_faults(form, refused)
        return _page(cohort, form), 422
    commit()
    flash(
        ngettext(
            "The outage is recorded. %(num)s open attempt got its time back.",
            "The outage is recorded. %(num)s open attempts got their time back.",
            moved,
        )
        if moved
        else _("The outage is recorded. No open attempt lost time by it."),
        "ok",
    )
    return redirect(_url(cohort), code=303)


def _withdraw(cohort: FacilitatedCohort | None) -> ResponseReturnValue:
    outage_id = _read_id(request.form.get("outage", ""))
    if outage_id is None:
        flash(_("Choose the outage to withdraw in the list."), "error")
        return redirect(_url(cohort), code=303)
    moved = withdraw_outage(
        writing(),
        outage_id=outage_id,
        cohort_id=cohort.id if cohort else None,
        actor=actor(),
        now=utc_now(),
    )
    commit()
    flash(
        ngettext(
            "The outage is withdrawn. %(num)s open attempt ends earlier again.",
            "The outage is withdrawn. %(num)s open attempts end earlier again.",
            moved,
        )
        if moved
        else _("The outage is withdrawn. No open attempt ends earlier by it."),
        "ok",
    )
    return redirect(_url(cohort), code=303)


def _page(cohort: FacilitatedCohort | None, form: OutageForm) -> str:
    cohort_id = cohort.id if cohort else None
    found = recorded_outages(reading(), cohort_id, limit=SHOWN)
    return render_template(
        "facilitate/outages.html",
        current_area="facilitate" if cohort else "admin",
        cohort=cohort,
        form=form,
        zone=_zone(cohort),
        outages=[(one, one.cohort_id == cohort_id and may_withdraw_outage(actor(), one)) for one in found],
        given=given_time(reading(), catalogue(), cohort_id, found, language()) if cohort_id else {},
        here=_url(cohort),
        grace=int(FAIR_GRACE.total_seconds() // 60),
    )


def _url(cohort: FacilitatedCohort | None) -> str:
    return url_for(".outages", cohort=cohort.slug) if cohort else url_for(".all_outages")


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _zone(cohort: FacilitatedCohort | None) -> str:
    """Return the zone in which the form's days and times are meant: the cohort's, or the course's."""
    return get_cohort_by_id(reading(), cohort.id).time_zone if cohort else str(catalogue().about["time_zone"])
