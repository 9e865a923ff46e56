"""Lines of a cohort's list by the hundred, for roster files."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from course.db.bulk import among, column_defaults, insert_new, update_each
from course.store.progress.models import CohortProgress, LessonRecord, ModuleCompletion


class NewLine(NamedTuple):
    """A learner who joins a cohort's list."""

    learner_id: UUID
    name_key: str


def add_lines(session: Session, cohort_id: UUID, lines: Sequence[NewLine], *, enrolled_at: datetime) -> None:
    """Give learners a line in a cohort's list; those that are there stay."""
    start = {
        **column_defaults(CohortProgress),
        "last_active_at": None,
        "cohort_id": cohort_id,
        "enrolled_at": enrolled_at,
    }
    rows = [{"learner_id": line.learner_id, "name_key": line.name_key} for line in lines]
    insert_new(session, CohortProgress, rows, start, "learner_id", ["cohort_id", "learner_id"])


def take_lines(
    session: Session, cohort_id: UUID, learner_ids: Collection[UUID]
) -> dict[UUID, dict[str, Any]]:
    """Take learners out of a cohort's list; return what stood in their lines, for `put_lines`, as plain JSON."""
    if not learner_ids:
        return {}
    here = (CohortProgress.cohort_id == cohort_id, among(session, CohortProgress.learner_id, learner_ids))
    taken = {
        line["learner_id"]: {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in line.items()
            if name not in {"cohort_id", "learner_id"}
        }
        for line in session.execute(select(CohortProgress.__table__).where(*here)).mappings()
    }
    session.execute(delete(CohortProgress).where(*here), execution_options={"synchronize_session": False})
    return taken


def put_lines(session: Session, cohort_id: UUID, lines: Mapping[UUID, dict[str, Any]]) -> None:
    """Write lines back as `take_lines` took them."""
    rows = []
    for learner_id, line in lines.items():
        row = {**line, "learner_id": learner_id}
        for name in ("enrolled_at", "last_active_at"):
            row[name] = datetime.fromisoformat(row[name]) if row[name] else None
        rows.append(row)
    same = {"cohort_id": cohort_id}
    insert_new(session, CohortProgress, rows, same, "learner_id", ["cohort_id", "learner_id"])


def lines_of(session: Session, learner_ids: Collection[UUID]) -> dict[UUID, list[tuple[UUID, datetime]]]:
    """Return in which cohorts' lists these learners stand, and since when."""
    found: dict[UUID, list[tuple[UUID, datetime]]] = {}
    if learner_ids:
        rows = session.execute(
            select(CohortProgress.learner_id, CohortProgress.cohort_id, CohortProgress.enrolled_at).where(
                among(session, CohortProgress.learner_id, learner_ids)
            )
        )
        for learner_id, cohort_id, enrolled_at in rows:
            found.setdefault(learner_id, []).append((cohort_id, enrolled_at))
    return found


def rename_lines(session: Session, name_keys: Mapping[UUID, str]) -> None:
    """Write learners' folded names into their lines, by which lists are ordered."""
    rows = [{"learner_id": learner_id, "name_key": key} for learner_id, key in name_keys.items()]
    update_each(session, CohortProgress, ["learner_id"], rows)


def learners_with_lessons(session: Session, learner_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these people who have done something with a lesson."""
    statement = select(LessonRecord.learner_id).where(among(session, LessonRecord.learner_id, learner_ids))
    return set(session.scalars(statement.distinct())) if learner_ids else set()


def completed_since(session: Session, module_slug: str, moments: Mapping[UUID, datetime]) -> set[UUID]:
    """Return those learners who completed a module at or after their moment."""
    if not moments:
        return set()
    rows = session.execute(
        select(ModuleCompletion.learner_id, ModuleCompletion.completed_at).where(
            ModuleCompletion.module_slug == module_slug,
            among(session, ModuleCompletion.learner_id, moments.keys()),
        )
    )
    return {learner_id for learner_id, completed_at in rows if completed_at >= moments[learner_id]}
