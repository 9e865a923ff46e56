"""What is done about a regrade: ordered, looked at while it is in work, undone."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.core.problems import CourseProblem
from course.flows.apply_regrade import NothingToRegrade, begin_regrade
from course.flows.undo_regrade import RegradeBuiltOn, RegradeUndoTooLate, may_undo, take_regrade_back
from course.reports.mended_questions import names_of
from course.store.regrades.operations import RegradeInWork
from course.store.regrades.queries import (
    AttemptChange,
    attempt_changes,
    changes_after,
    count_raised_attempts,
    get_regrade,
    is_built_on,
    learners_by_state,
)
from course.web.admin.blueprint import bp
from course.web.admin.common import flash_with_undo, id_cursor, own_id
from course.web.admin.regrade_words import LEFT, OUTCOMES, STATES
from course.web.admin.regrades import RegradeForm, asked_questions, quiz_title, tried_page
from course.web.content import catalogue
from course.web.errors import sentence
from course.web.gate import open_to
from course.web.i18n import gettext as _
from course.web.i18n import ngettext
from course.web.paging import PAGE_SIZE, chosen, encode_cursor
from course.web.session import commit, reading, utc_now, wake, writing

KEY_LENGTH = 64


@bp.post("/admin/content/quizzes/<quiz>/regrade")
@open_to("admin", objects="all", rate="write")
def apply_regrade(quiz: str) -> ResponseReturnValue:
    """Order the regrade: a few learners at once, many by the worker."""
    form = RegradeForm()
    key = request.form.get("key", "").replace("\x00", "")[:KEY_LENGTH]
    if not form.validate_on_submit() or not key:
        return tried_page(quiz, form, key=key, status=422)
    try:
        regrade_id, at_once = begin_regrade(
            writing(),
            catalogue(),
            quiz_slug=quiz,
            questions=asked_questions(),
            because=form.because,
            key=key,
            actor_id=own_id(),
            now=utc_now(),
        )
    except (NothingToRegrade, RegradeInWork) as problem:
        return _refused(problem, url_for(".regrade_quiz", quiz=quiz))
    commit()
    if at_once:
        raised = get_regrade(reading(), regrade_id).counts.get("raised", 0)
        told = ngettext(
            "The marks of %(num)s attempt are raised.", "The marks of %(num)s attempts are raised.", raised
        )
        flash_with_undo(told, url_for(".undo_regrade", regrade_id=regrade_id), _("Undo"))
    else:
        wake("regrades")
    return redirect(url_for(".regrade", regrade_id=regrade_id), code=303)


@bp.get("/admin/content/regrades/<uuid:regrade_id>")
@open_to("admin", objects="all")
def regrade(regrade_id: UUID) -> ResponseReturnValue:
    """Show how far a regrade is, what it did, and to whom."""
    found = get_regrade(reading(), regrade_id)
    show = chosen("show", ("all", "raised", "restored", "left"), "all")
    after = id_cursor()
    changes = changes_after(reading(), regrade_id, after, PAGE_SIZE + 1, state="" if show == "all" else show)
    shown = changes[:PAGE_SIZE]
    here: dict[str, Any] = {"regrade_id": regrade_id, "show": show}
    people = {each.learner_id for each in shown} | ({found.actor_id} if found.actor_id else set())
    attempts: dict[UUID, list[AttemptChange]] = {}
    for one in attempt_changes(reading(), regrade_id, [each.learner_id for each in shown]):
        attempts.setdefault(one.learner_id, []).append(one)
    next_url = ""
    if len(changes) > PAGE_SIZE:
        next_url = url_for(".regrade", after=encode_cursor(shown[-1].learner_id.hex), **here)
    return render_template(
        "admin/regrade.html",
        run=found,
        title=quiz_title(found.quiz_slug),
        in_course=found.quiz_slug in catalogue().quizzes,
        changes=shown,
        attempts=attempts,
        still_there=count_raised_attempts(reading(), regrade_id),
        names=names_of(reading(), people),
        by_state=learners_by_state(reading(), regrade_id),
        show=show,
        outcomes={code: (_(words), tag) for code, (words, tag) in OUTCOMES.items()},
        state=STATES[found.state],
        left={code: _(words) for code, words in LEFT.items()},
        may_undo=may_undo(found, utc_now()),
        built_on=is_built_on(reading(), found),
        first_url=url_for(".regrade", **here) if after else "",
        next_url=next_url,
    )


@bp.get("/admin/content/regrades/<uuid:regrade_id>/undo")
@open_to("admin", objects="all")
def ask_undo_regrade(regrade_id: UUID) -> ResponseReturnValue:
    """Say what undoing a regrade does, and ask."""
    found = get_regrade(reading(), regrade_id)
    learners = sum(learners_by_state(reading(), regrade_id).values())
    return render_template(
        "admin/undo_regrade.html", run=found, title=quiz_title(found.quiz_slug), learners=learners
    )


@bp.post("/admin/content/regrades/<uuid:regrade_id>/undo")
@open_to("admin", objects="all", rate="write")
def undo_regrade(regrade_id: UUID) -> ResponseReturnValue:
    here = url_for(".regrade", regrade_id=regrade_id)
    try:
        at_once = take_regrade_back(
            writing(), catalogue(), regrade_id=regrade_id, actor_id=own_id(), now=utc_now()
        )
    except (RegradeUndoTooLate, RegradeBuiltOn, RegradeInWork) as problem:
        return _refused(problem, here)
    commit()
    if at_once:
        left = learners_by_state(reading(), regrade_id).get("left", 0)
        flash(_("The regrade is undone."), "ok")
        if left:
            flash(
                ngettext(
                    "The marks of %(num)s learner were left as they are; the reason stands below.",
                    "The marks of %(num)s learners were left as they are; the reasons stand below.",
                    left,
                ),
                "error",
            )
    else:
        wake("regrades")
    return redirect(here, code=303)


def _refused(problem: CourseProblem, back: str) -> ResponseReturnValue:
    flash(sentence(problem.code), "error")
    return redirect(back, code=303)
