"""A publication's own page, its cases, and its citations as files."""

from dataclasses import replace

import pytest

from tests.pages import NS, words
from tests.statements import counted

NOTE = "/en/library/walking-note"


def test_a_publication_tells_what_is_known_of_it(client, app):
    with counted(app) as statements:
        client.get(NOTE)

    said, links = client.words(), client.links()
    for part in (
        "Peer Learning Note 7",
        "June 25, 2019",
        "On walking.",
        "Walk in Sfax",
        "Sfax, Tunisia",
        "English – Walking together",
        "Spanish – Caminar en común",
        "on UCLG’s page",
        "What is not verified The length of the walk is not verified.",
    ):
        assert part in said
    assert links["Open the original"] == "https://example.org/walk/"
    assert links["Shoes"] == "/en/library?theme=shoes"
    assert links["UCLG Learning"] == "/en/library?publisher=UCLG+Learning"
    assert links["Peer Learning Note"] == "/en/library?kind=peer-learning-note"
    assert links["UCLG’s page on human mobility"] == "https://uclg.org/weact/human-mobility/"
    assert statements == []


def test_a_place_is_called_as_the_reader_calls_it(client):
    client.get("/fr/library/walking-note")

    assert "Sfax, Tunisie" in client.words()
    assert "Sfax, Tunisia" not in client.words()


def test_it_links_the_lessons_that_it_names_and_those_that_name_its_address(client):
    client.get(NOTE)

    links = client.links()
    assert links["Lesson: walk"] == "/en/course/first-steps/walk"  # https://example.org/walk is its source
    assert links["Lesson: run"] == "/en/course/first-steps/run"
    assert "Lesson: sail" not in links


def test_a_video_opens_at_its_moment(client):
    client.get("/en/library/running-video")

    assert client.links()["Open the original"] == "https://www.youtube.com/watch?v=abc&t=851s"
    assert "opens at 14:11" in client.words()


def test_without_an_address_the_page_says_so_and_leads_to_uclgs(client):
    client.get("/en/library/two-shoes")

    assert "We know no address of the original." in client.words()
    assert (
        client.links()["UCLG’s page on human mobility names it."] == "https://uclg.org/weact/human-mobility/"
    )
    assert next(client.page.iter(f"{NS}h1")).get("lang") == "es"


def test_an_unknown_year_and_unknown_editions_are_said(client):
    client.get("/en/library/running-video")

    facts = {words(row[0]): words(row[1]) for row in next(client.page.iter(f"{NS}dl"))}
    assert (facts["Year"], facts["Language editions"]) == ("not known", "not known")


def test_citations_stand_in_details_to_select(client):
    client.get(NOTE)

    shown = {
        words(one.find(f"{NS}summary")): one.find(f"{NS}pre").text for one in client.page.iter(f"{NS}details")
    }
    assert shown["Plain text"] == (
        "UCLG Learning, City of Sfax (2019). Walking together. Peer Learning Note 7. https://example.org/walk/"
    )
    assert shown["BibTeX"].startswith("@techreport{walking-note,\n")
    assert shown["RIS"].startswith("TY  - RPRT\n")


@pytest.mark.parametrize(
    ("ending", "media_type", "begins", "ends"),
    [
        ("bib", "application/x-bibtex", "@techreport{walking-note,\n", "\n}\n"),
        ("ris", "application/x-research-info-systems", "TY  - RPRT\r\n", "\r\nER  - \r\n"),
    ],
)
def test_a_citation_is_a_file_of_its_type(client, app, ending, media_type, begins, ends):
    with counted(app) as statements:
        response = client.http.get(f"/es/library/walking-note.{ending}")

    text = response.data.decode()
    assert (response.status_code, response.content_type) == (200, f"{media_type}; charset=utf-8")
    assert response.headers["Content-Disposition"] == f'attachment; filename="walking-note.{ending}"'
    assert text.startswith(begins)
    assert text.endswith(ends)
    assert "Caminar en común" in text  # the edition in the reader's language
    assert statements == []


def test_a_file_that_the_browser_has_is_not_sent_again(client):
    tag = client.http.get(f"{NOTE}.ris").headers["ETag"]

    assert client.http.get(f"{NOTE}.ris", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/en/library/nowhere",
        "/en/library/nowhere.bib",
        "/en/library/nowhere.ris",
        "/en/library/nowhere/cases",
        "/en/library/two-shoes/cases",
        "/en/library/walking-note.pdf",
        "/en/library/%00",
        "/en/library/..bib",
    ],
)
def test_what_is_not_in_the_library_is_not_found(client, path):
    client.get(path, status=404)


def test_cases_have_a_page_with_their_lessons_and_sources(client):
    client.get(NOTE)
    assert client.links()["Read its case"] == f"{NOTE}/cases"

    client.get(f"{NOTE}/cases")

    assert "A path by the sea" in client.words()
    assert "People walk there." in client.words()
    assert client.links()["Lesson: walk"] == "/en/course/first-steps/walk"
    assert client.links()["example.org/sfax"] == "https://example.org/sfax"


def test_a_lesson_links_what_the_library_holds_of_its_sources(client):
    client.get("/fr/course/first-steps/walk")

    link = next(one for one in client.page.iter(f"{NS}a") if words(one) == "Walking together")
    assert (link.get("href"), link.get("lang")) == ("/fr/library/walking-note", "en")
    client.get("/fr/course/first-steps/run")
    assert "Walking together" not in client.links()


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_every_publication_of_the_course_has_its_pages(client, app, monkeypatch, whole_library, language):
    store = app.extensions["course_content"]
    whole = replace(store.catalogue(), version="whole", collections=whole_library)
    monkeypatch.setattr(store, "catalogue", lambda: whole)

    for slug, record in whole_library.library.items():
        client.get(f"/{language}/library/{slug}")
        assert " ".join(record.summary[language].split()) in client.words()
        entry = client.http.get(f"/{language}/library/{slug}.bib").data
        assert entry.count(b"{") == entry.count(b"}")
        assert client.http.get(f"/{language}/library/{slug}.ris").data.endswith(b"\r\nER  - \r\n")


def test_the_five_cases_of_note_25_explain_their_words(client, app, monkeypatch, whole_library):
    store = app.extensions["course_content"]
    whole = replace(store.catalogue(), version="whole", collections=whole_library)
    monkeypatch.setattr(store, "catalogue", lambda: whole)

    client.get("/es/library/pln-25/cases")

    assert len(list(client.page.iter(f"{NS}section"))) == 5
    for term in ("basic-services", "narrative"):
        assert whole_library.glossary[term].definition["es"] in client.words()
