"""A program reads what the server holds of its learner's answers, and finds an answer by its receipt."""

import pytest

from tests.attempts import answer, begin, submit
from tests.builders import add_person
from tests.web.api.calls import program


@pytest.fixture
def amina(session):
    return add_person(session)


@pytest.fixture
def learner(app, session, amina):
    return program(app, session, amina)


@pytest.fixture
def attempt_id(session, catalogue, amina):
    return begin(session, catalogue, amina)


def test_each_question_stands_with_the_answer_that_is_held(learner, session, catalogue, amina, attempt_id):
    stored = answer(session, catalogue, amina, attempt_id, "is-true", "true")
    session.commit()

    held = learner.get(f"/me/attempts/{attempt_id}/receipts?language=es")

    assert (held["attempt"], held["quiz"], held["answered"], len(held["items"])) == (
        str(attempt_id),
        "steps",
        1,
        6,
    )
    (given,) = (one for one in held["items"] if one["version"])
    assert (given["words"], given["version"], given["receipt"]) == (["Verdadero"], 1, stored.receipt)
    assert {one["receipt"] for one in held["items"] if one is not given} == {""}


def test_a_receipt_leads_to_its_answer_however_it_is_written(learner, session, catalogue, amina, attempt_id):
    receipt = answer(session, catalogue, amina, attempt_id, "pick-one", "hen").receipt
    session.commit()

    for written in (receipt, f"{receipt[:4].lower()}-{receipt[4:]}"):
        found = learner.get(f"/me/receipts/{written}?language=fr")
        assert (found["receipt"], found["attempt"], found["version"]) == (receipt, str(attempt_id), 1)
        assert (found["words"], found["counts"]) == (["Une poule"], True)
    asked = learner.get(f"/me/attempts/{attempt_id}?language=fr")["questions"][found["position"] - 1]
    assert (asked["text"], asked["receipt"]) == (found["text"], receipt)


def test_a_receipt_of_a_replaced_answer_says_so(learner, session, catalogue, amina, attempt_id):
    first = answer(session, catalogue, amina, attempt_id, "pick-one", "dog").receipt
    answer(session, catalogue, amina, attempt_id, "pick-one", "hen", seen=1)
    session.commit()

    found = learner.get(f"/me/receipts/{first}?language=en")

    assert (found["words"], found["version"], found["counts"]) == (["A dog"], 1, False)


def test_what_is_handed_in_is_held_too_and_nothing_tells_whether_it_is_right(
    learner, session, catalogue, amina, attempt_id
):
    submit(session, catalogue, amina, attempt_id, {"pick-one": "dog"})
    session.commit()

    held = learner.get(f"/me/attempts/{attempt_id}/receipts")

    assert held["submitted_at"]
    assert {name for one in held["items"] for name in one} == {
        "position",
        "text",
        "words",
        "version",
        "certainty",
        "receipt",
        "stored_at",
    }


def test_anothers_receipt_and_attempt_are_not_there(app, session, catalogue, amina, attempt_id):
    receipt = answer(session, catalogue, amina, attempt_id, "pick-one", "hen").receipt
    session.commit()
    for role in ("learner", "facilitator", "admin"):
        other = program(app, session, add_person(session, f"Other {role}", role=role))

        other.get(f"/me/receipts/{receipt}", status=404)
        other.get(f"/me/attempts/{attempt_id}/receipts", status=404)


@pytest.mark.parametrize("written", ["O0", "%00", "22222222", "x" * 300, "%F0%9F%8C%8D"])
def test_what_names_no_answer_is_not_there(learner, written):
    assert learner.get(f"/me/receipts/{written}", status=404)["code"] == "not_found"
