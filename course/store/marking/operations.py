"""Changes to marks that people give. They flush and never commit."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from course.core.grading.rubrics import Chosen
from course.core.ids import new_id
from course.db.session import insert_or_ignore
from course.store.marking.models import HandMark, SavedComment


def add_hand_mark(
    session: Session,
    *,
    attempt_id: UUID,
    question_id: str,
    learner_id: UUID,
    version: int,
    levels: Chosen,
    points: float,
    comment: str,
    reason: str,
    marker_id: UUID,
    now: datetime,
) -> bool:
    """Add a version of a mark; False where somebody else's has that number already."""
    values = {
        "id": new_id(),
        "attempt_id": attempt_id,
        "question_id": question_id,
        "learner_id": learner_id,
        "version": version,
        "levels": dict(levels),
        "points": points,
        "comment": comment,
        "reason": reason,
        "marker_id": marker_id,
        "marked_at": now,
    }
    return bool(insert_or_ignore(session, HandMark, values, ["attempt_id", "question_id", "version"]))


def save_comment(
    session: Session, *, owner_id: UUID, texts: dict[str, str], shared: bool, now: datetime
) -> None:
    session.add(SavedComment(id=new_id(), owner_id=owner_id, shared=shared, texts=texts, made_at=now))
    session.flush()


def change_comment(
    session: Session, *, comment_id: UUID, owner_id: UUID, texts: dict[str, str], shared: bool
) -> bool:
    """Put other words into one of someone's own saved comments; tell whether there was one."""
    result: Any = session.execute(
        update(SavedComment)
        .where(SavedComment.id == comment_id, SavedComment.owner_id == owner_id)
        .values(texts=texts, shared=shared)
    )
    return bool(result.rowcount)


def drop_comment(session: Session, *, comment_id: UUID, owner_id: UUID) -> bool:
    """Take away one of someone's own saved comments; tell whether there was one."""
    result: Any = session.execute(
        delete(SavedComment).where(SavedComment.id == comment_id, SavedComment.owner_id == owner_id)
    )
    return bool(result.rowcount)
