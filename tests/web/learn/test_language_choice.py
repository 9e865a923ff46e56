"""The languages in the head of an attempt's page, without script: what was typed is stored before the language changes."""

import re

import pytest

from tests.attempts import begin, opened
from tests.builders import add_person, sign_in
from tests.pages import NS, words
from tests.web.learn.test_attempts import fields, stored, url


@pytest.fixture
def attempt(session, catalogue, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    attempt_id = begin(session, catalogue, amina)
    session.commit()
    return opened(session, catalogue, amina, attempt_id)


def test_switching_language_keeps_what_was_typed(client, attempt, session):
    client.get(url(attempt))

    client.submit("FR – Français", fields(attempt, {"in-words": "shoes"}))

    assert client.path == url(attempt, "fr")
    assert stored(session) == {"in-words": "shoes"}
    assert 'value="shoes"' in client.text


def test_an_answer_that_is_refused_is_told_before_the_language_changes(client, attempt, session):
    client.get(url(attempt))

    client.submit("FR – Français", fields(attempt, {"in-words": "x" * 2_000}), status=422)

    assert 'lang="en"' in client.text.partition("<head>")[0]
    assert "This answer is too long." in client.words()


def test_a_clash_is_decided_before_the_language_changes(client, attempt, session):
    client.get(url(attempt))
    stale = client.text, client.page
    client.submit("Save", fields(attempt, {"pick-one": "hen"}))
    client.text, client.page = stale

    client.submit("FR – Français", fields(attempt, {"pick-one": "dog"}), status=409)

    assert "Another tab or device stored a different answer." in client.words()
    assert stored(session) == {"pick-one": "hen"}


@pytest.mark.parametrize("code", ["xx", "", "../..", "//example.org"])
def test_a_language_that_the_site_has_not_only_saves(client, attempt, session, code):
    client.get(url(attempt))

    client.submit("Save", {**fields(attempt, {"in-words": "shoes"}), "language": code})

    assert client.path == url(attempt)
    assert stored(session) == {"in-words": "shoes"}


def test_each_language_is_named_in_itself_and_the_present_one_is_marked(client, attempt):
    client.get(url(attempt, "fr"))

    languages = next(nav for nav in client.page.iter(f"{NS}nav") if nav.get("class") == "lang")
    named = [
        (words(button), button.get("lang"), button.get("aria-current"))
        for button in languages.iter(f"{NS}button")
        if button.get("name") == "language"
    ]
    assert named == [
        ("EN – English", "en", None),
        ("ES – Español", "es", None),
        ("FR – Français", "fr", "true"),
    ]


def test_enter_in_a_text_field_saves_and_changes_no_language(client, attempt):
    client.get(url(attempt))

    first = re.search(r'<button type="submit"[^>]* form="attempt-form"[^>]*>', client.text)[0]
    assert 'name="save" value="here"' in first
