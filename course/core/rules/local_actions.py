"""Which local actions are shown: reading what an address asks for, narrowing, counting, and what is akin."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from course.core.content.collected import LocalAction
from course.core.grading.folding import fold
from course.core.slugs import make_slug
from course.core.text import N_, Text

REGIONS: Mapping[str, str] = {
    "africa": N_("Africa"),
    "americas": N_("Americas"),
    "asia-pacific": N_("Asia-Pacific"),
    "europe": N_("Europe"),
    "middle-east": N_("Middle East and West Asia"),
}
# What a list can be narrowed by, in the order of the form. Only `place` takes several values.
FIELDS = ("theme", "gcm", "gcr", "sdg", "region", "country", "year", "place")
TEXT_MAX = 100  # signs of what is looked for
RELATED_MOST = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to. `values` maps a field to the values of which one must fit; absent means any."""

    text: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """Return the value of a field that takes one; empty for any."""
        return next(iter(self.values.get(name, ())), "")

    def without(self, name: str) -> "Wanted":
        """Return what is wanted besides one field; `q` is the text."""
        if name == "q":
            return replace(self, text="")
        return replace(self, values={key: values for key, values in self.values.items() if key != name})

    def query(self) -> dict[str, list[str]]:
        """Return the parts of an address that ask for this."""
        text = {"q": [self.text]} if self.text else {}
        return text | {name: list(self.values[name]) for name in FIELDS if name in self.values}


@dataclass(frozen=True, slots=True)
class Refused:
    """A value that its filter does not take, and that therefore narrows nothing."""

    name: str
    value: str


def read_wanted(
    asked: Mapping[str, Sequence[str]], known: Mapping[str, frozenset[str]]
) -> tuple[Wanted, tuple[Refused, ...]]:
    """Read the values of an address. `known` maps each field to what it takes; the rest is refused, never an error.

    A field that takes one value takes the first; further ones are refused. Names of no filter are left aside.
    """
    values: dict[str, tuple[str, ...]] = {}
    refused: list[Refused] = []
    for name in FIELDS:
        given = list(dict.fromkeys(value.strip() for value in asked.get(name, ()) if value.strip()))
        fitting = [value for value in given if value in known[name]]
        kept = fitting if name == "place" else fitting[:1]
        if kept:
            values[name] = tuple(kept)
        refused += [Refused(name, value) for value in given if value not in kept]
    text = " ".join(next(iter(asked.get("q", ())), "")[:TEXT_MAX].split())
    return Wanted("".join(sign for sign in text if sign.isprintable()), values), tuple(refused)


def place_key(action: LocalAction) -> str:
    """Return the key of an action's place: its city and country, as in sfax-tn."""
    return f"{make_slug(action.city, 'place')}-{action.country.lower()}"


def values_of(action: LocalAction, name: str) -> frozenset[str]:
    """Return the values of a filter that fit an action. An objective fits whoever named it, source or platform."""
    match name:
        case "gcm" | "gcr" | "sdg":
            return frozenset(map(str, (*getattr(action, name), *getattr(action, f"suggested_{name}"))))
        case "theme":
            return frozenset(action.themes)
        case "year":
            return frozenset([str(action.year)] if action.year else [])
        case "place":
            return frozenset([place_key(action)])
        case _:
            return frozenset([str(getattr(action, name))])


def narrow(
    actions: Sequence[LocalAction], wanted: Wanted, language: str, themes: Mapping[str, Text]
) -> list[LocalAction]:
    """Return the actions that fit all of what is wanted, in the order given."""
    found = [action for action in actions if _fits(action, wanted)]
    return _with_text(found, wanted.text, language, themes)


def count_values(
    actions: Sequence[LocalAction], wanted: Wanted, language: str, themes: Mapping[str, Text]
) -> dict[str, Counter[str]]:
    """Return how many actions each value of each filter would show, the other filters staying as they are."""
    actions = _with_text(actions, wanted.text, language, themes)
    found: dict[str, Counter[str]] = {}
    for name in FIELDS:
        others = wanted.without(name)
        fitting = (action for action in actions if _fits(action, others))
        found[name] = Counter(value for action in fitting for value in values_of(action, name))
    return found


def _fits(action: LocalAction, wanted: Wanted) -> bool:
    return all(values_of(action, name).intersection(values) for name, values in wanted.values.items())


def _with_text(
    actions: Sequence[LocalAction], text: str, language: str, themes: Mapping[str, Text]
) -> list[LocalAction]:
    """Return the actions in which each word of a text is found, without regard to accents and case."""
    words = fold(text).split()
    if not words:
        return list(actions)
    return [
        action for action in actions if all(word in _words_of(action, language, themes) for word in words)
    ]


def _words_of(action: LocalAction, language: str, themes: Mapping[str, Text]) -> str:
    """Return what a text is looked for in: names in all languages, since a city has several; the rest as asked."""
    parts = (
        *action.title.values(),
        *action.place.values(),
        action.city,
        action.programme,
        action.summary.get(language, ""),
        *(themes.get(theme, {}).get(language, "") for theme in action.themes),
    )
    return _folded("\n".join(parts))


@lru_cache(maxsize=4_096)
def _folded(text: str) -> str:
    return fold(text)


def related(
    action: LocalAction, actions: Sequence[LocalAction], most: int = RELATED_MOST
) -> list[LocalAction]:
    """Return the actions most akin: those of the same place first, then by the number of shared themes."""

    def kinship(other: LocalAction) -> tuple[bool, int, bool]:
        shared = len(set(action.themes) & set(other.themes))
        return place_key(other) == place_key(action), shared, other.region == action.region

    others = [other for other in actions if other.slug != action.slug and any(kinship(other)[:2])]
    return sorted(others, key=kinship, reverse=True)[:most]
