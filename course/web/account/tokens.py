"""Tokens with which programs act for a person."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import DataRequired

from course.core.problems import NotFound
from course.core.rules.scopes import SCOPES, scopes_for
from course.flows.api_tokens import end_token, make_token
from course.store.accounts.queries import get_profile, open_api_tokens
from course.web.account.blueprint import bp
from course.web.account.forms import AccountForm, MultiCheckboxField, choices_of, longest, needed
from course.web.account.guard import own_id, proof_given, proof_needed
from course.web.errors import sentence
from course.web.forms import strip
from course.web.gate import actor, open_to
from course.web.i18n import gettext as _
from course.web.i18n import lazy_gettext as _l
from course.web.session import commit, reading, utc_now, writing

TOKENS_MOST = 50  # that hold at once
DAYS = {"7": _l("7 days"), "30": _l("30 days"), "90": _l("90 days"), "365": _l("one year")}


class TokenForm(AccountForm):
    name = StringField(
        _l("What it is for"), [needed(_l("Say what the token is for.")), longest(80)], filters=[strip]
    )
    scopes = MultiCheckboxField(
        _l("What it may do"), [DataRequired(message=_l("Choose at least one thing it may do."))]
    )
    days = SelectField(_l("How long it holds"), choices=choices_of(DAYS.items()), default="90")
    current_password = PasswordField(_l("Current password"))

    def __init__(self, role: str, **given: Any) -> None:
        super().__init__(**given)
        self.scopes.choices = choices_of((scope, _(SCOPES[scope])) for scope in scopes_for(role))


@bp.get("/account/tokens")
@open_to("learner", objects="own")
def tokens() -> ResponseReturnValue:
    return _show(TokenForm(actor().role, formdata=None))


@bp.post("/account/tokens")
@open_to("learner", objects="own", rate="sign_in")
def add_token() -> ResponseReturnValue:
    """Make a token and show it, this once."""
    form = TokenForm(actor().role)
    if not form.validate_on_submit():
        return _show(form, 422)
    if get_profile(reading(), own_id()).confirmed_at is None:
        flash(_("Confirm your address first: then you can make tokens."), "error")
        return redirect(url_for("account.profile"), code=303)
    if not proof_given(form.current_password.data or ""):
        form.current_password.errors = [sentence("current_password_wrong")]
        return _show(form, 422)
    now = utc_now()
    known = open_api_tokens(reading(), account_id=own_id(), now=now)
    if len(known) >= TOKENS_MOST:
        form.name.errors = [_("%(most)s tokens of yours hold. End one of them first.", most=TOKENS_MOST)]
        return _show(form, 422)
    if form.name.data in {one.name for one in known}:
        # A form that is sent again, by a reload, makes no second token.
        form.name.errors = [
            _("A token of this name holds already. End it first, or name this one otherwise.")
        ]
        return _show(form, 422)
    token = make_token(
        writing(),
        account_id=own_id(),
        name=form.name.data,
        scopes=form.scopes.data,
        expires_at=now + timedelta(days=int(form.days.data)),
        now=now,
    )
    commit()
    return _show(TokenForm(actor().role, formdata=None), made=token)


@bp.post("/account/tokens/<token_id>/end")
@open_to("learner", objects="own", rate="write")
def finish_token(token_id: str) -> ResponseReturnValue:
    try:
        wanted = UUID(token_id)
    except ValueError as error:
        raise NotFound from error
    if not end_token(writing(), account_id=own_id(), token_id=wanted, now=utc_now()):
        raise NotFound
    commit()
    flash(_("That token has ended."), "ok")
    return redirect(url_for("account.tokens"), code=303)


def _show(form: TokenForm, status: int = 200, made: str = "") -> ResponseReturnValue:
    found = open_api_tokens(reading(), account_id=own_id(), now=utc_now())
    page = render_template(
        "account/tokens.html",
        form=form,
        made=made,
        needed=proof_needed(),
        tokens=found,
        given=scopes_for(actor().role),
        words={scope: _(said) for scope, said in SCOPES.items()},
    )
    return make_response(page, status)
