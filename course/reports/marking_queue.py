"""What waits for a mark in a cohort, or of learners without one, the oldest first; what was marked; one answer with all
that marking it needs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from course.core.content.model import Catalogue
from course.core.content.stored_quiz import stored_quiz
from course.core.grading.marking import Verdict
from course.core.grading.questions import ByHand, is_by_hand
from course.core.grading.quiz import Quiz
from course.core.problems import NotFound
from course.core.text import Text
from course.store.accounts.models import Account
from course.store.attempts.answers import StoredResponse, stored_responses
from course.store.attempts.models import Attempt, QuestionMark, Response, ResponseEvent
from course.store.attempts.queries import find_attempt
from course.store.cohorts.models import Enrolment
from course.store.marking.models import HandMark
from course.store.marking.queries import GivenMark, mark_history

Show = Literal["waiting", "marked"]
Place = tuple[
    datetime, UUID, str
]  # when it was handed in, or marked; its attempt; its question: the queue's order


class QueuedAnswer(NamedTuple):
    """One answer in the queue."""

    attempt_id: UUID
    question_id: str
    quiz_slug: str
    learner_id: UUID
    name: str
    submitted_at: datetime
    number: int  # of the attempt, 1 for the first
    points: float
    max_points: float
    language: str  # in which it was answered
    newer: int | None  # number of the learner's newest attempt at the quiz that was handed in later
    newer_waits: int | None  # number of the newest of these of which an answer waits for a mark
    marked_at: datetime | None = None  # when it got the mark that holds; None in the queue of what waits
    marker: str = ""  # who gave it

    @property
    def place(self) -> Place:
        return self.marked_at or self.submitted_at, self.attempt_id, self.question_id


class QueuedQuestion(NamedTuple):
    """How many answers to one question are in the queue."""

    quiz_slug: str
    question_id: str
    answers: int

    @property
    def key(self) -> str:
        """The word by which an address names the question."""
        return f"{self.quiz_slug}/{self.question_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerToMark:
    """One answer, the question as it was asked, and the mark with its history, the newest version first."""

    queued: QueuedAnswer
    quiz_title: Text
    question: ByHand
    response: StoredResponse
    verdict: Verdict
    language: str  # in which it was answered
    learner_language: str
    history: tuple[GivenMark, ...]
    names: dict[UUID, str]  # of those who marked
    passed: bool  # the attempt, as it is marked now
    pass_score: float  # 0.0 to 1.0

    @property
    def held(self) -> GivenMark | None:
        return self.history[0] if self.history else None


def waiting_count(session: Session, cohort_id: UUID | None) -> int:
    """Return how many answers of a cohort's learners, or (None) of those in no cohort, wait for a mark."""
    rows = _rows(cohort_id, "waiting").subquery()
    return int(session.scalar(select(func.count()).select_from(rows)) or 0)


def waiting_in_cohorts(session: Session) -> int:
    """Return how many answers of learners who are in a cohort, whichever, wait for a mark."""
    learns = exists().where(Enrolment.learner_id == QuestionMark.learner_id, Enrolment.state == "active")
    statement = (
        select(func.count())
        .select_from(QuestionMark)
        .join(Attempt, and_(Attempt.id == QuestionMark.attempt_id, Attempt.state == "submitted"))
        .where(QuestionMark.verdict == "waiting", learns)
    )
    return session.scalars(statement).one()


def queued_questions(session: Session, cohort_id: UUID | None, show: Show) -> list[QueuedQuestion]:
    """Return the questions in the queue with how many answers each has, by quiz and question."""
    rows: Any = _rows(cohort_id, show).subquery()
    counted: Any = session.execute(
        select(rows.c.quiz_slug, rows.c.question_id, func.count())
        .group_by(rows.c.quiz_slug, rows.c.question_id)
        .order_by(rows.c.quiz_slug, rows.c.question_id)
    )
    return [QueuedQuestion(*row) for row in counted]


def queued_answers(
    session: Session,
    cohort_id: UUID | None,
    *,
    show: Show,
    question: str = "",
    after: Place | None = None,
    before: Place | None = None,
    limit: int,
) -> list[QueuedAnswer]:
    """Return answers of the queue, the oldest first; those marked by when they were, the newest first.

    `question` is a key of QueuedQuestion, the slug of a quiz for all of its questions, empty for all. `after` and
    `before` are places: what lies right before a place comes nearest first.
    """
    statement = _rows(cohort_id, show).add_columns(*_TOLD)
    if show == "marked":
        marker = aliased(Account)
        statement = statement.outerjoin(marker, marker.id == HandMark.marker_id)
        statement = statement.add_columns(HandMark.marked_at, func.coalesce(marker.display_name, ""))
    if question:
        quiz_slug, slash, question_id = question.partition("/")
        statement = statement.where(Attempt.quiz_slug == quiz_slug)
        statement = statement.where(QuestionMark.question_id == question_id) if slash else statement
    at = HandMark.marked_at if show == "marked" else Attempt.submitted_at
    place = (at, Attempt.id, QuestionMark.question_id)
    backwards = (show == "marked") != (before is not None)
    border = after or before
    if border is not None:
        row: Any = tuple_(*place)
        statement = statement.where(row < border if backwards else row > border)
    ordered = [column.desc() for column in place] if backwards else list(place)
    rows: Any = session.execute(statement.order_by(*ordered).limit(limit))
    return [QueuedAnswer(*row) for row in rows]


def find_answer(
    session: Session, catalogue: Catalogue, cohort_id: UUID | None, *, attempt_id: UUID, question_id: str
) -> AnswerToMark:
    """Return one answer of a learner of a cohort, or (None) of one in no cohort, that waits for a mark or has one.

    Raises NotFound. That the cohort is the viewer's is settled by `find_cohort`, which its id comes from; who is in no
    cohort is the admins'.
    """
    if "\x00" in question_id:  # PostgreSQL takes no such text
        raise NotFound
    marked = select(*_COLUMNS, *_TOLD, QuestionMark.verdict, Account.language, Attempt.passed)
    row: Any = session.execute(
        _joined(marked, cohort_id).where(Attempt.id == attempt_id, QuestionMark.question_id == question_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    *columns, verdict, learner_language, passed = row
    queued = QueuedAnswer(*columns)
    question, quiz = _asked(session, catalogue, queued)
    response = stored_responses(session, attempt_id).get(question_id)
    if response is None or verdict == "blank":
        raise NotFound  # nothing was answered, so nothing is marked
    history = tuple(mark_history(session, attempt_id, question_id))
    return AnswerToMark(
        queued=queued,
        quiz_title=quiz.title,
        question=question,
        response=response,
        verdict=verdict,
        language=queued.language,
        learner_language=learner_language,
        history=history,
        names=_names(session, history),
        passed=bool(passed),
        pass_score=quiz.pass_score,
    )


def _asked(session: Session, catalogue: Catalogue, queued: QueuedAnswer) -> tuple[ByHand, Quiz]:
    running = catalogue.quizzes.get(queued.quiz_slug)
    row = find_attempt(
        session,
        attempt_id=queued.attempt_id,
        learner_id=queued.learner_id,
        quiz_slug=queued.quiz_slug,
        running_version=running.version if running else "",
    )
    if row is None:
        raise NotFound
    quiz = stored_quiz(catalogue, row.quiz_slug, version=row.version, body=row.body)
    question = quiz.question(queued.question_id)
    if question is None or not isinstance(question, ByHand) or not is_by_hand(question):
        raise NotFound
    return question, quiz


def _names(session: Session, history: Sequence[GivenMark]) -> dict[UUID, str]:
    ids = {mark.marker_id for mark in history if mark.marker_id}
    rows = session.execute(select(Account.id, Account.display_name).where(Account.id.in_(ids)))
    return {account_id: name for account_id, name in rows}  # noqa: C416 - rows are not pairs to the type checker


_COLUMNS: tuple[Any, ...] = (
    Attempt.id,
    QuestionMark.question_id,
    Attempt.quiz_slug,
    Attempt.learner_id,
    Account.display_name,
    Attempt.submitted_at,
    Attempt.number,
    QuestionMark.points,
    QuestionMark.max_points,
)


_later = aliased(Attempt)


def _newest_later(*more: Any) -> Any:
    """Return the number of the learner's newest later attempt at the same quiz that was handed in; None for none."""
    return (
        select(func.max(_later.number))
        .where(
            _later.learner_id == Attempt.learner_id,
            _later.quiz_slug == Attempt.quiz_slug,
            _later.number > Attempt.number,
            _later.state == "submitted",
            *more,
        )
        .scalar_subquery()
    )


_ANSWERED_IN = (
    select(ResponseEvent.language)
    .join(
        Response,
        and_(
            Response.attempt_id == ResponseEvent.attempt_id,
            Response.question_id == ResponseEvent.question_id,
            Response.number == ResponseEvent.number,
        ),
    )
    .where(
        ResponseEvent.attempt_id == QuestionMark.attempt_id,
        ResponseEvent.question_id == QuestionMark.question_id,
    )
    .limit(1)
    .scalar_subquery()
)
# Told of the answers of a page, and left out where answers are only counted.
_TOLD: tuple[Any, ...] = (
    func.coalesce(_ANSWERED_IN, Attempt.language),
    _newest_later(),
    _newest_later(_later.waiting > 0),
)


def _joined(statement: Select[Any], cohort_id: UUID | None) -> Select[Any]:
    """Keep to submitted attempts of who is in the cohort now, or (None) of who is in none."""
    if cohort_id is None:
        learns = exists().where(Enrolment.learner_id == QuestionMark.learner_id, Enrolment.state == "active")
        marks = statement.select_from(QuestionMark).where(~learns)
    else:
        marks = (
            statement.select_from(Enrolment)
            .join(QuestionMark, QuestionMark.learner_id == Enrolment.learner_id)
            .where(Enrolment.cohort_id == cohort_id, Enrolment.state == "active")
        )
    return marks.join(
        Attempt, and_(Attempt.id == QuestionMark.attempt_id, Attempt.state == "submitted")
    ).join(Account, Account.id == QuestionMark.learner_id)


def _rows(cohort_id: UUID | None, show: Show) -> Select[Any]:
    statement = _joined(select(*_COLUMNS), cohort_id)
    if show == "waiting":
        return statement.where(QuestionMark.verdict == "waiting")
    # By way of the enrolment, or the attempts of all cohorts were looked at.
    learner = QuestionMark.learner_id if cohort_id is None else Enrolment.learner_id
    newer = aliased(HandMark)
    changed = exists().where(
        newer.attempt_id == HandMark.attempt_id,
        newer.question_id == HandMark.question_id,
        newer.version > HandMark.version,
    )
    given = and_(
        HandMark.learner_id == learner,
        HandMark.attempt_id == QuestionMark.attempt_id,
        HandMark.question_id == QuestionMark.question_id,
        ~changed,
    )
    return statement.join(HandMark, given)
