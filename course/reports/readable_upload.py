"""Who may read a file that was handed in: its learner, who facilitates a cohort that the learner is in, and admins.

Whoever hides names until an answer is marked gets a file under a name that tells nobody: `unmarked_receipt` says which.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from course.core.problems import NotFound
from course.core.rules.actor import Actor
from course.store.attempts.models import QuestionMark, Response
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


def unmarked_receipt(session: Session, file: UploadFacts) -> str | None:
    """Return the receipt of the answer that is this file; None once it has its mark."""
    own = (Response.attempt_id == file.attempt_id, Response.question_id == file.question_id)
    marked = and_(
        QuestionMark.attempt_id == Response.attempt_id,
        QuestionMark.question_id == Response.question_id,
        QuestionMark.verdict != "waiting",
    )
    return session.scalar(select(Response.receipt).where(*own, ~exists().where(marked)))
