"""Who may read a file that was handed in: its learner, who facilitates a cohort that the learner is in, and admins."""

from typing import Any
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from course.core.problems import NotFound
from course.core.rules.actor import Actor
from course.store.cohorts.models import Enrolment, Facilitation
from course.store.uploads.models import Upload
from course.store.uploads.queries import UPLOAD_COLUMNS, UploadFacts


def readable_upload(session: Session, viewer: Actor, upload_id: UUID) -> UploadFacts:
    """Return a file that the viewer may read. Raises NotFound for all others, there or not."""
    statement = select(*UPLOAD_COLUMNS).where(Upload.id == upload_id)
    if not viewer.is_admin:
        facilitates = exists().where(
            Facilitation.account_id == viewer.account_id,
            Facilitation.cohort_id == Enrolment.cohort_id,
            Enrolment.learner_id == Upload.learner_id,
            Enrolment.state == "active",
        )
        statement = statement.where(or_(Upload.learner_id == viewer.account_id, facilitates))
    row: Any = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return UploadFacts(*row)
