"""First answers: what was answered to each question before a check told anything, what that is worth, and what of it is
wrong.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.content.stored_quiz import stored_quiz
from course.core.grading.behaviours import Try
from course.core.grading.marking import mark_response
from course.core.grading.questions import AnyQuestion, Poll
from course.core.grading.quiz import Quiz
from course.core.grading.responses import Response
from course.core.grading.wrong_answers import wrong_answers
from course.db.session import Session
from course.store.attempts.finished import FinishedAttempt, KeptMark, quiz_bodies, responses_of
from course.store.attempts.tries import tries_of_attempts
from course.store.regrades.queries import regrades_that_hold


class FirstAnswer(NamedTuple):
    """What was answered to a question before anything was told of it, and what that is worth."""

    response: Response | None
    verdict: str
    share: float  # 0.0 to 1.0
    wrong: tuple[str, ...] = ()  # as wrong_answers.wrong_answers names them


def first_answers(
    session: Session,
    catalogue: Catalogue,
    attempts: Sequence[FinishedAttempt],
    quizzes: Mapping[str, Quiz],
    marks: Mapping[UUID, Sequence[KeptMark]],
) -> dict[UUID, dict[str, FirstAnswer]]:
    """Return the first answers in these attempts, by attempt and question.

    One that was tried once has its kept mark, which costs nothing and holds what a regrade gave. Of one that was tried
    again the first try is marked by itself, by the mended key where a regrade holds. What is wrong in an answer is told by
    that key too.
    """
    responses = responses_of(session, [one.id for one in attempts])
    tried = [one.id for one in attempts if quizzes[one.version].has_tries]
    tries = tries_of_attempts(session, tried) if tried else {}
    mended = _mended(session, catalogue, attempts)
    firsts: dict[UUID, dict[str, FirstAnswer]] = {}
    for attempt in attempts:
        quiz, own = quizzes[attempt.version], tries.get(attempt.id, {})
        firsts[attempt.id] = {
            mark.question_id: _first_answer(
                mark,
                own.get(mark.question_id, ()),
                responses.get((attempt.id, mark.question_id)),
                (quiz.question(mark.question_id), mended.get((attempt.id, mark.question_id))),
            )
            for mark in marks.get(attempt.id, ())
        }
    return firsts


def _first_answer(
    mark: KeptMark,
    tries: Sequence[Try],
    response: Response | None,
    keys: tuple[AnyQuestion | None, AnyQuestion | None],
) -> FirstAnswer:
    """Return a question's first answer; `keys` are the question as it was seen, and as it was mended."""
    first, last = tries[0].response if tries else response, keys[1] or keys[0]
    if len(tries) > 1:
        found = max((mark_response(key, first) for key in keys if key is not None), key=lambda one: one.share)
        return FirstAnswer(first, found.verdict, found.share, _wrong(last, first, found.verdict))
    share = mark.points / mark.max_points if mark.max_points else mark.share
    return FirstAnswer(first, mark.verdict, share, _wrong(last, first, mark.verdict))


def _wrong(question: AnyQuestion | None, response: Response | None, verdict: str) -> tuple[str, ...]:
    if question is None or response is None or (verdict == "right" and not isinstance(question, Poll)):
        return ()
    return wrong_answers(question, response, mark_response(question, response))


def quizzes_by_version(session: Session, catalogue: Catalogue, slugs: Mapping[str, str]) -> dict[str, Quiz]:
    """Return quizzes by version; `slugs` are theirs, by version."""
    bodies = quiz_bodies(session, slugs.keys())
    return {
        version: stored_quiz(catalogue, slug, version=version, body=bodies.get(version))
        for version, slug in slugs.items()
    }


def _mended(
    session: Session, catalogue: Catalogue, attempts: Collection[FinishedAttempt]
) -> dict[tuple[UUID, str], AnyQuestion | None]:
    """Return the questions by whose keys regrades that hold marked these attempts anew, by attempt and question."""
    holding = regrades_that_hold(session, [one.id for one in attempts])
    if not holding:
        return {}
    slugs = {one.id: one.quiz_slug for one in attempts}
    versions = {version: slugs[attempt_id] for (attempt_id, _), version in holding.items()}
    quizzes = quizzes_by_version(session, catalogue, versions)
    return {key: quizzes[version].question(key[1]) for key, version in holding.items()}
