"""Certainty that is asked beside each answer and told of after handing in, without script."""

import json
import re

import pytest

from course.store.attempts.models import Response
from tests.attempts import begin
from tests.builders import add_person, sign_in
from tests.web.learn.test_checks import KEY_AND_REASONS, token

QUIZ = "say-how-sure"


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


@pytest.fixture
def attempt_id(session, catalogue, learner, client):
    attempt_id = begin(session, catalogue, learner, quiz=QUIZ)
    session.commit()
    client.get(f"/en/quiz/{QUIZ}/attempts/{attempt_id}")
    return attempt_id


def test_each_question_asks_how_sure_one_is_and_nothing_is_told(client, attempt_id):
    words = client.words()

    assert "How sure are you of your answer to question 1?" in words
    assert "Very sure3 if right, −6 if wrong" in words
    assert [told for told in KEY_AND_REASONS if told in client.text] == []
    assert 'name="try"' not in client.text


def test_what_was_said_stands_in_the_form_again_and_under_my_answers(client, attempt_id):
    client.submit("Save and finish later", {"q1": token(client, "The hen"), "sure.q1": "2"})

    client.get(f"/en/quiz/{QUIZ}/attempts/{attempt_id}")
    assert re.search(r'name="sure.q1" value="2" checked', client.text)
    client.get(f"/en/progress/answers/{attempt_id}")
    assert "The hen (Fairly sure)" in client.words()


def test_who_did_not_say_how_sure_is_asked_before_handing_in(client, attempt_id):
    client.submit("Check my answers", {"q1": token(client, "The hen"), "q2": "boots", "sure.q2": "1"})

    words = client.words()
    assert "All questions are answered" in words
    assert "Answered, without saying how sure you are" in words
    assert "Question 1 – Which walks on two legs?" in words
    assert "Question 2" not in words


def test_the_review_tells_what_the_certainties_brought(client, attempt_id):
    client.submit(
        "Check my answers", {"q1": token(client, "The dog"), "sure.q1": "3", "q2": "boots", "sure.q2": "1"}
    )

    words = client.words()
    assert "You were very sure: mark by certainty −6." in words
    assert "You were not sure: mark by certainty 1." in words
    assert "Not passed yet: 20%" in words


def test_another_certainty_is_told_and_the_form_stays(client, attempt_id):
    fields = {"q1": token(client, "The dog"), "sure.q1": "9", "seen": "0,0", "submit": "check"}
    client.post(f"/en/quiz/{QUIZ}/attempts/{attempt_id}", fields, status=422)

    assert "Question 1: Say how sure you are: 1, 2 or 3." in client.words()


def test_script_stores_a_certainty_with_its_answer(client, session, attempt_id):
    body = {"key": "k", "question": "q2", "value": "boots", "seen": 0, "certainty": 3}
    here = f"/en/quiz/{QUIZ}/attempts/{attempt_id}/answers"

    told = client.http.post(here, json=body, headers={"X-CSRFToken": client.csrf_token()}).get_json()

    assert told["certainty"] == 3
    assert session.get(Response, (attempt_id, "worn")).certainty == 3
    refused = client.http.post(
        here, json={**body, "key": "l", "certainty": 4}, headers={"X-CSRFToken": client.csrf_token()}
    )
    assert (refused.status_code, json.loads(refused.data)["code"]) == (422, "answer_unreadable")


@pytest.fixture
def stale(client, attempt_id):
    """The last page is one that was made before another tab said how sure one is; return the answer's token."""
    hen = token(client, "The hen")
    client.submit("Save", {"q1": hen, "sure.q1": "2"})
    first = client.text, client.page
    client.submit("Save", {"q1": hen, "sure.q1": "3"})
    client.text, client.page = first
    return hen


@pytest.mark.parametrize(("keep", "stays"), [("on this page", 1), ("stored", 3)])
def test_two_certainties_of_one_answer_are_shown_to_be_chosen_from(
    client, session, stale, attempt_id, keep, stays
):
    client.submit("Save", {"q1": stale, "sure.q1": "1"}, status=409)

    here, there = "The answer on this page The hen (Not sure)", "The stored answer The hen (Very sure)"
    assert f"{here} {there}" in client.words()
    assert re.search(r'name="sure.q1" value="1" checked', client.text)
    assert session.get(Response, (attempt_id, "legs")).certainty == 3

    client.submit("Keep the answer on this page" if keep == "on this page" else "Keep the stored answer")

    session.expire_all()
    assert session.get(Response, (attempt_id, "legs")).certainty == stays
    assert re.search(rf'name="sure.q1" value="{stays}" checked', client.text)


def test_script_is_told_of_another_certainty_that_is_stored(client, session, stale, attempt_id):
    body = {"key": "k", "question": "q1", "value": stale, "seen": 1, "certainty": 1}
    here = f"/en/quiz/{QUIZ}/attempts/{attempt_id}/answers"

    told = client.http.post(here, json=body, headers={"X-CSRFToken": client.csrf_token()})

    assert (told.status_code, told.get_json()["code"]) == (409, "answer_clash")
    stored = told.get_json()["stored"]
    assert (stored["value"], stored["certainty"], stored["version"]) == (stale, 3, 2)
    assert session.get(Response, (attempt_id, "legs")).certainty == 3


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "With each answer you say how sure you are."),
        ("es", "Con cada respuesta dices con qué seguridad respondes."),
        ("fr", "Avec chaque réponse, vous dites votre degré de certitude."),
    ],
)
def test_the_quizs_page_says_so_before(client, learner, language, words):
    client.get(f"/{language}/quiz/{QUIZ}")

    assert words in client.words()
