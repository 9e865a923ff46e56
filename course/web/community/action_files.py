"""The local actions that the list shows, as files: a table, and places for a map."""

from typing import Any

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from course.core.content.collected import LocalAction
from course.core.content.model import Catalogue
from course.core.formats.geojson import MEDIA_TYPE, feature_collection, point_feature
from course.core.problems import CourseProblem
from course.web.community.action_words import AGENDAS, filter_name, theme_name, words
from course.web.community.actions import VALUE_SHOWN, asked_for, chosen_actions
from course.web.community.blueprint import bp
from course.web.content import catalogue
from course.web.csv_export import csv_response
from course.web.gate import open_to
from course.web.i18n import country_name

# Names of columns are the same in all languages, so that a program reads every edition.
COLUMNS = (
    "slug", "title", "place", "city", "country", "country_name", "region", "lat", "lon", "year", "programme",
    "themes", "gcm", "gcr", "sdg", "suggested_gcm", "suggested_gcr", "suggested_sdg", "summary", "remark",
    "sources", "address",
)  # fmt: skip


class FilterUnknown(CourseProblem):
    """A file was asked for with a value that its filter does not take: better none than all actions for some."""

    code = "filter_unknown"


@bp.get("/actions.csv")
@open_to("anonymous", cache="private")
def actions_csv() -> ResponseReturnValue:
    """Send what the list shows as a table."""
    content = catalogue()
    return csv_response("local-actions.csv", COLUMNS, [_cells(one, content) for one in _chosen(content)])


@bp.get("/actions.geojson")
@open_to("anonymous", cache="private")
def actions_geojson() -> ResponseReturnValue:
    """Send what the list shows as points with what is told of them."""
    content = catalogue()
    features = [
        point_feature(one.slug, lat=one.lat, lon=one.lon, properties=_properties(one, content))
        for one in _chosen(content)
    ]
    response = Response(feature_collection(features), content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="local-actions.geojson"'
    return response


def _chosen(content: Catalogue) -> list[LocalAction]:
    wanted, refused = asked_for(content)
    for one in refused:
        raise FilterUnknown(filter=filter_name(one.name), value=one.value[:VALUE_SHOWN])
    return chosen_actions(content, wanted)


def _address(action: LocalAction) -> str:
    return url_for("community.action", action=action.slug, _external=True)


def _cells(action: LocalAction, content: Catalogue) -> list[str | float]:
    """Return the cells of COLUMNS. Several numbers or names stand behind each other with a semicolon."""
    numbers = [
        "; ".join(map(str, getattr(action, prefix + name)))
        for prefix in ("", "suggested_")
        for name in AGENDAS
    ]
    return [
        action.slug,
        words(action.title, content),
        words(action.place, content),
        action.city,
        action.country,
        country_name(action.country),
        action.region,
        action.lat,
        action.lon,
        str(action.year or ""),
        action.programme,
        "; ".join(theme_name(theme, content) for theme in action.themes),
        *numbers,
        words(action.summary, content),
        words(action.remark, content),
        " ".join(action.sources),
        _address(action),
    ]


def _properties(action: LocalAction, content: Catalogue) -> dict[str, Any]:
    return {
        "title": words(action.title, content),
        "place": words(action.place, content),
        "city": action.city,
        "country": action.country,
        "country_name": country_name(action.country),
        "region": action.region,
        "year": action.year,
        "programme": action.programme or None,
        "themes": [theme_name(theme, content) for theme in action.themes],
        "tags_named_by_sources": {name: list(getattr(action, name)) for name in AGENDAS},
        "tags_suggested_by_platform": {name: list(getattr(action, f"suggested_{name}")) for name in AGENDAS},
        "summary": words(action.summary, content),
        "remark": words(action.remark, content) or None,
        "sources": list(action.sources),
        "address": _address(action),
    }
