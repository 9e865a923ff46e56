"""Local actions: the list with its map, and the page of one."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from course.core.content.collected import LocalAction
from course.core.content.model import Catalogue
from course.core.formats.roster_places import country_codes
from course.core.people import fold_name
from course.core.rules.local_actions import (
    FIELDS,
    REGIONS,
    Refused,
    Wanted,
    count_values,
    narrow,
    place_key,
    read_wanted,
    related,
)
from course.reports.local_actions import list_local_actions
from course.web.community.action_map import map_of, map_of_one
from course.web.community.action_words import (
    FILTERS,
    Card,
    Tag,
    filter_name,
    in_order,
    list_url,
    tags_of,
    theme_tags,
    value_words,
    words,
)
from course.web.community.blueprint import bp
from course.web.content import catalogue
from course.web.gate import open_to
from course.web.i18n import country_name, gettext, language
from course.web.kept import kept_page

YEARS = frozenset(map(str, range(1900, 2101)))
VALUE_SHOWN = 40  # signs of a refused value that the page repeats


@bp.get("/actions")
@open_to("anonymous", cache="private")
def actions() -> ResponseReturnValue:
    """Show the local actions that fit the filters, as a list and on the map."""
    content = catalogue()
    wanted, refused = asked_for(content)
    return kept_page((content.version, wanted, refused), lambda: _list_page(content, wanted, refused))


@bp.get("/actions/<action>")
@open_to("anonymous", cache="private")
def action(action: str) -> ResponseReturnValue:
    """Show one local action, what is akin to it, and where all of it comes from."""
    content = catalogue()
    everything = list_local_actions(content)
    found = next((one for one in everything if one.slug == action), None) or abort(404)
    return kept_page(content.version, lambda: _action_page(content, found, everything))


def _list_page(content: Catalogue, wanted: Wanted, refused: Sequence[Refused]) -> str:
    everything = list_local_actions(content)
    shown = chosen_actions(content, wanted)
    return render_template(
        "community/actions.html",
        current_area="actions",
        everything=len(everything),
        wanted=wanted,
        refused=[(filter_name(one.name), one.value[:VALUE_SHOWN]) for one in refused],
        selects=_selects(content, everything, wanted),
        narrowed=_narrowed(content, wanted),
        map=map_of(shown, wanted, content),
        cards=[Card.of(one, content) for one in shown],
        csv_url=list_url(wanted, "community.actions_csv"),
        geojson_url=list_url(wanted, "community.actions_geojson"),
    )


def _action_page(content: Catalogue, found: LocalAction, everything: Sequence[LocalAction]) -> str:
    def listed(name: str, value: str) -> Tag:
        return Tag(value_words(name, value, content), list_url(Wanted(values={name: (value,)})))

    return render_template(
        "community/action.html",
        current_area="actions",
        card=Card.of(found, content),
        country=Tag(country_name(found.country), listed("country", found.country).url),
        region=listed("region", found.region),
        year=listed("year", str(found.year)) if found.year else None,
        programme=found.programme,
        themes=theme_tags(found, content),
        named=tags_of(found, content, suggested=False),
        suggested=tags_of(found, content, suggested=True),
        remark=words(found.remark, content),
        sources=found.sources,
        map=map_of_one(found, content),
        related=[Card.of(one, content) for one in related(found, everything)],
    )


def asked_for(content: Catalogue) -> tuple[Wanted, tuple[Refused, ...]]:
    """Read what the address narrows the list to, and what of it no filter takes."""
    labels = content.collections.labels
    known = {
        "theme": frozenset(labels.action_themes),
        "gcm": _numbers(23),
        "gcr": _numbers(4),
        "sdg": _numbers(17),
        "region": frozenset(REGIONS),
        "country": country_codes(),
        "year": YEARS,
        "place": frozenset(map(place_key, list_local_actions(content))),
    }
    return read_wanted(dict(request.args.lists()), known)


def _numbers(most: int) -> frozenset[str]:
    return frozenset(map(str, range(1, most + 1)))


def chosen_actions(content: Catalogue, wanted: Wanted) -> list[LocalAction]:
    """Return the actions that fit, in the order in which page, map and files have them."""
    themes = content.collections.labels.action_themes
    return in_order(narrow(list_local_actions(content), wanted, language(), themes), content)


class Select(NamedTuple):
    """A filter of the form. `options` are value and words with the number of actions it would show."""

    name: str
    label: str
    everything: str
    options: list[tuple[str, str]]
    chosen: str


def _selects(content: Catalogue, everything: Sequence[LocalAction], wanted: Wanted) -> list[Select]:
    counts = count_values(everything, wanted, language(), content.collections.labels.action_themes)
    found = []
    for name in FIELDS:
        if name == "place":
            continue
        options = [
            (value, f"{value_words(name, value, content)} ({counts[name][value]})")
            for value in _options(content, everything, name, wanted.one(name))
        ]
        everything_words = gettext(FILTERS[name][1])
        found.append(Select(name, filter_name(name), everything_words, options, wanted.one(name)))
    return found


def _options(content: Catalogue, everything: Sequence[LocalAction], name: str, chosen: str) -> list[str]:
    """Return the values to choose from, in order; what is chosen now is always among them."""
    match name:
        case "gcm":
            return list(map(str, range(1, 24)))
        case "gcr":
            return list(map(str, range(1, 5)))
        case "sdg":
            return list(map(str, range(1, 18)))
        case "region":
            return list(REGIONS)
        case "year":
            return sorted({str(one.year) for one in everything if one.year} | {chosen} - {""}, reverse=True)
        case _:
            found = (
                set(content.collections.labels.action_themes)
                if name == "theme"
                else {one.country for one in everything} | {chosen} - {""}
            )
            return sorted(found, key=lambda value: fold_name(value_words(name, value, content)))


def _narrowed(content: Catalogue, wanted: Wanted) -> list[Tag]:
    """Return what narrows the list, filter and value in words, each with the address of the list without it."""
    found = [("q", wanted.text)] if wanted.text else []
    found += [
        (name, "; ".join(value_words(name, value, content) for value in wanted.values[name]))
        for name in FIELDS
        if name in wanted.values
    ]
    return [
        Tag(
            gettext("%(filter)s: %(value)s", filter=filter_name(name), value=shown),
            list_url(wanted.without(name)),
        )
        for name, shown in found
    ]
