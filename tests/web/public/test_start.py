"""The way in, the start page, and the page about the course."""

import pytest

from tests.builders import add_person, sign_in
from tests.pages import NS


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("fr-CA,fr;q=0.9,en;q=0.5", "fr"),
        ("es", "es"),
        ("de,pt", "en"),
        ("", "en"),
        ("de;q=1, es;q=0.4", "es"),
    ],
)
def test_the_bare_address_leads_to_the_best_language(client, asked, language):
    response = client.http.get("/", headers={"Accept-Language": asked})

    assert (response.status_code, response.headers["Location"]) == (302, f"/{language}/")
    assert {"Accept-Language", "Cookie"} <= set(response.headers["Vary"].replace(" ", "").split(","))


def test_who_is_signed_in_is_led_to_their_own_language(client, session):
    sign_in(client, session, add_person(session, language="fr"))

    response = client.http.get("/", headers={"Accept-Language": "es"})

    assert response.headers["Location"] == "/fr/"


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_the_start_page_shows_the_real_modules(client, catalogue, language):
    client.get(f"/{language}/")

    for module in catalogue.modules:
        assert module.title[language] in client.words()
        assert f"/{language}/course/{module.slug}" in client.links().values()
    assert catalogue.title[language] in client.words()


def test_counts_and_time_are_computed(client):
    client.get("/en/")

    assert "2 modules" in client.words()
    assert "2 lessons" in client.words()
    assert "about 8 min, at your own pace" in client.words()


def test_a_code_is_taken_to_the_page_that_joins(client):
    client.get("/en/")

    form = next(next(client.page.iter(f"{NS}main")).iter(f"{NS}form"))

    assert (form.get("method"), form.get("action")) == ("get", "/en/account/join")
    assert [field.get("name") for field in form.iter(f"{NS}input")] == ["code"]


def test_who_is_signed_in_goes_on_from_here(client, session):
    sign_in(client, session, add_person(session))

    client.get("/en/")

    assert client.links()["Continue"] == "/en/course/first-steps/walk"


def test_the_low_data_version_leaves_pictures_out(client):
    whole = client.get("/en/").get_data(as_text=True)
    client.http.set_cookie("low_data", "1")

    lean = client.get("/en/").get_data(as_text=True)

    assert 'class="art"' in whole
    assert 'class="art"' not in lean
    assert 'class="bg"' not in lean


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_the_page_about_the_course_names_partners_licence_and_conditions(client, language):
    client.get(f"/{language}/about")

    words = client.words()
    assert "UCLG" in words
    assert "CC BY 4.0" in words
    assert "70" in words


def test_conditions_are_counted_from_the_course(client):
    client.get("/en/about")

    assert "complete 4 lessons" in client.words()
    assert "pass 1 quiz with 70% of the points" in client.words()


@pytest.mark.parametrize("path", ["/en/", "/en/about"])
def test_anonymous_pages_set_no_cookie_and_have_a_tag(client, path):
    response = client.get(path)

    assert "Set-Cookie" not in response.headers
    again = client.http.get(path, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
