"""What is kept and why, one's sign-ins, one's answers to what was asked, and everything as a file."""

from datetime import timedelta
from uuid import UUID

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from course.core.problems import NotFound
from course.core.rules.sign_in import IDLE, KNOWN_PLACE, LIFETIME
from course.flows.end_sign_ins import end_one_sign_in, end_other_sign_ins
from course.reports.own_data import as_file, own_data
from course.store.accounts.queries import consents_of, open_sign_ins
from course.web.account.blueprint import bp
from course.web.account.devices import device_name
from course.web.account.guard import own_id
from course.web.gate import actor, open_to
from course.web.i18n import gettext as _
from course.web.i18n import ngettext
from course.web.session import commit, reading, utc_now, writing


@bp.get("/account/privacy")
@open_to("anonymous")
def privacy() -> ResponseReturnValue:
    """Show what is kept to everybody; to whoever is signed in also what concerns them alone."""
    signed_in = actor().signed_in
    sign_ins = open_sign_ins(reading(), account_id=own_id(), now=utc_now()) if signed_in else []
    return render_template(
        "account/privacy.html",
        sign_ins=[(found, device_name(found.device), found.id == actor().session_id) for found in sign_ins],
        consents=consents_of(reading(), own_id()) if signed_in else {},
        sender=current_app.config["COURSE"].mail_from,
        days={"lifetime": _days(LIFETIME), "idle": _days(IDLE), "known_place": _days(KNOWN_PLACE)},
    )


@bp.post("/account/sign-ins/<session_id>/end")
@open_to("learner", objects="own", rate="write")
def end_session(session_id: str) -> ResponseReturnValue:
    """End one of the caller's own sign-ins."""
    try:
        wanted = UUID(session_id)
    except ValueError as error:
        raise NotFound from error
    if not end_one_sign_in(writing(), account_id=own_id(), session_id=wanted, now=utc_now()):
        raise NotFound
    commit()
    flash(_("That sign-in has ended."), "ok")
    return redirect(url_for("account.privacy"), code=303)


@bp.post("/account/sign-ins/end-others")
@open_to("learner", objects="own", rate="write")
def end_other_sessions() -> ResponseReturnValue:
    ended = end_other_sign_ins(writing(), account_id=own_id(), keep=actor().session_id, now=utc_now())
    commit()
    flash(
        ngettext("%(num)s other sign-in has ended.", "%(num)s other sign-ins have ended.", ended)
        if ended
        else _("There was no other sign-in."),
        "ok",
    )
    return redirect(url_for("account.privacy"), code=303)


@bp.get("/account/privacy/my-data.json")
@open_to("learner", objects="own", rate="export")
def my_data() -> ResponseReturnValue:
    response = Response(as_file(own_data(reading(), own_id())), mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


def _days(span: timedelta) -> int:
    return span.days
