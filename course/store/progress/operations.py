"""Changes to progress. They flush and never commit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam, delete, update
from sqlalchemy.orm import Session

from course.core.ids import new_id
from course.db.session import insert_or_ignore, send, upsert
from course.store.progress.models import CohortProgress, LessonRecord, ModuleCompletion, Place, ProgressEvent

_LINES = CohortProgress.__table__
_CHANGE_LINES = update(_LINES).where(_LINES.c.learner_id == bindparam("of_learner", type_=Uuid()))  # type: ignore[arg-type]


def mark_lesson(
    session: Session,
    *,
    learner_id: UUID,
    lesson_slug: str,
    module_slug: str,
    completed: bool,
    language: str,
    content_version: str,
    key: str,
    now: datetime,
) -> bool:
    """Keep that a learner completed a lesson, or took that back; tell whether it was new.

    `key` names the deed: the same key sent again changes nothing.
    """
    event = {
        "id": new_id(),
        "learner_id": learner_id,
        "key": key,
        "lesson_slug": lesson_slug,
        "kind": "completed" if completed else "reopened",
        "language": language,
        "content_version": content_version,
        "at": now,
    }
    if not insert_or_ignore(session, ProgressEvent, event, ["learner_id", "key"]):
        return False
    record = {
        "learner_id": learner_id,
        "lesson_slug": lesson_slug,
        "module_slug": module_slug,
        "completed_at": now if completed else None,
        "content_version": content_version,
        "language": language,
    }
    changing = ["module_slug", "completed_at", "content_version", "language"]
    upsert(session, LessonRecord, record, ["learner_id", "lesson_slug"], changing)
    return True


def keep_place(
    session: Session,
    *,
    learner_id: UUID,
    lesson_slug: str,
    heading: str = "",
    paragraph: int = 0,
    now: datetime,
) -> None:
    """Keep where a learner stopped reading; without a heading and a paragraph, at the lesson's top."""
    values = {
        "learner_id": learner_id,
        "lesson_slug": lesson_slug,
        "heading": heading,
        "paragraph": paragraph,
        "at": now,
    }
    upsert(session, Place, values, ["learner_id"], ["lesson_slug", "heading", "paragraph", "at"])


def mark_module_complete(
    session: Session, *, learner_id: UUID, module_slug: str, content_version: str, now: datetime
) -> bool:
    """Keep the moment a module was done; tell whether it is new. The first moment stays."""
    values = {
        "learner_id": learner_id,
        "module_slug": module_slug,
        "content_version": content_version,
        "completed_at": now,
    }
    return insert_or_ignore(session, ModuleCompletion, values, ["learner_id", "module_slug"])


def add_line(
    session: Session, *, cohort_id: UUID, learner_id: UUID, name_key: str, enrolled_at: datetime
) -> None:
    """Give a learner a line in a cohort's list; one that is there stays."""
    values = {
        "cohort_id": cohort_id,
        "learner_id": learner_id,
        "name_key": name_key,
        "enrolled_at": enrolled_at,
        "lessons_done": 0,
        "quizzes_passed": 0,
        "share": 0.0,
        "failed_quiz": "",
        "failed_attempts": 0,
    }
    insert_or_ignore(session, CohortProgress, values, ["cohort_id", "learner_id"])


def remove_line(session: Session, *, cohort_id: UUID, learner_id: UUID) -> None:
    session.execute(
        delete(CohortProgress).where(
            CohortProgress.cohort_id == cohort_id, CohortProgress.learner_id == learner_id
        )
    )


def update_lines(
    session: Session,
    *,
    learner_id: UUID,
    lessons_done: int,
    quizzes_passed: int,
    share: float,
    failed_quiz: str,
    failed_attempts: int,
    active_at: datetime | None,
) -> None:
    """Write a learner's sums into their line of each cohort. `active_at` None leaves the last visit as it is."""
    values: dict[str, object] = {
        "of_learner": learner_id,
        "lessons_done": lessons_done,
        "quizzes_passed": quizzes_passed,
        "share": share,
        "failed_quiz": failed_quiz,
        "failed_attempts": failed_attempts,
    }
    if active_at is not None:
        values["last_active_at"] = active_at
    send(session, _CHANGE_LINES, values)


def touch_lines(session: Session, *, learner_id: UUID, active_at: datetime) -> None:
    """Note that a learner was here."""
    send(session, _CHANGE_LINES, {"of_learner": learner_id, "last_active_at": active_at})
