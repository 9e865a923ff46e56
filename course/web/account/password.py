"""Setting, changing and forgetting a password."""

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from course.flows.change_password import change_password
from course.flows.send_link import send_link
from course.flows.sign_in import spend_link
from course.store.accounts.queries import (
    Credentials,
    find_credentials_by_id,
    find_one_time_token,
    get_profile,
)
from course.web.account.blueprint import bp
from course.web.account.forms import NewPasswordForm, ResetForm, say_password_fault
from course.web.account.guard import hash_apart, own_id, proof_given, proof_needed, secret_key
from course.web.account.sign_in import enter, link_gone
from course.web.errors import sentence
from course.web.gate import actor, open_to
from course.web.i18n import gettext as _
from course.web.session import commit, reading, utc_now, writing


@bp.get("/account/password")
@open_to("learner", objects="own")
def password() -> ResponseReturnValue:
    return _show_password(NewPasswordForm(formdata=None))


@bp.post("/account/password")
@open_to("learner", objects="own", rate="sign_in")
def set_password() -> ResponseReturnValue:
    """Keep a new password; other browsers are signed out and the person is told by mail."""
    form = NewPasswordForm()
    known = get_profile(reading(), own_id())
    valid = form.validate_on_submit()
    if say_password_fault(form, form.new_password, known.columns["display_name"], known.email) or not valid:
        return _show_password(form, 422)
    if not proof_given(form.current_password.data or ""):
        form.current_password.errors = [sentence("current_password_wrong")]
        return _show_password(form, 422)
    password_hash = hash_apart(form.new_password.data)
    change_password(
        writing(),
        account_id=own_id(),
        password_hash=password_hash,
        keep=actor().session_id,
        now=utc_now(),
    )
    commit()
    flash(_("Your password is changed. Your other sign-ins have ended."), "ok")
    return redirect(url_for("account.profile"), code=303)


@bp.get("/account/reset")
@open_to("anonymous")
def reset() -> ResponseReturnValue:
    return render_template("account/reset.html", form=ResetForm(formdata=None))


@bp.post("/account/reset")
@open_to("anonymous", rate="mail")
def mail_reset() -> ResponseReturnValue:
    """Mail a link; what the page says is the same whether the address has an account or not."""
    form = ResetForm()
    if not form.validate_on_submit():
        return make_response(render_template("account/reset.html", form=form), 422)
    send_link(
        writing(), secret=secret_key(), email=form.email.data, purpose="reset", payload={}, now=utc_now()
    )
    commit()
    return render_template("account/link_sent.html", email=form.email.data, kept=None)


@bp.get("/account/reset/<token>")
@open_to("anonymous")
def new_password(token: str) -> ResponseReturnValue:
    if _whose(token) is None:
        return link_gone()
    return render_template("account/new_password.html", form=NewPasswordForm(formdata=None))


@bp.post("/account/reset/<token>")
@open_to("anonymous", rate="sign_in")
def keep_new_password(token: str) -> ResponseReturnValue:
    """Spend the link for a new password and sign in with it; a password that is not taken spends nothing."""
    form, person = NewPasswordForm(), _whose(token)
    if person is None:
        return link_gone()
    valid = form.validate_on_submit()
    if say_password_fault(form, form.new_password, person.display_name, person.email) or not valid:
        return make_response(render_template("account/new_password.html", form=form), 422)
    password_hash = hash_apart(form.new_password.data)
    now = utc_now()
    _used, person = spend_link(writing(), token=token, purpose="reset", now=now)
    change_password(writing(), account_id=person.account_id, password_hash=password_hash, keep=None, now=now)
    flash(_("Your password is changed. Your other sign-ins have ended."), "ok")
    return enter(person, by="link", to="")


def _whose(token: str) -> Credentials | None:
    found = find_one_time_token(reading(), token=token, purpose="reset", now=utc_now())
    return find_credentials_by_id(reading(), found.account_id) if found else None


def _show_password(form: NewPasswordForm, status: int = 200) -> ResponseReturnValue:
    known = get_profile(reading(), own_id())
    page = render_template(
        "account/password.html",
        form=form,
        needed=proof_needed(),
        has_password=known.has_password,
        email=known.email,
    )
    return make_response(page, status)
