"""Marks that a person changed after the quiz was passed. What was passed stays passed: these say why it reads otherwise."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session, aliased

from course.core.grading.marking import mark_by_rubric
from course.core.grading.rubrics import Chosen, without_level
from course.reports.marking_queue import AnswerToMark
from course.store.attempts.models import Attempt, QuestionMark, QuizResult
from course.store.attempts.queries import kept_marks
from course.store.awards.queries import find_certificate
from course.store.marking.models import HandMark

_BEFORE = aliased(HandMark)  # the version of a mark that another one changed
_IS_BEFORE = and_(
    _BEFORE.attempt_id == HandMark.attempt_id,
    _BEFORE.question_id == HandMark.question_id,
    _BEFORE.version == HandMark.version - 1,
)


class ChangedMark(NamedTuple):
    """The latest mark that a person changed in a quiz."""

    number: int  # of the attempt, 1 for the first
    before: float  # points
    after: float
    most: float
    because: str
    at: datetime


class Stake(NamedTuple):
    """What a lower mark would no longer carry, and what stays nonetheless."""

    certificate: bool  # the learner holds one that counts


def change_after_pass(session: Session, *, learner_id: UUID, quiz_slug: str) -> ChangedMark | None:
    """Return the latest change of a mark where a quiz was passed, and none of its attempts is as marked now."""
    taken = and_(Attempt.learner_id == learner_id, Attempt.quiz_slug == quiz_slug)
    passed = select(QuizResult.passed_at).where(
        QuizResult.learner_id == learner_id,
        QuizResult.quiz_slug == quiz_slug,
        QuizResult.passed_at.is_not(None),
        ~exists().where(taken, Attempt.state == "submitted", Attempt.passed.is_(True)),
    )
    row: Any = session.execute(
        select(
            Attempt.number,
            _BEFORE.points,
            HandMark.points,
            QuestionMark.max_points,
            HandMark.reason,
            HandMark.marked_at,
        )
        .join(Attempt, Attempt.id == HandMark.attempt_id)
        .join(_BEFORE, _IS_BEFORE)
        .join(
            QuestionMark,
            and_(
                QuestionMark.attempt_id == HandMark.attempt_id,
                QuestionMark.question_id == HandMark.question_id,
            ),
        )
        .where(taken, Attempt.held_at.is_(None), HandMark.points < _BEFORE.points, passed.exists())
        .order_by(HandMark.marked_at.desc(), HandMark.id.desc())
        .limit(1)
    ).one_or_none()
    return ChangedMark(*row) if row else None


def lowered_attempts(session: Session, *, learner_id: UUID, quiz_slug: str | None = None) -> frozenset[UUID]:
    """Return the attempts, of one quiz or of all, that a lowered mark leaves short of a pass while the quiz stays passed."""
    statement = (
        select(Attempt.id)
        .join(HandMark, HandMark.attempt_id == Attempt.id)
        .join(_BEFORE, _IS_BEFORE)
        .join(
            QuizResult,
            and_(QuizResult.learner_id == Attempt.learner_id, QuizResult.quiz_slug == Attempt.quiz_slug),
        )
        .where(
            Attempt.learner_id == learner_id,
            Attempt.passed.is_(False),
            Attempt.held_at.is_(None),
            HandMark.points < _BEFORE.points,
            QuizResult.passed_at.is_not(None),
        )
    )
    if quiz_slug is not None:
        statement = statement.where(Attempt.quiz_slug == quiz_slug)
    return frozenset(session.scalars(statement))


def pass_at_stake(session: Session, answer: AnswerToMark, levels: Chosen) -> Stake | None:
    """Return what hangs on an answer's mark if these levels made its passed attempt one that is not; None else."""
    if not answer.passed or without_level(answer.question.rubric, levels):
        return None
    queued = answer.queued
    marks = {mark.question_id: mark for mark in kept_marks(session, queued.attempt_id)}
    new = mark_by_rubric(answer.question, levels)
    points = sum(mark.points for mark in marks.values()) - marks[queued.question_id].points + new.points
    most = sum(mark.max_points for mark in marks.values())
    if not most or round(points / most, 9) >= answer.pass_score:
        return None
    certificate = find_certificate(session, queued.learner_id)
    return Stake(certificate=certificate is not None and certificate.revoked_at is None)
