"""Questions about the answers of attempts: those that count, and those that were stored before."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from course.core.grading.responses import Response as GivenResponse
from course.core.grading.responses import response_from_json
from course.db.session import send
from course.store.attempts.models import Response, ResponseEvent


class StoredResponse(NamedTuple):
    """The answer that counts for one question of an attempt."""

    question_id: str
    value: str  # JSON; "null" when it was cleared
    number: int  # how many answers to this question were stored
    receipt: str
    stored_at: datetime
    certainty: int = 0  # 1 to 3: how sure one is; 0 where nothing was said of it

    @property
    def response(self) -> GivenResponse | None:
        return response_from_json(self.value) if self.value != "null" else None


# Typed, because a column that points at another table knows its type only once that table is loaded.
_ATTEMPT_ID = bindparam("attempt_id", type_=Uuid())
_STORED = (
    Response.question_id,
    Response.value,
    Response.number,
    Response.receipt,
    Response.stored_at,
    Response.certainty,
)
_RESPONSE = select(*_STORED).where(
    Response.attempt_id == _ATTEMPT_ID, Response.question_id == bindparam("question_id")
)
_RESPONSES = select(*_STORED).where(Response.attempt_id == _ATTEMPT_ID)
_EVENT = select(
    ResponseEvent.question_id,
    ResponseEvent.value,
    ResponseEvent.number,
    ResponseEvent.receipt,
    ResponseEvent.stored_at,
    ResponseEvent.certainty,
)


def find_response(session: Session, *, attempt_id: UUID, question_id: str) -> StoredResponse | None:
    row = send(session, _RESPONSE, {"attempt_id": attempt_id, "question_id": question_id}).one_or_none()
    return StoredResponse(*row) if row else None


def stored_responses(session: Session, attempt_id: UUID) -> dict[str, StoredResponse]:
    """Return the answers that count in an attempt, by question id; one never answered is absent."""
    rows = send(session, _RESPONSES, {"attempt_id": attempt_id})
    return {row[0]: StoredResponse(*row) for row in rows}


def answered_languages(session: Session, attempt_id: UUID) -> dict[str, str]:
    """Return the language in which each answer that counts was given, by question id."""
    rows = session.execute(
        select(ResponseEvent.question_id, ResponseEvent.language)
        .join(
            Response,
            and_(
                Response.attempt_id == ResponseEvent.attempt_id,
                Response.question_id == ResponseEvent.question_id,
                Response.number == ResponseEvent.number,
            ),
        )
        .where(ResponseEvent.attempt_id == attempt_id)
    )
    return {question_id: language for question_id, language in rows}  # noqa: C416 - rows are not pairs to the type checker


def find_event(session: Session, *, attempt_id: UUID, key: str) -> StoredResponse | None:
    """Return the answer that was sent under this key."""
    row = session.execute(
        _EVENT.where(ResponseEvent.attempt_id == attempt_id, ResponseEvent.key == key)
    ).one_or_none()
    return StoredResponse(*row) if row else None


def earlier_answers(
    session: Session, attempt_id: UUID, numbers: Mapping[str, int]
) -> dict[str, tuple[str, int]]:
    """Return for each question id its answer with that number, as JSON, and its certainty, where there was one."""
    if not numbers:
        return {}
    wanted = [
        and_(ResponseEvent.question_id == question_id, ResponseEvent.number == number)
        for question_id, number in numbers.items()
    ]
    rows = session.execute(
        select(ResponseEvent.question_id, ResponseEvent.value, ResponseEvent.certainty).where(
            ResponseEvent.attempt_id == attempt_id, or_(*wanted)
        )
    )
    return {question_id: (value, certainty) for question_id, value, certainty in rows}
