"""What an address asks of the list of local actions, what fits, and how many would."""

import pytest

from course.core.content.collected import LocalAction
from course.core.rules.local_actions import (
    FIELDS,
    Refused,
    Wanted,
    count_values,
    narrow,
    place_key,
    read_wanted,
    related,
)

KNOWN = {name: frozenset({"1", "2"}) for name in FIELDS} | {"place": frozenset({"sfax-tn", "lima-pe"})}
THEMES = {"welcome": {"en": "Welcome", "fr": "Accueil"}, "work": {"en": "Work", "fr": "Travail"}}


def an_action(slug="desk", **values) -> LocalAction:
    filled = {
        "slug": slug,
        "fact": "t-1",
        "title": {"en": f"Title of {slug}"},
        "place": {"en": "Sfax, Tunisia", "fr": "Sfax, Tunisie"},
        "city": "Sfax",
        "country": "TN",
        "region": "africa",
        "lat": 34.7,
        "lon": 10.8,
        "themes": ["welcome"],
        "summary": {"en": "A desk.", "fr": "Un guichet."},
        "sources": ["https://example.org/"],
    }
    return LocalAction(**{**filled, **values})


def slugs(actions) -> list[str]:
    return [action.slug for action in actions]


def test_what_no_filter_takes_is_refused_and_the_rest_is_kept():
    asked = {
        "gcm": ["24"],
        "sdg": [" 2 "],
        "year": ["1", "2"],
        "region": [""],
        "utm": ["x"],
        "q": ["  été  "],
    }

    wanted, refused = read_wanted(asked, KNOWN)

    assert wanted == Wanted("été", {"sdg": ("2",), "year": ("1",)})
    assert refused == (Refused("gcm", "24"), Refused("year", "2"))


def test_places_are_several_and_stay_in_the_address():
    wanted, refused = read_wanted({"place": ["sfax-tn", "lima-pe", "sfax-tn", "nowhere"], "q": ["a"]}, KNOWN)

    assert wanted.query() == {"q": ["a"], "place": ["sfax-tn", "lima-pe"]}
    assert refused == (Refused("place", "nowhere"),)
    assert wanted.without("place") == Wanted("a")
    assert wanted.without("q").text == ""


def test_signs_that_cannot_be_seen_are_not_looked_for():
    assert read_wanted({"q": ["wa\x00ter\u202e"]}, KNOWN)[0].text == "water"


def test_the_key_of_a_place_is_plain_and_tells_two_cities_of_one_name_apart():
    spain = an_action(city="São José", country="BR")
    states = an_action(city="San José", country="US")

    assert (place_key(spain), place_key(states)) == ("sao-jose-br", "san-jose-us")


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [
        ("gcm", "15", ["named"]),
        ("gcm", "1", ["suggested"]),
        ("gcr", "2", ["suggested"]),
        ("sdg", "10", ["named", "suggested"]),
        ("theme", "work", ["named"]),
        ("region", "americas", ["suggested"]),
        ("country", "TN", ["named"]),
        ("year", "2019", ["named"]),
        ("place", "lima-pe", ["suggested"]),
    ],
)
def test_each_filter_keeps_what_fits_it(name, value, fits):
    actions = [
        an_action("named", gcm=[15], sdg=[10], themes=["welcome", "work"], year=2019),
        an_action("suggested", suggested_gcm=[1], suggested_gcr=[2], suggested_sdg=[10], city="Lima", country="PE",
                  region="americas"),
    ]  # fmt: skip

    assert slugs(narrow(actions, Wanted(values={name: (value,)}), "en", THEMES)) == fits


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("sao", ["b"]),
        ("SÃO bresil", ["b"]),
        ("tunisie", ["a"]),
        ("accueil", ["a", "b"]),
        ("guichet sfax", ["a"]),
        ("guichet lima", []),
        ("...", ["a", "b"]),
    ],
)
def test_words_are_found_without_accents_each_of_them(text, fits):
    actions = [
        an_action("a"),
        an_action(
            "b", city="São Paulo", place={"en": "São Paulo, Brazil", "fr": "São Paulo, Brésil"}, summary={}
        ),
    ]

    assert slugs(narrow(actions, Wanted(text), "fr", THEMES)) == fits


def test_a_value_is_counted_with_the_other_filters_as_they_are():
    actions = [
        an_action("a", year=2019),
        an_action("b", year=2023),
        an_action("c", year=2023, themes=["work"], region="europe"),
    ]
    wanted = Wanted(values={"theme": ("welcome",), "year": ("2023",)})

    counts = count_values(actions, wanted, "en", THEMES)

    assert counts["year"] == {"2019": 1, "2023": 1}
    assert counts["theme"] == {"welcome": 1, "work": 1}
    assert counts["region"] == {"africa": 1}


def test_the_same_place_is_akin_before_the_same_themes():
    action = an_action("a", themes=["welcome", "work"])
    others = [
        an_action("stranger", city="Lima", country="PE", themes=["school"]),
        an_action("themes", city="Lima", country="PE", themes=["welcome", "work"]),
        an_action("place", themes=["school"]),
    ]

    assert slugs(related(action, [action, *others])) == ["place", "themes"]
