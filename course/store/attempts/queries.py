"""Questions about attempts."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Integer,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from course.core.grading.marking import Verdict
from course.core.rules.completion import QuizFact
from course.db.prepared import Prepared
from course.db.session import Database, send
from course.store.attempts.models import (
    Attempt,
    QuestionMark,
    QuizResult,
    QuizVersion,
)


class AttemptRow(NamedTuple):
    """One attempt, with the body of its quiz where that is not the running version."""

    id: UUID
    learner_id: UUID
    quiz_slug: str
    number: int  # 1 for the first
    max_attempts: int  # 0 is no limit
    version: str
    body: str | None
    seed: bytes
    state: str  # open, submitted
    language: str
    started_at: datetime
    deadline: datetime | None
    submitted_at: datetime | None
    score: float | None  # 0.0 to 1.0; like all of the result None while it is held
    points: float | None
    max_points: float | None
    passed: bool | None
    waiting: int  # answers that a person has still to mark
    held_at: datetime | None  # since when the result is held back
    held_until: datetime | None  # when it will be told; None: when somebody tells it

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def is_held(self) -> bool:
        return self.held_at is not None


class OverdueAttempt(NamedTuple):
    """An attempt that was found open after its time was over."""

    id: UUID
    learner_id: UUID
    quiz_slug: str
    deadline: datetime | None


class TakenAttempt(NamedTuple):
    """One attempt in a list: open, or with its result, which is None to its learner while it is held.

    While answers wait for a person's mark, the result is what it has so far, and no page tells it.
    """

    id: UUID
    quiz_slug: str
    number: int
    state: str
    started_at: datetime
    submitted_at: datetime | None
    score: float | None
    passed: bool | None
    held_at: datetime | None
    held_until: datetime | None
    waiting: int  # answers that a person has still to mark
    deadline: datetime | None
    version: str  # of the quiz, with which it was begun

    @property
    def is_held(self) -> bool:
        return self.held_at is not None

    @property
    def is_judged(self) -> bool:
        """Whether there is a result that may be told."""
        return self.score is not None and not self.waiting

    def has_ended(self, now: datetime) -> bool:
        """Tell whether its deadline has passed while nobody has handed it in: to its learner it is handed in."""
        return self.state == "open" and self.deadline is not None and now >= self.deadline


def _told(column: Any) -> Any:
    """Return a column of the result that is NULL while the result is held: what is not read cannot slip out."""
    return case((Attempt.held_at.is_(None), column)).label(column.key)


class Scored(NamedTuple):
    """What a submitted attempt brought. While answers wait for a person's mark, the score is what it has so far."""

    score: float  # 0.0 to 1.0
    waiting: int
    submitted_at: datetime


class KeptMark(NamedTuple):
    """The mark of one question of an attempt."""

    question_id: str
    verdict: Verdict
    share: float
    points: float
    max_points: float


# Typed, because a column that points at another table knows its type only once that table is loaded.
_LEARNER = bindparam("learner_id", type_=Uuid())
_ATTEMPT_ID = bindparam("attempt_id", type_=Uuid())
_COLUMNS = (
    Attempt.id,
    Attempt.learner_id,
    Attempt.quiz_slug,
    Attempt.number,
    Attempt.max_attempts,
    Attempt.version,
    QuizVersion.body,
    Attempt.seed,
    Attempt.state,
    Attempt.language,
    Attempt.started_at,
    Attempt.deadline,
    Attempt.submitted_at,
    _told(Attempt.score),
    _told(Attempt.points),
    _told(Attempt.max_points),
    _told(Attempt.passed),
    Attempt.waiting,
    Attempt.held_at,
    Attempt.held_until,
)
# The body of the running version is in memory already, so it is left in the database.
_ATTEMPT = select(*_COLUMNS).outerjoin(
    QuizVersion, and_(QuizVersion.version == Attempt.version, QuizVersion.version != bindparam("running"))
)
_OWN_ATTEMPT = _ATTEMPT.where(
    Attempt.id == _ATTEMPT_ID,
    Attempt.learner_id == _LEARNER,
    Attempt.quiz_slug == bindparam("quiz_slug"),
)
_OWN_ATTEMPT_LOCKED = _OWN_ATTEMPT.with_for_update(of=Attempt)
_OWN_ATTEMPT_SEEN = Prepared(_OWN_ATTEMPT)
_SCORES = (
    select(func.coalesce(Attempt.score, 0.0), Attempt.waiting, Attempt.submitted_at)
    .where(
        Attempt.learner_id == _LEARNER,
        Attempt.quiz_slug == bindparam("quiz_slug"),
        Attempt.state == "submitted",
        Attempt.held_at.is_(None),
    )
    .order_by(Attempt.number)
)
_NONE = literal_column("0", Integer)


class _Fact(NamedTuple):
    """What counts of one quiz, `begun` then 0; or what was begun of it."""

    quiz_slug: str
    score: Any
    attempts: Any
    passed_at: Any
    begun: int
    held: int
    waiting: int


# What counts of each quiz, and beside it what was begun of each: one way to the database instead of two.
_FACTS: Any = union_all(
    select(
        QuizResult.quiz_slug,
        QuizResult.score,
        QuizResult.attempts,
        QuizResult.passed_at,
        _NONE.label("begun"),
        _NONE.label("held"),
        _NONE.label("waiting"),
    ).where(QuizResult.learner_id == _LEARNER),
    select(
        Attempt.quiz_slug,
        null(),
        null(),
        null(),
        func.count(),
        func.count(Attempt.held_at),
        func.count(case((and_(Attempt.waiting > 0, Attempt.held_at.is_(None)), 1))),
    )
    .where(Attempt.learner_id == _LEARNER)
    .group_by(Attempt.quiz_slug),
)


def _attempt(row: Any) -> AttemptRow | None:
    return AttemptRow(*row) if row else None


def find_attempt(
    session: Session,
    *,
    attempt_id: UUID,
    learner_id: UUID,
    quiz_slug: str,
    running_version: str,
    lock: bool = False,
) -> AttemptRow | None:
    """Return a learner's own attempt at this quiz; None where there is none or it is another's.

    `lock` makes all others who want to change the attempt wait until this transaction ends.
    """
    named = {
        "attempt_id": attempt_id,
        "learner_id": learner_id,
        "quiz_slug": quiz_slug,
        "running": running_version,
    }
    return _attempt(send(session, _OWN_ATTEMPT_LOCKED if lock else _OWN_ATTEMPT, named).one_or_none())


def see_attempt(
    database: Database, *, attempt_id: UUID, learner_id: UUID, quiz_slug: str, running_version: str
) -> AttemptRow | None:
    """Return what `find_attempt` does, as it is committed now, without a transaction."""
    row = _OWN_ATTEMPT_SEEN.one_or_none(
        database,
        attempt_id=attempt_id,
        learner_id=learner_id,
        quiz_slug=quiz_slug,
        running=running_version,
    )
    return AttemptRow(*row) if row else None


def find_open_attempt(session: Session, *, learner_id: UUID, quiz_slug: str) -> AttemptRow | None:
    """Return the attempt that the learner has open, with the body of its quiz; there is one at most."""
    row = session.execute(
        _ATTEMPT.where(
            Attempt.learner_id == learner_id, Attempt.quiz_slug == quiz_slug, Attempt.state == "open"
        ),
        {"running": ""},
    ).one_or_none()
    return _attempt(row)


def find_started(session: Session, *, learner_id: UUID, quiz_slug: str, start_key: str) -> UUID | None:
    """Return the attempt that was begun with this key."""
    return session.scalars(
        select(Attempt.id).where(
            Attempt.learner_id == learner_id, Attempt.quiz_slug == quiz_slug, Attempt.start_key == start_key
        )
    ).one_or_none()


def find_overdue_attempts(
    session: Session, *, before: datetime, limit: int, but: Collection[UUID] = ()
) -> list[OverdueAttempt]:
    """Return open attempts whose deadline lies before `before`, the furthest back first, at most `limit`.

    `but` are those that are passed over.
    """
    rows = session.execute(
        select(Attempt.id, Attempt.learner_id, Attempt.quiz_slug, Attempt.deadline)
        .where(Attempt.state == "open", Attempt.deadline < before, Attempt.id.not_in(but))
        .order_by(Attempt.deadline)
        .limit(limit)
    )
    return [OverdueAttempt(*row) for row in rows]


def find_due_results(
    session: Session, *, now: datetime, limit: int, but: Collection[UUID] = ()
) -> list[AttemptRow]:
    """Return attempts whose held results are due to be told, the longest due first, with the bodies of their quizzes.

    None whose learner has an attempt at the same quiz running against its deadline: an outage may have moved that
    beyond the close, and the result tells the key. `but` are those that are passed over.
    """
    running = aliased(Attempt)
    answering = exists().where(
        running.learner_id == Attempt.learner_id,
        running.quiz_slug == Attempt.quiz_slug,
        running.state == "open",
        running.deadline.is_not(None),
    )
    rows = session.execute(
        _ATTEMPT.where(
            Attempt.held_at.is_not(None), Attempt.held_until <= now, ~answering, Attempt.id.not_in(but)
        )
        .order_by(Attempt.held_until, Attempt.id)
        .limit(limit),
        {"running": ""},
    )
    return [AttemptRow(*row) for row in rows]


def find_quiz_of(session: Session, *, attempt_id: UUID, learner_id: UUID) -> str | None:
    """Return the slug of the quiz that a learner's own attempt is at."""
    return session.scalars(
        select(Attempt.quiz_slug).where(Attempt.id == attempt_id, Attempt.learner_id == learner_id)
    ).one_or_none()


def taken_attempts(
    session: Session,
    *,
    learner_id: UUID,
    quiz_slug: str | None = None,
    before: UUID | None = None,
    limit: int | None = None,
    tell_held: bool = False,
) -> list[TakenAttempt]:
    """Return a learner's attempts, of one quiz or of all, newest first; `before` one and at most `limit`.

    `tell_held` is for who runs the course: it gives results that the learner does not know yet.
    """
    statement = select(
        Attempt.id,
        Attempt.quiz_slug,
        Attempt.number,
        Attempt.state,
        Attempt.started_at,
        Attempt.submitted_at,
        Attempt.score if tell_held else _told(Attempt.score),
        Attempt.passed if tell_held else _told(Attempt.passed),
        Attempt.held_at,
        Attempt.held_until,
        Attempt.waiting,
        Attempt.deadline,
        Attempt.version,
    ).where(Attempt.learner_id == learner_id)
    if quiz_slug is not None:
        statement = statement.where(Attempt.quiz_slug == quiz_slug)
    if before is not None:
        statement = statement.where(Attempt.id < before)
    return [TakenAttempt(*row) for row in session.execute(statement.order_by(Attempt.id.desc()).limit(limit))]


def ended_attempts(attempts: Iterable[TakenAttempt], now: datetime) -> frozenset[UUID]:
    """Return the ids of those whose time is over while nobody has handed them in."""
    return frozenset(attempt.id for attempt in attempts if attempt.has_ended(now))


def submitted_scores(session: Session, *, learner_id: UUID, quiz_slug: str) -> list[Scored]:
    """Return the scores of a learner's submitted attempts at a quiz, oldest first; held ones do not count yet."""
    rows = send(session, _SCORES, {"learner_id": learner_id, "quiz_slug": quiz_slug})
    return [Scored(*row) for row in rows]


def kept_marks(session: Session, attempt_id: UUID) -> list[KeptMark]:
    """Return the marks of one attempt, in no order."""
    rows: Any = session.execute(
        select(
            QuestionMark.question_id,
            QuestionMark.verdict,
            QuestionMark.share,
            QuestionMark.points,
            QuestionMark.max_points,
        ).where(QuestionMark.attempt_id == attempt_id)
    )
    return [KeptMark(*row) for row in rows]


def quiz_facts(session: Session, learner_id: UUID) -> dict[str, QuizFact]:
    """Return what is stored of a learner's quizzes, by slug; a quiz never begun is absent. One statement."""
    results: dict[str, _Fact] = {}
    begun: dict[str, _Fact] = {}
    for row in send(session, _FACTS, {"learner_id": learner_id}):
        fact = _Fact(*row)
        (begun if fact.begun else results)[fact.quiz_slug] = fact
    facts = {slug: QuizFact(attempts=fact.begun, held=fact.held) for slug, fact in begun.items()}
    for slug, fact in results.items():
        taken = begun.get(slug)
        facts[slug] = QuizFact(
            best_score=fact.score,
            attempts=taken.begun if taken else fact.attempts,
            submitted=fact.attempts,
            waiting=taken.waiting if taken else 0,
            held=taken.held if taken else 0,
            passed=fact.passed_at is not None,
        )
    return facts
