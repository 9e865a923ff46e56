"""Submitted attempts by the hundred, with their marks and answers, and writing marks anew: for regrading."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, case, func, or_, select, update
from sqlalchemy.orm import Session

from course.core.grading.regrading import StoredMark
from course.core.grading.responses import Response as GivenResponse
from course.core.grading.responses import response_from_json
from course.db.bulk import among
from course.store.attempts.models import (
    Attempt,
    QuestionMark,
    QuizResult,
    QuizVersion,
    Response,
)


class VersionInUse(NamedTuple):
    """One version of a quiz with the attempts that saw it."""

    version: str
    body: str
    submitted: int
    open: int
    first_used_at: datetime


class MarkedAttempt(NamedTuple):
    """One submitted attempt with what it earned."""

    id: UUID
    learner_id: UUID
    number: int
    version: str
    language: str
    submitted_at: datetime
    score: float
    points: float
    max_points: float
    passed: bool
    held: bool  # its learner does not know the result yet, or a person has yet to mark it: it does not count
    waits: bool  # a person has yet to mark an answer


class OpenAtVersion(NamedTuple):
    """One attempt that is not handed in."""

    id: UUID
    learner_id: UUID
    number: int
    version: str
    seed: bytes  # what it is asked follows from it where questions are drawn
    started_at: datetime


class Result(NamedTuple):
    """A learner's result of a quiz."""

    learner_id: UUID
    score: float
    passed_at: datetime | None


def versions_in_use(session: Session, quiz_slug: str) -> list[VersionInUse]:
    """Return the versions of a quiz that attempts began with, oldest first."""
    submitted = func.sum(case((Attempt.state == "submitted", 1), else_=0))
    rows = session.execute(
        select(QuizVersion.version, QuizVersion.body, submitted, func.count(), QuizVersion.first_used_at)
        .join(Attempt, Attempt.version == QuizVersion.version)
        .where(QuizVersion.quiz_slug == quiz_slug, Attempt.quiz_slug == quiz_slug)
        .group_by(QuizVersion.version, QuizVersion.body, QuizVersion.first_used_at)
        .order_by(QuizVersion.first_used_at)
    )
    return [VersionInUse(version, body, done, total - done, at) for version, body, done, total, at in rows]


def times_marked(
    session: Session, quiz_slug: str, versions: Collection[str], question_ids: Collection[str]
) -> dict[tuple[str, str], int]:
    """Return how many attempts that were handed in at these versions were asked these questions, by version and question."""
    rows = session.execute(
        select(Attempt.version, QuestionMark.question_id, func.count())
        .join(QuestionMark, QuestionMark.attempt_id == Attempt.id)
        .where(*_handed_in(quiz_slug, versions), QuestionMark.question_id.in_(question_ids))
        .group_by(Attempt.version, QuestionMark.question_id)
    )
    return {(version, question_id): attempts for version, question_id, attempts in rows}


def open_at_versions(session: Session, quiz_slug: str, versions: Collection[str]) -> list[OpenAtVersion]:
    """Return the attempts at these versions that are not handed in, the oldest first."""
    rows = session.execute(
        select(*(getattr(Attempt, name) for name in OpenAtVersion._fields))
        .where(Attempt.quiz_slug == quiz_slug, Attempt.version.in_(versions), Attempt.state == "open")
        .order_by(Attempt.id)
    )
    return [OpenAtVersion(*row) for row in rows]


def version_body(session: Session, version: str) -> str | None:
    return session.scalar(select(QuizVersion.body).where(QuizVersion.version == version))


def learners_to_regrade(
    session: Session, quiz_slug: str, versions: Collection[str], *, after: UUID | None, limit: int
) -> list[UUID]:
    """Return learners who handed in an attempt at one of these versions, in order of id, after one of them."""
    statement = select(Attempt.learner_id).distinct().where(*_handed_in(quiz_slug, versions))
    if after is not None:
        statement = statement.where(Attempt.learner_id > after)
    return list(session.scalars(statement.order_by(Attempt.learner_id).limit(limit)))


def count_learners_to_regrade(session: Session, quiz_slug: str, versions: Collection[str]) -> int:
    statement = select(func.count(Attempt.learner_id.distinct())).where(*_handed_in(quiz_slug, versions))
    return int(session.execute(statement).scalar_one())


def _handed_in(quiz_slug: str, versions: Collection[str]) -> tuple[Any, ...]:
    return Attempt.quiz_slug == quiz_slug, Attempt.version.in_(versions), Attempt.state == "submitted"


def lock_attempts(session: Session, quiz_slug: str, learner_ids: Collection[UUID]) -> None:
    """Hold all attempts of these learners at a quiz, open ones too: nobody hands in meanwhile."""
    session.execute(
        select(Attempt.id)
        .where(Attempt.quiz_slug == quiz_slug, among(session, Attempt.learner_id, learner_ids))
        .order_by(Attempt.id)
        .with_for_update()
    ).all()


def submitted_attempts(
    session: Session, quiz_slug: str, learner_ids: Collection[UUID]
) -> list[MarkedAttempt]:
    """Return all attempts that these learners handed in at a quiz, by learner, oldest first."""
    rows: Any = session.execute(
        select(
            Attempt.id,
            Attempt.learner_id,
            Attempt.number,
            Attempt.version,
            Attempt.language,
            Attempt.submitted_at,
            func.coalesce(Attempt.score, 0.0),
            func.coalesce(Attempt.points, 0.0),
            func.coalesce(Attempt.max_points, 0.0),
            func.coalesce(Attempt.passed, False),
            or_(Attempt.held_at.is_not(None), Attempt.waiting > 0),
            Attempt.waiting > 0,
        )
        .where(
            Attempt.quiz_slug == quiz_slug,
            among(session, Attempt.learner_id, learner_ids),
            Attempt.state == "submitted",
        )
        .order_by(Attempt.learner_id, Attempt.number)
    )
    return [MarkedAttempt(*row) for row in rows]


def stored_marks(session: Session, attempt_ids: Collection[UUID]) -> dict[UUID, tuple[StoredMark, ...]]:
    """Return all marks of these attempts, by attempt, in order of question ids."""
    found: dict[UUID, list[StoredMark]] = {}
    rows: Any = session.execute(
        select(
            QuestionMark.attempt_id,
            QuestionMark.question_id,
            QuestionMark.verdict,
            QuestionMark.share,
            QuestionMark.points,
            QuestionMark.max_points,
        )
        .where(among(session, QuestionMark.attempt_id, attempt_ids))
        .order_by(QuestionMark.attempt_id, QuestionMark.question_id)
    )
    for attempt_id, *mark in rows:
        found.setdefault(attempt_id, []).append(StoredMark(*mark))
    return {attempt_id: tuple(marks) for attempt_id, marks in found.items()}


def given_responses(
    session: Session, attempt_ids: Collection[UUID], question_ids: Collection[str]
) -> dict[UUID, dict[str, GivenResponse | None]]:
    """Return the answers that count to these questions, by attempt and question; one never given is absent."""
    found: dict[UUID, dict[str, GivenResponse | None]] = {}
    rows = session.execute(
        select(Response.attempt_id, Response.question_id, Response.value).where(
            among(session, Response.attempt_id, attempt_ids), Response.question_id.in_(question_ids)
        )
    )
    for attempt_id, question_id, value in rows:
        answer = None if value == "null" else response_from_json(value)
        found.setdefault(attempt_id, {})[question_id] = answer
    return found


def results_of(session: Session, quiz_slug: str, learner_ids: Collection[UUID]) -> dict[UUID, Result]:
    """Return the results of these learners at a quiz."""
    rows = session.execute(
        select(QuizResult.learner_id, QuizResult.score, QuizResult.passed_at).where(
            QuizResult.quiz_slug == quiz_slug, among(session, QuizResult.learner_id, learner_ids)
        )
    )
    return {row.learner_id: Result(*row) for row in rows}


# Each value by itself, not in one JSON text: a share that is put back must be the very number it was.
_WRITE_MARK = (
    update(QuestionMark.__table__)  # type: ignore[arg-type]
    .where(
        QuestionMark.__table__.c.attempt_id == bindparam("of_attempt", type_=Uuid()),
        QuestionMark.__table__.c.question_id == bindparam("of_question"),
    )
    .values(**{name: bindparam(name) for name in ("verdict", "share", "points", "max_points")})
)
_WRITE_ATTEMPT = (
    update(Attempt.__table__)  # type: ignore[arg-type]
    .where(Attempt.__table__.c.id == bindparam("of_attempt", type_=Uuid()))
    .values(**{name: bindparam(name) for name in ("score", "points", "max_points", "passed")})
)
_WRITE_RESULT = (
    update(QuizResult.__table__)  # type: ignore[arg-type]
    .where(
        QuizResult.__table__.c.learner_id == bindparam("of_learner", type_=Uuid()),
        QuizResult.__table__.c.quiz_slug == bindparam("of_quiz"),
    )
    .values(score=bindparam("score"), passed_at=bindparam("passed_at"))
)


def write_marks(session: Session, marks: Iterable[tuple[UUID, StoredMark]]) -> None:
    """Write marks of submitted attempts anew. The caller holds the attempts."""
    rows = [
        {
            "of_attempt": attempt_id,
            "of_question": mark.question_id,
            "verdict": mark.verdict,
            "share": mark.share,
            "points": mark.points,
            "max_points": mark.max_points,
        }
        for attempt_id, mark in marks
    ]
    if rows:
        session.connection().execute(_WRITE_MARK, rows)


def write_attempts(session: Session, attempts: Sequence[MarkedAttempt]) -> None:
    """Write what submitted attempts earned in all. The caller holds them."""
    rows = [
        {
            "of_attempt": attempt.id,
            "score": attempt.score,
            "points": attempt.points,
            "max_points": attempt.max_points,
            "passed": attempt.passed,
        }
        for attempt in attempts
    ]
    if rows:
        session.connection().execute(_WRITE_ATTEMPT, rows)


def write_results(session: Session, quiz_slug: str, results: Sequence[Result]) -> None:
    """Write learners' results of a quiz. The caller holds their attempts."""
    rows = [
        {
            "of_learner": result.learner_id,
            "of_quiz": quiz_slug,
            "score": result.score,
            "passed_at": result.passed_at,
        }
        for result in results
    ]
    if rows:
        session.connection().execute(_WRITE_RESULT, rows)
