"""My answers: what the server holds, receipts, and what an open page learns of other windows."""

import re

import pytest

from tests.attempts import RIGHT, WRONG, answer, begin, name_of, opened, submit, without_quiz
from tests.builders import add_person, sign_in
from tests.conftest import NOON
from tests.statements import counted


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


@pytest.fixture
def attempt_id(session, catalogue, learner):
    return begin(session, catalogue, learner)


def test_each_question_shows_its_stored_answer_and_receipt(client, session, catalogue, learner, attempt_id):
    stored = answer(session, catalogue, learner, attempt_id, "pick-one", "hen")
    session.commit()

    client.get(f"/en/progress/answers/{attempt_id}")

    assert "Stored answers: 1 of 6." in client.words()
    assert "A hen" in client.words()
    assert stored.receipt in client.words()


def test_the_answers_stand_in_the_readers_language(client, session, catalogue, learner, attempt_id):
    submit(session, catalogue, learner, attempt_id, RIGHT)
    session.commit()

    client.get(f"/fr/progress/answers/{attempt_id}")

    assert "Mer\u00a0: Bateau" in client.text
    assert "Vrai" in client.words()


def test_a_quiz_that_left_the_course_is_listed_by_its_title_in_one_statement_more(
    app, client, session, catalogue, learner, attempt_id, monkeypatch
):
    submit(session, catalogue, learner, attempt_id, RIGHT)
    session.commit()
    with counted(app) as before:
        client.get("/es/progress/answers")
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: without_quiz(catalogue))

    with counted(app) as after:
        client.get("/es/progress/answers")

    assert "Pasos – intento 1" in client.words()
    assert len(after) == len(before) + 1


def test_no_key_stands_on_the_page_of_an_open_attempt(client, session, catalogue, learner, attempt_id):
    answer(session, catalogue, learner, attempt_id, "pick-one", "dog")
    session.commit()

    client.get(f"/en/progress/answers/{attempt_id}")

    assert "It has four." not in client.text
    assert not re.search(r"\bright\b|\bwrong\b|Correct", client.words())


def test_a_receipt_is_found_however_it_is_typed(client, session, catalogue, learner, attempt_id):
    receipt = answer(session, catalogue, learner, attempt_id, "pick-one", "dog").receipt
    session.commit()

    client.get("/en/progress/answers", query_string={"receipt": f" {receipt[:4].lower()}-{receipt[4:]} "})

    assert "it is the one that counts" in client.words()
    assert "A dog" in client.words()


def test_an_unknown_receipt_is_told_on_top(client, learner):
    client.get("/en/progress/answers", query_string={"receipt": "zzz"})

    words = client.words()
    assert words.startswith("There is a problem This is no receipt")
    assert 'href="#receipt"' in client.text
    assert "data-error-summary" in client.text


def test_a_receipt_of_a_replaced_answer_says_so(client, session, catalogue, learner, attempt_id):
    first = answer(session, catalogue, learner, attempt_id, "pick-one", "dog")
    answer(session, catalogue, learner, attempt_id, "pick-one", "hen", seen=1)
    session.commit()

    client.get("/en/progress/answers", query_string={"receipt": first.receipt})

    assert "A later one has replaced it since." in client.words()


def test_anothers_receipt_is_not_found(client, session, catalogue, learner):
    other = add_person(session, "Other Person")
    receipt = answer(session, catalogue, other, begin(session, catalogue, other), "pick-one", "dog").receipt
    session.commit()

    client.get("/en/progress/answers", query_string={"receipt": receipt})

    assert "None of your stored answers has this receipt." in client.words()


@pytest.mark.parametrize("typed", ["O0", "<b>", "x" * 300, "AAAA\x00AAA"])
def test_what_is_no_receipt_is_told(client, learner, typed):
    client.get("/en/progress/answers", query_string={"receipt": typed})

    assert "This is no receipt" in client.words()


def test_the_record_leads_to_my_answers(client, learner, attempt_id, session):
    session.commit()
    client.get("/en/progress")

    client.get(client.links()["My answers and receipts"])

    assert "Steps" in client.words()


def news(client, attempt_id, seen):
    return client.http.get(f"/en/quiz/steps/attempts/{attempt_id}/answers", query_string={"seen": seen})


def test_an_open_page_learns_of_newer_answers_only(client, session, catalogue, learner, attempt_id):
    stored = answer(session, catalogue, learner, attempt_id, "pick-one", "hen", now=NOON)
    name = name_of(opened(session, catalogue, learner, attempt_id), "pick-one")
    session.commit()

    unknown = news(client, attempt_id, "0,0,0,0,0,0").json
    known = news(client, attempt_id, "1,1,1,1,1,1").json

    assert list(unknown["newer"]) == [name]
    assert unknown["newer"][name]["receipt"] == stored.receipt
    assert known == {"newer": {}, "review": False}


def test_an_open_page_learns_that_the_attempt_was_handed_in(client, session, catalogue, learner, attempt_id):
    submit(session, catalogue, learner, attempt_id, WRONG)
    session.commit()

    assert news(client, attempt_id, "9,9,9,9,9,9").json["review"]


@pytest.mark.parametrize("seen", ["", "x,y", "-1,99999999999", "," * 20_000])
def test_versions_that_are_none_are_left_out(client, session, attempt_id, learner, seen):
    session.commit()

    assert news(client, attempt_id, seen).status_code == 200
