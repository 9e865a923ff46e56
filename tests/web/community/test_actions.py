"""Local actions: the list, the map that shows the same, the page of one, and the files."""

import csv
import json
import re
from dataclasses import replace
from io import StringIO
from itertools import pairwise

import pytest

from course.core.content.collected import LocalAction
from course.core.world_map import project
from tests.pages import NS, words
from tests.statements import counted

LIST = "/en/actions"
SVG = "{http://www.w3.org/2000/svg}"
ALL = ["sao-paulo-seat", "sfax-desk", "sfax-stalls"]  # by country and title: Brazil, Tunisia
EVIL = "\"><script>alert('1')</script>&amp;=1+1"


@pytest.fixture
def put(app, monkeypatch):
    """Put further local actions into the course, for this test."""
    store = app.extensions["course_content"]

    def add(**records: LocalAction) -> None:
        known = store.catalogue()
        collections = replace(known.collections, actions={**known.collections.actions, **records})
        changed = replace(known, collections=collections, version=f"{known.version}+{len(records)}")
        monkeypatch.setattr(store, "catalogue", lambda: changed)

    return add


def listed(client) -> list[str]:
    """Return the slugs of the list's cards, in order."""
    return re.findall(r'id="action-([a-z-]+)"', client.text)


def marks(client) -> dict[str, str]:
    """Return the marks of the map: accessible name to address."""
    pins = (link for link in client.page.iter(f"{SVG}a") if "pin" in link.get("class"))
    return {pin.get("aria-label"): pin.get("href") for pin in pins}


def rows_of(response) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(response.get_data(as_text=True).removeprefix("\ufeff"))))


def test_the_menu_leads_everybody_to_the_list(client):
    client.get("/en/course")
    client.get(client.links()["Local actions"])

    assert client.path == LIST
    assert listed(client) == ALL
    assert "3 local actions" in client.words()


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("q=sao", ["sao-paulo-seat"]),
        ("q=TUNEZ+desk", ["sfax-desk"]),
        ("gcm=15", ["sfax-desk"]),
        ("gcm=1", ["sfax-desk"]),
        ("gcr=2", ["sfax-desk"]),
        ("sdg=8", ["sao-paulo-seat", "sfax-stalls"]),
        ("region=americas", ["sao-paulo-seat"]),
        ("theme=work&region=africa", ["sfax-stalls"]),
        ("country=TN", ["sfax-desk", "sfax-stalls"]),
        ("year=2019", ["sfax-desk"]),
        ("place=sfax-tn&place=sao-paulo-br", ALL),
        ("place=sfax-tn&theme=welcome", ["sfax-desk"]),
        ("gcm=23", []),
        ("country=FJ", []),
    ],
)
def test_page_and_files_show_the_same_part(client, query, slugs):
    client.get(f"{LIST}?{query}")
    table = rows_of(client.http.get(f"{LIST}.csv?{query}"))
    places = client.http.get(f"{LIST}.geojson?{query}").get_json(force=True)

    assert listed(client) == slugs
    assert [row["slug"] for row in table] == slugs
    assert [feature["id"] for feature in places["features"]] == slugs
    if slugs:
        assert client.links()["Table (CSV)"].split("?")[1] != ""


def test_what_was_chosen_stays_chosen_and_can_be_taken_away(client):
    client.get(f"{LIST}?theme=welcome&year=2019&q=desk&place=sfax-tn")
    again = client.submit("Show")

    sent = {name: value for name, value in again.request.args.items(multi=True) if value}
    assert sent == {"q": "desk", "theme": "welcome", "year": "2019", "place": "sfax-tn"}
    assert "1 local action of 3" in client.words()
    without_year = client.links()["Take away: Year: 2019"]
    assert set(without_year.split("?")[1].split("&")) == {"q=desk", "theme=welcome", "place=sfax-tn"}


def test_options_say_how_many_they_would_show(client):
    client.get(f"{LIST}?theme=work")

    options = {words(option) for option in client.page.iter(f"{NS}option")}
    assert {
        "15. Access to basic services (0)",
        "8. Decent work and economic growth (2)",
        "Welcome (2)",
    } <= options
    assert {"Africa (1)", "Tunisia (1)", "2023 (1)"} <= options


def test_nothing_that_fits_is_said_with_the_way_back(client):
    client.get(f"{LIST}?year=1999")

    assert "0 local actions of 3" in client.words()
    assert "No local action fits all of these" in client.words()
    assert client.links()["Show all local actions"] == LIST
    assert marks(client) == {}


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("gcm=24", "“24” is not among the values of “Global Compact for Migration (GCM)”"),
        ("gcr=0", "“0” is not among the values of “Global Compact on Refugees (GCR)”"),
        ("sdg=¹", "“¹” is not among the values of “Sustainable Development Goals (SDG)”"),
        ("year=x", "“x” is not among the values of “Year”"),
        ("region=Africa", "“Africa” is not among the values of “Region”"),
        ("country=tn", "“tn” is not among the values of “Country”"),
        ("theme=%3Cb%3E", "“<b>” is not among the values of “Theme”"),
        ("place=nowhere", "“nowhere” is not among the values of “Place”"),
        ("year=2019&year=2023", "“2023” is not among the values of “Year”"),
    ],
)
def test_a_value_that_a_filter_does_not_take_is_told(client, query, told):
    client.get(f"{LIST}?{query}")

    assert told in client.words()
    for ending in ("csv", "geojson"):
        client.get(f"{LIST}.{ending}?{query}", status=400)
        assert "does not take the value" in client.words()


def test_the_map_marks_what_the_list_shows_where_it_is(client):
    client.get(LIST)

    assert marks(client) == {
        "São Paulo, Brazil – A council seat for newcomers": "/en/actions/sao-paulo-seat",
        "Sfax, Tunisia: 2 local actions": "/en/actions?place=sfax-tn#list",
    }
    at = project(-23.5475, -46.6361)
    assert f'class="dot" cx="{at.x:.1f}" cy="{at.y:.1f}"' in client.text


def test_a_mark_for_several_keeps_what_narrows_the_list(client):
    client.get(f"{LIST}?q=s&region=africa")
    (address,) = marks(client).values()
    client.get(address)

    assert address == "/en/actions?q=s&region=africa&place=sfax-tn#list"
    assert listed(client) == ["sfax-desk", "sfax-stalls"]


def test_places_close_together_share_a_mark(client, put, catalogue):
    near = replace(
        catalogue.collections.actions["sfax-desk"], slug="near", city="Sousse", lat=35.83, lon=10.64
    )
    put(near=replace(near, place={"en": "Sousse, Tunisia"}))
    client.get(LIST)

    assert marks(client)["Sfax, Tunisia; Sousse, Tunisia: 3 local actions"] == (
        "/en/actions?place=sfax-tn&place=sousse-tn#list"
    )


def test_who_saves_data_gets_the_list_without_the_map(client):
    client.http.set_cookie("low_data", "1")
    client.get(LIST)

    assert marks(client) == {}
    assert listed(client) == ALL
    client.get(f"{LIST}/sfax-desk")
    assert "img/world" not in client.text


def test_the_page_of_an_action_says_what_and_where_from(client):
    client.get("/fr/actions/sfax-desk")

    told = client.words()
    for part in (
        "Un guichet, cinq langues",
        "Tunisie",
        "2019",
        "Un guichet au marché.",
        "MC2CM",
        "L’année est supposée.",
    ):
        assert part in told
    assert client.links()["https://example.org/sfax"] == "https://example.org/sfax"
    assert client.links()["Accueil"] == "/fr/actions?theme=welcome"


def test_tags_of_sources_and_of_the_platform_stand_apart(client):
    client.get(f"{LIST}/sfax-desk")

    _before, named, suggested = re.split("Named by a source|Suggested by the platform", client.text)[:3]
    assert re.findall(r"actions\?(?:gcm|gcr|sdg)=\d+", named) == ["actions?gcm=15"]
    suggestions = re.findall(r"actions\?(?:gcm|gcr|sdg)=\d+", suggested.split("</section>")[0])
    assert suggestions == ["actions?gcm=1", "actions?gcr=2", "actions?sdg=10"]
    assert "GCM 15: Access to basic services" in client.links()
    assert "not submitted by the city" in client.words()


def test_related_actions_are_of_the_same_place_or_themes(client):
    client.get(f"{LIST}/sfax-desk")

    assert listed(client) == ["sfax-stalls", "sao-paulo-seat"]


@pytest.mark.parametrize("slug", ["nowhere", "SFAX-DESK", "themes", "%00", "..%2fx"])
def test_an_action_that_is_not_there_is_not_found(client, slug):
    assert client.http.get(f"{LIST}/{slug}").status_code == 404


def test_the_table_keeps_numbers_and_runs_nothing(client, put, catalogue):
    action = catalogue.collections.actions["sao-paulo-seat"]
    put(evil=replace(action, slug="evil", title={"en": "=cmd|' /C calc'!A0"}, programme="@SUM(A1)"))

    response = client.http.get(f"{LIST}.csv")
    rows = {row["slug"]: row for row in rows_of(response)}

    assert response.mimetype == "text/csv"
    assert 'filename="local-actions.csv"' in response.headers["Content-Disposition"]
    assert (rows["evil"]["title"], rows["evil"]["programme"]) == ("'=cmd|' /C calc'!A0", "'@SUM(A1)")
    assert (rows["sao-paulo-seat"]["lat"], rows["sao-paulo-seat"]["lon"]) == ("-23.5475", "-46.6361")
    assert (rows["sao-paulo-seat"]["sdg"], rows["sfax-desk"]["suggested_sdg"]) == ("8; 10", "10")
    assert rows["sao-paulo-seat"]["sources"] == "https://example.org/seat https://example.org/law?a=1&b=2"


def test_the_places_are_geojson_in_the_language_asked_for(client):
    response = client.http.get("/es/actions.geojson?country=TN&gcm=15")
    found = response.get_json(force=True)

    assert response.content_type == "application/geo+json"
    assert list(found) == ["type", "features"]
    (feature,) = found["features"]
    assert feature["type"] == "Feature"
    assert feature["geometry"] == {"type": "Point", "coordinates": [10.7603, 34.7406]}
    told = feature["properties"]
    assert (told["title"], told["place"], told["country_name"]) == (
        "Una ventanilla, cinco idiomas",
        "Sfax, Túnez",
        "Túnez",
    )
    assert told["tags_named_by_sources"] == {"gcm": [15], "gcr": [], "sdg": []}
    assert told["tags_suggested_by_platform"] == {"gcm": [1], "gcr": [2], "sdg": [10]}
    assert told["sources"] == ["https://example.org/sfax"]
    assert told["address"].endswith("/es/actions/sfax-desk")


def test_texts_of_an_action_never_become_markup(client, put, catalogue):
    action = catalogue.collections.actions["sfax-desk"]
    text = {"en": EVIL}
    evil = replace(
        action,
        slug="evil",
        title=text,
        place=text,
        city=EVIL,
        summary=text,
        programme=EVIL,
        remark=text,
        country="FJ",
    )
    put(evil=evil)

    for path in (LIST, f"{LIST}/evil", f"{LIST}/sfax-stalls", f"{LIST}?q=%22%3E%3Cscript%3Ealert"):
        client.get(path)
        assert "<script>alert" not in client.text
    assert (
        json.loads(client.http.get(f"{LIST}.geojson?country=FJ").data)["features"][0]["properties"]["title"]
        == EVIL
    )


def test_a_visitor_costs_no_statement(client, app):
    paths = ("", "?q=sfax&gcm=15", "/sfax-desk", ".csv", ".geojson", "/nowhere")
    with counted(app) as statements:
        for path in paths:
            client.http.get(f"{LIST}{path}").get_data()

    assert statements == []


def test_a_page_that_the_browser_has_is_not_sent_again(client):
    first = client.get(f"{LIST}?region=africa")
    again = client.http.get(f"{LIST}?region=africa", headers={"If-None-Match": first.headers["ETag"]})
    other = client.http.get(f"{LIST}?region=europe", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, other.status_code) == (304, 200)


def test_headings_go_down_by_one(client):
    for path in (LIST, f"{LIST}/sfax-desk", f"{LIST}?year=1999"):
        client.get(path)
        ranks = [int(rank) for rank in re.findall(r"<h([1-6])", client.text)]
        assert ranks[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(ranks)), (path, ranks)
