"""A learner's deed on a lesson: completing it, and taking that back."""

from datetime import datetime
from uuid import UUID

from course.core.content.model import Catalogue, Lesson, Module
from course.core.problems import NotFound
from course.core.rules.completion import CourseProgress, Tick
from course.db.session import Session
from course.flows.settle_progress import settle_progress
from course.store.progress.operations import keep_place, mark_lesson


def complete_lesson(
    session: Session,
    catalogue: Catalogue,
    *,
    learner_id: UUID,
    lesson_slug: str,
    key: str,
    language: str,
    now: datetime,
) -> CourseProgress:
    """Keep that a learner completed a lesson, and that they go on at what follows. Raises NotFound.

    `key` names the deed: sent twice it is stored once. Where a lesson follows, it becomes the learner's place.
    """
    lesson = _mark(session, catalogue, learner_id, lesson_slug, True, key, language, now)
    following = next_step(catalogue, lesson.slug)
    if following is not None and following.what == "lesson":
        keep_place(session, learner_id=learner_id, lesson_slug=following.slug, now=now)
    return settle_progress(session, catalogue, learner_id=learner_id, now=now)


def reopen_lesson(
    session: Session,
    catalogue: Catalogue,
    *,
    learner_id: UUID,
    lesson_slug: str,
    key: str,
    language: str,
    now: datetime,
) -> CourseProgress:
    """Keep that a learner took back having completed a lesson, and that they are there again. Raises NotFound.

    A module that was complete stays credited: that is not taken away.
    """
    lesson = _mark(session, catalogue, learner_id, lesson_slug, False, key, language, now)
    keep_place(session, learner_id=learner_id, lesson_slug=lesson.slug, now=now)
    return settle_progress(session, catalogue, learner_id=learner_id, now=now)


def next_step(catalogue: Catalogue, lesson_slug: str) -> Tick | None:
    """Return what follows a lesson in course order: a lesson, quiz or game; None at the end of the course."""
    steps = [step for module in catalogue.modules for step in _steps(module)]
    places = [place for place, step in enumerate(steps) if (step.what, step.slug) == ("lesson", lesson_slug)]
    return steps[places[0] + 1] if places and places[0] + 1 < len(steps) else None


def _steps(module: Module) -> list[Tick]:
    lessons = [Tick("lesson", lesson.slug, done=False) for lesson in module.lessons]
    quizzes = [Tick("quiz", slug, done=False) for slug in module.quizzes]
    return [*lessons, *quizzes, *(Tick("game", slug, done=False) for slug in module.games)]


def _mark(
    session: Session,
    catalogue: Catalogue,
    learner_id: UUID,
    lesson_slug: str,
    completed: bool,  # noqa: FBT001 - one of two deeds
    key: str,
    language: str,
    now: datetime,
) -> Lesson:
    lesson = catalogue.lesson(lesson_slug)
    if lesson is None:
        raise NotFound
    mark_lesson(
        session,
        learner_id=learner_id,
        lesson_slug=lesson.slug,
        module_slug=lesson.module,
        completed=completed,
        language=language,
        content_version=lesson.version,
        key=key,
        now=now,
    )
    return lesson
