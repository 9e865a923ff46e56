"""The list of the library: its order, its filters, and what it says of what it cannot follow."""

import gzip
from dataclasses import replace

import pytest

from course.core.content.collected import Collections
from tests.builders import add_person, sign_in
from tests.pages import NS, words
from tests.statements import counted

ALL = ["Dos zapatos", "Walking together", "Running through town"]


def titles(client):
    return [words(heading) for heading in client.page.iter(f"{NS}h3")]


def test_anybody_reads_the_list_latest_first_and_without_a_statement(client, app):
    with counted(app) as statements:
        client.get("/en/library")

    assert titles(client) == ALL
    assert [words(one) for one in client.page.iter(f"{NS}h2")] == ["2021", "2019", "Year not known"]
    assert "3 publications" in client.words()
    assert statements == []


@pytest.mark.parametrize(("language", "title"), [("es", "Caminar en común"), ("fr", "Walking together")])
def test_a_title_is_in_the_readers_language_or_says_which_it_is_in(client, language, title):
    client.get(f"/{language}/library")

    link = next(one for one in client.page.iter(f"{NS}a") if one.get("href", "").endswith("/walking-note"))
    assert words(link) == title
    assert link.get("lang") == (None if language == "es" else "en")


def test_what_uclgs_page_names_is_marked(client):
    client.get("/en/library")

    marked = {
        words(next(card.iter(f"{NS}h3"))): "on UCLG’s page" in words(card)
        for card in client.page.iter(f"{NS}article")
    }
    assert marked == {"Dos zapatos": True, "Walking together": True, "Running through town": False}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=video", ["Running through town"]),
        ("theme=shoes", ["Dos zapatos", "Walking together"]),
        ("language=en", ["Walking together"]),
        ("publisher=City of Sfax", ["Walking together", "Running through town"]),
        ("from=2020", ["Dos zapatos"]),
        ("to=2020", ["Walking together"]),
        ("from=2019&to=2021&theme=shoes", ["Dos zapatos", "Walking together"]),
    ],
)
def test_each_filter_can_be_linked_to(client, query, found):
    client.get(f"/en/library?{query}")

    assert titles(client) == found
    assert f"{len(found)} publication" in client.words()
    assert "of 3" in client.words()


def test_the_form_narrows_without_script_and_keeps_what_was_chosen(client):
    client.get("/en/library")

    client.submit("Show", {"theme": "shoes", "language": "es"})
    client.submit("Show", {"from": "2021"})

    assert titles(client) == ["Dos zapatos"]


def test_a_range_of_years_says_what_it_leaves_out_for_its_unknown_year(client):
    client.get("/en/library?from=2019")

    assert "1 publication that would fit has no known year" in client.words()


def test_when_nothing_fits_the_page_says_what_to_do(client):
    client.get("/en/library?kind=video&theme=shoes")

    assert "Nothing in the library fits all of these" in client.words()
    assert client.links()["Show the whole library"] == "/en/library"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("kind=poem", "The library has no such kind: it was left out."),
        ("theme=%00", "The library has no such theme: it was left out."),
        ("language=xx", "The library has no edition in such a language: it was left out."),
        ("publisher=<script>", "The library has no such publisher: it was left out."),
        ("from=19", "The first year is no year of four digits: it was left out."),
        ("to=٢٠٢٠", "The last year is no year of four digits: it was left out."),
        ("to=2020%0A", "The last year is no year of four digits: it was left out."),
    ],
)
def test_a_value_that_the_library_does_not_have_is_left_out_and_named(client, query, sentence):
    client.get(f"/en/library?{query}")

    assert titles(client) == ALL
    assert sentence in client.words()


def test_years_the_wrong_way_round_are_turned_and_it_is_said(client):
    client.get("/en/library?from=2021&to=2019")

    assert titles(client) == ["Dos zapatos", "Walking together"]
    assert "We read them as 2019 to 2021." in client.words()


@pytest.mark.parametrize(
    "query", ["_external=1&_scheme=x", "kind=video&kind=poem", "lang=xx", "q=" + "x" * 900]
)
def test_what_is_no_filter_changes_nothing_that_breaks(client, query):
    client.get(f"/fr/library?{query}")


def test_an_empty_library_says_so(client, app, monkeypatch):
    store = app.extensions["course_content"]
    bare = replace(store.catalogue(), version="bare", collections=Collections())
    monkeypatch.setattr(store, "catalogue", lambda: bare)

    client.get("/en/library")

    assert "The library is empty" in client.words()


def test_a_browser_that_has_the_list_is_told_so(client):
    tag = client.get("/en/library").headers["ETag"]

    again = client.http.get("/en/library", headers={"If-None-Match": tag})
    other = client.http.get("/en/library?kind=video", headers={"If-None-Match": tag})

    assert (again.status_code, other.status_code) == (304, 200)


def test_the_library_is_linked_for_visitors_and_for_learners(client, session):
    client.get("/en/")
    assert client.links()["Library"] == "/en/library"

    sign_in(client, session, add_person(session))
    client.get("/en/course")

    assert client.links()["Library"] == "/en/library"


def test_the_list_is_kept_for_all_and_still_greets_each_by_name(client, session):
    client.get("/en/library")
    assert "Sign in" in client.links()
    for name in ("Amina Diallo", "Bruno Costa"):
        sign_in(client, session, add_person(session, name))

        client.get("/en/library")

        assert f"Account of {name}" in client.text


def test_the_list_of_the_whole_course_stays_small(client, app, monkeypatch, whole_library):
    store = app.extensions["course_content"]
    whole = replace(store.catalogue(), version="whole", collections=whole_library)
    monkeypatch.setattr(store, "catalogue", lambda: whole)

    response = client.get("/fr/library")

    assert len(titles(client)) == len(whole_library.library)
    assert len(gzip.compress(response.data)) < 30_000
