"""Changes to reported faults. They flush and never commit."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from course.core.ids import new_id
from course.db.session import insert_or_ignore
from course.store.faults.models import QuestionFault


def keep_fault(
    session: Session,
    *,
    learner_id: UUID,
    attempt_id: UUID,
    quiz_slug: str,
    question_id: str,
    version: str,
    fault: str,
    words: str,
    language: str,
    now: datetime,
) -> bool:
    """Keep a report; tell whether it is the learner's first of this version of the question."""
    values = {
        "id": new_id(),
        "learner_id": learner_id,
        "attempt_id": attempt_id,
        "quiz_slug": quiz_slug,
        "question_id": question_id,
        "version": version,
        "fault": fault,
        "words": words,
        "language": language,
        "reported_at": now,
        "state": "open",
        "answer": "",
    }
    return insert_or_ignore(
        session, QuestionFault, values, ["learner_id", "quiz_slug", "question_id", "version"]
    )


def answer_fault(session: Session, *, fault_id: UUID, state: str, answer: str, now: datetime) -> bool:
    """Keep how a report stands and what is answered; tell whether that changed anything.

    A report that is open again and has no answer was not answered at any time.
    """
    answered_at = None if state == "open" and not answer else now
    result: Any = session.execute(
        update(QuestionFault)
        .where(
            QuestionFault.id == fault_id, (QuestionFault.state != state) | (QuestionFault.answer != answer)
        )
        .values(state=state, answer=answer, answered_at=answered_at)
    )
    return bool(result.rowcount)
