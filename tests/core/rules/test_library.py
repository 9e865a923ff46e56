"""The library's order, its filters, titles and addresses."""

import pytest

from course.core.content.collected import Publication
from course.core.rules.library import (
    Wanted,
    address_of,
    by_address,
    choices,
    latest_first,
    narrow,
    same_address,
    seconds,
    title_language,
    undated_left_out,
)


def a_publication(slug="one", **given):
    values = {
        "kind": "report",
        "title": {"en": slug},
        "summary": {"en": "On it."},
        "languages": ["en"],
        "publishers": ["UCLG"],
        "case_cities": [],
        "themes": ["trust"],
        "sources": ["https://example.org"],
        "lessons": [],
        "address": None,
        "year": 2020,
        "standing": "verified",
        "on_uclg_page": False,
    }
    return Publication(slug=slug, **{**values, **given})


def slugs(publications):
    return [one.slug for one in publications]


def test_the_latest_stands_first_and_an_unknown_year_last():
    given = [
        a_publication("unknown", year=None),
        a_publication("early", year=2019, date="2019-12-31"),
        a_publication("b-undated", year=2022),
        a_publication("spring", year=2022, date="2022-05-17"),
        a_publication("autumn", year=2022, date="2022-10-13"),
        a_publication("a-undated", year=2022),
    ]

    assert slugs(latest_first(given)) == ["autumn", "spring", "a-undated", "b-undated", "early", "unknown"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), ["note", "video", "undated"]),
        (Wanted(kind="video"), ["video"]),
        (Wanted(theme="gender"), ["video"]),
        (Wanted(language="fr"), ["note"]),
        (Wanted(publisher="ICMPD"), ["undated"]),
        (Wanted(first=2020), ["video"]),
        (Wanted(last=2020), ["note", "video"]),
        (Wanted(first=2019, last=2019), ["note"]),
        (Wanted(kind="video", language="fr"), []),
    ],
)
def test_only_what_fits_every_filter_is_found(wanted, found):
    given = [
        a_publication("note", year=2019, languages=["en", "fr"]),
        a_publication("video", kind="video", themes=["gender"]),
        a_publication("undated", year=None, publishers=["UCLG", "ICMPD"]),
    ]

    assert slugs(narrow(given, wanted)) == found


def test_what_falls_out_for_its_unknown_year_alone_is_counted():
    given = [a_publication("a", year=None), a_publication("b", year=None, kind="video"), a_publication("c")]

    assert undated_left_out(given, Wanted(kind="video", first=1900)) == 1
    assert undated_left_out(given, Wanted(kind="video")) == 0


def test_a_filter_offers_each_value_once():
    offered = choices(
        [a_publication("a"), a_publication("b", year=None, publishers=["ébène", "UCLG", "Zoo"])]
    )

    assert offered.kinds == ["report"]
    assert offered.publishers == ["ébène", "UCLG", "Zoo"]
    assert offered.years == [2020]


@pytest.mark.parametrize(
    ("title", "languages", "reader", "shown"),
    [
        ({"en": "A", "fr": "B"}, ["en", "fr"], "fr", "fr"),
        ({"en": "A", "fr": "B"}, ["fr", "en"], "es", "fr"),
        ({"es": "A"}, ["es"], "en", "es"),
        ({"es": "A"}, [], "fr", "es"),
        ({"en": "A"}, ["es", "en"], "es", "en"),
    ],
)
def test_the_title_is_the_official_one_in_the_readers_language_else_the_original(
    title, languages, reader, shown
):
    assert title_language(a_publication(title=title, languages=languages), reader) == shown


@pytest.mark.parametrize(
    ("address", "opened", "opens_there"),
    [
        ("https://www.youtube.com/watch?v=abc", "https://www.youtube.com/watch?v=abc&t=851s", True),
        ("https://m.youtube.com/watch?v=abc&t=3s", "https://m.youtube.com/watch?v=abc&t=851s", True),
        ("https://youtu.be/abc#x", "https://youtu.be/abc?t=851s#x", True),
        ("https://www.youtube.com/embed/abc", "https://www.youtube.com/embed/abc?start=851", True),
        ("https://notyoutube.com/watch?v=abc", "https://notyoutube.com/watch?v=abc", False),
        ("https://media.un.org/asset/k1", "https://media.un.org/asset/k1", False),
        (None, "", False),
    ],
)
def test_a_video_of_youtube_opens_at_its_moment(address, opened, opens_there):
    video = a_publication(kind="video", address=address, starts_at="14:11")

    assert address_of(video) == (opened, opens_there)


def test_without_a_moment_an_address_stays_as_it_is():
    address = "https://www.youtube.com/watch?v=abc&t=3s"

    assert address_of(a_publication(address=address)) == (address, False)


@pytest.mark.parametrize(("clock", "number"), [("0:09", 9), ("14:11", 851), ("1:02:03", 3723)])
def test_a_clock_is_read_as_seconds(clock, number):
    assert seconds(clock) == number


def test_two_spellings_of_an_address_are_one():
    charter, news = (a_publication(slug, address="https://uclg.org/charter/") for slug in ("charter", "news"))

    held = by_address({"charter": charter, "news": news, "none": a_publication("none")})

    assert slugs(held[same_address("http://www.uclg.org/charter")]) == ["charter", "news"]
    assert same_address("https://uclg.org/charter?page=2") not in held
