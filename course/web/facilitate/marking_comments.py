"""Comments that are used again when marking: the caller's own, and those that others share. The same at every desk."""

from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from course.core.problems import NotFound
from course.store.marking.operations import drop_comment, save_comment
from course.store.marking.queries import saved_comments
from course.web.content import catalogue
from course.web.facilitate.blueprint import bp
from course.web.facilitate.desks import NO_COHORT, Desk, own_desk
from course.web.forms import strip_text
from course.web.gate import actor, open_to
from course.web.i18n import format_number
from course.web.i18n import gettext as _
from course.web.session import commit, reading, utc_now, writing

COMMENTS_MAX = 100  # saved comments that are shown
SAVED_MAX = 1_000  # characters of a saved comment


@bp.get("/facilitate/<cohort>/marking/comments")
@open_to("facilitator", objects="cohort")
def comments(cohort: str) -> ResponseReturnValue:
    """Show the caller's saved comments and those that others share; with `drop` ask before one's own is deleted."""
    return _comments_page(own_desk(cohort))


@bp.post("/facilitate/<cohort>/marking/comments")
@open_to("facilitator", objects="cohort", rate="write")
def post_comments(cohort: str) -> ResponseReturnValue:
    """Save a comment in the languages that are filled in, or take one of the caller's own away."""
    return _keep_comment(own_desk(cohort))


@bp.get("/admin/marking/comments")
@open_to("admin", objects="all")
def comments_without_cohort() -> ResponseReturnValue:
    """Show the caller's saved comments and those that others share; with `drop` ask before one's own is deleted."""
    return _comments_page(NO_COHORT)


@bp.post("/admin/marking/comments")
@open_to("admin", objects="all", rate="write")
def post_comments_without_cohort() -> ResponseReturnValue:
    """Save a comment, or take one of the caller's own away."""
    return _keep_comment(NO_COHORT)


def _keep_comment(desk: Desk) -> ResponseReturnValue:
    if drop := _read_id(request.form.get("drop", "")):
        drop_comment(writing(), comment_id=drop, owner_id=_own_id())
        commit()
        flash(_("The comment is taken away."), "ok")
        return redirect(desk.url("comments"), code=303)
    typed = {code: strip_text(request.form.get(f"text.{code}")) or "" for code in catalogue().languages}
    texts = {code: text for code, text in typed.items() if text}
    error = ""
    if not texts:
        error = _("Write the comment in at least one language.")
    elif max(map(len, texts.values())) > SAVED_MAX:
        error = _("A saved comment has at most %(number)s characters.", number=format_number(SAVED_MAX))
    if error:
        return _comments_page(desk, typed, error)
    shared = "shared" in request.form
    save_comment(writing(), owner_id=_own_id(), texts=texts, shared=shared, now=utc_now())
    commit()
    flash(_("The comment is saved."), "ok")
    return redirect(desk.url("comments"), code=303)


def _comments_page(desk: Desk, typed: dict[str, str] | None = None, error: str = "") -> ResponseReturnValue:
    session, own_id = writing() if request.method == "POST" else reading(), _own_id()
    found, asked = saved_comments(session, own_id, COMMENTS_MAX), _read_id(request.args.get("drop", ""))
    page = render_template(
        "facilitate/comments.html",
        current_area=desk.area,
        desk=desk,
        comments=found,
        to_drop=next((one for one in found if one.id == asked and one.owner_id == own_id), None),
        own_id=own_id,
        codes=catalogue().languages,
        typed=typed or {},
        error=error,
    )
    return page, 422 if error else 200


def _read_id(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def _own_id() -> UUID:
    account_id = actor().account_id
    if account_id is None:
        raise NotFound
    return account_id
