"""Certificates in the hands of admins: corrected, revoked, given back."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.core.rules.awards import shown_code
from course.flows.award_certificate import (
    CertificateRevoked,
    NameCorrected,
    correct_name,
    restore_certificate,
    revoke_certificate,
)
from course.reports.people_list import get_person
from course.store.awards.queries import CertificateFacts, get_certificate
from course.web.admin.blueprint import bp
from course.web.admin.common import flash_with_undo, own_id
from course.web.certificates import is_printable
from course.web.errors import sentence
from course.web.forms import strip
from course.web.gate import open_to
from course.web.i18n import gettext as _
from course.web.session import commit, reading, utc_now, writing

NAME_MAX = 120
REASON_MAX = 500


@bp.post("/admin/people/<uuid:account_id>/certificate/name")
@open_to("admin", objects="all", rate="write")
def correct_certificate(account_id: UUID) -> ResponseReturnValue:
    """Show the name as it will stand on a person's certificate; sent again by who is sure, issue it under that name."""
    before = get_certificate(reading(), account_id)
    here = _person_url(account_id)
    name = strip(request.form.get("name")) or ""
    refusal = _refusal(before, name)
    if refusal:
        flash(refusal, "error")
        return redirect(here, code=303)
    if "sure" not in request.form:
        person = get_person(reading(), account_id)
        return render_template(
            "admin/correct_name.html",
            person=person,
            certificate=before,
            name=name,
            printable=is_printable(name),
        )
    try:
        changed = correct_name(writing(), learner_id=account_id, name=name, actor_id=own_id(), now=utc_now())
    except CertificateRevoked as problem:
        flash(sentence(problem.code), "error")
        return redirect(here, code=303)
    except NameCorrected:
        flash(_("Somebody corrected it at the same moment. Look at the name again."), "error")
        return redirect(here, code=303)
    commit()
    if changed:
        flash(
            _(
                "The certificate is issued again, with the code %(code)s. "
                "The old code, %(old_code)s, now says that it is replaced.",
                code=shown_code(get_certificate(reading(), account_id).code),
                old_code=shown_code(before.code),
            ),
            "ok",
        )
    return redirect(here, code=303)


@bp.get("/admin/people/<uuid:account_id>/certificate/revoke")
@open_to("admin", objects="all")
def ask_revoke(account_id: UUID) -> ResponseReturnValue:
    """Say what revoking does, and ask for the reason."""
    person = get_person(reading(), account_id)
    found = get_certificate(reading(), account_id)
    return render_template("admin/revoke.html", person=person, certificate=found, reason="", error="")


@bp.post("/admin/people/<uuid:account_id>/certificate/revoke")
@open_to("admin", objects="all", rate="write")
def revoke(account_id: UUID) -> ResponseReturnValue:
    """Revoke a person's certificate, with the reason, which its holder reads too."""
    reason = strip(request.form.get("reason")) or ""
    if not 0 < len(reason) <= REASON_MAX:
        page = render_template(
            "admin/revoke.html",
            person=get_person(reading(), account_id),
            certificate=get_certificate(reading(), account_id),
            reason=reason,
            error=_("Write the reason, with at most 500 signs."),
        )
        return page, 422
    revoke_certificate(writing(), learner_id=account_id, because=reason, actor_id=own_id(), now=utc_now())
    commit()
    undo = url_for(".restore_certificate_of", account_id=account_id)
    flash_with_undo(_("The certificate is revoked. Its page says so from now on."), undo, _("Undo"))
    return redirect(_person_url(account_id), code=303)


@bp.post("/admin/people/<uuid:account_id>/certificate/restore")
@open_to("admin", objects="all", rate="write")
def restore_certificate_of(account_id: UUID) -> ResponseReturnValue:
    """Let a revoked certificate count again."""
    restore_certificate(writing(), learner_id=account_id, actor_id=own_id(), now=utc_now())
    commit()
    flash(_("The certificate counts again."), "ok")
    return redirect(_person_url(account_id), code=303)


def _refusal(found: CertificateFacts, name: str) -> str:
    """Say why a certificate cannot be issued again under this name; empty where it can."""
    if not 0 < len(name) <= NAME_MAX:
        return _("Write the name as it should stand on the certificate, with at most 120 signs.")
    return _("The certificate bears this name already.") if name == found.name else ""


def _person_url(account_id: UUID) -> str:
    return f"{url_for('.person', account_id=account_id)}#certificate"
