"""Tries: the checks of single questions while their attempt is open."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.core.grading.behaviours import Try
from course.core.grading.responses import response_from_json
from course.db.bulk import among
from course.db.session import insert_or_ignore
from course.store.attempts.models import QuestionTry
from course.store.attempts.queries import AttemptRow


class StoredTry(NamedTuple):
    """One check of a question, as it was kept."""

    question_id: str
    number: int  # 1 for the first
    value: str  # JSON of the response
    certainty: int  # 1 to 3; 0 where the quiz does not ask
    verdict: str
    share: float  # 0.0 to 1.0
    tried_at: datetime

    @property
    def made(self) -> Try:
        return Try(response_from_json(self.value), self.certainty)


class NewTry(NamedTuple):
    """One check to keep. `number` is 1 for the question's first; `certainty` is 0 where the quiz does not ask."""

    question_id: str
    number: int
    value: str  # JSON of the response
    certainty: int
    verdict: str
    share: float  # 0.0 to 1.0


def stored_tries(session: Session, attempt_id: UUID) -> dict[str, list[StoredTry]]:
    """Return the checks of an attempt's questions, by question id, oldest first; one never checked is absent."""
    rows = session.execute(
        select(
            QuestionTry.question_id,
            QuestionTry.number,
            QuestionTry.value,
            QuestionTry.certainty,
            QuestionTry.verdict,
            QuestionTry.share,
            QuestionTry.tried_at,
        )
        .where(QuestionTry.attempt_id == attempt_id)
        .order_by(QuestionTry.question_id, QuestionTry.number)
    )
    tries: dict[str, list[StoredTry]] = {}
    for row in rows:
        tries.setdefault(row.question_id, []).append(StoredTry(*row))
    return tries


def tries_of_attempts(session: Session, attempt_ids: Collection[UUID]) -> dict[UUID, dict[str, list[Try]]]:
    """Return the checks in these attempts, by attempt and question, oldest first; what was never checked is absent."""
    rows = session.execute(
        select(QuestionTry.attempt_id, QuestionTry.question_id, QuestionTry.value, QuestionTry.certainty)
        .where(among(session, QuestionTry.attempt_id, attempt_ids))
        .order_by(QuestionTry.attempt_id, QuestionTry.question_id, QuestionTry.number)
    )
    found: dict[UUID, dict[str, list[Try]]] = {}
    for attempt_id, question_id, value, certainty in rows:
        response = None if value == "null" else response_from_json(value)
        found.setdefault(attempt_id, {}).setdefault(question_id, []).append(Try(response, certainty))
    return found


def keep_try(session: Session, attempt: AttemptRow, made: NewTry, *, now: datetime) -> bool:
    """Keep one check; tell whether it was this call that did, and not another of the same number before."""
    row = {"attempt_id": attempt.id, "learner_id": attempt.learner_id, "tried_at": now, **made._asdict()}
    return insert_or_ignore(session, QuestionTry, row, ["attempt_id", "question_id", "number"])
