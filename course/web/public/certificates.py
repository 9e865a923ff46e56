"""Checking a certificate: anybody who has its code learns whether it counts, and what its holder lets be known."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.core.rules.awards import read_code, shown_code
from course.store.awards.queries import find_by_code, find_certificate
from course.web.certificates import ISSUER, done_words, effort_words, rule_words
from course.web.gate import open_to
from course.web.i18n import gettext
from course.web.public.blueprint import bp
from course.web.session import reading

TYPED_MAX = 60  # signs of what was typed that the page repeats


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
        rule=rule_words(found),
        effort=effort_words(found.minutes),
        issuer=gettext(ISSUER),
        newer_url=url_for("public.certificate", code=last.code) if last else "",
    )
    return _unlisted(page, 200)


def _unlisted(page: str, status: int) -> ResponseReturnValue:
    """Ask search engines not to list the page: it may tell a name."""
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
