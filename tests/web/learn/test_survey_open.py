"""Open questions of a survey are counted as its page counts them, and named before it is handed in."""

import pytest

from tests.attempts import begin, name_of, opened, raw_of
from tests.builders import add_person, sign_in
from tests.kinds import LIKERT, POLL, with_questions


@pytest.fixture
def survey(session, catalogue, client, app, monkeypatch):
    """Begin a survey of the given questions and open its page."""

    def begun(*questions):
        amina = add_person(session, "Amina Diallo")
        sign_in(client, session, amina)
        changed = with_questions(monkeypatch, app, catalogue, *questions, purpose="survey")
        attempt_id = begin(session, changed, amina)
        session.commit()
        client.get(f"/en/quiz/steps/attempts/{attempt_id}")
        return opened(session, changed, amina, attempt_id)

    return begun


def agreed(attempt, chosen):
    name = name_of(attempt, "self")
    return {f"{name}.{part}": token for part, token in raw_of(attempt, "self", chosen).items()}


def test_an_empty_survey_is_not_handed_in_without_a_word(client, survey):
    survey(LIKERT, POLL)

    client.submit("Hand in")

    words = client.words()
    assert "3 questions are still open" in words
    assert "I can walk a mile." in words
    assert "I can swim a mile." in words
    assert "points" not in words
    client.submit("Hand in")
    assert client.path.endswith("/review")


def test_statements_that_are_answered_are_not_called_open(client, survey):
    attempt = survey(LIKERT)

    client.submit("Hand in", agreed(attempt, {"walk": "2"}))

    words = client.words()
    assert "One question is still open" in words
    assert "I can swim a mile." in words
    assert "I can walk a mile." not in words


def test_the_page_of_a_survey_counts_its_statements(client, survey):
    survey(LIKERT)

    client.get("/en/quiz/steps")

    assert "2 questions" in client.words()


def test_the_page_of_a_survey_with_one_question_says_so(client, survey):
    survey(POLL)

    client.get("/en/quiz/steps")

    assert "1 question " in client.words()
