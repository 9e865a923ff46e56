"""Whether one wants to be reminded of what was missed, and the link of the mail that stops it without a sign-in."""

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.core.signing import read_signed
from course.flows.remind_of_missed import PURPOSE, choose_reminder, stop_by_link
from course.web.extensions import csrf
from course.web.gate import actor, open_to
from course.web.i18n import gettext as _
from course.web.learn.blueprint import bp
from course.web.session import commit, utc_now, writing


@bp.post("/practice/reminder")
@open_to("learner", objects="own", rate="write")
def reminder() -> ResponseReturnValue:
    """Keep whether the learner wants the reminder, and lead back to where they chose."""
    wanted = request.form.get("wanted") == "yes"
    choose_reminder(writing(), learner_id=actor().account_id or abort(404), wanted=wanted, now=utc_now())
    commit()
    flash(
        _("You will get one mail, a week after you last missed or practised something.")
        if wanted
        else _("You will get no reminder any more."),
        "ok",
    )
    back = "account.profile" if request.form.get("back") == url_for("account.profile") else "learn.practice"
    return redirect(url_for(back), code=303)


@bp.get("/practice/reminder/stop/<token>")
@open_to("anonymous", rate="check")
def ask_to_stop(token: str) -> ResponseReturnValue:
    """Show the one button that stops the reminders: a program that only looks at links stops nothing."""
    if not read_signed(_secret(), PURPOSE, token):
        abort(404)
    return render_template("learn/stop_reminder.html", token=token, stopped=False)


@bp.post("/practice/reminder/stop/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]
@open_to("anonymous", rate="check")
def stop_reminders(token: str) -> ResponseReturnValue:
    """Stop the reminders: the button, or the mail program itself (RFC 8058), which has no session and no token of it."""
    if not stop_by_link(writing(), secret=_secret(), token=token):
        abort(400)
    commit()
    return render_template("learn/stop_reminder.html", token=token, stopped=True)


def _secret() -> str:
    secret: str = current_app.config["COURSE"].secret_key
    return secret
