"""Local actions in the reader's language: their filters, tags and cards."""

from collections.abc import Mapping
from typing import NamedTuple

from flask import url_for

from course.core.content.collected import Labels, LocalAction
from course.core.content.model import Catalogue
from course.core.people import fold_name
from course.core.rules.local_actions import REGIONS, Wanted, place_key
from course.core.text import N_, Text, pick
from course.reports.local_actions import list_local_actions
from course.web.i18n import country_name, gettext, language

AGENDAS: Mapping[str, str] = {"gcm": N_("GCM"), "gcr": N_("GCR"), "sdg": N_("SDG")}
# What a filter is called, and what it shows while it narrows nothing.
FILTERS: Mapping[str, tuple[str, str]] = {
    "q": (N_("Words"), ""),
    "theme": (N_("Theme"), N_("All themes")),
    "gcm": (N_("Global Compact for Migration (GCM)"), N_("All objectives")),
    "gcr": (N_("Global Compact on Refugees (GCR)"), N_("All objectives")),
    "sdg": (N_("Sustainable Development Goals (SDG)"), N_("All goals")),
    "region": (N_("Region"), N_("All regions")),
    "country": (N_("Country"), N_("All countries")),
    "year": (N_("Year"), N_("Any year")),
    "place": (N_("Place"), ""),
}


class Tag(NamedTuple):
    """One objective or goal: its words, and the list of all actions that have it."""

    label: str
    url: str


class Card(NamedTuple):
    """What the list shows of an action. `named` and `suggested` are short texts such as "GCM 15, 16"."""

    slug: str
    title: str
    url: str
    place: str
    year: str
    summary: str
    themes: list[str]
    named: list[str]
    suggested: list[str]

    @classmethod
    def of(cls, action: LocalAction, content: Catalogue) -> "Card":
        return cls(
            slug=action.slug,
            title=words(action.title, content),
            url=url_for("community.action", action=action.slug),
            place=words(action.place, content),
            year=str(action.year or ""),
            summary=words(action.summary, content),
            themes=[theme_name(theme, content) for theme in action.themes],
            named=[_short(name, numbers) for name, numbers in numbers_of(action, suggested=False)],
            suggested=[_short(name, numbers) for name, numbers in numbers_of(action, suggested=True)],
        )


def words(text: Text, content: Catalogue) -> str:
    """Return a text of the course in the reader's language."""
    return pick(text, language(), content.languages[0])


def list_url(wanted: Wanted, endpoint: str = "community.actions") -> str:
    """Return the address of the list, or of a file of it, that shows what is wanted."""
    return url_for(endpoint, **wanted.query())  # type: ignore[arg-type]  # no filter is named as an option


def in_order(actions: list[LocalAction], content: Catalogue) -> list[LocalAction]:
    """Return actions by country, place and title, as the reader's language writes them."""

    def key(action: LocalAction) -> tuple[str, str, str]:
        parts = (country_name(action.country), words(action.place, content), words(action.title, content))
        return fold_name(parts[0]), fold_name(parts[1]), fold_name(parts[2])

    return sorted(actions, key=key)


def numbers_of(action: LocalAction, *, suggested: bool) -> list[tuple[str, list[int]]]:
    """Return an action's objectives and goals by agenda: those that a source names, or the platform's suggestions."""
    prefix = "suggested_" if suggested else ""
    found = [(name, sorted(getattr(action, prefix + name))) for name in AGENDAS]
    return [(name, numbers) for name, numbers in found if numbers]


def tags_of(action: LocalAction, content: Catalogue, *, suggested: bool) -> list[Tag]:
    """Return an action's objectives and goals, each with its official short title and its list."""
    return [
        Tag(
            gettext(
                "%(agenda)s %(number)s: %(title)s",
                agenda=gettext(AGENDAS[name]),
                number=number,
                title=_objective(name, str(number), content),
            ),
            list_url(Wanted(values={name: (str(number),)})),
        )
        for name, numbers in numbers_of(action, suggested=suggested)
        for number in numbers
    ]


def theme_tags(action: LocalAction, content: Catalogue) -> list[Tag]:
    return [
        Tag(theme_name(theme, content), list_url(Wanted(values={"theme": (theme,)})))
        for theme in action.themes
    ]


def theme_name(theme: str, content: Catalogue) -> str:
    return words(content.collections.labels.action_themes.get(theme, {}), content) or theme


def filter_name(name: str) -> str:
    return gettext(FILTERS[name][0])


def value_words(name: str, value: str, content: Catalogue) -> str:
    """Return what a value of a filter is called."""
    match name:
        case "gcm" | "gcr" | "sdg":
            title = _objective(name, value, content)
            return f"{value}. {title}" if title else value
        case "theme":
            return theme_name(value, content)
        case "region":
            return gettext(REGIONS[value])
        case "country":
            return country_name(value)
        case "place":
            found = next((one for one in list_local_actions(content) if place_key(one) == value), None)
            return words(found.place, content) if found else value
        case _:
            return value


def _objective(name: str, number: str, content: Catalogue) -> str:
    labels: Labels = content.collections.labels
    return words(getattr(labels, name).get(number, {}), content)


def _short(name: str, numbers: list[int]) -> str:
    return f"{gettext(AGENDAS[name])}\u00a0{', '.join(map(str, numbers))}"
