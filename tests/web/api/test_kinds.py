"""Questions that sort, ask for an opinion, show a map or tell a story, taken by a program."""

import json

import pytest

from tests.builders import add_person
from tests.kinds import (
    CATEGORISE,
    CLOZE,
    DESCRIPTION,
    HOTSPOT,
    LIKERT,
    PICTURED_HOTSPOT,
    SCENARIO,
    SHARED_CHOICE,
    UPLOAD,
    with_questions,
)
from tests.web.api.calls import program
from tests.web.learn.test_pictures import NAME, pictured


@pytest.fixture
def learner(app, session):
    return program(app, session, add_person(session))


@pytest.fixture
def ask(learner, app, catalogue, monkeypatch):
    """Start an attempt that asks one question; return its address and the question as it is shown."""

    def begun(*questions, **changes):
        with_questions(monkeypatch, app, catalogue, *questions, **changes)
        attempt = learner.post("/me/quizzes/steps/attempts")
        return f"/me/attempts/{attempt['id']}", attempt["questions"][0]

    return begun


def token(lines, text):
    return next(line["token"] for line in lines if line["text"] == text)


def test_items_are_sorted_by_tokens(learner, ask):
    address, asked = ask(CATEGORISE)
    chosen = {"A cart": "Land", "A boat": "Land", "A bike": "Land"}
    value = {token(asked["parts"], item): token(asked["answers"], group) for item, group in chosen.items()}

    learner.put(f"{address}/answers/1", {"value": value, "seen": 0})
    learner.post(f"{address}/submission", status=200)

    (question,) = learner.get(f"{address}/review")["questions"]
    assert (asked["kind"], question["verdict"], round(question["points"], 3)) == (
        "categorise",
        "partly",
        0.667,
    )
    assert {part["label"]: part["right_answers"] for part in question["parts"]}["A boat"] == ["Water"]


def test_each_form_that_a_gap_accepts_is_told_by_itself(learner, ask):
    forms = {**CLOZE["gaps"][0]["accepted"], "en": ["mare; horse", "horse"]}
    gaps = [CLOZE["gaps"][0] | {"accepted": forms}, *CLOZE["gaps"][1:]]
    address, _asked = ask(CLOZE | {"gaps": gaps})

    learner.post(f"{address}/submission", status=200)

    (question,) = learner.get(f"{address}/review")["questions"]
    assert [one["right_answers"] for one in question["parts"]] == [["mare; horse", "horse"], [], ["land"]]
    assert question["parts"][1]["right_number"] == 4


def test_what_options_earn_is_told_after_the_hand_in_and_not_before(learner, ask):
    options = [one | ({"share": 0.4711} if one["id"] == "bat" else {}) for one in SHARED_CHOICE["options"]]
    address, asked = ask(SHARED_CHOICE | {"options": options})

    stored = learner.put(f"{address}/answers/1", {"value": token(asked["parts"], "A bat"), "seen": 0})
    before = [stored, learner.get(address), asked]
    learner.post(f"{address}/submission", status=200)

    assert "4711" not in json.dumps(before)
    (question,) = learner.get(f"{address}/review")["questions"]
    assert (question["verdict"], question["points"]) == ("partly", 0.4711)
    assert {part["label"]: (part["state"], part["share"]) for part in question["parts"]} == {
        "A hen": ("missed", 0.0),
        "A bat": ("partly", 0.4711),
        "A cow": ("left", 0.0),
    }


def test_a_file_is_refused_with_where_it_is_handed_in(learner, ask):
    address, _ = ask(UPLOAD)

    for value in ("my plan", {"file": "x"}):
        problem = learner.put(f"{address}/answers/1", {"value": value, "seen": 0}, status=409)
        assert (problem["code"], "quiz’s own page" in problem["detail"]) == ("response_is_file", True)


def test_a_survey_is_told_back_without_a_score(learner, ask):
    address, asked = ask(LIKERT, purpose="survey")
    value = {part["token"]: "2" for part in asked["parts"]}

    learner.put(f"{address}/answers/1", {"value": value, "seen": 0})
    done = learner.post(f"{address}/submission", status=200)

    review = learner.get(f"{address}/review")
    assert (done["max_points"], review["questions"][0]["verdict"]) == (0, "right")
    assert [(part["state"], part["given"]) for part in review["questions"][0]["parts"]] == [
        ("answered", "In part"),
        ("answered", "In part"),
    ]
    standing = learner.get("/me/progress")["quizzes"][0]
    assert (standing["state"], standing["best"]) == ("handed_in", None)


def test_places_on_a_map_come_with_their_degrees(learner, ask):
    address, asked = ask(HOTSPOT)

    learner.put(f"{address}/answers/1", {"value": token(asked["parts"], "Otago"), "seen": 0})

    assert {part["text"]: (part["lat"], part["lon"]) for part in asked["parts"]}["Lima"] == (-12.0, -77.0)
    assert learner.post(f"{address}/submission", status=200)["score"] == 1.0


def test_a_story_is_played_by_adding_a_choice_and_reading_what_follows(learner, ask):
    address, asked = ask(SCENARIO)
    path = []
    for text in ("Dawn run", "Noon eat"):
        path.append(token(asked["parts"], text))
        stored = learner.put(f"{address}/answers/1", {"value": path, "seen": asked["version"]})
        asked = learner.get(address)["questions"][0]

    assert stored["value"] == asked["value"] == path
    assert asked["parts"] == []
    assert (asked["story"]["scene"], asked["story"]["is_over"]) == ("It is home.", True)
    assert asked["story"]["meters"] == [{"text": "Strength", "value": 5, "change": 1}]
    assert [step["feedback"] for step in asked["story"]["steps"]] == ["After dawn run.", "After noon eat."]
    assert learner.post(f"{address}/submission", status=200)["score"] == 0.8
    parts = learner.get(f"{address}/review")["questions"][0]["parts"]
    assert [(part["given"], part["share"]) for part in parts] == [("Dawn run", 1.0), ("Noon eat", 0.6)]


def test_a_choice_of_another_scene_is_refused(learner, ask):
    address, asked = ask(SCENARIO)
    first, second = (part["token"] for part in asked["parts"])

    problem = learner.put(f"{address}/answers/1", {"value": [first, second], "seen": 0}, status=409)

    assert problem["code"] == "response_refused"


def test_pictures_have_an_address_a_size_and_what_they_show(ask, learner):
    address, _asked = ask(pictured(DESCRIPTION, "A map"), pictured(PICTURED_HOTSPOT))

    question = learner.get(f"{address}?language=es")["questions"][0]

    assert question["picture"] == {
        "address": f"http://localhost/media/{NAME}",
        "text": "A bridge (es)",
        "width": 640,
        "height": 400,
    }
    assert question["before"][0]["picture"]["text"] == "A map (es)"
    assert {(part["x"], part["y"]) for part in question["parts"]} == {(50.0, 40.5), (0.0, 100.0)}
