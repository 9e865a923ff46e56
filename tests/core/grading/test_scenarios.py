"""The rules of a scenario: where a path leads, what its meters say, and what it is worth."""

import pytest

from course.core.grading.marking import mark_response
from course.core.grading.presenting import present
from course.core.grading.questions import Ending
from course.core.grading.scenarios import Strayed, ending_for, follow, tell
from tests.core.grading.builders import SEED, a_scenario

STORY = a_scenario()


@pytest.mark.parametrize(
    ("path", "meters", "scene"),
    [
        ((), {"trust": 5, "purse": 5}, "dawn"),
        (("dawn:b",), {"trust": 4, "purse": 5}, "noon"),
        (("dawn:a", "noon:a"), {"trust": 7, "purse": -2}, "good"),
        (("dawn:a", "noon:b"), {"trust": 4, "purse": 5}, "bad"),
    ],
)
def test_choices_move_meters_and_the_meters_choose_the_ending(path, meters, scene):
    walk = follow(STORY, path)

    assert (walk.meters, walk.scene.id) == (meters, scene)


@pytest.mark.parametrize(
    "path", [("noon:a",), ("dawn:c",), ("dawn:a", "dawn:b"), ("dawn:a", "noon:a", "noon:b"), ("dawn",)]
)
def test_a_path_that_leaves_the_scenes_is_none(path):
    with pytest.raises(Strayed):
        follow(STORY, path)


@pytest.mark.parametrize(
    ("path", "share", "verdict"),
    [
        (("dawn:a", "noon:a"), 0.75, "partly"),
        (("dawn:b", "noon:b"), 0.25, "partly"),
        (("dawn:a",), 0.0, "wrong"),
        (("noon:a",), 0.0, "wrong"),
        ((), 0.0, "blank"),
    ],
)
def test_a_story_earns_the_mean_of_its_choices_once_it_ends(path, share, verdict):
    mark = mark_response(STORY, path)

    assert (mark.share, mark.verdict) == (share, verdict)


def test_the_review_tells_what_each_choice_was_worth():
    parts = mark_response(STORY, ("dawn:a", "noon:b")).parts

    assert [(part.id, part.state, part.share) for part in parts] == [
        ("dawn:a", "right", 1.0),
        ("noon:b", "wrong", 0.0),
    ]


@pytest.mark.parametrize(
    ("condition", "trust", "holds"),
    [
        (">=6", 6, True),
        (">=6", 5, False),
        ("<=6", 6, True),
        (">6", 6, False),
        ("<0", -1, True),
        ("<-1", -1, False),
    ],
)
def test_conditions_compare(condition, trust, holds):
    question = a_scenario(endings=(Ending({"trust": condition}, "good"), Ending({}, "bad")))

    assert ending_for(question, {"trust": trust, "purse": 0}) == ("good" if holds else "bad")


def test_meters_are_shown_from_nought_to_ten_with_the_last_move():
    story = tell(STORY, ("dawn:a", "noon:a"))

    assert [(meter.value, meter.change) for meter in story.meters] == [(7, 0), (0, -5)]


def test_an_attempt_shows_the_choices_of_the_scene_it_came_to_and_no_others():
    shown = present(STORY, SEED, shuffle=True, response=("dawn:a",))

    assert sorted(part.text["en"] for part in shown.parts) == ["do a", "do b"]
    assert shown.story.scene["en"] == "scene noon"
    assert [step.feedback["en"] for step in shown.story.steps] == ["so a"]
    assert present(STORY, SEED, shuffle=True, response=("dawn:a", "noon:b")).parts == ()
