"""Lesson pages, completing a lesson, and keeping where one stopped."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from course.core.content.collected import Publication
from course.core.content.model import Catalogue, Lesson, LessonText, Module
from course.core.rules.library import by_address, same_address, title_language
from course.core.text import pick
from course.flows.complete_lesson import complete_lesson, next_step
from course.flows.keep_place import keep_place
from course.reports.course_page import NOTHING_DONE, Standing, find_standing, module_steps
from course.reports.course_steps import Step, StepState, make_step
from course.web.content import catalogue, store
from course.web.gate import actor, open_to
from course.web.i18n import LANGUAGES
from course.web.i18n import gettext as _
from course.web.kept import cut_cache, form_token, has_flashes, hole, kept_page, look, own_values, stand_in
from course.web.learn.blueprint import bp
from course.web.learn.course import deed_key
from course.web.session import commit, database, utc_now, writing

STYLED_APART = ('class="card explainer"', 'class="behind"')  # what stands in css/more.txt and in few lessons


@dataclass(frozen=True, slots=True)
class LessonPage:
    """One lesson in one language with its surroundings, before anybody's name is on it."""

    content: Catalogue
    module: Module
    lesson: Lesson
    text: LessonText
    standing: Standing
    states: tuple[
        StepState | None, ...
    ]  # of the module's steps, None for what is new: all it tells of a learner

    @property
    def steps(self) -> tuple[Step, ...]:
        return module_steps(self.content, self.module, g.lang, self.standing)

    @property
    def is_done(self) -> bool:
        return self.standing.states.get(("lesson", self.lesson.slug)) == "done"

    @property
    def key(self) -> str:
        """Return the key of the next deed: another one after each deed, the same for two clicks on one page."""
        return str(self.standing.deeds)


def _step_names(module: Module) -> list[tuple[str, str]]:
    lessons = [("lesson", lesson.slug) for lesson in module.lessons]
    return lessons + [("quiz", slug) for slug in (*module.quizzes, *module.games)]


@bp.get("/course/<module>/<lesson>")
@open_to("anonymous", objects="own", cache="private")
def lesson(module: str, lesson: str) -> ResponseReturnValue:
    """Show a lesson. At most three statements, whatever the size of the course: tests count them."""
    page = _lesson_page(module, lesson)
    facts = (page.content.version, page.states, page.standing.deeds)
    return kept_page(facts, lambda: _made_once(page) if has_flashes() else _joined(page))


@bp.post("/course/<module>/<lesson>")
@open_to("learner", objects="own", rate="write")
def complete(module: str, lesson: str) -> ResponseReturnValue:
    """Complete a lesson and go on: to the next one, the module's quiz, or, when all is done, the own progress."""
    content = catalogue()
    found = _find(content, module, lesson)
    learner_id = actor().account_id
    if learner_id is None:
        abort(404)
    key = deed_key(f"complete:{found.slug}")
    progress = complete_lesson(
        writing(),
        content,
        learner_id=learner_id,
        lesson_slug=found.slug,
        key=key,
        language=g.lang,
        now=utc_now(),
    )
    commit()
    title = found.text(g.lang, content.languages[0]).title
    undo = url_for("learn.reopen", lesson=found.slug, key=key)
    told = (_("“%(title)s” is completed.", title=title), undo, _("Undo"))
    flash(told, "ok")  # type: ignore[arg-type]  # a toast with its undo
    return redirect(url_for("learn.progress") if progress.done else following_url(content, found), code=303)


@bp.post("/place")
@open_to("learner", objects="own", rate="answer")
def place() -> ResponseReturnValue:
    """Keep where the reader stopped: the page's script tells when the page is left."""
    given = _place_given()
    learner_id = actor().account_id
    if learner_id is None:
        abort(404)
    keep_place(
        writing(),
        catalogue(),
        learner_id=learner_id,
        lesson_slug=given["lesson"],
        heading=given["heading"],
        paragraph=_number(given["paragraph"]),
        language=g.lang,
        now=utc_now(),
    )
    commit()
    return "", 204


def following_url(content: Catalogue, found: Lesson) -> str:
    """Return the address of what follows a lesson; of the own progress after the last."""
    following = _following(content, found)
    return url_for("learn.progress") if following is None else step_url(following)


def step_url(step: Step, anchor: str = "") -> str:
    """Return the address of a lesson, quiz or game; `anchor` is an id in a lesson's page."""
    if step.what == "lesson":
        return url_for("learn.lesson", module=step.module, lesson=step.slug, _anchor=anchor or None)
    return url_for("learn.quiz", quiz=step.slug)


def _place_given() -> dict[str, str]:
    given: Any = request.get_json() if request.is_json else request.values
    if not hasattr(given, "get"):
        abort(400)
    found = {name: given.get(name, "") for name in ("lesson", "heading", "paragraph")}
    if not all(isinstance(value, str) for value in found.values()):
        abort(400)
    return found


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0  # noqa: PLR2004 - longer than any lesson


def _find(content: Catalogue, module: str, lesson: str) -> Lesson:
    """Return a lesson of this module; what belongs to another is not here."""
    found = content.lesson(lesson)
    if found is None or found.module != module:
        abort(404)
    return found


def _lesson_page(module: str, lesson: str) -> LessonPage:
    content = catalogue()
    found = _find(content, module, lesson)
    within = content.module(module) or abort(404)
    learner_id = actor().account_id
    standing = NOTHING_DONE if learner_id is None else find_standing(database(), learner_id)
    return LessonPage(
        content=content,
        module=within,
        lesson=found,
        text=found.text(g.lang, content.languages[0]),
        standing=standing,
        states=tuple(standing.states.get(name) for name in _step_names(within)),
    )


def _joined(page: LessonPage) -> str:
    """Join the page from what all see and what is the reader's own."""
    caller = actor()
    key = ("lesson", page.content.version, page.lesson.slug, page.states, caller.role, *look())
    made = cut_cache().get(
        key,
        lambda: _rendered(
            page,
            body=hole("body"),
            csrf=hole("csrf"),
            key=hole("key"),
            actor=stand_in(caller),
            flashes=[],
            languages=_own_addresses(page),
        ),
    )
    values = own_values(caller, page.key)
    return made.filled({**values, "body": store().html(page.text)})


def _made_once(page: LessonPage) -> str:
    """Render the whole page, with the messages that wait to be shown."""
    token = form_token() if actor().signed_in else ""
    body = Markup(store().html(page.text))  # noqa: S704 - sanitised when it was published
    return _rendered(page, body=body, csrf=token, key=page.key, languages=_own_addresses(page))


def _rendered(page: LessonPage, **own: Any) -> str:
    before, _after = page.content.neighbours(page.lesson.slug)
    steps = page.steps
    here = next(number for number, one in enumerate(steps, 1) if _is_lesson(one, page.lesson))
    return render_template(
        "learn/lesson.html",
        current_area="course",
        module=page.module,
        module_title=pick(page.module.title, g.lang, page.content.languages[0]),
        lesson=page.lesson,
        text=page.text,
        is_fallback=page.text.language != g.lang,
        step=steps[here - 1],
        rows=[_row(page, one) for one in steps],
        here=here,
        is_done=page.is_done,
        previous=_step_of(page, before) if before else None,
        following=_following(page.content, page.lesson),
        step_url=step_url,
        in_library=_in_library(page),
        needs_more_style=any(mark in store().html(page.text) for mark in STYLED_APART),
        **own,
    )


class Held(NamedTuple):
    """A publication of the library; `lang` is empty where its title is in the reader's language."""

    title: str
    url: str
    lang: str


def _in_library(page: LessonPage) -> dict[str, list[Held]]:
    """Return what the library holds of the lesson's sources, by the source's address as the lesson writes it."""
    held = by_address(page.content.collections.library)
    addresses = {source.address for source in page.text.sources if source.address}
    found = {address: held.get(same_address(address), []) for address in addresses}
    return {address: [_held(one) for one in publications] for address, publications in found.items()}


def _held(publication: Publication) -> Held:
    shown = title_language(publication, g.lang)
    url = url_for("public.publication", publication=publication.slug)
    return Held(publication.title[shown], url, "" if shown == g.lang else shown)


def _row(page: LessonPage, step: Step) -> dict[str, Any]:
    """Return what the outline's component takes for one step."""
    is_here = _is_lesson(step, page.lesson)
    begun = is_here and actor().signed_in and step.state == "new"
    return {
        "title": step.title,
        "url": step_url(step),
        "kind": step.kind,
        "state": "now" if begun else step.state,
        "minutes": step.minutes,
        "current": is_here,
        "lang": step.language if step.language != g.lang else "",
    }


def _is_lesson(step: Step, lesson: Lesson) -> bool:
    return (step.what, step.slug) == ("lesson", lesson.slug)


def _step_of(page: LessonPage, lesson: Lesson) -> Step:
    return make_step(page.content, "lesson", lesson.slug, g.lang)


def _following(content: Catalogue, found: Lesson) -> Step | None:
    tick = next_step(content, found.slug)
    return make_step(content, tick.what, tick.slug, g.lang) if tick else None


def _own_addresses(page: LessonPage) -> list[tuple[str, str, str]]:
    """Return this lesson's address in each language, without what was asked beside it: all readers share them."""
    return [
        (
            code,
            name,
            url_for("learn.lesson", lang=code, module=page.lesson.module, lesson=page.lesson.slug),
        )
        for code, name in LANGUAGES.items()
    ]
