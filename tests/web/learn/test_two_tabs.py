"""Two tabs without script: an older page never overwrites a newer answer without asking."""

import re

import pytest

from tests.attempts import RIGHT, WRONG, begin, opened
from tests.builders import add_person, sign_in
from tests.kinds import SCENARIO, with_questions
from tests.pages import fields_of
from tests.web.learn.test_attempts import fields, stored, url

CLASH = "Another tab or device stored a different answer."
WHICH = f"{CLASH} Which one do you want to keep?"


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


@pytest.fixture
def attempt(session, catalogue, learner):
    attempt_id = begin(session, catalogue, learner)
    session.commit()
    return opened(session, catalogue, learner, attempt_id)


@pytest.fixture
def stale(client, attempt):
    """The last page is one that was made before another tab stored an answer."""
    client.get(url(attempt))
    first = client.text, client.page
    client.get(url(attempt))
    client.submit("Save", fields(attempt, {"pick-one": "hen", "in-words": "boots"}))
    client.text, client.page = first
    return client


def test_a_stale_tab_is_asked_and_overwrites_nothing(stale, attempt, session):
    stale.submit("Save", fields(attempt, {"pick-one": "dog", "in-words": "boots"}), status=409)

    words = stale.words()
    assert WHICH in words
    assert words.count(WHICH) == 1
    assert "The answer on this page A dog The stored answer A hen" in words
    assert re.search(r'href="#q\d-clash"', stale.text)
    assert stored(session) == {"pick-one": "hen", "in-words": "boots"}


def test_what_the_stale_tab_left_alone_stays_as_the_other_stored_it(stale, attempt, session):
    stale.submit("Save", fields(attempt, {"is-true": "true"}))

    assert stored(session) == {"pick-one": "hen", "in-words": "boots", "is-true": "true"}


def test_the_answer_on_the_page_is_kept_when_chosen(stale, attempt, session):
    stale.submit("Save", fields(attempt, {"pick-one": "dog"}), status=409)

    stale.submit("Keep the answer on this page")

    assert CLASH not in stale.words()
    assert stored(session)["pick-one"] == "dog"


def test_the_stored_answer_is_kept_when_chosen(stale, attempt, session):
    stale.submit("Save", fields(attempt, {"pick-one": "dog"}), status=409)

    stale.submit("Keep the stored answer")

    assert CLASH not in stale.words()
    assert stored(session)["pick-one"] == "hen"


def test_it_is_not_handed_in_before_it_is_decided(stale, attempt, session):
    stale.submit("Check my answers", fields(attempt, {"pick-one": "dog"}), status=409)
    stale.submit("Check my answers", status=409)

    assert WHICH in stale.words()
    assert stored(session)["pick-one"] == "hen"


def test_a_third_answer_meanwhile_is_asked_about_again(stale, attempt, session, app):
    stale.submit("Save", fields(attempt, {"pick-one": "dog"}), status=409)
    clash = stale.text, stale.page
    stale.get(url(attempt))
    stale.submit("Save", fields(attempt, {"pick-one": "bee"}))
    stale.text, stale.page = clash

    stale.submit("Keep the answer on this page", status=409)

    assert "The answer on this page A dog The stored answer A bee" in stale.words()
    assert stored(session)["pick-one"] == "bee"


def test_what_the_learner_does_not_see_is_not_handed_in(client, attempt, session):
    client.get(url(attempt))
    client.submit("Save", fields(attempt, RIGHT))
    first = client.text, client.page
    client.submit("Save", fields(attempt, {"pick-one": "dog"}))
    client.text, client.page = first

    client.submit("Check my answers", fields(attempt, RIGHT), status=409)

    assert "The answer on this page A hen The stored answer A dog" in client.words()
    client.submit("Keep the answer on this page")
    client.submit("Check my answers")
    assert stored(session)["pick-one"] == "hen"
    assert client.path.endswith("/review")


def test_a_story_told_on_in_a_stale_tab_asks_too(client, monkeypatch, app, catalogue, learner, session):
    course = with_questions(monkeypatch, app, catalogue, SCENARIO)
    attempt_id = begin(session, course, learner)
    session.commit()
    client.get(f"/en/quiz/steps/attempts/{attempt_id}")
    first = client.text, client.page
    client.submit("Dawn rest")
    client.text, client.page = first

    client.submit("Dawn run", status=409)

    assert "The answer on this page Dawn run The stored answer Dawn rest" in client.words()
    client.submit("Keep the answer on this page")
    assert stored(session) == {"day": ["dawn:run"]}


@pytest.mark.parametrize("button", ["Save", "Check my answers"])
def test_an_answer_that_was_refused_and_is_mended_in_a_stale_tab_asks_too(stale, attempt, session, button):
    stale.submit(button, fields(attempt, {"in-words": "x" * 300}), status=422)

    stale.submit("Save", fields(attempt, {"in-words": "mine"}), status=409)

    assert stored(session)["in-words"] == "boots"
    stale.submit("Keep the answer on this page")
    assert stored(session)["in-words"] == "mine"


def test_an_answer_that_was_refused_beside_a_check_and_is_mended_in_a_stale_tab_asks_too(
    client, session, catalogue, learner
):
    page = f"/en/quiz/check-at-once/attempts/{begin(session, catalogue, learner, quiz='check-at-once')}"
    session.commit()
    client.get(page)
    first = client.text, client.page
    client.submit("Save", {"q2": "boots"})
    client.text, client.page = first
    client.submit("Check question 1", {"q2": "x" * 300}, status=422)

    client.submit("Save", {"q2": "mine"}, status=409)

    assert stored(session)["worn"] == "boots"


def test_parts_that_were_refused_show_the_newer_answer_and_store_what_is_chosen_then(
    client, attempt, session
):
    right, wrong = RIGHT["pairs"], WRONG["pairs"]
    client.get(url(attempt))
    client.submit("Save", fields(attempt, {"pairs": right}))
    client.get(url(attempt))
    first = client.text, client.page
    client.submit("Save", fields(attempt, {"pairs": wrong}))
    client.text, client.page = first
    part = next(iter(fields(attempt, {"pairs": right})))
    client.submit("Save", {part: "no-such-token"}, status=422)
    shown = fields_of(client.page.find(".//*[@id='attempt-form']"))
    assert shown.items() >= fields(attempt, {"pairs": wrong}).items()

    client.submit("Save", fields(attempt, {"pairs": right}))

    assert stored(session)["pairs"] == right


def test_without_script_a_page_has_a_button_that_saves(client, attempt):
    client.get(url(attempt))

    plain = re.findall(r"<noscript>(.*?)</noscript>", client.text, re.DOTALL)
    assert any(re.search(r'name="save" value="here"[^>]*>Save<', part) for part in plain)
