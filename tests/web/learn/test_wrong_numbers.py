"""A frequent wrong number earns nothing and is told why, wherever reasons are told, and never as a right one."""

import pytest

from tests.attempts import begin, submit
from tests.builders import add_person, sign_in
from tests.kinds import CLOZE, NUMERIC, said, with_questions
from tests.web.api.calls import program

MILES = {"id": "miles", "value": 26.2, "tolerance": 0.05, "share": 0, "feedback": said("Those are miles.")}
EDGE = {"id": "edge", "value": 42.3, "share": 0, "feedback": said("Rounded up.")}
FAR = {**NUMERIC, "answers": [MILES, EDGE, *NUMERIC["answers"]]}
BEAST, LEGS, WAY = CLOZE["gaps"]
THREE = {"id": "three", "value": 3, "share": 0, "feedback": said("Count again.")}
FILL = {**CLOZE, "gaps": [BEAST, {**LEGS, "answers": [THREE, *LEGS["answers"]]}, WAY]}


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


@pytest.fixture
def ask(session, catalogue, client, app, monkeypatch, learner):
    def begun(question, **changes):
        changed = with_questions(monkeypatch, app, catalogue, question, **changes)
        attempt_id = begin(session, changed, learner)
        session.commit()
        client.get(f"/en/quiz/steps/attempts/{attempt_id}")
        return changed

    return begun


@pytest.mark.parametrize(("typed", "reason"), [("26,2 km", "Those are miles."), ("42300 m", "Rounded up.")])
def test_the_review_tells_it_beside_the_right_numbers(client, ask, typed, reason):
    ask(FAR)

    client.submit("Check my answers", {"q1": typed})

    words = client.words()
    assert reason in words
    assert "0%" in words
    assert "Right answer: 42.2 km, give or take 0.1" in words
    assert words.count("Right answer") == 1
    assert "cannot be read" not in words


def test_a_checked_question_tells_it_at_once(client, ask):
    ask(FAR, feedback="immediate")

    client.submit("Check question 1", {"q1": "26.2 km"})

    assert "Those are miles." in client.words()


def test_tries_tell_it_once_no_try_is_left(client, ask):
    ask({**FAR, "hints": [said("In kilometres.")]}, feedback="interactive")

    client.submit("Check question 1", {"q1": "26.2 km"})
    first = client.words()
    client.submit("Check question 1", {"q1": "26.23 km"})

    assert "Those are miles." not in first
    assert "Those are miles." in client.words()


def test_practice_tells_it_too(client, session, learner, app, catalogue, monkeypatch):
    changed = with_questions(monkeypatch, app, catalogue, FAR)
    submit(session, changed, learner, begin(session, changed, learner), {})
    session.commit()
    client.get("/en/practice/steps/far")

    client.submit("Check my answer", {"q1": "26.2 km"})

    assert "Those are miles." in client.words()
    assert "Not correct." in client.words()


@pytest.mark.parametrize("question", [FAR, FILL])
def test_before_that_nothing_of_it_is_told(client, ask, question):
    ask(question)

    assert not [told for told in ("26.2", "42.3", "miles", "Rounded", "Count again") if told in client.text]


def test_the_api_tells_it_in_a_number_and_in_a_gap(app, session, catalogue, monkeypatch):
    with_questions(monkeypatch, app, catalogue, FAR, FILL)
    person = program(app, session, add_person(session))
    attempt = person.post("/me/quizzes/steps/attempts")
    address = f"/me/attempts/{attempt['id']}"
    shown = {one["kind"]: one | {"place": place} for place, one in enumerate(attempt["questions"], 1)}
    legs = [piece["gap"]["token"] for piece in shown["cloze"]["passage"] if piece["gap"]][1]
    values = {"numeric": "26.2 km", "cloze": {legs: "3"}}

    for kind, value in values.items():
        stored = person.put(f"{address}/answers/{shown[kind]['place']}", {"value": value, "seen": 0})
        assert stored["misread"] is None
    person.post(f"{address}/submission", status=200)

    told = {one["kind"]: one for one in person.get(f"{address}/review")["questions"]}
    number, gap = told["numeric"], told["cloze"]["parts"][1]
    assert (number["verdict"], number["points"]) == ("wrong", 0)
    assert [(part["state"], part["reason"]) for part in number["parts"]] == [("wrong", "Those are miles.")]
    assert [one["value"] for one in number["numbers"]] == [42.2]
    assert (gap["state"], gap["reason"], gap["right_number"]) == ("wrong", "Count again.", 4)
