"""Questions about files that learners handed in."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.store.uploads.models import Upload


class UploadFacts(NamedTuple):
    """One file."""

    id: UUID
    learner_id: UUID
    attempt_id: UUID
    question_id: str
    kind: str
    name: str
    stored_name: str
    size: int  # bytes
    stored_at: datetime


UPLOAD_COLUMNS: tuple[Any, ...] = tuple(getattr(Upload, name) for name in UploadFacts._fields)


def uploads_of(session: Session, attempt_id: UUID) -> dict[str, UploadFacts]:
    """Return the files of an attempt by question id; there is one a question at most."""
    rows = session.execute(select(*UPLOAD_COLUMNS).where(Upload.attempt_id == attempt_id).order_by(Upload.id))
    return {row.question_id: UploadFacts(*row) for row in rows}


def bytes_used(session: Session, learner_id: UUID) -> int:
    """Return how many bytes all files of a learner have together."""
    return int(session.scalar(select(func.sum(Upload.size)).where(Upload.learner_id == learner_id)) or 0)


def known_names(session: Session, stored_names: Collection[str]) -> set[str]:
    """Return those of these names of files that belong to a row."""
    found = session.scalars(select(Upload.stored_name).where(Upload.stored_name.in_(stored_names)))
    return set(found)
