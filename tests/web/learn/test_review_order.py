"""A review gives the parts of a question in the order in which they were answered."""

import pytest

from tests.attempts import begin, submit
from tests.builders import add_person, sign_in
from tests.kinds import said, with_questions
from tests.pages import NS, words

NAMES = ("amber", "beryl", "coral", "diamond", "emerald")
MATCH = {
    "id": "stones",
    "kind": "match",
    "text": said("Which goes with which?"),
    "pairs": [{"id": one, "prompt": said(one), "answer": said(one.upper())} for one in NAMES],
}
CATEGORISE = {
    "id": "stones",
    "kind": "categorise",
    "text": said("Sort."),
    "categories": [{"id": one, "text": said(one)} for one in ("sea", "land")],
    "items": [
        {
            "id": one,
            "text": said(one),
            "category": "sea" if one == "coral" else "land",
            "feedback": said("So."),
        }
        for one in NAMES
    ],
}


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


@pytest.mark.parametrize(
    ("question", "answer"),
    [(MATCH, dict(zip(NAMES, reversed(NAMES), strict=True))), (CATEGORISE, dict.fromkeys(NAMES, "sea"))],
)
def test_pairs_stand_as_they_were_answered(
    client, session, learner, monkeypatch, app, catalogue, question, answer
):
    course = with_questions(monkeypatch, app, catalogue, question)
    for _ in range(3):  # one of them is shuffled, most surely
        attempt_id = begin(session, course, learner)
        client.get(f"/en/quiz/steps/attempts/{attempt_id}")
        asked = [label.text for label in client.page.iter(f"{NS}label")]
        submit(session, course, learner, attempt_id, {"stones": answer})
        session.commit()

        client.get(f"/en/quiz/steps/attempts/{attempt_id}/review")

        (table,) = (one for one in client.page.iter(f"{NS}table") if "Your" in words(one))
        told = [cell.text for cell in table.iter(f"{NS}th") if cell.get("scope") == "row"]
        assert told == [one for one in asked if one in NAMES]


def test_a_long_answer_that_a_list_cuts_off_stands_below_it_whole(
    client, session, learner, monkeypatch, app, catalogue
):
    long = "A stone that is worn in a ring by whoever can pay for it"
    pairs = [{**one, "answer": said(long if one["id"] == "coral" else one["id"])} for one in MATCH["pairs"]]
    course = with_questions(monkeypatch, app, catalogue, {**MATCH, "pairs": pairs})
    attempt_id = begin(session, course, learner)
    client.get(f"/en/quiz/steps/attempts/{attempt_id}")
    field = next(one for one in client.page.iter(f"{NS}select"))
    (token,) = [one.get("value") for one in field.iter(f"{NS}option") if one.text == long]

    client.submit("Save and finish later", {field.get("name"): token})
    client.get(f"/en/quiz/steps/attempts/{attempt_id}")

    assert sorted(words(one) for one in client.page.iter(f"{NS}p") if one.get("class") == "whole small") == [
        "",
        "",
        "",
        "",
        long,
    ]
