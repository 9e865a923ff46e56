"""Beginning an attempt at a quiz, or going on with the one that is open."""

import secrets
from datetime import datetime
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.grading.presenting import SEED_BYTES
from course.core.grading.quiz import Quiz
from course.core.grading.windows import Terms, deadline_of, start_reason
from course.core.problems import CourseProblem, NotFound
from course.db.session import Session
from course.flows.quiz_terms import learner_terms
from course.flows.submit_attempt import finish_if_overdue
from course.store.attempts.numbers import last_number
from course.store.attempts.operations import keep_quiz_version, open_attempt
from course.store.attempts.queries import find_open_attempt, find_started
from course.store.progress.operations import touch_lines

RACES = 5  # how often another attempt of the same learner may come first


class QuizNotOpen(CourseProblem):
    """The quiz opens later; the value `opens` says when."""

    code = "quiz_not_open"
    status = 409


class QuizClosed(CourseProblem):
    """The quiz is closed; the value `closes` says since when."""

    code = "quiz_closed"
    status = 409


class StartRaced(CourseProblem):
    """Attempts of the same learner were begun and submitted so fast that none of ours could be opened."""

    code = "busy"
    status = 503


def start_attempt(
    session: Session,
    catalogue: Catalogue,
    *,
    learner_id: UUID,
    quiz_slug: str,
    key: str,
    language: str,
    now: datetime,
    seed: bytes | None = None,
) -> UUID:
    """Return the attempt to answer: the one begun with this `key`, the one that is open, or a new one.

    Raises NotFound for a quiz that is not there, QuizNotOpen and QuizClosed outside its window, and AttemptsUsedUp
    beyond its limit. The database's own constraints decide, so that of many calls at once one opens an attempt and
    all return it. A new attempt is bound to the running version of the quiz; its deadline, from the time limit and
    the window as they hold for this learner, is fixed now.
    `seed` gives its order and tokens; without one they are random.
    """
    quiz = catalogue.quizzes.get(quiz_slug)
    if quiz is None:
        raise NotFound
    keep_quiz_version(session, quiz, now)
    for _ in range(RACES):
        found = find_started(session, learner_id=learner_id, quiz_slug=quiz_slug, start_key=key)
        found = found or _go_on(session, catalogue, learner_id, quiz_slug, now)
        found = found or _open(session, quiz, learner_id, key, language, now, seed)
        if found:
            touch_lines(session, learner_id=learner_id, active_at=now)  # last, as all who hold attempts do
            return found
    raise StartRaced


def _go_on(
    session: Session, catalogue: Catalogue, learner_id: UUID, quiz_slug: str, now: datetime
) -> UUID | None:
    """Return the open attempt; one whose time is over is submitted first and is none any more."""
    running = find_open_attempt(session, learner_id=learner_id, quiz_slug=quiz_slug)
    if running is None or finish_if_overdue(session, catalogue, running, now=now):
        return None
    return running.id


def _open(
    session: Session,
    quiz: Quiz,
    learner_id: UUID,
    key: str,
    language: str,
    now: datetime,
    seed: bytes | None,
) -> UUID | None:
    begun = last_number(session, learner_id=learner_id, quiz_slug=quiz.slug)
    terms = learner_terms(session, quiz, learner_id=learner_id, now=now)
    _refuse_outside_window(terms, begun=begun, now=now)
    return open_attempt(
        session,
        learner_id=learner_id,
        quiz=quiz,
        number=begun + 1,
        start_key=key,
        seed=seed or secrets.token_bytes(SEED_BYTES),
        language=language,
        deadline=deadline_of(terms, started_at=now),
        max_attempts=terms.attempts,
        now=now,
    )


def _refuse_outside_window(terms: Terms, *, begun: int, now: datetime) -> None:
    match start_reason(terms, begun=begun, now=now):
        case "not_open":
            raise QuizNotOpen(opens=terms.opens)
        case "closed":
            raise QuizClosed(closes=terms.closes)
