"""Questions about finished first attempts, many at once: what their statistics are made of."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.core.grading.responses import Response as GivenResponse
from course.core.grading.responses import response_from_json
from course.db.bulk import among
from course.store.attempts.models import Attempt, QuestionMark, QuizVersion, Response


class FinishedAttempt(NamedTuple):
    """A first attempt that is handed in."""

    id: UUID
    learner_id: UUID
    quiz_slug: str
    version: str
    language: str
    submitted_at: datetime
    score: float  # that counts for it, 0.0 to 1.0


class KeptMark(NamedTuple):
    """The mark of one question of an attempt."""

    question_id: str
    verdict: str
    share: float
    points: float
    max_points: float


def finished_attempts(session: Session, attempt_ids: Collection[UUID]) -> list[FinishedAttempt]:
    """Return those of these attempts that are first ones and handed in."""
    rows: Any = session.execute(
        select(
            Attempt.id,
            Attempt.learner_id,
            Attempt.quiz_slug,
            Attempt.version,
            Attempt.language,
            Attempt.submitted_at,
            Attempt.score,
        ).where(among(session, Attempt.id, attempt_ids), Attempt.number == 1, Attempt.state == "submitted")
    )
    return [FinishedAttempt(*row) for row in rows]


def first_attempts_of(session: Session, quiz_slug: str) -> list[UUID]:
    """Return the first attempts at a quiz that are handed in and of which no mark waits for a person."""
    return list(
        session.scalars(
            select(Attempt.id)
            .where(
                Attempt.quiz_slug == quiz_slug,
                Attempt.number == 1,
                Attempt.state == "submitted",
                Attempt.waiting == 0,
            )
            .order_by(Attempt.id)
        )
    )


def quizzes_attempted(session: Session) -> list[str]:
    """Return the quizzes that anybody began, by slug."""
    return list(session.scalars(select(Attempt.quiz_slug).distinct().order_by(Attempt.quiz_slug)))


def marks_of(session: Session, attempt_ids: Collection[UUID]) -> dict[UUID, list[KeptMark]]:
    found: dict[UUID, list[KeptMark]] = {}
    rows: Any = session.execute(
        select(
            QuestionMark.attempt_id,
            QuestionMark.question_id,
            QuestionMark.verdict,
            QuestionMark.share,
            QuestionMark.points,
            QuestionMark.max_points,
        ).where(among(session, QuestionMark.attempt_id, attempt_ids))
    )
    for attempt_id, *mark in rows:
        found.setdefault(attempt_id, []).append(KeptMark(*mark))
    return found


def responses_of(
    session: Session, attempt_ids: Collection[UUID]
) -> dict[tuple[UUID, str], GivenResponse | None]:
    """Return what was answered, by attempt and question id; None where it was cleared again."""
    rows: Any = session.execute(
        select(Response.attempt_id, Response.question_id, Response.value).where(
            among(session, Response.attempt_id, attempt_ids)
        )
    )
    return {
        (attempt_id, question_id): response_from_json(value) if value != "null" else None
        for attempt_id, question_id, value in rows
    }


def quiz_bodies(session: Session, versions: Collection[str]) -> dict[str, str]:
    rows = session.execute(
        select(QuizVersion.version, QuizVersion.body).where(QuizVersion.version.in_(versions))
    )
    return {version: body for version, body in rows}  # noqa: C416 - rows are not pairs to the type checker
