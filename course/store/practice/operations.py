"""Changes to practice. They flush and never commit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from course.core.grading.practising import QuestionKey
from course.db.session import insert_or_ignore
from course.store.practice.models import PracticeAnswer


def keep_practice(
    session: Session,
    *,
    learner_id: UUID,
    key: QuestionKey,
    number: int,
    version: str,
    value: str,
    verdict: str,
    language: str,
    now: datetime,
) -> bool:
    """Keep one practice answer; tell whether it was this call that did: a form sent twice is one answer."""
    values = {
        "learner_id": learner_id,
        **key._asdict(),
        "number": number,
        "version": version,
        "value": value,
        "verdict": verdict,
        "language": language,
        "answered_at": now,
    }
    primary = ["learner_id", "quiz_slug", "question_id", "number"]
    return insert_or_ignore(session, PracticeAnswer, values, primary)
