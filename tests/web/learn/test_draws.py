"""A quiz that draws its questions, from the start to the review."""

import re

import pytest

from course.store.attempts.models import Attempt
from tests.attempts import begin, opened, with_quiz
from tests.builders import add_person, sign_in


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


@pytest.fixture
def course(app, catalogue, monkeypatch):
    changed = with_quiz(catalogue, draw={"walk": 2, "run": 1}, attempts=2)
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: changed)
    return changed


def test_an_attempt_draws_its_own_questions_and_keeps_them(client, learner, course, session):
    attempt_id = begin(session, course, learner)
    session.commit()
    address = f"/en/quiz/steps/attempts/{attempt_id}"

    client.get(address)
    first = re.findall(r'data-kind="([a-z-]+)"', client.text)
    client.get(address)
    again = re.findall(r'data-kind="([a-z-]+)"', client.text)

    assert len(first) == 3
    assert first == again
    tags = [question.tags for question in opened(session, course, learner, attempt_id).questions]
    assert sorted(tags) == [("run",), ("walk",), ("walk",)]


def test_what_was_not_drawn_counts_for_nothing(client, learner, course, session):
    attempt_id = begin(session, course, learner)
    session.commit()
    worth = sum(question.points for question in opened(session, course, learner, attempt_id).questions)

    client.get(f"/en/quiz/steps/attempts/{attempt_id}/check")
    client.submit("Mark anyway")

    session.expire_all()
    assert session.get(Attempt, attempt_id).max_points == worth < 8


def test_the_quiz_says_how_many_are_drawn_and_how_many_attempts_there_are(client, learner, course):
    client.get("/en/quiz/steps")

    assert "3 questions" in client.words()
    assert "You have 2 attempts." in client.words()
