"""The course page and the pages of its modules."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.core.content.model import Catalogue, Module
from course.core.text import pick
from course.flows.complete_lesson import reopen_lesson
from course.reports.course_page import CoursePage, course_page
from course.reports.course_steps import ModuleLine, Step
from course.web.content import catalogue
from course.web.gate import actor, open_to
from course.web.i18n import gettext as _
from course.web.i18n import language
from course.web.kept import kept_page
from course.web.learn.blueprint import bp
from course.web.session import commit, reading, utc_now, writing

KEY_MAX = 100  # characters of a key that names a deed


@bp.get("/course")
@open_to("anonymous", objects="own", cache="private")
def course() -> ResponseReturnValue:
    """Show all modules with their lessons, what is done, and where to go on."""
    content = catalogue()
    page = _page(content)
    return kept_page(
        (content.version, utc_now().date(), page),
        lambda: render_template(
            "learn/course.html",
            current_area="course",
            title=pick(content.title, language(), content.languages[0]),
            summary=pick(content.summary, language(), content.languages[0]),
            page=page,
            open_module=page.resume.module.slug if page.resume else "",
            completed=[step for step in page.steps if step.what == "lesson" and step.state == "done"],
            reopen_key=str(page.deeds),
        ),
    )


@bp.get("/course/<module>")
@open_to("anonymous", objects="own", cache="private")
def module(module: str) -> ResponseReturnValue:
    """Show one module: what it is about, its aims, its lessons."""
    content = catalogue()
    found = content.module(module) or abort(404)
    page = _page(content)
    line = _line(page, found)
    return kept_page(
        (content.version, line, page.resume),
        lambda: render_template(
            "learn/module.html",
            current_area="course",
            module=line,
            aims=_aims(found, content.languages[0]),
            go_on=_go_on(page, line),
            others=[other for other in page.modules if abs(other.number - line.number) == 1],
        ),
    )


@bp.post("/course/reopen")
@open_to("learner", objects="own", rate="write")
def reopen() -> ResponseReturnValue:
    """Take back that a lesson is completed, from the course page or from the message after completing it."""
    content = catalogue()
    lesson = content.lesson(request.values.get("lesson", ""))
    learner_id = actor().account_id
    if lesson is None or learner_id is None:
        abort(404)
    reopen_lesson(
        writing(),
        content,
        learner_id=learner_id,
        lesson_slug=lesson.slug,
        key=deed_key(f"reopen:{lesson.slug}"),
        language=language(),
        now=utc_now(),
    )
    commit()
    title = lesson.text(language(), content.languages[0]).title
    flash(_("“%(title)s” is open again.", title=title), "ok")
    return redirect(url_for("learn.lesson", module=lesson.module, lesson=lesson.slug), code=303)


def posted_key() -> str:
    """Return the key that names a posted deed, so that the same deed sent twice is one; refuse a bad one."""
    key = request.values.get("key", "")
    if not key or len(key) > KEY_MAX or not key.isascii() or not key.isprintable():
        abort(400)
    return key


def deed_key(about: str) -> str:
    """Return the key of a posted deed on a lesson: a page's forms share a key, and their deeds are different."""
    return f"{posted_key()}:{about}"


def _page(content: Catalogue) -> CoursePage:
    return course_page(reading(), content, learner_id=actor().account_id, language=language(), now=utc_now())


def _line(page: CoursePage, found: Module) -> ModuleLine:
    return next(line for line in page.modules if line.slug == found.slug)


def _aims(found: Module, source: str) -> tuple[str, ...]:
    return found.aims.get(language()) or found.aims.get(source, ())


def _go_on(page: CoursePage, line: ModuleLine) -> Step | None:
    """Return the step of this module to go on with: where the learner stopped, else the first that is open."""
    if page.resume and page.resume.module.slug == line.slug:
        return page.resume.step
    return next((step for step in line.steps if step.state != "done" and not step.waits), None)
