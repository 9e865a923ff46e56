"""The course's files: which build is on, what is wrong with the files, and putting them on."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from course.core.content.load import CourseBroken, Draft, publish, read_course
from course.reports.mended_questions import quizzes_to_regrade
from course.store.audit.operations import record
from course.store.faults.queries import open_faults
from course.web.admin.blueprint import bp
from course.web.admin.common import own_id
from course.web.admin.regrades import quiz_title
from course.web.content import catalogue
from course.web.gate import open_to
from course.web.i18n import gettext as _
from course.web.session import commit, reading, utc_now, wake_after_commit, writing


@bp.get("/admin/content")
@open_to("admin", objects="all")
def content() -> ResponseReturnValue:
    """Show the build that is on."""
    return _page(None)


@bp.get("/admin/content/check")
@open_to("admin", objects="all", rate="preview")
def check_content() -> ResponseReturnValue:
    """Read the files as they are now and show every problem. Nothing is changed by it."""
    return _page(_draft())


@bp.post("/admin/content/publish")
@open_to("admin", objects="all", rate="import")
def publish_content() -> ResponseReturnValue:
    """Put the files on, if they can be: the build that is on stays otherwise."""
    settings = current_app.config["COURSE"]
    try:
        build = publish(_draft(), settings.builds_dir)
    except CourseBroken:
        flash(
            _("The files have problems that keep them from being published. The version that is on stays."),
            "error",
        )
        return redirect(url_for(".check_content"), code=303)
    if build.is_new:
        record(
            writing(),
            actor_id=own_id(),
            action="content.published",
            subject_kind="content",
            subject_id=build.version,
            now=utc_now(),
        )
        wake_after_commit("sums")
        commit()
        flash(_("The course is published. Readers see it within two seconds."), "ok")
    else:
        flash(_("The files are those of the version that is on. Nothing had to be done."), "ok")
    return redirect(url_for(".content"), code=303)


def _draft() -> Draft:
    settings = current_app.config["COURSE"]
    return read_course(settings.content_dir, settings.quiz_dir, settings.builds_dir / "cache")


def _page(draft: Draft | None) -> str:
    states = draft.states if draft else ()
    return render_template(
        "admin/content.html",
        course=catalogue(),
        draft=draft,
        open_reports=open_faults(reading()),
        earlier=quizzes_to_regrade(reading(), catalogue()),
        quiz_title=quiz_title,
        behind=[state for state in states if state.state in {"behind", "undated", "missing", "broken"}],
        problem_words=lambda problem: _(problem.template, **problem.values),
    )
