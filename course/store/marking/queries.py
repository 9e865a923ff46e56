"""Questions about marks that people gave."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from course.core.grading.rubrics import Chosen
from course.store.marking.models import HandMark, SavedComment


class GivenMark(NamedTuple):
    """One version of a mark. `levels` maps a criterion's id to that of the level chosen."""

    question_id: str
    version: int
    levels: Chosen
    points: float
    comment: str
    reason: str
    marker_id: UUID | None
    marked_at: datetime


class Comment(NamedTuple):
    """A saved comment. `texts` maps languages to what it says in them."""

    id: UUID
    owner_id: UUID
    shared: bool
    texts: dict[str, str]


_GIVEN = select(
    HandMark.question_id,
    HandMark.version,
    HandMark.levels,
    HandMark.points,
    HandMark.comment,
    HandMark.reason,
    HandMark.marker_id,
    HandMark.marked_at,
)


def hand_marks(session: Session, attempt_id: UUID) -> dict[str, GivenMark]:
    """Return the marks that hold in an attempt, by question id."""
    return {question_id: given[0] for question_id, given in mark_versions(session, attempt_id).items()}


def mark_versions(session: Session, attempt_id: UUID) -> dict[str, list[GivenMark]]:
    """Return every version of the marks of an attempt, the newest first, by question id."""
    found: dict[str, list[GivenMark]] = {}
    newest_first = HandMark.version.desc()
    rows: Any = session.execute(_GIVEN.where(HandMark.attempt_id == attempt_id).order_by(newest_first))
    for row in rows:
        found.setdefault(row.question_id, []).append(GivenMark(*row))
    return found


def mark_history(session: Session, attempt_id: UUID, question_id: str) -> list[GivenMark]:
    """Return every version of one mark, the newest first."""
    rows: Any = session.execute(
        _GIVEN.where(HandMark.attempt_id == attempt_id, HandMark.question_id == question_id).order_by(
            HandMark.version.desc()
        )
    )
    return [GivenMark(*row) for row in rows]


def saved_comments(session: Session, owner_id: UUID, limit: int) -> list[Comment]:
    """Return someone's own saved comments and those that others share, the newest first."""
    rows: Any = session.execute(
        select(SavedComment.id, SavedComment.owner_id, SavedComment.shared, SavedComment.texts)
        .where(or_(SavedComment.owner_id == owner_id, SavedComment.shared))
        .order_by(SavedComment.id.desc())
        .limit(limit)
    )
    return [Comment(*row) for row in rows]
