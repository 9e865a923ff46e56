"""The search's page: what it shows, where its results open, and that nothing breaks it."""

import shutil
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings

from course import create_app
from course.core.content.load import publish, read_course
from course.core.content.search_file import NAME
from course.db import revisions
from course.web.content import ContentStore
from course.web.gate import open_to
from course.web.public.search import RECORDS
from tests.conftest import COURSE_FILES, SECRET
from tests.core.content.builders import a_lesson
from tests.courses import with_records
from tests.pages import NS, PageClient, words
from tests.reports.test_search import ODD

WORDS = {"en": "speaks of walking", "es": "HABLA DE CAMINAR", "fr": "parle de marcher"}


def hits(client) -> list:
    lists = [one for one in client.page.iter(f"{NS}ol") if one.get("class") == "hits"]
    return list(lists[0]) if lists else []


def first_link(item):
    return next(item.iter(f"{NS}a")).get("href")


def element(page, name: str):
    return next(one for one in page.iter() if isinstance(one.tag, str) and one.get("id") == name)


@pytest.fixture
def instance(tmp_path: Path):
    """A folder of course files and a store of what is published of them."""
    shutil.copytree(COURSE_FILES, tmp_path / "files")
    return tmp_path


def publish_files(instance: Path) -> ContentStore:
    files = instance / "files"
    publish(read_course(files / "modules", files / "quizzes", instance / "cache"), instance / "builds")
    return ContentStore(instance / "builds")


def add_lesson(instance: Path, body: str, place: str = "files/modules/01-first-steps") -> None:
    for language in ("en", "es", "fr"):
        file = instance / place / f"03-jump.{language}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(a_lesson(body), "utf-8")


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_a_result_opens_at_its_paragraph_in_the_language_of_the_page(client, language):
    client.get(f"/{language}/search", query_string={"q": WORDS[language]})
    url = urlsplit(first_link(hits(client)[0]))
    marked = {words(one).lower() for one in client.page.iter(f"{NS}mark")}

    client.get(url.path)

    assert url.path.startswith(f"/{language}/course/")
    assert url.fragment.startswith("p")
    assert marked <= set(words(element(client.page, url.fragment)).lower().replace(".", "").split())
    assert WORDS[language].split()[0].lower() in marked


def test_a_lesson_is_found_by_its_title_and_opens_at_its_top(client):
    client.get("/en/search?q=run")

    assert first_link(hits(client)[0]) == "/en/course/first-steps/run"


def test_the_box_in_the_head_of_a_page_leads_to_the_search(client):
    client.get("/fr/about")

    client.submit("Search" if "Search" in client.text else "Rechercher", {"q": "marcher"})

    assert client.path == "/fr/search"
    assert hits(client)


def test_the_page_of_the_search_keeps_the_words_and_has_no_second_box(client):
    client.get("/en/search", query_string={"q": 'walk "<b>x</b>"'})

    boxes = [box.get("value") for box in client.page.iter(f"{NS}input") if box.get("name") == "q"]
    assert boxes == ['walk "<b>x</b>"']


def test_the_languages_keep_the_words(client):
    client.get("/en/search?q=walk&kind=lesson")

    assert {"/es/search?kind=lesson&q=walk", "/es/search?q=walk&kind=lesson"} & set(client.links().values())


def test_pages_of_twenty_lead_on_and_back(client, app, instance, monkeypatch):
    add_lesson(instance, "\n\n".join(f"Trampoline number {number}." for number in range(25)))
    monkeypatch.setitem(app.extensions, "course_content", publish_files(instance))

    client.get("/en/search?q=trampoline")
    assert "25 results, page 1 of 2" in client.words()
    first = [first_link(item) for item in hits(client)]
    client.get(client.links()["Next page"])
    second = [first_link(item) for item in hits(client)]

    assert (len(first), len(second), len({*first, *second})) == (20, 5, 25)
    assert client.links()["Previous page"] == "/en/search?q=trampoline"


@pytest.fixture
def whole_site(tmp_path):
    """A client of an application in which every kind has its page, and of a course with a record of each."""
    draft = read_course(COURSE_FILES / "modules", COURSE_FILES / "quizzes")
    publish(replace(draft, catalogue=with_records(draft.catalogue)), tmp_path / "builds")
    found = create_app(
        instance_dir=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'course.sqlite3'}",
        secret_key=SECRET,
        base_url="http://localhost:80",
    )
    for endpoint, name in RECORDS.values():
        if endpoint not in found.view_functions:
            found.add_url_rule(
                f"/<lang:lang>/{name}/<{name}>", endpoint, open_to("anonymous")(lambda **_: "")
            )
    revisions.upgrade(found.extensions["course_database"].writer)
    yield PageClient(found)
    found.extensions["course_database"].dispose()


def test_kinds_are_counted_and_chosen_and_lead_to_their_pages(whole_site):
    whole_site.get("/es/search?q=retorno+ventanilla+call")
    links = whole_site.links()
    whole_site.get(next(url for text, url in links.items() if text.endswith(" 1") and "actions" in url))
    (chosen,) = hits(whole_site)

    assert {words(next(item.iter(f"{NS}a"))) for item in hits(whole_site)} == {"Ventanilla de Sfax"}
    assert first_link(chosen).startswith("/es/")
    assert first_link(chosen).endswith("/sfax-desk")
    assert {"kind=glossary", "kind=library", "kind=actions"} <= {
        part for url in links.values() for part in urlsplit(url).query.split("&")
    }


def test_an_official_title_in_another_language_is_named_as_such(whole_site):
    whole_site.get("/fr/search?q=appel&kind=library")

    (hit,) = hits(whole_site)
    assert next(hit.iter(f"{NS}a")).get("lang") == "en"


@pytest.mark.parametrize("page", ["9999", "99999999999", "-1", "0", "two", "٣"])
def test_a_page_that_is_not_there_is_the_nearest(client, page):
    client.get("/en/search", query_string={"q": "walking", "page": page})

    assert hits(client)


def test_nothing_found_says_so_and_counts_the_other_languages(client):
    client.get("/en/search?q=caminar")

    assert "Nothing found for “caminar”" in client.words()
    link = next(url for text, url in client.links().items() if text.endswith("results in Spanish"))
    client.get(link)
    assert (client.path, len(hits(client)) > 0) == ("/es/search", True)


def test_no_passage_with_all_words_is_told(client):
    client.get("/en/search?q=walking+elephants")

    assert "No passage has all of these words." in client.words()
    assert hits(client)


def test_what_stands_in_a_lesson_stays_text(client, app, instance, monkeypatch):
    add_lesson(instance, "Write `<script>alert(1)</script>` & go")
    monkeypatch.setitem(app.extensions, "course_content", publish_files(instance))

    client.get("/en/search?q=script")

    assert "&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt; &amp; go" in client.text


def test_a_new_build_brings_its_own_index(client, app, instance, monkeypatch):
    store = publish_files(instance)
    monkeypatch.setitem(app.extensions, "course_content", store)
    client.get("/en/search?q=trampoline")
    before = hits(client)

    add_lesson(instance, "A trampoline helps.")
    publish_files(instance)
    store._looked_at = -1_000.0  # as if the seconds until the next look were over
    client.get("/en/search?q=trampoline")

    assert before == []
    assert [first_link(item) for item in hits(client)] == ["/en/course/first-steps/jump#p1"]


def test_drafts_and_what_is_not_published_are_never_found(client, app, instance, monkeypatch):
    add_lesson(instance, "A trampoline helps.", "files/drafts")
    add_lesson(instance, "A trampoline helps.", "files/modules/.01-hidden")
    store = publish_files(instance)
    monkeypatch.setitem(app.extensions, "course_content", store)
    add_lesson(instance, "A trampoline helps.")  # written, not published

    client.get("/en/search?q=trampoline")

    assert hits(client) == []


def test_a_build_of_an_earlier_version_says_what_is_missing(client, app, instance, monkeypatch):
    store = publish_files(instance)
    (instance / "builds" / store.catalogue().version / NAME).unlink()
    monkeypatch.setitem(app.extensions, "course_content", store)

    client.get("/en/search?q=walking")

    assert "The search is not ready" in client.words()
    assert client.links()["To the course page"] == "/en/course"


def test_a_page_that_the_browser_has_is_not_searched_again(client):
    tag = client.http.get("/en/search?q=walking").headers["ETag"]

    again = client.http.get("/en/search?q=walking", headers={"If-None-Match": tag})
    other = client.http.get("/en/search?q=running", headers={"If-None-Match": tag})

    assert (again.status_code, other.status_code) == (304, 200)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=ODD)
def test_nothing_that_can_be_typed_breaks_the_page(client, typed):
    shown = typed.encode("utf-8", "replace").decode()

    client.get("/en/search", query_string={"q": shown})

    assert client.path == "/en/search"
