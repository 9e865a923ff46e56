"""Comments that are used again when marking: the caller's own, and those that others share. The same at every desk."""

from dataclasses import dataclass, replace
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from course.core.problems import NotFound
from course.store.marking.operations import change_comment, drop_comment, save_comment
from course.store.marking.queries import Comment, saved_comments
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


@dataclass(frozen=True, slots=True)
class Filled:
    """What the form of a comment holds: texts by language. `changes` is the saved comment that is edited, if one is."""

    texts: dict[str, str]
    shared: bool = False
    changes: UUID | None = None


@bp.get("/facilitate/<cohort>/marking/comments")
@open_to("facilitator", objects="cohort")
def comments(cohort: str) -> ResponseReturnValue:
    """Show the caller's saved comments and those that others share.

    `edit` names one's own that the form holds; `drop` one that is asked about before it is deleted.
    """
    return _comments_page(own_desk(cohort))


@bp.post("/facilitate/<cohort>/marking/comments")
@open_to("facilitator", objects="cohort", rate="write")
def post_comments(cohort: str) -> ResponseReturnValue:
    """Save a comment in the languages that are filled in, or change one of the caller's own, or take it away."""
    return _keep_comment(own_desk(cohort))


@bp.get("/admin/marking/comments")
@open_to("admin", objects="all")
def comments_without_cohort() -> ResponseReturnValue:
    """Show the caller's saved comments and those that others share.

    `edit` names one's own that the form holds; `drop` one that is asked about before it is deleted.
    """
    return _comments_page(NO_COHORT)


@bp.post("/admin/marking/comments")
@open_to("admin", objects="all", rate="write")
def post_comments_without_cohort() -> ResponseReturnValue:
    """Save a comment, or change one of the caller's own, or take it away."""
    return _keep_comment(NO_COHORT)


def _keep_comment(desk: Desk) -> ResponseReturnValue:
    if drop := _read_id(request.form.get("drop", "")):
        drop_comment(writing(), comment_id=drop, owner_id=_own_id())
        commit()
        flash(_("The comment is taken away."), "ok")
        return redirect(desk.url("comments"), code=303)
    filled = Filled(
        {code: strip_text(request.form.get(f"text.{code}")) or "" for code in catalogue().languages},
        shared="shared" in request.form,
        changes=_read_id(request.form.get("edit", "")),
    )
    if error := _error(filled.texts):
        return _comments_page(desk, filled, error)
    if not _store(filled):
        error = _("This comment was deleted meanwhile. Save to keep your words as a new one.")
        return _comments_page(desk, replace(filled, changes=None), error)
    commit()
    flash(_("The comment is saved."), "ok")
    return redirect(desk.url("comments"), code=303)


def _error(texts: dict[str, str]) -> str:
    """Say what is wrong with the texts of a comment, "" where nothing is."""
    if not any(texts.values()):
        return _("Write the comment in at least one language.")
    if max(map(len, texts.values())) > SAVED_MAX:
        return _("A saved comment has at most %(number)s characters.", number=format_number(SAVED_MAX))
    return ""


def _store(filled: Filled) -> bool:
    """Save a new comment, or change the caller's own; tell whether it was there to be changed."""
    texts = {code: text for code, text in filled.texts.items() if text}
    if filled.changes:
        return change_comment(
            writing(), comment_id=filled.changes, owner_id=_own_id(), texts=texts, shared=filled.shared
        )
    save_comment(writing(), owner_id=_own_id(), texts=texts, shared=filled.shared, now=utc_now())
    return True


def _comments_page(desk: Desk, typed: Filled | None = None, error: str = "") -> ResponseReturnValue:
    session, own_id = writing() if request.method == "POST" else reading(), _own_id()
    found = saved_comments(session, own_id, COMMENTS_MAX)
    own: dict[UUID | None, Comment] = {one.id: one for one in found if one.owner_id == own_id}
    to_edit = own.get(_read_id(request.args.get("edit", "")))
    filled = Filled(to_edit.texts, shared=to_edit.shared, changes=to_edit.id) if to_edit else Filled({})
    page = render_template(
        "facilitate/comments.html",
        current_area=desk.area,
        desk=desk,
        comments=found,
        to_drop=own.get(_read_id(request.args.get("drop", ""))),
        own_id=own_id,
        codes=catalogue().languages,
        filled=typed or filled,
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
