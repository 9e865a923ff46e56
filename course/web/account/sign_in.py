"""Signing in by password or by a mailed link, and out."""

from flask import abort, flash, g, make_response, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from course.core.emails import email_fault
from course.core.problems import CourseProblem
from course.flows.join_cohort import join_by_code
from course.flows.send_link import send_link
from course.flows.sign_in import begin_sign_in, end_sign_in_of, prove_address, spend_link, steps_left
from course.flows.try_password import TooManyTries
from course.store.accounts.queries import Credentials, find_actor, find_one_time_token
from course.web.account.blueprint import bp
from course.web.account.forms import SignInForm
from course.web.account.guard import (
    begin_session,
    device,
    forget_session,
    is_same_browser,
    next_path,
    password_fits,
    secret_key,
)
from course.web.account.kept import Kept, carried, offer_to_store, show_sign_in
from course.web.content import catalogue
from course.web.errors import sentence
from course.web.gate import actor, open_to
from course.web.i18n import gettext as _
from course.web.session import commit, database, reading, utc_now, writing

HOMES = {"learner": "learn.course", "facilitator": "facilitate.cohorts", "admin": "admin.home"}
SIGNED_OUT = '"cache", "storage"'  # answers not yet sent, and pages; colours and data saving stay


@bp.get("/account/sign-in")
@open_to("anonymous")
def sign_in() -> ResponseReturnValue:
    if actor().signed_in:
        return redirect(next_path() or url_for(HOMES[actor().role]), code=303)
    return show_sign_in(SignInForm(), kept=None)


@bp.post("/account/sign-in")
@open_to("anonymous", rate="sign_in")
def check_sign_in() -> ResponseReturnValue:
    form, kept = SignInForm(), carried()
    if not form.validate_on_submit() or not form.email.data or not form.password.data:
        return show_sign_in(
            form, kept=kept, said=_("Type your e-mail address and your password."), status=422
        )
    try:
        person = password_fits(form.email.data, form.password.data)
    except TooManyTries as problem:
        said = sentence(problem.code, dict(problem.values))
        wait = int(str(problem.values["seconds"]))
        return show_sign_in(form, kept=kept, said=said, status=problem.status, wait=wait)
    if person is None:
        return show_sign_in(form, kept=kept, said=sentence("sign_in_failed"), status=401)
    return enter(person, by="password", to=next_path(), kept=kept)


@bp.post("/account/sign-in/link")
@open_to("anonymous", rate="mail")
def mail_sign_in_link() -> ResponseReturnValue:
    """Mail a link; what the page says is the same whether the address has an account or not."""
    form, kept = SignInForm(), carried()
    form.validate_on_submit()
    fault = email_fault(form.email.data or "")
    if fault or form.errors:
        return show_sign_in(form, kept=kept, said=sentence(fault or "bad_request"), status=422)
    payload = {"next": next_path()}
    send_link(
        writing(),
        secret=secret_key(),
        email=form.email.data,
        purpose="sign_in",
        payload=payload,
        now=utc_now(),
    )
    commit()
    page = render_template("account/link_sent.html", email=form.email.data, kept=kept)
    return make_response(page, 200)


@bp.get("/account/link/<token>")
@open_to("anonymous")
def link(token: str) -> ResponseReturnValue:
    """Ask before the link is spent: mail programs open links too."""
    found = find_one_time_token(reading(), token=token, purpose="sign_in", now=utc_now())
    if found is None:
        return link_gone()
    return render_template(
        "account/follow_link.html",
        heading=_("Sign in"),
        said=_("You asked for this link by mail. It signs you in on this device."),
        deed=_("Sign in now"),
    )


@bp.post("/account/link/<token>")
@open_to("anonymous", rate="sign_in")
def follow_link(token: str) -> ResponseReturnValue:
    used, person = spend_link(writing(), token=token, purpose="sign_in", now=utc_now())
    same = is_same_browser(used.payload, person.account_id)
    return enter(
        person, by="link", to=used.payload.get("next", ""), same_browser=same, code=used.payload.get("code")
    )


@bp.get("/account/sign-out")
@open_to("anonymous")
def ask_sign_out() -> ResponseReturnValue:
    """Show the button: an address alone signs nobody out."""
    return render_template("account/sign_out.html")


@bp.post("/account/sign-out")
@open_to("anonymous", rate="write")
def sign_out() -> ResponseReturnValue:
    end_sign_in_of(writing(), actor(), now=utc_now())
    commit()
    forget_session()
    flash(_("You are signed out."), "ok")
    response = redirect(url_for("public.start"), code=303)
    response.headers["Clear-Site-Data"] = SIGNED_OUT
    return response


def enter(
    person: Credentials,
    *,
    by: str,
    to: str,
    kept: Kept | None = None,
    same_browser: bool = True,
    code: str | None = None,
) -> ResponseReturnValue:
    """Begin a person's session in this browser and lead on: to what was kept, where they wanted, or home.

    `by` is password, link or invitation; the last two show that the person reads the address's mail.
    """
    if steps_left(person):
        abort(403)  # closed until a door leads through what is left
    now = utc_now()
    dropped = by != "password" and prove_address(writing(), person=person, same_browser=same_browser, now=now)
    token = begin_sign_in(writing(), person=person, by=by, device=device(), before=actor(), now=now)
    commit()
    begin_session(token, by_link=by != "password")
    _join_waiting_cohort(person, code)
    if kept is not None:
        g.actor = find_actor(database(), token=token, now=now) or actor()
        return offer_to_store(kept)
    if dropped:
        flash(_("This is not the browser in which the account was made: choose its password again."), "ok")
        return redirect(url_for("account.password"), code=303)
    return redirect(to or url_for(HOMES[person.role]), code=303)


def link_gone() -> ResponseReturnValue:
    """Say that a link holds no longer, and offer another way in."""
    return make_response(render_template("account/link_gone.html", form=SignInForm(formdata=None)), 404)


def _join_waiting_cohort(person: Credentials, code: str | None) -> None:
    """Enrol who came with a cohort's code, in this browser or by the link; what hinders it is said, not fatal."""
    waiting = code or cookie.pop("cohort_code", None)
    cookie.pop("cohort_code", None)
    if not isinstance(waiting, str) or not waiting:
        return
    try:
        cohort, _new = join_by_code(
            writing(), catalogue(), code=waiting, learner_id=person.account_id, now=utc_now()
        )
    except CourseProblem as problem:
        writing().rollback()
        flash(sentence(problem.code, dict(problem.values)), "error")
        return
    commit()
    flash(_("You are in the cohort %(cohort)s.", cohort=cohort.name), "ok")
