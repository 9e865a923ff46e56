"""Checking a certificate: anybody who has its code learns whether it counts, and what its holder lets be known."""

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms import Field, TextAreaField
from wtforms.validators import ValidationError

from course.core.problems import CourseProblem
from course.core.rules.awards import read_code, shown_code
from course.store.awards.queries import find_by_code, find_certificate
from course.web.badges import badge_file, offline_keys, read_shown_badge
from course.web.certificates import ISSUER, asked_words, done_words, effort_words, shown_version
from course.web.errors import sentence
from course.web.extensions import csrf
from course.web.forms import Form
from course.web.gate import open_to
from course.web.i18n import gettext, lazy_gettext
from course.web.public.blueprint import bp
from course.web.session import reading

TYPED_MAX = 60  # signs of what was typed that the page repeats


class BadgeForm(Form):
    """A badge that somebody shows, as a file or pasted."""

    file = FileField(lazy_gettext("Badge file"))
    text = TextAreaField(lazy_gettext("Or paste the badge here"))

    def validate_text(self, field: Field) -> None:
        if not self.file.data and not (field.data or "").strip():
            raise ValidationError(gettext("Choose a file, or paste the badge."))

    def shown(self) -> str:
        """Return the badge's text; signs that are none come as replacements, which no badge holds."""
        if self.file.data:
            return str(self.file.data.read().decode("utf-8", "replace"))
        return self.text.data or ""


@bp.get("/certificates")
@open_to("anonymous", cache="private")
def certificates() -> ResponseReturnValue:
    """Ask for a code, and lead to its page."""
    typed = request.args.get("code", "").strip()
    code = read_code(typed)
    if code:
        return redirect(url_for("public.certificate", code=code))
    page = render_template("public/certificates.html", typed=typed[:TYPED_MAX], unknown=bool(typed))
    return make_response(page, 404 if typed else 200)


@bp.get("/certificates/check")
@open_to("anonymous", cache="private")
def check_certificate() -> ResponseReturnValue:
    """Check in the browser, with no network, the certificate whose proof stands behind the # of the address."""
    return render_template("public/check.html", keys=offline_keys())


@bp.get("/certificates/<code>")
@open_to("anonymous", objects="all", rate="check")
def certificate(code: str) -> ResponseReturnValue:
    """Say whether a certificate counts. The same words for a code that never was and for one that is gone."""
    read = read_code(code)
    found = find_by_code(reading(), read) if read else None
    if found is None:
        page = render_template("public/certificates.html", typed=code[:TYPED_MAX], unknown=True)
        return _unlisted(page, 404)
    last = find_certificate(reading(), found.learner_id) if found.state == "replaced" else None
    page = render_template(
        "public/certificate.html",
        certificate=found,
        code=shown_code(found.code),
        done=done_words(found),
        rule=asked_words(found),
        effort=effort_words(found.minutes),
        version=shown_version(found),
        issuer=gettext(ISSUER),
        newer_url=url_for("public.certificate", code=last.code) if last and last.state == "valid" else "",
    )
    return _unlisted(page, 200)


@bp.get("/certificates/<code>/state")
@open_to("anonymous", objects="all", rate="check")
def certificate_state(code: str) -> ResponseReturnValue:
    """Tell js/check.js in one word how a certificate stands now: "valid", "replaced", "revoked", or "gone"."""
    read = read_code(code)
    found = find_by_code(reading(), read) if read else None
    return {"state": found.state if found else "gone"}


@bp.get("/certificates/<code>/badge.<any(json, jwt):form>")
@open_to("anonymous", objects="all", rate="check")
def certificate_badge(code: str, form: str) -> ResponseReturnValue:
    """Give the badge of a certificate whose holder lets the public page tell the name."""
    read = read_code(code)
    found = find_by_code(reading(), read) if read else None
    if found is None or found.state != "valid" or not found.shows_name:
        return redirect(url_for("public.certificate", code=code))
    return badge_file(found, form)


@bp.get("/certificates/badge")
@open_to("anonymous", cache="private")
def badge() -> ResponseReturnValue:
    """Ask for a badge to check."""
    return _badge_page(BadgeForm(formdata=None), "")


@bp.post("/certificates/badge")
@csrf.exempt  # type: ignore[untyped-decorator]
@open_to("anonymous", rate="check")
def check_badge() -> ResponseReturnValue:
    """Say that a badge is not ours or altered; else lead to its certificate, which says whether it counts.

    The token is checked here instead of before the view, so that a file that is too large gets this page again.
    """
    try:
        csrf.protect()
    except RequestEntityTooLarge:
        form = BadgeForm(formdata=None)
        limit = current_app.config["MAX_CONTENT_LENGTH"] // 1_000_000
        form.file.errors = [sentence("file_too_large", {"megabytes": limit})]
        return make_response(_badge_page(form, ""), 413)
    form = BadgeForm()
    if not form.validate_on_submit():
        return make_response(_badge_page(form, ""), 422)
    try:
        said = read_shown_badge(form.shown())
    except CourseProblem as problem:
        is_badge = problem.code != "badge_unreadable"
        return make_response(_badge_page(form, sentence(problem.code), is_badge=is_badge), problem.status)
    code = read_code(str(said["id"]).rpartition("/")[2]) or ""
    if find_by_code(reading(), code) is None:
        gone = gettext(
            "This platform signed the badge, but its certificate is gone: it does not count any more."
        )
        return make_response(_badge_page(form, gone), 422)
    flash(
        gettext(
            "This platform signed the badge, and nothing in it was altered. Read below whether it counts."
        ),
        "ok",
    )
    return redirect(url_for("public.certificate", code=code), code=303)


def _badge_page(form: BadgeForm, problem: str, *, is_badge: bool = True) -> str:
    return render_template("public/badge.html", form=form, problem=problem, is_badge=is_badge)


def _unlisted(page: str, status: int) -> ResponseReturnValue:
    """Ask search engines not to list the page: it may tell a name."""
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
