"""A demonstration cohort fills over whatever rules the quizzes of a course have."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from course.flows.fill_demonstration import fill_demonstration
from course.store.attempts.models import Attempt
from tests.attempts import with_quiz
from tests.conftest import NOON

LEARNERS = 12


def fill(session, catalogue):
    @contextmanager
    def writing():
        yield session

    return fill_demonstration(writing, catalogue, learners=LEARNERS, seed=7, password_hash="x", now=NOON)


def attempts(session):
    """Return the number of each learner's attempts at the quiz whose rules a test sets."""
    of_quiz = select(func.count()).where(Attempt.quiz_slug == "steps").group_by(Attempt.learner_id)
    return list(session.scalars(of_quiz))


@pytest.mark.parametrize("most", [1, 2])
def test_nobody_takes_a_quiz_more_often_than_it_lets(session, catalogue, most):
    assert fill(session, with_quiz(catalogue, attempts=most)) == LEARNERS

    assert max(attempts(session)) == most


@pytest.mark.parametrize(
    "window",
    [
        {"opens": (NOON + timedelta(days=1)).isoformat()},
        {"closes": (NOON - timedelta(weeks=9)).isoformat()},
    ],
)
def test_outside_its_window_nobody_takes_a_quiz(session, catalogue, window):
    assert fill(session, with_quiz(catalogue, **window)) == LEARNERS

    assert attempts(session) == []


def test_with_little_time_answers_come_before_it_is_over(session, catalogue):
    fill(session, with_quiz(catalogue, time_limit=2))

    of_quiz = select(Attempt).where(Attempt.quiz_slug == "steps")
    found = session.scalars(of_quiz).all()
    assert found
    assert all(one.submitted_at < one.deadline for one in found)
    assert any(one.points for one in found)


def test_the_cohort_has_a_seat_for_each_learner_who_is_wanted(session, catalogue, monkeypatch):
    monkeypatch.setattr("course.flows.fill_demonstration.SEATS", 2)

    assert fill(session, catalogue) == LEARNERS
