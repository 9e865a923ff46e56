"""Answering a missed question in practice: marked at once, kept to go on with, counted nowhere."""

from datetime import datetime
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.grading.marking import mark_response
from course.core.grading.practising import QuestionKey, can_be_practised, missed_keys, practice_seed
from course.core.grading.reading import read_response
from course.core.grading.responses import response_json
from course.core.problems import CourseProblem, NotFound
from course.db.session import Session
from course.flows.unreadable import refuse_unreadable
from course.store.attempts.last_marks import last_marks
from course.store.practice.operations import keep_practice
from course.store.practice.queries import last_practice, right_since


class NothingAnswered(CourseProblem):
    """The form holds no answer: in practice there is nothing to mark then."""

    code = "nothing_answered"
    status = 422


def practise(
    session: Session,
    catalogue: Catalogue,
    *,
    learner_id: UUID,
    key: QuestionKey,
    number: int,
    raw: object,
    language: str,
    now: datetime,
) -> None:
    """Mark and keep practice answer `number`, from 1, of a question that the learner missed.

    The same number sent again stays as it was kept first. Raises NotFound where the question is none of those
    missed, so that nobody reads a key before having been asked; NothingAnswered, and any ResponseRefused, such as
    for a number that cannot be read.
    """
    last = last_practice(session, learner_id, key)
    kept = last.number if last else 0
    if 1 <= number <= kept:
        return
    missed = missed_keys(last_marks(session, learner_id), right_since(session, learner_id))
    quiz = catalogue.quizzes.get(key.quiz_slug)
    question = quiz.question(key.question_id) if quiz else None
    if quiz is None or question is None or number != kept + 1 or key not in missed:
        raise NotFound
    if not can_be_practised(question):
        raise NotFound
    response = read_response(question, practice_seed(learner_id, key, number), raw)
    if not response:
        raise NothingAnswered
    refuse_unreadable(question, response, language)
    keep_practice(
        session,
        learner_id=learner_id,
        key=key,
        number=number,
        version=quiz.version,
        value=response_json(response),
        verdict=mark_response(question, response).verdict,
        language=language,
        now=now,
    )
