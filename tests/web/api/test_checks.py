"""Questions that are checked one by one through the API: the same tries, and nothing told before."""

import json

import pytest

from tests.builders import add_person
from tests.kinds import CLOZE, NUMERIC, with_questions
from tests.web.api.calls import program


@pytest.fixture
def learner(app, session):
    return program(app, session, add_person(session))


@pytest.fixture
def start(learner):
    def started(quiz):
        attempt = learner.post(f"/me/quizzes/{quiz}/attempts")
        tokens = {part["text"]: part["token"] for part in attempt["questions"][0]["parts"]}
        return f"/me/attempts/{attempt['id']}", tokens

    return started


def body(value, seen=0, certainty=0):
    return {"value": value, "seen": seen, "certainty": certainty}


def test_a_check_tells_its_question_and_no_other(learner, start):
    here, tokens = start("check-at-once")

    before = learner.get(f"{here}/checks")
    checked = learner.post(f"{here}/answers/1/checks", body(tokens["The dog"]), status=200)
    after = learner.get(f"{here}/checks")

    assert [(one["done"], one["question"]) for one in before["items"]] == [(False, None), (False, None)]
    assert (checked["done"], checked["question"]["verdict"], checked["version"]) == (True, "wrong", 1)
    assert {part["label"]: part["state"] for part in checked["question"]["parts"]} == {
        "The hen": "missed",
        "The dog": "wrong",
        "The bee": "left",
    }
    assert [one["done"] for one in after["items"]] == [True, False]
    assert "boots" not in json.dumps(after)


def test_a_wrong_try_brings_a_hint_and_the_next_one_less(learner, start):
    here, tokens = start("check-with-hints")

    first = learner.post(f"{here}/answers/1/checks", body(tokens["The dog"]), status=200)
    second = learner.post(f"{here}/answers/1/checks", body(tokens["The hen"], seen=1), status=200)

    assert (first["done"], first["hint"], first["allowed"], first["penalty"]) == (
        False,
        "It has feathers.",
        3,
        0.25,
    )
    assert first["question"] is None
    assert [(one["number"], one["loss"], one["counts"]) for one in second["tries"]] == [
        (1, 0.0, False),
        (2, 0.25, True),
    ]
    assert second["question"]["points"] == 0.75


def test_the_same_call_and_the_same_answer_make_one_try(learner, start):
    here, tokens = start("check-with-hints")
    address, given = f"{here}/answers/1/checks", body(tokens["The dog"])

    first = learner.post(address, given, status=200, key="check-0001")
    again = learner.post(address, given, status=200, key="check-0001")
    anew = learner.post(address, body(tokens["The dog"], seen=1), status=200, key="check-0002")

    assert first == again
    assert len(anew["tries"]) == 1


@pytest.mark.parametrize(
    ("quiz", "label", "certainty", "code", "status"),
    [
        ("check-how-sure", "The hen", 0, "check_certainty_missing", 409),
        ("check-at-once", None, 0, "check_without_answer", 409),
        ("check-at-once", "The hen", 4, "faults_found", 422),
    ],
)
def test_what_cannot_be_checked_is_refused(learner, start, quiz, label, certainty, code, status):
    here, tokens = start(quiz)

    refused = learner.post(
        f"{here}/answers/1/checks", body(tokens.get(label), certainty=certainty), status=status
    )

    assert refused["code"] == code
    assert learner.get(f"{here}/checks")["items"][0]["tries"] == []


def test_a_checked_question_keeps_its_answer(learner, start):
    here, tokens = start("check-at-once")
    learner.post(f"{here}/answers/1/checks", body(tokens["The dog"]), status=200)

    refused = learner.put(f"{here}/answers/1", {"value": tokens["The hen"], "seen": 1}, status=409)

    assert refused["code"] == "question_checked"


def test_where_all_is_told_later_nothing_is_checked(learner, start):
    here, _tokens = start("steps")

    position = next(one["position"] for one in learner.get(here)["questions"] if one["kind"] == "true-false")
    refused = learner.post(f"{here}/answers/{position}/checks", body("true"), status=409)

    assert refused["code"] == "quiz_not_checked"
    assert learner.get(f"{here}/checks") == {"feedback": "deferred", "items": []}


def test_the_review_tells_what_certainties_brought(learner, start):
    here, tokens = start("check-how-sure")
    learner.post(f"{here}/answers/1/checks", body(tokens["The hen"], certainty=3), status=200)
    learner.post(f"{here}/answers/2/checks", body("boots", certainty=2), status=200)
    learner.post(f"{here}/submission", status=200)

    review = learner.get(f"{here}/review")

    assert review["certainty"] == {"accuracy": 1.0, "average": 2.5, "expected": 3.0}
    assert review["score"] == 0.95
    assert review["questions"][0]["tries"][0]["certainty_mark"] == 3.0


NO_NUMBER = "This cannot be read as a number. Write it in digits, such as 1250 or 3.5."
NO_UNIT = "A unit is missing, or it is none of these. Write one of them behind the number: km, m."
NO_GAP_NUMBER = "Gap 2: this cannot be read as a number. Write it in digits, such as 1250 or 3.5."


@pytest.mark.parametrize(
    ("typed", "misread"),
    [
        ("abc", {"code": "number_unreadable", "words": NO_NUMBER, "gaps": []}),
        ("42", {"code": "number_unit", "words": NO_UNIT, "gaps": []}),
        ("42 km", None),
        ("", None),
    ],
)
def test_what_is_amiss_with_the_form_of_a_number_is_told(
    app, catalogue, monkeypatch, learner, typed, misread
):
    with_questions(monkeypatch, app, catalogue, NUMERIC)
    here = f"/me/attempts/{learner.post('/me/quizzes/steps/attempts')['id']}"

    stored = learner.put(f"{here}/answers/1", {"value": typed, "seen": 0})

    assert (stored["value"], stored["misread"]) == (typed, misread)
    assert learner.get(here)["questions"][0]["misread"] == misread


@pytest.fixture
def gaps(app, catalogue, monkeypatch, learner):
    """Begin an attempt at a passage that is checked by itself; return its address and the gaps' tokens."""
    with_questions(monkeypatch, app, catalogue, CLOZE, feedback="interactive")
    begun = learner.post("/me/quizzes/steps/attempts")
    passage = begun["questions"][0]["passage"]
    found = [piece["gap"] for piece in passage if piece["gap"]]
    return f"/me/attempts/{begun['id']}", found


def test_in_which_gap_a_number_cannot_be_read_is_told_and_checking_it_costs_no_try(learner, gaps):
    here, (beast, legs, way) = gaps
    value = {beast["token"]: "horse", legs["token"]: "four", way["token"]: way["options"][0]["token"]}

    stored = learner.put(f"{here}/answers/1", {"value": value, "seen": 0})
    refused = learner.post(f"{here}/answers/1/checks", body(value, seen=1), status=409)

    assert stored["misread"] == {"code": "number_gaps", "words": NO_GAP_NUMBER, "gaps": [legs["token"]]}
    assert (refused["code"], refused["detail"]) == ("number_gaps", NO_GAP_NUMBER)
    assert learner.get(f"{here}/checks")["items"][0]["tries"] == []
