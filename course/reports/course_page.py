"""The course as one learner sees it: modules with what is done, where to go on, and how much is left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue, Lesson, Module
from course.core.rules.completion import CourseProgress, ItemKind, Tick, course_progress
from course.core.text import pick
from course.db.prepared import Prepared
from course.db.session import Database
from course.store.attempts.models import QuizResult
from course.store.attempts.queries import quiz_facts
from course.store.cohorts.models import Cohort, Enrolment
from course.store.progress.models import LessonRecord, ProgressEvent
from course.store.progress.queries import (
    WhereStopped,
    completed_lessons,
    count_deeds,
    credited_modules,
    find_place,
)

StepState = Literal["new", "now", "done"]

_LEARNER = bindparam("learner_id", type_=Uuid())
_BLANK: Any = literal_column(
    "' '"
)  # as part of the statement: a plain text would be written into it at each sending


def _slugs(table: type[LessonRecord | QuizResult], slug: Any, condition: Any) -> Any:
    """Return the slugs of a learner's rows of which `condition` holds, in one text with blanks between."""
    return (
        select(func.aggregate_strings(slug, _BLANK))
        .where(table.learner_id == _LEARNER, condition)
        .scalar_subquery()
    )


# Asked on every lesson page, so in one statement and as one row: rows cost more than to cut a text into words.
_STANDING = Prepared(
    select(
        _slugs(LessonRecord, LessonRecord.lesson_slug, LessonRecord.completed_at.is_not(None)),
        _slugs(QuizResult, QuizResult.quiz_slug, QuizResult.passed_at.is_not(None)),
        _slugs(QuizResult, QuizResult.quiz_slug, QuizResult.passed_at.is_(None)),
        select(func.count())
        .select_from(ProgressEvent)
        .where(ProgressEvent.learner_id == _LEARNER)
        .scalar_subquery(),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What one learner has done, as far as a lesson page tells it.

    `states` maps (what, slug) to done, or to now for a quiz that was handed in without passing; what is absent
    is new. `deeds` counts what the learner did with lessons and never falls: it tells two states of the record
    apart even where the same lessons are done in both.
    """

    states: Mapping[tuple[str, str], StepState]
    deeds: int = 0


NOTHING_DONE = Standing(states={})


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
    held: bool = False  # a quiz that is handed in and whose result is not told yet: nothing to do but wait


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """Where to go on: a step and, where the learner stopped in it, the heading passed last."""

    step: Step
    module: ModuleLine
    heading: str = ""  # id
    heading_title: str = ""
    paragraph: int = 0  # number of the one at which the learner stopped; 0 is not known
    stopped_at: datetime | None = None  # None: the learner was not here yet

    @property
    def anchor(self) -> str:
        """Return the id in the lesson's page at which to go on; empty for its top."""
        return f"p{self.paragraph}" if self.paragraph else self.heading

    @property
    def number(self) -> int:
        """Return the step's place in its module, from 1."""
        return self.module.steps.index(self.step) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortLine:
    """A cohort in which the learner learns now."""

    name: str
    slug: str
    starts_on: date | None
    ends_on: date | None
    time_zone: str
    enrolled_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Remainder:
    """How much of one kind of thing is done. `pass_scores` are those that quizzes ask for, 0.0 to 1.0."""

    what: ItemKind
    done: int
    total: int
    pass_scores: tuple[float, ...] = ()
    surveys: int = 0  # how many of `total` are handed in without being passed


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePage:
    """The course and, for a learner, their way through it."""

    modules: tuple[ModuleLine, ...]
    share: float = 0.0  # 0.0 to 1.0
    minutes_left: int = 0
    done: bool = False
    resume: Resume | None = None  # None: nothing is left
    cohorts: tuple[CohortLine, ...] = ()
    deeds: int = 0

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for module in self.modules for step in module.steps)

    @property
    def lessons_total(self) -> int:
        return sum(module.lessons_total for module in self.modules)

    @property
    def lessons_done(self) -> int:
        return sum(module.lessons_done for module in self.modules)


def find_standing(database: Database, learner_id: UUID) -> Standing:
    """Return what a learner has done, in one statement whatever the size of the course."""
    lessons, passed, handed_in, deeds = _STANDING.one_or_none(database, learner_id=learner_id) or (
        None,
        None,
        None,
        0,
    )
    states: dict[tuple[str, str], StepState] = {("lesson", slug): "done" for slug in (lessons or "").split()}
    states |= {("quiz", slug): "done" for slug in (passed or "").split()}
    states |= {("quiz", slug): "now" for slug in (handed_in or "").split()}
    return Standing(states=states, deeds=deeds)


def course_page(
    session: Session, catalogue: Catalogue, *, learner_id: UUID | None, language: str
) -> CoursePage:
    """Return the course page of a learner, or of somebody without an account, in `language`."""
    if learner_id is None:
        return CoursePage(modules=course_lines(catalogue, language))
    place = find_place(session, learner_id)
    opened = frozenset({place.lesson_slug} if place else ())
    progress = learner_progress(session, catalogue, learner_id, opened)
    modules = course_lines(catalogue, language, progress=progress)
    return CoursePage(
        modules=modules,
        share=progress.share,
        minutes_left=progress.minutes_left(language),
        done=progress.done,
        resume=find_resume(catalogue, modules, place, language),
        cohorts=learner_cohorts(session, learner_id),
        deeds=count_deeds(session, learner_id),
    )


def learner_progress(
    session: Session, catalogue: Catalogue, learner_id: UUID, opened: frozenset[str]
) -> CourseProgress:
    """Judge a learner by the stored facts."""
    return course_progress(
        catalogue,
        completed=completed_lessons(session, learner_id),
        quizzes=quiz_facts(session, learner_id),
        credited=credited_modules(session, learner_id),
        opened=opened,
    )


def learner_cohorts(session: Session, learner_id: UUID) -> tuple[CohortLine, ...]:
    """Return the cohorts in which a learner learns now, the newest enrolment first."""
    rows = session.execute(
        select(
            Cohort.name,
            Cohort.slug,
            Cohort.starts_on,
            Cohort.ends_on,
            Cohort.time_zone,
            Enrolment.enrolled_at,
        )
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(Enrolment.learner_id == learner_id, Enrolment.state == "active")
        .order_by(Enrolment.enrolled_at.desc(), Enrolment.id)
    )
    return tuple(
        CohortLine(name=name, slug=slug, starts_on=starts, ends_on=ends, time_zone=zone, enrolled_at=at)
        for name, slug, starts, ends, zone, at in rows
    )


def course_lines(
    catalogue: Catalogue,
    language: str,
    *,
    progress: CourseProgress | None = None,
) -> tuple[ModuleLine, ...]:
    """Return the modules with their steps; without `progress` nothing is done."""
    judged = progress or course_progress(catalogue, completed=frozenset(), quizzes={})
    return tuple(_module_line(catalogue, module, language, judged) for module in catalogue.modules)


def module_steps(catalogue: Catalogue, module: Module, language: str, standing: Standing) -> tuple[Step, ...]:
    """Return one module's steps as a lesson page shows them."""
    ticks = [Tick("lesson", lesson.slug, done=False) for lesson in module.lessons]
    ticks += [Tick("quiz", slug, done=False) for slug in module.quizzes]
    ticks += [Tick("game", slug, done=False) for slug in module.games]
    return tuple(
        make_step(
            catalogue,
            tick.what,
            tick.slug,
            language,
            state=standing.states.get(("lesson" if tick.what == "lesson" else "quiz", tick.slug), "new"),
        )
        for tick in ticks
    )


def make_step(
    catalogue: Catalogue,
    what: ItemKind,
    slug: str,
    language: str,
    *,
    state: StepState = "new",
    held: bool = False,
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
            held=held,
        )
    lesson = _lesson(catalogue, slug)
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


def remainders(catalogue: Catalogue, progress: CourseProgress) -> tuple[Remainder, ...]:
    """Return what the course asks for, by kind, and how much of it is done; kinds that it has none of are absent."""
    found = []
    kinds: tuple[ItemKind, ...] = ("lesson", "quiz", "game")
    for what in kinds:
        ticks = [tick for module in progress.modules for tick in module.ticks if tick.what == what]
        left = sum(missing.what == what for missing in progress.missing)
        quizzes = [catalogue.quizzes[tick.slug] for tick in ticks if what != "lesson"]
        scores = tuple(sorted({quiz.pass_score for quiz in quizzes if not quiz.is_survey}))
        if ticks:
            found.append(
                Remainder(
                    what=what,
                    done=len(ticks) - left,
                    total=len(ticks),
                    pass_scores=scores,
                    surveys=sum(quiz.is_survey for quiz in quizzes),
                )
            )
    return tuple(found)


def _lesson(catalogue: Catalogue, slug: str) -> Lesson:
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
    held = {(missing.what, missing.slug) for missing in judged.missing if missing.reason == "held"}
    steps = tuple(
        make_step(
            catalogue,
            tick.what,
            tick.slug,
            language,
            state="done" if tick.done else "now" if (tick.what, tick.slug) in begun else "new",
            held=(tick.what, tick.slug) in held,
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


def find_resume(
    catalogue: Catalogue, modules: tuple[ModuleLine, ...], place: WhereStopped | None, language: str
) -> Resume | None:
    """Return where the learner stopped; where that is done or gone, what is open next, from there on round."""
    steps = [(module, step) for module in modules for step in module.steps]
    stopped = [
        number
        for number, (_, step) in enumerate(steps)
        if place and (step.what, step.slug) == ("lesson", place.lesson_slug)
    ]
    start = stopped[0] if stopped else 0
    for module, step in steps[start:] + steps[:start]:
        if step.state == "done" or step.held:
            continue
        if place and (step.what, step.slug) == ("lesson", place.lesson_slug):
            return _stopped(catalogue, module, step, place, language)
        return Resume(step=step, module=module)
    return None


def next_in_module(page: CoursePage, module_slug: str, after: str) -> Resume | None:
    """Return what is open next in a module after one of its steps; None where nothing of it is."""
    for module in page.modules:
        slugs = [step.slug for step in module.steps]
        if module.slug == module_slug and after in slugs:
            place = slugs.index(after) + 1
            rest = [
                step
                for step in module.steps[place:] + module.steps[:place]
                if step.state != "done" and not step.held
            ]
            return Resume(step=rest[0], module=module) if rest else None
    return None


def _stopped(
    catalogue: Catalogue, module: ModuleLine, step: Step, place: WhereStopped, language: str
) -> Resume:
    text = _lesson(catalogue, step.slug).text(language, catalogue.languages[0])
    titles = {heading.id: heading.title for heading in text.headings}
    heading = place.heading if place.heading in titles else ""
    return Resume(
        step=step,
        module=module,
        heading=heading,
        heading_title=titles.get(heading, ""),
        paragraph=place.paragraph,
        stopped_at=place.at,
    )
