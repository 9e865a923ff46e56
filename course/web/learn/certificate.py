"""The learner's own certificate: to read, to print, to share, to correct once."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from course.core.rules.awards import shown_code
from course.flows.award_certificate import (
    CertificateRevoked,
    NameCorrected,
    correct_own_name,
    show_own_name,
)
from course.store.awards.queries import CertificateFacts, find_certificate, has_corrected_own
from course.web.badges import badge_file, check_address
from course.web.certificates import certificate_pdf, certificate_words, is_printable, qr_code
from course.web.errors import sentence
from course.web.forms import Form, strip
from course.web.gate import actor, open_to
from course.web.i18n import gettext as _
from course.web.i18n import language, lazy_gettext, speak
from course.web.learn.blueprint import bp
from course.web.session import commit, reading, utc_now, writing

NAME_MAX = 120


class NameForm(Form):
    name = StringField(
        lazy_gettext("Name on the certificate"),
        [
            DataRequired(lazy_gettext("Write the name as it should stand on the certificate.")),
            Length(max=NAME_MAX, message=lazy_gettext("Use at most %(max)d signs.")),
        ],
        filters=[strip],
    )


@bp.get("/progress/certificate")
@open_to("learner", objects="own")
def certificate() -> ResponseReturnValue:
    """Show the own certificate; before there is one, say what it takes."""
    found = find_certificate(reading(), actor().account_id or abort(404))
    return _page(found, NameForm(formdata=None, name=found.name if found else ""))


@bp.get("/progress/certificate.pdf")
@open_to("learner", objects="own", rate="export")
def certificate_as_pdf() -> ResponseReturnValue:
    """Give the own certificate as a PDF, in the language in which it was issued."""
    found = find_certificate(reading(), actor().account_id or abort(404))
    if found is None or found.state != "valid":
        return redirect(url_for("learn.certificate"))
    speak(found.language)
    response = Response(
        certificate_pdf(found, public_url(found), check_address(found)), mimetype="application/pdf"
    )
    name = f"{_('certificate')}-{shown_code(found.code)}.pdf"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.get("/progress/certificate/badge.<any(json, jwt):form>")
@open_to("learner", objects="own", rate="export")
def certificate_as_badge(form: str) -> ResponseReturnValue:
    """Give the own certificate as an Open Badge, with the name where the public page tells it."""
    found = find_certificate(reading(), actor().account_id or abort(404))
    if found is None or found.state != "valid":
        return redirect(url_for("learn.certificate"))
    return badge_file(found, form)


@bp.post("/progress/certificate/name-shown")
@open_to("learner", objects="own", rate="write")
def certificate_name_shown() -> ResponseReturnValue:
    """Let the public page tell the own name, or no longer."""
    shown = request.form.get("shown") == "1"
    learner_id = actor().account_id or abort(404)
    if find_certificate(writing(), learner_id) is None:
        return redirect(url_for("learn.certificate"), code=303)
    show_own_name(writing(), learner_id=learner_id, shown=shown, now=utc_now())
    commit()
    told = _("The public page shows your name.") if shown else _("The public page does not show your name.")
    flash(told, "ok")
    return redirect(url_for("learn.certificate"), code=303)


@bp.post("/progress/certificate/name")
@open_to("learner", objects="own", rate="write")
def certificate_name() -> ResponseReturnValue:
    """Show the name as it will stand on the own certificate; sent again by who is sure, issue it so: once."""
    learner_id = actor().account_id or abort(404)
    found, form = find_certificate(writing(), learner_id), NameForm()
    if found is None:
        return redirect(url_for("learn.certificate"), code=303)
    if not form.validate_on_submit():
        return _page(found, form), 422
    name = str(form.name.data)
    if name == found.name:
        form.name.errors = [_("The certificate bears this name already.")]
        return _page(found, form), 422
    if "sure" not in request.form and found.state == "valid" and not has_corrected_own(reading(), learner_id):
        return render_template(
            "learn/correct_name.html",
            current_area="progress",
            certificate=found,
            name=name,
            printable=is_printable(name),
        )
    try:
        correct_own_name(writing(), learner_id=learner_id, name=name, now=utc_now())
    except (NameCorrected, CertificateRevoked) as problem:
        flash(sentence(problem.code), "error")
        return redirect(url_for("learn.certificate"), code=303)
    commit()
    flash(_("Your certificate is issued again. The old code now says that it is replaced."), "ok")
    return redirect(url_for("learn.certificate"), code=303)


def public_url(found: CertificateFacts) -> str:
    """Return the full address at which anybody checks a certificate."""
    return url_for("public.certificate", code=found.code, _external=True)


def _page(found: CertificateFacts | None, form: NameForm) -> str:
    if found is None:
        return render_template("learn/no_certificate.html", current_area="progress")
    shown_in = language()
    speak(found.language)  # the certificate's own words
    words = certificate_words(found)
    speak(shown_in, actor().time_zone)
    address = public_url(found)
    return render_template(
        "learn/certificate.html",
        current_area="progress",
        certificate=found,
        code=shown_code(found.code),
        words=words,
        address=address,
        qr=Markup(qr_code(check_address(found))),  # noqa: S704 - drawn by segno from an address of ours
        form=form,
        printable=is_printable(found.name),
        may_correct=found.state == "valid" and not has_corrected_own(reading(), found.learner_id),
    )
