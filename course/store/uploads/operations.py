"""Changes to files that learners hand in. They flush and never commit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from course.core.formats.documents import Document
from course.core.ids import new_id
from course.store.uploads.models import Upload


def add_upload(
    session: Session,
    *,
    learner_id: UUID,
    attempt_id: UUID,
    question_id: str,
    document: Document,
    stored_name: str,
    now: datetime,
) -> UUID:
    upload = Upload(
        id=new_id(),
        learner_id=learner_id,
        attempt_id=attempt_id,
        question_id=question_id,
        kind=document.kind,
        name=document.name,
        stored_name=stored_name,
        size=len(document.data),
        stored_at=now,
    )
    session.add(upload)
    session.flush()
    return upload.id


def drop_uploads(session: Session, *, attempt_id: UUID, question_id: str) -> None:
    """Forget the files of an answer; the nightly tidying takes their bytes away."""
    session.execute(delete(Upload).where(Upload.attempt_id == attempt_id, Upload.question_id == question_id))
