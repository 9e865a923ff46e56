"""Beginning an attempt."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from course.core.problems import NotFound
from course.flows.start_attempt import QuizClosed, QuizNotOpen
from course.store.attempts.models import Attempt, QuizVersion
from course.store.attempts.operations import AttemptsUsedUp
from tests.attempts import answer, begin, submit, with_quiz
from tests.builders import add_person
from tests.conftest import NOON


def test_the_same_key_opens_one_attempt(session, catalogue):
    learner = add_person(session)
    first = begin(session, catalogue, learner, key="once")

    again = begin(session, catalogue, learner, key="once")

    assert again == first


def test_the_key_of_a_submitted_attempt_still_names_it(session, catalogue):
    learner = add_person(session)
    first = begin(session, catalogue, learner, key="once")
    submit(session, catalogue, learner, first)

    again = begin(session, catalogue, learner, key="once")

    assert again == first


def test_another_key_goes_on_with_the_open_attempt(session, catalogue):
    learner = add_person(session)
    first = begin(session, catalogue, learner)

    again = begin(session, catalogue, learner)

    assert again == first


def test_attempts_of_two_learners_are_their_own(session, catalogue):
    amina, bilal = add_person(session), add_person(session, "Bilal")

    first = begin(session, catalogue, amina, key="same")
    second = begin(session, catalogue, bilal, key="same")

    assert first != second


def test_attempts_are_numbered_and_shuffled_anew(session, catalogue):
    learner = add_person(session)
    first = begin(session, catalogue, learner)
    submit(session, catalogue, learner, first)

    second = begin(session, catalogue, learner)

    rows = [session.get(Attempt, attempt_id) for attempt_id in (first, second)]
    assert [row.number for row in rows] == [1, 2]
    assert rows[0].seed != rows[1].seed


def test_no_attempt_beyond_the_maximum(session, catalogue):
    learner = add_person(session)
    limited = with_quiz(catalogue, attempts=1)
    first = begin(session, limited, learner)
    submit(session, limited, learner, first)

    with pytest.raises(AttemptsUsedUp) as caught:
        begin(session, limited, learner)

    assert caught.value.values == {"max_attempts": 1}


def test_the_version_that_was_seen_is_kept(session, catalogue):
    learner = add_person(session)

    attempt_id = begin(session, catalogue, learner)

    quiz = catalogue.quizzes["steps"]
    kept = session.get(QuizVersion, session.get(Attempt, attempt_id).version)
    assert (kept.version, kept.body) == (quiz.version, quiz.body)


def test_a_time_limit_fixes_the_deadline(session, catalogue):
    learner = add_person(session)

    attempt_id = begin(session, with_quiz(catalogue, time_limit=20), learner)

    assert session.get(Attempt, attempt_id).deadline == NOON + timedelta(minutes=20)


def test_after_the_deadline_the_old_attempt_is_handed_in_and_a_new_one_begins(session, catalogue):
    learner = add_person(session)
    limited = with_quiz(catalogue, time_limit=20)
    first = begin(session, limited, learner)
    answer(session, limited, learner, first, "pick-one", "hen")

    second = begin(session, limited, learner, now=NOON + timedelta(hours=1))

    old = session.get(Attempt, first)
    session.refresh(old)
    assert second != first
    assert (old.state, old.submitted_at, old.points) == ("submitted", NOON + timedelta(minutes=20), 1.0)


def test_a_quiz_that_is_not_there_is_not_found(session, catalogue):
    learner = add_person(session)

    with pytest.raises(NotFound):
        begin(session, catalogue, learner, quiz="no-such")


@pytest.mark.parametrize(
    ("dates", "refusal"),
    [
        ({"opens": "2026-11-22T12:01:00+00:00"}, QuizNotOpen),
        ({"closes": "2026-11-22T12:00:00+00:00"}, QuizClosed),
    ],
)
def test_outside_its_window_no_attempt_is_opened(session, catalogue, dates, refusal):
    learner = add_person(session)

    with pytest.raises(refusal):
        begin(session, with_quiz(catalogue, **dates), learner)

    assert session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_the_deadline_is_never_beyond_the_window(session, catalogue):
    learner = add_person(session)

    attempt_id = begin(
        session, with_quiz(catalogue, time_limit=20, closes="2026-11-22T12:05:00+00:00"), learner
    )

    assert session.get(Attempt, attempt_id).deadline == NOON + timedelta(minutes=5)


def test_a_deadline_stays_as_it_was_fixed_whatever_is_called_again(session, catalogue):
    learner = add_person(session)
    first = begin(session, with_quiz(catalogue, time_limit=20), learner)

    later = NOON + timedelta(minutes=15)
    again = begin(session, with_quiz(catalogue, time_limit=90), learner, now=later, language="fr")

    assert again == first
    session.expire_all()
    assert session.get(Attempt, first).deadline == NOON + timedelta(minutes=20)
