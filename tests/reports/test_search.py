"""What the search file of a build answers."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.core.content.load import publish
from course.core.content.passages import KINDS
from course.core.content.search_file import NAME
from course.reports.search import Found, NoSearchFile, SearchFile
from tests.core.content.builders import DESK, a_course
from tests.courses import with_records

# In each language the same paragraph, below the same heading: its place is p11 of the lesson.
ADDED = {
    "en": "## Coming {#coming}\n\nThe town’s action welcomes refugees with dignity.",
    "es": "## Venir {#coming}\n\nLa acción del municipio acoge a personas refugiadas de Ñuñoa.",
    "fr": "## Venir {#coming}\n\nLa commune accueille les réfugiés et leur main-d’œuvre à Orléans.",
}


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("search")
    course = a_course(root / "course")
    for language, text in ADDED.items():
        file = f"{DESK}/01-morning.{language}.md"
        course.add(file, (course.root / file).read_text("utf-8") + f"\n{text}\n")
    draft = course.read()
    published = publish(replace(draft, catalogue=with_records(draft.catalogue)), root / "builds")
    return root / "builds" / published.version


@pytest.fixture(scope="session")
def file(build: Path) -> SearchFile:
    return SearchFile(build, ("en", "es", "fr"))


def places(found: Found) -> list[tuple[str, str, str]]:
    return [(hit.kind, hit.slug, hit.anchor) for hit in found.hits]


@pytest.mark.parametrize(
    ("language", "typed", "marked"),
    [
        ("es", "acción", "acción"),
        ("es", "ACCION", "acción"),
        ("es", "nunoa", "Ñuñoa"),
        ("es", "refugiada", "refugiadas"),
        ("fr", "refugies", "réfugiés"),
        ("fr", "RÉFUGIÉ", "réfugiés"),
        ("fr", "re\u0301fugie\u0301s", "réfugiés"),  # accents as signs of their own
        ("fr", "oeuvre", "œuvre"),
        ("fr", "d’Orleans", "Orléans"),
        ("en", "welcome", "welcomes"),
        ("en", "Dignity", "dignity"),
        ("en", "dignities", None),
    ],
)
def test_accents_capitals_and_endings_make_no_difference(file, language, typed, marked):
    found = file.find(language, typed, KINDS)

    assert places(found) == ([("lesson", "morning", "p12")] if marked else [])
    assert [words for hit in found.hits for words, is_hit in hit.text if is_hit] == (
        [marked] if marked else []
    )


def test_titles_stand_before_texts_and_are_marked(file):
    found = file.find("en", "desk", KINDS)

    assert set(places(found)[:2]) == {("actions", "sfax-desk", ""), ("lesson", "morning", "")}
    assert all(("desk" in words.lower()) == is_hit for hit in found.hits[:2] for words, is_hit in hit.title)
    assert [hit.title for hit in found.hits[2:]] == [()] * (found.total - 2)
    assert found.counts == {"lesson": found.total - 1, "actions": 1}


def test_a_heading_is_found_and_marked_with_the_paragraph_below(file):
    (hit,) = file.find("en", "coming", KINDS).hits

    assert (hit.anchor, hit.title, hit.heading) == ("p12", (), (("Coming", True),))


def test_every_kind_is_found_and_one_can_be_chosen(file):
    everything = file.find("en", "sfax call return", KINDS)
    chosen = file.find("en", "sfax call return", KINDS, kind="library")

    assert everything.some
    assert everything.counts == {"glossary": 1, "library": 1, "actions": 1} == chosen.counts
    assert places(chosen) == [("library", "call", "")]


def test_a_kind_that_has_no_page_is_not_counted(file):
    found = file.find("en", "sfax call return", ["lesson", "library"])

    assert places(found) == [("library", "call", "")]
    assert found.counts == {"library": 1}


def test_all_words_are_asked_for_and_some_are_enough_where_none_has_all(file):
    assert not file.find("en", "town refugees", KINDS).some
    assert file.find("en", "refugees elephants", KINDS).some
    assert file.find("en", "elephants", KINDS) == Found()


def test_pages_do_not_overlap(file):
    whole = places(file.find("en", "the", KINDS, limit=100))
    parts = [places(file.find("en", "the", KINDS, offset=at, limit=3)) for at in range(0, len(whole), 3)]

    assert len(whole) > 6
    assert [place for part in parts for place in part] == whole
    assert len(set(whole)) == len(whole)


def test_other_languages_are_counted_apart(file):
    assert [file.count(language, "Orleans", KINDS) for language in ("en", "es", "fr", "xx")] == [0, 0, 1, 0]


PIECES = [
    *(
        "AND",
        "OR",
        "NOT",
        "NEAR(",
        ")",
        '"',
        "'",
        "*",
        "^",
        ":",
        "title:",
        "-",
        "+",
        "{",
        "}",
        "\0",
        "\ud800",
    ),
    *("a", "the", "²", "½", "\u0301", "ß", "ﬁ", "東京", "🙂", "\x02", "\x03", "x" * 500, " "),
]
ODD = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))


@settings(max_examples=500, deadline=None)
@given(
    typed=ODD,
    language=st.sampled_from(["en", "es", "fr", "xx", "e'; --"]),
    kind=st.sampled_from(["", "lesson"]),
)
def test_nothing_that_can_be_typed_raises(file, typed, language, kind):
    found = file.find(language, typed, KINDS, kind=kind)

    assert len(found.hits) <= 20
    assert file.count(language, typed, KINDS) >= 0


def test_many_threads_share_one_file(file):
    answers = []

    def ask():
        answers.extend(file.find("fr", "refugies", KINDS).total for _ in range(50))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [1] * 400


def test_looking_changes_nothing_in_the_build(build, file):
    before = {place.name: place.read_bytes() for place in build.iterdir()}

    file.find("en", "desk", KINDS)

    assert {place.name: place.read_bytes() for place in build.iterdir()} == before
    assert set(before) == {"catalogue.json", NAME}


@pytest.mark.parametrize("damage", [Path.unlink, lambda place: place.write_bytes(b"x" * 5_000)])
def test_a_build_without_a_search_file_is_named(build, tmp_path, damage):
    copy = tmp_path / NAME
    copy.write_bytes((build / NAME).read_bytes())
    damage(copy)

    with pytest.raises(NoSearchFile):
        SearchFile(tmp_path, ("en",))


def test_a_language_that_the_file_does_not_have_makes_it_unfit(build):
    with pytest.raises(NoSearchFile):
        SearchFile(build, ("en", "de"))
