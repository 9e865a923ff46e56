"""Modules and their steps (lessons, quizzes, games) as lists show them, with what is done."""

from dataclasses import dataclass
from typing import Literal

from course.core.content.model import Catalogue, Lesson, Module
from course.core.rules.completion import CourseProgress, ItemKind, MissingReason, course_progress
from course.core.text import pick

StepState = Literal["new", "now", "done"]
StepWait = Literal["", "result", "mark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One lesson, quiz or game in the course's order."""

    what: ItemKind
    slug: str
    module: str
    title: str
    language: str  # of the title: the source language where there is no translation
    kind: str  # reading, podcast, video, game, conversation; quiz or survey
    minutes: int
    state: StepState = "new"
    waits: StepWait = ""  # a quiz that is handed in: for what, where there is nothing to do but wait


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleLine:
    """One module with its steps. `added` says that the learner completed it before something was added to it."""

    slug: str
    number: int
    title: str
    summary: str
    minutes: int
    steps: tuple[Step, ...]
    state: StepState = "new"
    added: bool = False

    @property
    def lessons_total(self) -> int:
        return sum(step.what == "lesson" for step in self.steps)

    @property
    def lessons_done(self) -> int:
        return sum(step.what == "lesson" and step.state == "done" for step in self.steps)


def course_lines(
    catalogue: Catalogue,
    language: str,
    *,
    progress: CourseProgress | None = None,
) -> tuple[ModuleLine, ...]:
    """Return the modules with their steps; without `progress` nothing is done."""
    judged = progress or course_progress(catalogue, completed=frozenset(), quizzes={})
    return tuple(_module_line(catalogue, module, language, judged) for module in catalogue.modules)


def make_step(
    catalogue: Catalogue,
    what: ItemKind,
    slug: str,
    language: str,
    *,
    state: StepState = "new",
    waits: StepWait = "",
) -> Step:
    """Return one lesson, quiz or game of the course as lists show it. It must be in the course."""
    source = catalogue.languages[0]
    if what != "lesson":
        quiz = catalogue.quizzes[slug]
        return Step(
            what=what,
            slug=slug,
            module=quiz.module,
            title=pick(quiz.title, language, source),
            language=language if language in quiz.title else source,
            kind="game" if what == "game" else "survey" if quiz.is_survey else "quiz",
            minutes=quiz.minutes,
            state=state,
            waits=waits,
        )
    lesson = get_lesson(catalogue, slug)
    text = lesson.text(language, source)
    return Step(
        what=what,
        slug=slug,
        module=lesson.module,
        title=text.title,
        language=text.language,
        kind=lesson.kind,
        minutes=text.minutes,
        state=state,
    )


def get_lesson(catalogue: Catalogue, slug: str) -> Lesson:
    lesson = catalogue.lesson(slug)
    if lesson is None:
        raise KeyError(slug)
    return lesson


def _module_line(catalogue: Catalogue, module: Module, language: str, progress: CourseProgress) -> ModuleLine:
    judged = progress.module(module.slug)
    if judged is None:
        raise KeyError(module.slug)
    begun = {
        (missing.what, missing.slug)
        for missing in (*judged.missing, *judged.added)
        if missing.reason != "not_started"
    }
    waits = {(missing.what, missing.slug): _wait(missing.reason) for missing in judged.missing}
    steps = tuple(
        make_step(
            catalogue,
            tick.what,
            tick.slug,
            language,
            state="done" if tick.done else "now" if (tick.what, tick.slug) in begun else "new",
            waits=waits.get((tick.what, tick.slug), ""),
        )
        for tick in judged.ticks
    )
    any_begun = any(step.state != "new" for step in steps)
    source = catalogue.languages[0]
    return ModuleLine(
        slug=module.slug,
        number=module.number,
        title=pick(module.title, language, source),
        summary=pick(module.summary, language, source),
        minutes=sum(step.minutes for step in steps),
        steps=steps,
        state="done" if judged.done and steps else "now" if any_begun else "new",
        added=bool(judged.added),
    )


def _wait(reason: MissingReason) -> StepWait:
    """Return for what a step waits that is missing for this reason; "" where the learner can do something."""
    return "result" if reason == "held" else "mark" if reason == "waits_for_mark" else ""
