"""Joining: openly, with a cohort's code, or by an invitation; and proving the address."""

from uuid import UUID

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from course.core.problems import CourseProblem
from course.core.rules.consents import TERMS
from course.core.rules.local_path import safe_next
from course.core.rules.sign_in import CONFIRM_MINUTES
from course.flows.change_profile import name_oneself
from course.flows.give_consent import give_consent
from course.flows.join_cohort import (
    CodeUnknown,
    NotOpenToJoin,
    follow_invitation,
    get_open_cohort,
    join_by_code,
    tidy_code,
)
from course.flows.register import Joining, register
from course.flows.send_link import mail_link, may_mail
from course.flows.sign_in import LinkNotValid, spend_link
from course.store.accounts.queries import find_credentials_by_id, find_one_time_token, get_profile
from course.store.cohorts.operations import CohortFull
from course.store.cohorts.queries import CohortFacts, get_cohort_by_id
from course.web.account.blueprint import bp
from course.web.account.forms import CodeForm, InvitationForm, JoinForm, say_password_fault
from course.web.account.guard import (
    hash_apart,
    is_same_browser,
    mark_browser,
    next_path,
    own_id,
    secret_key,
)
from course.web.account.sign_in import enter, link_gone
from course.web.content import catalogue
from course.web.errors import sentence
from course.web.gate import actor, open_to
from course.web.i18n import gettext as _
from course.web.i18n import language
from course.web.session import commit, reading, utc_now, writing


@bp.get("/account/join")
@open_to("anonymous", rate="write")
def join() -> ResponseReturnValue:
    """Show the form; for whoever is signed in, the one for a cohort's code.

    Counted like a write, because a code in the address is looked up: nobody shall try them all.
    """
    typed = request.args.get("code", "")
    if actor().signed_in:
        return render_template("account/join_cohort.html", form=CodeForm(formdata=None, code=typed))
    form = JoinForm(formdata=None, code=typed, language=language(), next=next_path())
    if typed:
        _check_code(form, tidy_code(typed))  # said now, not after all else is filled in
    return render_template("account/join.html", form=form, **_words_of_join(typed))


@bp.post("/account/join")
@open_to("anonymous", rate="register")
def check_join() -> ResponseReturnValue:
    """Make an account or write to the one there is: the page is the same, and so is the work behind it."""
    form = JoinForm()
    valid = form.validate_on_submit()
    code = tidy_code(form.code.data or "")
    if form.password.data:
        valid = (
            not say_password_fault(form, form.password, form.name.data or "", form.email.data or "") and valid
        )
    valid = _check_code(form, code) and valid
    if not valid or not _may_join(code):
        page = render_template("account/join.html", form=form, **_words_of_join(code))
        return make_response(page, 422)
    password_hash = hash_apart(form.password.data) if form.password.data else None
    joining = Joining(
        email=form.email.data,
        display_name=form.name.data,
        language=form.language.data,
        password_hash=password_hash,
        payload={"browser": mark_browser(), "next": next_path(), "code": code},
    )
    register(writing(), joining, secret=secret_key(), now=utc_now())
    commit()
    if code:
        cookie["cohort_code"] = code
    return render_template(
        "account/joined.html", email=form.email.data, by_password=bool(password_hash), next_path=next_path()
    )


@bp.get("/account/confirm/<token>")
@open_to("anonymous")
def confirm(token: str) -> ResponseReturnValue:
    """Ask before the link is spent."""
    if find_one_time_token(reading(), token=token, purpose="confirm", now=utc_now()) is None:
        return link_gone()
    return render_template(
        "account/follow_link.html",
        heading=_("Confirm your address"),
        said=_("This link shows that the address is yours, and signs you in on this device."),
        deed=_("Confirm and go on"),
    )


@bp.post("/account/confirm/<token>")
@open_to("anonymous", rate="sign_in")
def follow_confirm(token: str) -> ResponseReturnValue:
    used, person = spend_link(writing(), token=token, purpose="confirm", now=utc_now())
    return enter(
        person,
        by="link",
        to=safe_next(used.payload.get("next")),
        same_browser=is_same_browser(used.payload, person.account_id),
        code=used.payload.get("code"),
    )


@bp.post("/account/confirm")
@open_to("learner", objects="own", rate="mail")
def send_confirmation() -> ResponseReturnValue:
    """Send the link once more."""
    email = get_profile(reading(), own_id()).email
    if may_mail(writing(), secret=secret_key(), email=email, now=utc_now()):
        mail_link(
            writing(),
            account_id=own_id(),
            purpose="confirm",
            template="confirm",
            minutes=CONFIRM_MINUTES,
            payload={},
            now=utc_now(),
        )
    commit()
    flash(_("A link is on its way to %(email)s.", email=email), "ok")
    return redirect(url_for("account.profile"), code=303)


@bp.get("/account/invitation/<token>")
@open_to("anonymous")
def invitation(token: str) -> ResponseReturnValue:
    """Show name and language as the invitation has them, and one button."""
    found = find_one_time_token(reading(), token=token, purpose="invitation", now=utc_now())
    person = find_credentials_by_id(reading(), found.account_id) if found else None
    if found is None or person is None:
        return link_gone()
    form = InvitationForm(formdata=None, name=person.display_name, language=person.language)
    return _show_invitation(form, found.payload.get("cohort_id"))


@bp.post("/account/invitation/<token>")
@open_to("anonymous", rate="sign_in")
def accept_invitation(token: str) -> ResponseReturnValue:
    """Spend the invitation: keep name, language and consent, enrol, and sign in."""
    form, now = InvitationForm(), utc_now()
    if not form.validate_on_submit():
        found = find_one_time_token(reading(), token=token, purpose="invitation", now=now)
        return _show_invitation(form, found.payload.get("cohort_id"), 422) if found else link_gone()
    used, person = spend_link(writing(), token=token, purpose="invitation", now=now)
    cohort_id = _id_of(used.payload.get("cohort_id"))
    if cohort_id is not None:
        cohort = follow_invitation(
            writing(), catalogue(), cohort_id=cohort_id, learner_id=person.account_id, now=now
        )
        if cohort is None:
            raise LinkNotValid
    name_oneself(
        writing(), account_id=person.account_id, name=form.name.data, language=form.language.data, now=now
    )
    give_consent(writing(), account_id=person.account_id, purpose=TERMS, given=True, now=now)
    flash(_("Welcome. Add what others may know of you in your profile, whenever you like."), "ok")
    return enter(
        person, by="invitation", to=url_for("learn.course", lang=form.language.data), same_browser=False
    )


@bp.post("/account/cohort")
@open_to("learner", objects="own", rate="write")
def join_cohort() -> ResponseReturnValue:
    """Enrol the caller by a cohort's code."""
    form = CodeForm()
    if form.validate_on_submit():
        try:
            cohort, new = join_by_code(
                writing(), catalogue(), code=form.code.data, learner_id=own_id(), now=utc_now()
            )
        except (CodeUnknown, NotOpenToJoin, CohortFull) as problem:
            form.code.errors = [_sentence_of(problem)]
        else:
            commit()
            words = (
                _("You are in the cohort %(cohort)s.")
                if new
                else _("You were in the cohort %(cohort)s already.")
            )
            flash(words % {"cohort": cohort.name}, "ok")
            return redirect(url_for("learn.course"), code=303)
    return make_response(render_template("account/join_cohort.html", form=form), 422)


def _may_join(code: str) -> bool:
    """Tell whether the installation takes new people: all, with a cohort's code or an invitation, or none."""
    setting = current_app.config["COURSE"].registration
    return setting == "open" or (setting == "invited" and bool(code))


def _check_code(form: JoinForm, code: str) -> bool:
    """Write beside the field why a code opens no cohort; none typed is no fault."""
    if not code:
        return True
    try:
        get_open_cohort(reading(), code=code, now=utc_now())
    except (CodeUnknown, NotOpenToJoin) as problem:
        form.code.errors = [*form.code.errors, _sentence_of(problem)]
        return False
    return True


def _sentence_of(problem: CourseProblem) -> str:
    return sentence(problem.code, dict(problem.values))


def _words_of_join(code: str) -> dict[str, object]:
    """What the page says of who may join."""
    return {
        "registration": current_app.config["COURSE"].registration,
        "may_join": _may_join(code) or current_app.config["COURSE"].registration == "invited",
        "next_path": next_path(),
    }


def _show_invitation(form: InvitationForm, cohort_id: object, status: int = 200) -> ResponseReturnValue:
    found = _id_of(cohort_id)
    cohort: CohortFacts | None = get_cohort_by_id(reading(), found) if found else None
    return make_response(render_template("account/invitation.html", form=form, cohort=cohort), status)


def _id_of(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
