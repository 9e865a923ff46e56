"""Outages of a cohort: times in which it could not work, given back to open attempts."""

from datetime import datetime, timedelta

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateTimeLocalField, StringField
from wtforms.validators import InputRequired, Length

from course.core.grading.windows import Outage, moment_in
from course.flows.record_outage import record_outage
from course.reports.facilitated_cohorts import FacilitatedCohort
from course.store.attempts.outages import outages_of
from course.store.cohorts.queries import get_cohort_by_id
from course.web.facilitate.blueprint import bp
from course.web.facilitate.cohorts import own_cohort
from course.web.forms import Form, strip
from course.web.gate import actor, open_to
from course.web.i18n import gettext as _
from course.web.i18n import lazy_gettext as _l
from course.web.i18n import ngettext
from course.web.session import commit, reading, utc_now, writing

LONGEST = timedelta(days=7)


class OutageForm(Form):
    """From when to when a cohort could not work, and why."""

    begins = DateTimeLocalField(_l("From"), [InputRequired(_l("Say when it began."))])
    ends = DateTimeLocalField(_l("To"), [InputRequired(_l("Say when it ended."))])
    reason = StringField(
        _l("What happened"),
        [
            InputRequired(_l("Say what happened.")),
            Length(max=300, message=_l("Use at most %(max)d signs.")),
        ],
        filters=[strip],
    )

    def outage(self, zone: str, now: datetime) -> Outage | None:
        """Return what was typed in `zone`; None, with the fault at its field, where that cannot be."""
        in_range = all(one.data.year in range(2000, 2200) for one in (self.begins, self.ends))
        if not in_range:
            self.ends.errors = [_("Choose a day from 2000 to 2199.")]
            return None
        found = Outage(
            moment_in(self.begins.data, zone), moment_in(self.ends.data, zone, closing=True), self.reason.data
        )
        if found.ends <= found.begins:
            self.ends.errors = [_("It ended before it began: choose a later moment.")]
        elif found.ends > now:
            self.ends.errors = [_("This is still to come. Record an outage once it is over.")]
        elif found.ends - found.begins > LONGEST:
            self.ends.errors = [_("This is more than seven days: give other dates instead.")]
        else:
            return found
        return None


@bp.get("/facilitate/<cohort>/outages")
@open_to("facilitator", objects="cohort")
def outages(cohort: str) -> ResponseReturnValue:
    """Show the outages of a cohort, and the form that records one."""
    return _page(own_cohort(cohort), OutageForm(formdata=None))


@bp.post("/facilitate/<cohort>/outages")
@open_to("facilitator", objects="cohort", rate="write")
def keep_outage(cohort: str) -> ResponseReturnValue:
    """Record an outage and give open attempts the time back."""
    found = own_cohort(cohort)
    form, now = OutageForm(), utc_now()
    outage = form.outage(_zone(found), now) if form.validate_on_submit() else None
    if outage is None:
        return _page(found, form), 422
    moved = record_outage(
        writing(),
        cohort_id=found.id,
        outage=outage,
        actor_id=actor().account_id or abort(404),
        now=now,
    )
    commit()
    flash(
        ngettext(
            "The outage is recorded. %(num)s open attempt got its time back.",
            "The outage is recorded. %(num)s open attempts got their time back.",
            moved,
        ),
        "ok",
    )
    return redirect(url_for(".outages", cohort=found.slug), code=303)


def _page(cohort: FacilitatedCohort, form: OutageForm) -> str:
    return render_template(
        "facilitate/outages.html",
        cohort=cohort,
        form=form,
        zone=_zone(cohort),
        outages=outages_of(reading(), [cohort.id]),
    )


def _zone(cohort: FacilitatedCohort) -> str:
    return get_cohort_by_id(reading(), cohort.id).time_zone
