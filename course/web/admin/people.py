"""People: looked for, shown, given a role, suspended."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.core.problems import CourseProblem
from course.core.rules.awards import shown_code
from course.flows.change_role import LastAdmin, OwnAccount, change_role
from course.flows.suspend_person import restore_person, suspend_person
from course.reports.people_list import ROLES, STATES, cohorts_of_person, get_person, people_list
from course.store.awards.queries import find_certificate
from course.web.admin.blueprint import bp
from course.web.admin.common import flash_with_undo, name_cursor, own_id, searched
from course.web.admin.words import ROLES as ROLE_WORDS
from course.web.admin.words import role_words
from course.web.errors import sentence
from course.web.gate import open_to
from course.web.i18n import gettext as _
from course.web.paging import PAGE_SIZE, chosen, encode_cursor
from course.web.session import commit, is_fresh, reading, utc_now, writing


@bp.get("/admin/people")
@open_to("admin", objects="all")
def people() -> ResponseReturnValue:
    """Show people in order of their names."""
    text, after = searched(), name_cursor()
    role, state = chosen("role", ROLES, "all"), chosen("state", STATES, "all")
    found = people_list(reading(), text=text, role=role, state=state, after=after, limit=PAGE_SIZE + 1)
    shown = found[:PAGE_SIZE]
    narrowed: dict[str, Any] = {"q": text or None, "role": role, "state": state}
    next_url = ""
    if len(found) > PAGE_SIZE:
        next_url = url_for(".people", after=encode_cursor(shown[-1].name_key, shown[-1].id.hex), **narrowed)
    return render_template(
        "admin/people.html",
        people=shown,
        text=text,
        role=role,
        state=state,
        roles=ROLES,
        states=STATES,
        role_words=role_words,
        goes_on=bool(next_url),
        first_url=url_for(".people", **narrowed) if after else "",
        next_url=next_url,
    )


@bp.get("/admin/people/<uuid:account_id>")
@open_to("admin", objects="all")
def person(account_id: UUID) -> ResponseReturnValue:
    found = get_person(reading(), account_id)
    certificate = find_certificate(reading(), account_id)
    return render_template(
        "admin/person.html",
        person=found,
        cohorts=cohorts_of_person(reading(), account_id),
        certificate=certificate,
        certificate_code=shown_code(certificate.code) if certificate else "",
        is_self=account_id == own_id(),
        roles=ROLE_WORDS,
        role_words=role_words,
        must_confirm=not is_fresh(),
    )


@bp.post("/admin/people/<uuid:account_id>/role")
@open_to("admin", objects="all", rate="write")
def give_role(account_id: UUID) -> ResponseReturnValue:
    """Give a person another role, if the admin signed in a short while ago."""
    get_person(reading(), account_id)  # NotFound before anything else is asked
    here = url_for(".person", account_id=account_id)
    role = request.form.get("role", "")
    if role not in ROLE_WORDS or len(request.form.getlist("role")) > 1:
        flash(_("Choose one of the roles."), "error")
        return redirect(here, code=303)
    if not is_fresh():
        return _confirm_first(here)
    try:
        changed = change_role(writing(), account_id=account_id, role=role, actor_id=own_id(), now=utc_now())
    except (OwnAccount, LastAdmin) as problem:
        return _refused(problem, here)
    commit()
    if changed:
        flash(_("The role is changed. It counts from their next click; they sign in again."), "ok")
    return redirect(here, code=303)


@bp.get("/admin/people/<uuid:account_id>/suspend")
@open_to("admin", objects="all")
def ask_suspend(account_id: UUID) -> ResponseReturnValue:
    """Say what suspending does, and ask."""
    return render_template("admin/suspend.html", person=get_person(reading(), account_id))


@bp.post("/admin/people/<uuid:account_id>/suspend")
@open_to("admin", objects="all", rate="write")
def shut_out(account_id: UUID) -> ResponseReturnValue:
    here = url_for(".person", account_id=account_id)
    try:
        suspend_person(writing(), account_id=account_id, actor_id=own_id(), now=utc_now())
    except (OwnAccount, LastAdmin) as problem:
        return _refused(problem, here)
    commit()
    undo = url_for(".let_in", account_id=account_id)
    flash_with_undo(_("They are suspended, from their next click on."), undo, _("Undo"))
    return redirect(here, code=303)


@bp.post("/admin/people/<uuid:account_id>/restore")
@open_to("admin", objects="all", rate="write")
def let_in(account_id: UUID) -> ResponseReturnValue:
    restore_person(writing(), account_id=account_id, actor_id=own_id(), now=utc_now())
    commit()
    flash(_("They may sign in again."), "ok")
    return redirect(url_for(".person", account_id=account_id), code=303)


def _confirm_first(here: str) -> ResponseReturnValue:
    """Ask for the admin's own password, then come back."""
    flash(_("For this, show first that it is you. Then choose the role again."), "error")
    return redirect(url_for("account.confirm_password", next=here), code=303)


def _refused(problem: CourseProblem, here: str) -> ResponseReturnValue:
    flash(sentence(problem.code), "error")
    return redirect(here, code=303)
