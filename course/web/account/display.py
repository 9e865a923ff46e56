"""How pages look on this device: kept in cookies, without an account."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.web.account.blueprint import bp
from course.web.account.forms import DisplayForm
from course.web.gate import open_to
from course.web.headers import cookie_options
from course.web.i18n import gettext as _

DAYS = 365


@bp.get("/account/display")
@open_to("anonymous")
def display() -> ResponseReturnValue:
    form = DisplayForm(
        formdata=None,
        theme=request.cookies.get("theme", "auto"),
        low_data=request.cookies.get("low_data") == "1",
    )
    return render_template("account/display.html", form=form)


@bp.post("/account/display")
@open_to("anonymous", rate="write")
def keep_display() -> ResponseReturnValue:
    form = DisplayForm()
    if not form.validate_on_submit():
        return make_response(render_template("account/display.html", form=form), 422)
    flash(_("Your pages look like this now."), "ok")
    response = redirect(url_for("account.display"), code=303)
    response.set_cookie("theme", form.theme.data, **cookie_options(DAYS))
    response.set_cookie("low_data", "1" if form.low_data.data else "0", **cookie_options(DAYS))
    return response
