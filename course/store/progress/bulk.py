"""Lines of a cohort's list by the hundred, for roster files."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from course.db.bulk import batches, column_defaults, insert_new, update_each
from course.store.progress.models import CohortProgress, LessonRecord


class NewLine(NamedTuple):
    """A learner who joins a cohort's list."""

    learner_id: UUID
    name_key: str


def add_lines(session: Session, cohort_id: UUID, lines: Sequence[NewLine], *, enrolled_at: datetime) -> None:
    """Give learners a line in a cohort's list; those that are there stay."""
    start = {**column_defaults(CohortProgress), "last_active_at": None}
    for batch in batches(lines):
        rows = [
            {**start, "cohort_id": cohort_id, "enrolled_at": enrolled_at, **line._asdict()} for line in batch
        ]
        insert_new(session, CohortProgress, rows, "learner_id", ["cohort_id", "learner_id"])


def take_lines(
    session: Session, cohort_id: UUID, learner_ids: Collection[UUID]
) -> dict[UUID, dict[str, Any]]:
    """Take learners out of a cohort's list; return what stood in their lines, for `put_lines`, as plain JSON."""
    taken: dict[UUID, dict[str, Any]] = {}
    for batch in batches(learner_ids):
        here = (CohortProgress.cohort_id == cohort_id, CohortProgress.learner_id.in_(batch))
        for line in session.execute(select(CohortProgress.__table__).where(*here)).mappings():
            taken[line["learner_id"]] = {
                name: value.isoformat() if isinstance(value, datetime) else value
                for name, value in line.items()
                if name not in {"cohort_id", "learner_id"}
            }
        session.execute(delete(CohortProgress).where(*here))
    return taken


def put_lines(session: Session, cohort_id: UUID, lines: dict[UUID, dict[str, Any]]) -> None:
    """Write lines back as `take_lines` took them."""
    for batch in batches(lines.items()):
        rows = []
        for learner_id, line in batch:
            row = {**line, "cohort_id": cohort_id, "learner_id": learner_id}
            for name in ("enrolled_at", "last_active_at"):
                row[name] = datetime.fromisoformat(row[name]) if row[name] else None
            rows.append(row)
        insert_new(session, CohortProgress, rows, "learner_id", ["cohort_id", "learner_id"])


def rename_lines(session: Session, name_keys: dict[UUID, str]) -> None:
    """Write learners' folded names into their lines, by which lists are ordered."""
    rows = [{"learner_id": learner_id, "name_key": key} for learner_id, key in name_keys.items()]
    update_each(session, CohortProgress, ["learner_id"], rows)


def learners_with_lessons(session: Session, learner_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these people who have done something with a lesson."""
    found: set[UUID] = set()
    for batch in batches(learner_ids):
        found.update(
            session.scalars(
                select(LessonRecord.learner_id).where(LessonRecord.learner_id.in_(batch)).distinct()
            )
        )
    return found
