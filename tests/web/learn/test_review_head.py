"""The head of a review: a story's ending, and what is not right yet, on top."""

import re

import pytest

from tests.attempts import RIGHT, WRONG, begin, submit
from tests.builders import add_person, sign_in
from tests.kinds import SCENARIO, said, with_questions
from tests.pages import NS


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


@pytest.fixture
def told(client, session, learner, monkeypatch, app, catalogue):
    """The review of a story in which one choice was the best and one was worth nothing."""
    course = with_questions(monkeypatch, app, catalogue, SCENARIO)
    attempt_id = begin(session, course, learner)
    submit(session, course, learner, attempt_id, {"day": ("dawn:run", "noon:race")})
    session.commit()
    client.get(f"/en/quiz/steps/attempts/{attempt_id}/review")
    return client


def test_a_story_says_which_ending_it_came_to_and_how_many_choices_were_the_best(told):
    words = told.words()

    assert "Your story came to ending 2 of 2" in words
    assert "You made the best choice in 1 of 2 scenes." in words
    assert words.index("It is ditch.") < words.index("Your story came") + 200
    assert "1 of 2" in words


def test_the_box_of_a_storys_verdict_begins_with_its_icon(told):
    (box,) = (one for one in told.page.iter(f"{NS}div") if (one.get("class") or "").split()[:1] == ["feed"])

    assert box[0].tag.endswith("}svg")  # without it the words that follow stand in the icon's narrow column


def test_a_story_played_again_says_that_the_quiz_is_passed_though_this_attempt_is_not(
    client, session, learner, monkeypatch, app, catalogue
):
    course = with_questions(monkeypatch, app, catalogue, SCENARIO)
    for choices in (("dawn:run", "noon:eat"), ("dawn:rest", "noon:race")):
        attempt_id = begin(session, course, learner)
        submit(session, course, learner, attempt_id, {"day": choices})
    session.commit()

    client.get(f"/en/quiz/steps/attempts/{attempt_id}/review")

    assert "Not passed yet" not in client.words()
    assert "Pass mark 70%. It is passed already; this attempt is not." in client.words()


@pytest.mark.parametrize(
    "of_a_quiz", ["Question 1", "second look", "Practise what you missed", "not right yet"]
)
def test_a_story_is_not_spoken_of_as_questions(told, of_a_quiz):
    assert of_a_quiz not in re.sub(
        "Report a fault in this question: 1", "", told.words().split("At a glance")[0]
    )


def test_a_story_alone_is_not_numbered_while_it_is_told(
    client, session, learner, monkeypatch, app, catalogue
):
    course = with_questions(monkeypatch, app, catalogue, SCENARIO)
    attempt_id = begin(session, course, learner)
    session.commit()

    client.get(f"/en/quiz/steps/attempts/{attempt_id}")

    assert "Question 1 of 1" not in client.words()


def test_what_is_not_right_yet_stands_on_top_with_its_links(client, session, catalogue, learner):
    attempt_id = begin(session, catalogue, learner)
    submit(session, catalogue, learner, attempt_id, {**RIGHT, "pick-one": WRONG["pick-one"]})
    session.commit()

    client.get(f"/en/quiz/steps/attempts/{attempt_id}/review")

    top = client.text.split('id="not-right"')[1].split("</nav>")[0]
    number = re.search(r'href="#r(\d)"[^>]*><span class="vh">Question </span>\1<', top)[1]
    assert top.count("<a ") == 1
    card = client.text.split(f'<h2 id="r{number}">')[1].split("</section>")[0]
    assert "It has four." in card or "A dog" in card


def test_where_all_is_right_there_is_no_such_list(client, session, catalogue, learner):
    attempt_id = begin(session, catalogue, learner)
    submit(session, catalogue, learner, attempt_id, RIGHT)
    session.commit()

    client.get(f"/en/quiz/steps/attempts/{attempt_id}/review")

    assert "not right yet" not in client.words()


def test_an_ending_with_a_name_is_called_by_it(client, session, learner, monkeypatch, app, catalogue):
    scenes = [
        {**one, "name": said("A night outside")} if one["id"] == "ditch" else one
        for one in SCENARIO["scenes"]
    ]
    course = with_questions(monkeypatch, app, catalogue, {**SCENARIO, "scenes": scenes})
    attempt_id = begin(session, course, learner)
    submit(session, course, learner, attempt_id, {"day": ("dawn:run", "noon:race")})
    session.commit()

    client.get(f"/en/quiz/steps/attempts/{attempt_id}/review")

    assert "Your story ended with “A night outside”: ending 2 of 2" in client.words()
