"""The course as one learner sees it: modules with what is done, where to go on, and how much is left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue, Module
from course.core.rules.completion import CourseProgress, ItemKind, Tick, course_progress
from course.db.prepared import Prepared
from course.db.session import Database
from course.reports.course_steps import ModuleLine, Step, StepState, course_lines, make_step
from course.reports.resume import Resume, find_resume
from course.store.attempts.models import QuizResult
from course.store.attempts.opened import open_attempts
from course.store.attempts.queries import quiz_facts
from course.store.cohorts.models import Cohort, Enrolment
from course.store.progress.models import LessonRecord, ProgressEvent
from course.store.progress.queries import (
    count_deeds,
    done_facts,
    find_place,
)

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
    resume: Resume | None = None  # None: nothing is left for the learner to do
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
    session: Session, catalogue: Catalogue, *, learner_id: UUID | None, language: str, now: datetime
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
        resume=find_resume(catalogue, modules, place, open_attempts(session, learner_id, now=now), language),
        cohorts=learner_cohorts(session, learner_id),
        deeds=count_deeds(session, learner_id),
    )


def learner_progress(
    session: Session, catalogue: Catalogue, learner_id: UUID, opened: frozenset[str]
) -> CourseProgress:
    """Judge a learner by the stored facts."""
    done = done_facts(session, learner_id)
    return course_progress(
        catalogue,
        completed=done.completed,
        quizzes=quiz_facts(session, learner_id),
        credited=done.credited,
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
