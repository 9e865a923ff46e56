"""From facts to completion, with what is missing and why. All ticks, bars and certificates ask here.

Required are all lessons, quizzes and games that a module has today. Records of items that left the course
count for nothing and stay readable elsewhere.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from course.core.content.model import Catalogue, Lesson

ItemKind = Literal["lesson", "quiz", "game"]
MissingReason = Literal["not_started", "in_progress", "not_submitted", "held", "waits_for_mark", "below_pass"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizFact:
    """What is stored of one learner's attempts at one quiz or game."""

    best_score: float = 0.0  # 0.0 to 1.0: the score that counts under the quiz's `keep`
    attempts: int = 0  # begun, submitted ones included
    submitted: int = 0  # with a result that was told
    held: int = 0  # handed in, with a result that is not told yet
    waiting: int = 0  # of the submitted ones: how many wait for a facilitator's mark
    passed: bool = False  # as judged when it happened: a pass stays one when the pass score changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One required item that is not done, and why.

    not_started: nothing stored yet; in_progress: a lesson that was opened; not_submitted: a quiz that was
    begun and never handed in; held: handed in, and its result is not told yet; waits_for_mark: submitted, and a
    facilitator has still to mark an answer; below_pass: submitted, and `best` is below `needed` (both 0.0 to 1.0).
    `best` is of what is marked, and None before.
    """

    what: ItemKind
    slug: str
    reason: MissingReason
    minutes: Mapping[str, int]  # language to about how long it takes; the source language comes first
    best: float | None = None
    needed: float | None = None

    def minutes_left(self, language: str) -> int:
        """Return about how long it takes in `language`; in the source language where it has no text."""
        return self.minutes.get(language, next(iter(self.minutes.values())))


@dataclass(frozen=True, slots=True)
class Tick:
    """One required item and whether it is done."""

    what: ItemKind
    slug: str
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleProgress:
    """One learner's progress in one module. `done` where, and only where, nothing is missing.

    Credit stays: a module that was completed once is done with a share of 1.0 whatever was added later. What
    is open in it today then stands in `added`, as an offer, and not in `missing`.
    """

    slug: str
    ticks: tuple[Tick, ...]  # lessons, quizzes, games in the module's order, as they stand today
    missing: tuple[Missing, ...]
    added: tuple[Missing, ...]
    done: bool
    changed_since: bool  # credited by an earlier version of the course, and something is open in today's
    share: float  # 0.0 to 1.0 of the items required today; 1.0 where credited, or where there are none

    @property
    def lessons_total(self) -> int:
        return sum(tick.what == "lesson" for tick in self.ticks)

    @property
    def lessons_done(self) -> int:
        return sum(tick.what == "lesson" and tick.done for tick in self.ticks)

    def minutes_left(self, language: str) -> int:
        return sum(missing.minutes_left(language) for missing in self.missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseProgress:
    """One learner's progress in the course. `done` where, and only where, nothing is missing."""

    modules: tuple[ModuleProgress, ...]
    share: float  # 0.0 to 1.0 of the items required today, those of credited modules counted as done

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What is left, in course order: the first is where to go on."""
        return tuple(chain.from_iterable(module.missing for module in self.modules))

    @property
    def done(self) -> bool:
        return all(module.done for module in self.modules)

    def module(self, slug: str) -> ModuleProgress | None:
        return next((module for module in self.modules if module.slug == slug), None)

    def is_done(self, what: ItemKind, slug: str) -> bool:
        """Tell whether an item has its tick; one that the course no longer has has none."""
        return any(
            tick.done and (tick.what, tick.slug) == (what, slug)
            for module in self.modules
            for tick in module.ticks
        )

    def minutes_left(self, language: str) -> int:
        return sum(module.minutes_left(language) for module in self.modules)


def course_progress(
    catalogue: Catalogue,
    *,
    completed: AbstractSet[str],
    quizzes: Mapping[str, QuizFact],
    credited: Mapping[str, str] | None = None,
    opened: AbstractSet[str] = frozenset(),
) -> CourseProgress:
    """Judge one learner against the whole course.

    `completed` and `opened` are slugs of lessons, `quizzes` the facts by slug of quiz or game, and `credited`
    maps a module that was completed once to the course's version at that moment. A survey asks for no score:
    it is done when it was submitted.
    """
    credit = credited or {}
    modules = []
    for module in catalogue.modules:
        lessons = [_lesson_step(catalogue, lesson, completed, opened) for lesson in module.lessons]
        quiz_steps = [_quiz_step(catalogue, "quiz", slug, quizzes) for slug in module.quizzes]
        games = [_quiz_step(catalogue, "game", slug, quizzes) for slug in module.games]
        steps = (*lessons, *quiz_steps, *games)
        modules.append(_module_progress(module.slug, steps, credit.get(module.slug), catalogue.version))
    total = sum(len(module.ticks) for module in modules)
    left = sum(len(module.missing) for module in modules)
    return CourseProgress(modules=tuple(modules), share=_share(total - left, total))


_Step = tuple[Tick, Missing | None]


def _share(done: int, total: int) -> float:
    return done / total if total else 1.0


def _module_progress(
    slug: str, steps: tuple[_Step, ...], credited_by: str | None, version: str
) -> ModuleProgress:
    left = tuple(missing for _, missing in steps if missing)
    missing, added = ((), left) if credited_by is not None else (left, ())
    return ModuleProgress(
        slug=slug,
        ticks=tuple(tick for tick, _ in steps),
        missing=missing,
        added=added,
        done=not missing,
        changed_since=bool(added) and credited_by != version,
        share=_share(len(steps) - len(missing), len(steps)),
    )


def _lesson_step(
    catalogue: Catalogue, lesson: Lesson, completed: AbstractSet[str], opened: AbstractSet[str]
) -> _Step:
    if lesson.slug in completed:
        return Tick("lesson", lesson.slug, done=True), None
    minutes = {
        language: lesson.text(language, catalogue.languages[0]).minutes for language in catalogue.languages
    }
    reason: MissingReason = "in_progress" if lesson.slug in opened else "not_started"
    return (
        Tick("lesson", lesson.slug, done=False),
        Missing(what="lesson", slug=lesson.slug, reason=reason, minutes=minutes),
    )


def _quiz_step(catalogue: Catalogue, what: ItemKind, slug: str, quizzes: Mapping[str, QuizFact]) -> _Step:
    quiz = catalogue.quizzes[slug]
    fact = quizzes.get(slug, QuizFact())
    if fact.passed or (quiz.is_survey and fact.submitted):
        return Tick(what, slug, done=True), None
    reason: MissingReason = "not_started"
    if fact.held:
        reason = "held"
    elif fact.waiting:
        reason = "waits_for_mark"
    elif fact.submitted:
        reason = "below_pass"
    elif fact.attempts:
        reason = "not_submitted"
    missing = Missing(
        what=what,
        slug=slug,
        reason=reason,
        minutes=dict.fromkeys(catalogue.languages, 0 if fact.held or fact.waiting else quiz.minutes),
        best=fact.best_score if fact.submitted > fact.waiting else None,
        needed=quiz.pass_score,
    )
    return Tick(what, slug, done=False), missing
