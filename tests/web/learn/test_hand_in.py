"""Before an attempt is handed in: who marks it, by what, and what is open in it."""

import re

import pytest

from tests.attempts import begin
from tests.builders import add_person, sign_in
from tests.conftest import NOON
from tests.kinds import ESSAY, SCENARIO, UPLOAD, with_questions
from tests.pages import NS


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


@pytest.fixture
def attempt(session, client, learner, monkeypatch, app, catalogue):
    """Open an attempt whose quiz asks these questions; return its address."""

    def open_attempt(*questions, **changes):
        course = with_questions(monkeypatch, app, catalogue, *questions, **changes)
        attempt_id = begin(session, course, learner)
        session.commit()
        address = f"/en/quiz/steps/attempts/{attempt_id}"
        client.get(address)
        return address

    return open_attempt


def test_a_quiz_that_a_person_marks_is_handed_in_and_promises_no_machine(client, attempt):
    attempt(ESSAY)
    assert "Check my answers" not in client.words()
    assert "A facilitator marks them" in client.words()
    client.get("/en/quiz/steps")

    assert "a facilitator marks them by criteria" in client.words()
    assert "why each answer is right or wrong" not in client.words()


@pytest.mark.parametrize("question", [ESSAY, UPLOAD])
def test_the_criteria_stand_at_the_question(client, attempt, question):
    attempt(question)

    words = client.words()
    assert "A facilitator reads your answer and marks it by these criteria" in words
    assert "It is clear – up to 3 points" in words
    assert "Throughout – 3 points" in words
    assert "Nowhere – 0 points" in words
    assert words.index("It is clear") < words.index("Not answered yet")


def test_the_kinds_and_the_size_of_files_stand_at_the_question(client, attempt):
    attempt(UPLOAD)

    assert "PDF, Word (docx), OpenDocument (odt)" in client.words()
    assert "at most 10 MB" in client.words()


def test_a_receipt_says_what_it_is(client, attempt):
    address = attempt(ESSAY)
    client.submit("Save", {"q1": "I would ask them first."})

    client.get(address)

    assert re.search(r"Receipt [A-Z0-9]{8}\b", client.words())


def test_a_text_says_how_many_words_it_has(client, attempt):
    address = attempt(ESSAY)
    client.submit("Save", {"q1": "I would ask them first."})

    client.get(address)

    assert "Words: 5" in client.words()


@pytest.mark.parametrize(("typed", "told"), [("word " * 101, "101 words."), ("Ask them", "2 words.")])
def test_a_text_of_another_length_is_warned_of_and_can_be_handed_in(client, attempt, typed, told):
    address = attempt(ESSAY)

    client.submit("Hand in", {"q1": typed})

    assert client.path == f"{address}/check"
    assert f"{told} Between 3 and 100 words." in client.words()
    assert "All questions are answered" in client.words()
    client.submit("Hand in")
    assert client.path == f"{address}/review"


def test_a_text_of_the_length_asked_for_is_handed_in_at_once(client, attempt):
    address = attempt(ESSAY)

    client.submit("Hand in", {"q1": "I would ask them."})

    assert client.path == f"{address}/review"


def test_half_an_answer_is_not_said_to_earn_nothing(client, attempt, catalogue):
    pairs = next(one for one in _bodies(catalogue) if one["id"] == "pairs")
    attempt(pairs)
    token = next(one for one in client.page.iter(f"{NS}option") if one.get("value")).get("value")
    name = next(client.page.iter(f"{NS}select")).get("name")

    client.submit("Check my answers", {name: token})

    words = client.words()
    assert "What is answered in part earns points for that part." in words
    assert "earns no points" not in words


def test_a_story_not_at_its_end_is_said_to_earn_nothing_yet(client, attempt):
    attempt(SCENARIO)
    first = next(one for one in client.page.iter(f"{NS}button") if (one.get("name") or "") == "take")
    client.submit("".join(first.itertext()).strip())

    client.submit("Check my answers")

    assert "A story earns points once it has come to its end." in client.words()
    assert "Answered in part" not in client.words()


def test_a_games_page_before_handing_in_does_not_speak_of_a_survey_in_french(client, attempt):
    address = attempt(ESSAY, purpose="game").replace("/en/", "/fr/")

    client.get(f"{address}/check")

    assert "enquête" not in client.text
    assert "questions ouvertes" not in client.text
    assert "question est encore ouverte" not in client.text


def _bodies(catalogue):
    import json

    return json.loads(catalogue.quizzes["steps"].body)["questions"]


def test_a_text_that_is_too_long_is_refused_and_stays_whole_in_its_field(client, attempt):
    attempt(ESSAY)
    (field,) = client.page.iter(f"{NS}textarea")
    assert field.get("maxlength") is None  # a browser would cut what is pasted, and say nothing
    long = "first\n" + "x" * 25_000 + "\nlast"

    client.submit("Save and finish later", {"q1": long}, status=422)

    (field,) = client.page.iter(f"{NS}textarea")
    assert field.text.removeprefix("\n") == long


@pytest.mark.parametrize(
    ("changes", "button"), [({}, "See how it stands"), ({"purpose": "survey"}, "See what you said")]
)
def test_after_the_time_no_result_is_promised_where_there_is_none(
    client, session, learner, monkeypatch, app, catalogue, changes, button
):
    course = with_questions(monkeypatch, app, catalogue, ESSAY, time_limit=20, **changes)
    attempt_id = begin(session, course, learner, now=NOON.replace(year=2020))
    session.commit()

    client.get(f"/en/quiz/steps/attempts/{attempt_id}")

    assert "See my result" not in client.words()
    client.submit(button)


def test_who_saves_against_time_is_told_that_it_runs_on(client, learner, monkeypatch, app, catalogue):
    with_questions(monkeypatch, app, catalogue, ESSAY, time_limit=20)
    client.get("/en/quiz/steps")
    client.submit("Begin")

    client.submit("Save and finish later")

    assert "The time runs on: you can answer until" in client.words()
    assert "at any time" not in client.words()
