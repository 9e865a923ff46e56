"""Changing one's address."""

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from course.flows.change_email import ask_email_change, confirm_email_change
from course.store.accounts.operations.people import EmailTaken
from course.store.accounts.queries import find_one_time_token, get_profile
from course.web.account.blueprint import bp
from course.web.account.forms import EmailForm
from course.web.account.guard import own_id, proof_given, proof_needed, secret_key
from course.web.account.sign_in import link_gone
from course.web.errors import sentence
from course.web.gate import actor, open_to
from course.web.i18n import gettext as _
from course.web.session import commit, reading, utc_now, writing


@bp.get("/account/email")
@open_to("learner", objects="own")
def email() -> ResponseReturnValue:
    return _show_email(EmailForm(formdata=None))


@bp.post("/account/email")
@open_to("learner", objects="own", rate="mail")
def ask_email() -> ResponseReturnValue:
    """Mail a link to the new address; the page says the same whether another account has it or not."""
    form = EmailForm()
    if not form.validate_on_submit():
        return _show_email(form, 422)
    if not proof_given(form.current_password.data or ""):
        form.current_password.errors = [sentence("current_password_wrong")]
        return _show_email(form, 422)
    ask_email_change(
        writing(), secret=secret_key(), account_id=own_id(), email=form.email.data, now=utc_now()
    )
    commit()
    return render_template("account/email_asked.html", email=form.email.data)


@bp.get("/account/email/<token>")
@open_to("anonymous")
def new_email(token: str) -> ResponseReturnValue:
    """Ask before the link is spent."""
    found = find_one_time_token(reading(), token=token, purpose="change_email", now=utc_now())
    if found is None:
        return link_gone()
    return render_template(
        "account/follow_link.html",
        heading=_("Change your address"),
        said=_("From now on the account has the address %(email)s.", email=found.payload["email"]),
        deed=_("Change the address"),
    )


@bp.post("/account/email/<token>")
@open_to("anonymous", rate="sign_in")
def keep_new_email(token: str) -> ResponseReturnValue:
    try:
        kept = confirm_email_change(writing(), token=token, keep=actor().session_id, now=utc_now())
    except EmailTaken:
        writing().rollback()
        return link_gone()
    commit()
    flash(_("Your address is now %(email)s.", email=kept), "ok")
    return redirect(url_for("account.profile"), code=303)


def _show_email(form: EmailForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "account/email.html", form=form, needed=proof_needed(), email=get_profile(reading(), own_id()).email
    )
    return make_response(page, status)
