"""Showing once more that it is oneself, before something that a borrowed browser must not do."""

from flask import make_response, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from wtforms import PasswordField

from course.core.problems import CourseProblem
from course.store.accounts.queries import get_profile
from course.web.account.blueprint import bp
from course.web.account.forms import AccountForm, needed
from course.web.account.guard import next_path, own_id, proof_given, proof_needed
from course.web.errors import sentence
from course.web.gate import open_to
from course.web.i18n import lazy_gettext as _l
from course.web.session import commit, reading, utc_now


class ConfirmForm(AccountForm):
    """One's own password."""

    password = PasswordField(_l("Your password"), [needed(_l("Type your password."))])


@bp.get("/account/confirm-password")
@open_to("learner", objects="own")
def confirm_password() -> ResponseReturnValue:
    return _page(ConfirmForm(formdata=None), 200)


@bp.post("/account/confirm-password")
@open_to("learner", objects="own", rate="sign_in")
def check_own_password() -> ResponseReturnValue:
    """Count this browser's sign-in as recent, and go back to where that was asked for."""
    form = ConfirmForm()
    if not form.validate_on_submit():
        return _page(form, 422)
    try:
        fits = proof_given(form.password.data)
    except CourseProblem as problem:
        form.password.errors = [sentence(problem.code, dict(problem.values))]
        return _page(form, problem.status)
    if not fits:
        form.password.errors = [sentence("current_password_wrong")]
        return _page(form, 422)
    commit()
    cookie["fresh_at"] = utc_now().timestamp()
    return redirect(next_path() or url_for("account.profile"), code=303)


def _page(form: ConfirmForm, status: int) -> ResponseReturnValue:
    """Show the field for the password; who has none gets a link by mail instead."""
    page = render_template(
        "account/confirm_password.html",
        form=form,
        by_link=proof_needed() == "link",
        email=get_profile(reading(), own_id()).email,
        next_path=next_path(),
    )
    return make_response(page, status)
