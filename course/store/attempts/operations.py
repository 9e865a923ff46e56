"""Changes to attempts. They flush and never commit."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, delete, func, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from course.core.grading.marking import Mark, waiting_marks
from course.core.grading.quiz import Quiz
from course.core.grading.receipts import receipt_code
from course.core.ids import new_id
from course.core.problems import CourseProblem
from course.db.bulk import among, insert_all
from course.db.session import insert_or_ignore, send, upsert, upsert_many
from course.store.attempts.answers import StoredResponse
from course.store.attempts.models import (
    Attempt,
    QuestionMark,
    QuizRelease,
    QuizResult,
    QuizVersion,
    Response,
    ResponseEvent,
)
from course.store.attempts.queries import AttemptRow

# Made once: making a statement costs more than carrying it out. What is set is what else is sent with `of_attempt`.
_ATTEMPTS, _EVENTS = Attempt.__table__, ResponseEvent.__table__
_ADD_EVENTS = insert(_EVENTS)  # type: ignore[arg-type]
_CLOSE = update(_ATTEMPTS).where(  # type: ignore[arg-type]
    _ATTEMPTS.c.id == bindparam("of_attempt", type_=Uuid()), _ATTEMPTS.c.state == "open"
)


class AttemptsUsedUp(CourseProblem):
    """All attempts that the quiz allows are submitted."""

    code = "attempts_used_up"
    status = 409


class NewResponse(NamedTuple):
    """One answer to store. `number` is one more than that of the answer it replaces; `key` names the deed."""

    question_id: str
    value: str  # JSON; "null" clears
    number: int
    key: str
    certainty: int = 0  # 1 to 3; 0 where nothing is said of it


def keep_quiz_version(session: Session, quiz: Quiz, now: datetime) -> None:
    """Keep the quiz as learners see it from now on; a version that is kept already stays as it is."""
    values = {"version": quiz.version, "quiz_slug": quiz.slug, "body": quiz.body, "first_used_at": now}
    insert_or_ignore(session, QuizVersion, values, ["version"])


def open_attempt(
    session: Session,
    *,
    learner_id: UUID,
    quiz: Quiz,
    number: int,
    start_key: str,
    seed: bytes,
    language: str,
    deadline: datetime | None,
    max_attempts: int,
    now: datetime,
) -> UUID | None:
    """Open an attempt and return its id; None where another of that number or key, or an open one, was first.

    Raises AttemptsUsedUp: the database compares the number with the limit, so that no race gets past it. After
    that error nothing else can be done in the transaction.
    """
    values = {
        "id": new_id(),
        "learner_id": learner_id,
        "quiz_slug": quiz.slug,
        "number": number,
        "max_attempts": max_attempts,
        "start_key": start_key,
        "version": quiz.version,
        "seed": seed,
        "state": "open",
        "language": language,
        "started_at": now,
        "deadline": deadline,
    }
    try:
        inserted = insert_or_ignore(session, Attempt, values, None)
    except IntegrityError as error:
        if "attempts_kept" in str(error.orig):
            raise AttemptsUsedUp(max_attempts=max_attempts) from error
        raise
    return UUID(str(values["id"])) if inserted else None


def store_response(
    session: Session, attempt: AttemptRow, given: NewResponse, *, language: str, now: datetime
) -> StoredResponse | None:
    """Store one answer and return it; None where its key was used before. The caller holds the attempt's lock."""
    stored = _stored(attempt, given, now)
    event = _event(attempt, given, stored, language)
    if not insert_or_ignore(session, ResponseEvent, event, ["attempt_id", "key"]):
        return None
    changing = ["value", "certainty", "number", "receipt", "stored_at"]
    upsert(session, Response, _row(attempt, stored), ["attempt_id", "question_id"], changing)
    return stored


def store_responses(
    session: Session, attempt: AttemptRow, given: Sequence[NewResponse], *, language: str, now: datetime
) -> list[StoredResponse]:
    """Store several answers, each under a key that is new. The caller holds the attempt's lock."""
    stored = [_stored(attempt, one, now) for one in given]
    events = [_event(attempt, one, kept, language) for one, kept in zip(given, stored, strict=True)]
    send(session, _ADD_EVENTS, events)
    rows = [_row(attempt, one) for one in stored]
    upsert_many(session, Response, rows, ["attempt_id", "question_id"], _newer_response)
    return stored


def close_attempt(
    session: Session,
    attempt: AttemptRow,
    marks: Sequence[Mark],
    *,
    score: float,
    passed: bool,
    submitted_at: datetime,
    language: str | None = None,
) -> bool:
    """Submit an open attempt with what it earned, in all and question by question; tell whether it was this call."""
    earned: dict[str, Any] = {
        "of_attempt": attempt.id,
        "state": "submitted",
        "submitted_at": submitted_at,
        "score": score,
        "points": sum(mark.points for mark in marks),
        "max_points": sum(mark.max_points for mark in marks),
        "passed": passed,
        "waiting": waiting_marks(marks),
    }
    if language is not None:
        earned["language"] = language
    if not send(session, _CLOSE, earned).rowcount:
        return False
    rows = [
        {
            "question_id": mark.question_id,
            "verdict": mark.verdict,
            "share": mark.share,
            "points": mark.points,
            "max_points": mark.max_points,
        }
        for mark in marks
    ]
    insert_all(session, QuestionMark, rows, {"attempt_id": attempt.id, "learner_id": attempt.learner_id})
    return True


def change_mark(session: Session, attempt_id: UUID, mark: Mark) -> None:
    """Put a person's mark in place of the one that a question had."""
    session.execute(
        update(QuestionMark)
        .where(QuestionMark.attempt_id == attempt_id, QuestionMark.question_id == mark.question_id)
        .values(verdict=mark.verdict, share=mark.share, points=mark.points)
    )


def change_score(
    session: Session, attempt_id: UUID, *, score: float, points: float, passed: bool, waiting: int
) -> None:
    """Keep what an attempt brought after one of its marks changed."""
    session.execute(
        update(Attempt)
        .where(Attempt.id == attempt_id)
        .values(score=score, points=points, passed=passed, waiting=waiting)
    )


def keep_result(
    session: Session,
    *,
    learner_id: UUID,
    quiz_slug: str,
    score: float,
    attempts: int,
    passed_at: datetime | None,
    submitted_at: datetime,
) -> None:
    """Keep a learner's result of a quiz. The moment of the first pass stays, whatever comes after."""
    row = {
        "learner_id": learner_id,
        "quiz_slug": quiz_slug,
        "score": score,
        "attempts": attempts,
        "passed_at": passed_at,
        "last_submitted_at": submitted_at,
    }
    upsert_many(
        session,
        QuizResult,
        [row],
        ["learner_id", "quiz_slug"],
        _newer_result,
    )


def hold_attempt(session: Session, attempt_id: UUID, *, until: datetime | None, now: datetime) -> None:
    """Hold back the result of a submitted attempt until a moment; None: until somebody tells it."""
    session.execute(update(Attempt).where(Attempt.id == attempt_id).values(held_at=now, held_until=until))


def hold_longer(session: Session, *, quiz_slug: str, held_until: datetime, until: datetime) -> None:
    """Hold back the results at a quiz that were to be told at one moment, until a later one."""
    session.execute(
        update(Attempt)
        .where(Attempt.quiz_slug == quiz_slug, Attempt.held_at.is_not(None), Attempt.held_until == held_until)
        .values(held_until=until)
        .execution_options(synchronize_session=False)
    )


def tell_attempt(session: Session, attempt_id: UUID) -> bool:
    """End the holding of a result; tell whether it was this call that did."""
    result: Any = session.execute(
        update(Attempt)
        .where(Attempt.id == attempt_id, Attempt.held_at.is_not(None))
        .values(held_at=None, held_until=None)
    )
    return bool(result.rowcount)


def keep_release(
    session: Session, *, cohort_id: UUID, quiz_slug: str, with_mail: bool, now: datetime
) -> bool:
    """Keep that a cohort is told its results of a quiz; tell whether it was not before."""
    values = {
        "cohort_id": cohort_id,
        "quiz_slug": quiz_slug,
        "released_at": now,
        "with_mail": with_mail,
    }
    return insert_or_ignore(session, QuizRelease, values, ["cohort_id", "quiz_slug"])


def take_release_back(session: Session, *, cohort_id: UUID, quiz_slug: str) -> bool:
    """Forget that a cohort is told its results of a quiz; tell whether it was."""
    result: Any = session.execute(
        delete(QuizRelease).where(QuizRelease.cohort_id == cohort_id, QuizRelease.quiz_slug == quiz_slug)
    )
    return bool(result.rowcount)


def release_attempts(
    session: Session, *, quiz_slug: str, learner_ids: Collection[UUID], now: datetime
) -> int:
    """Let the held results of these people at a quiz be told from now; return how many there are."""
    if not learner_ids:
        return 0
    result: Any = session.execute(
        update(Attempt)
        .where(
            Attempt.quiz_slug == quiz_slug,
            Attempt.held_at.is_not(None),
            among(session, Attempt.learner_id, learner_ids),
        )
        .values(held_until=now)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)


def _stored(attempt: AttemptRow, given: NewResponse, now: datetime) -> StoredResponse:
    receipt = receipt_code(attempt.id, given.question_id, now, given.value)
    return StoredResponse(given.question_id, given.value, given.number, receipt, now, given.certainty)


def _row(attempt: AttemptRow, stored: StoredResponse) -> dict[str, Any]:
    return {"attempt_id": attempt.id, "learner_id": attempt.learner_id, **stored._asdict()}


def _event(attempt: AttemptRow, given: NewResponse, stored: StoredResponse, language: str) -> dict[str, Any]:
    return {"id": new_id(), "key": given.key, "language": language, **_row(attempt, stored)}


def _newer_response(came: Any) -> dict[str, Any]:
    return {name: getattr(came, name) for name in ("value", "certainty", "number", "receipt", "stored_at")}


def _newer_result(came: Any) -> dict[str, Any]:
    return {
        "score": came.score,
        "attempts": came.attempts,
        "passed_at": func.coalesce(QuizResult.passed_at, came.passed_at),
        "last_submitted_at": came.last_submitted_at,
    }
