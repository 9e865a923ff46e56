"""Where a learner was asked a question the last time, for a report of a fault in it."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from course.core.content.model import Catalogue
from course.core.content.stored_quiz import stored_quiz
from course.core.grading.practising import QuestionKey
from course.core.grading.presenting import drawn_questions
from course.store.attempts.models import Attempt, QuestionMark, QuizVersion
from course.store.faults.models import QuestionFault


class AskedLast(NamedTuple):
    """The newest attempt, of those handed in, that asked a question."""

    attempt_id: UUID
    place: int  # of the question in the attempt, from 1
    is_reported: bool  # whether its learner reported a fault in this version of the question


def asked_last(
    session: Session, catalogue: Catalogue, *, learner_id: UUID, key: QuestionKey
) -> AskedLast | None:
    """Return where the learner was asked this question the last time; None where that never was. One statement."""
    running = catalogue.quizzes.get(key.quiz_slug)
    row = session.execute(
        select(Attempt.id, Attempt.version, Attempt.seed, QuizVersion.body, QuestionFault.id.is_not(None))
        .join(
            QuestionMark,
            and_(QuestionMark.attempt_id == Attempt.id, QuestionMark.question_id == key.question_id),
        )
        .outerjoin(
            QuizVersion,  # the body of the running version is in memory already
            and_(
                QuizVersion.version == Attempt.version,
                QuizVersion.version != (running.version if running else ""),
            ),
        )
        .outerjoin(
            QuestionFault,
            and_(
                QuestionFault.learner_id == learner_id,
                QuestionFault.quiz_slug == key.quiz_slug,
                QuestionFault.question_id == key.question_id,
                QuestionFault.version == Attempt.version,
            ),
        )
        .where(Attempt.learner_id == learner_id, Attempt.quiz_slug == key.quiz_slug)
        .order_by(Attempt.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    attempt_id, version, seed, body, is_reported = row
    asked = drawn_questions(stored_quiz(catalogue, key.quiz_slug, version=version, body=body), seed)
    return AskedLast(attempt_id, asked.index(key.question_id) + 1, is_reported)
