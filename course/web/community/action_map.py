"""The marks of local actions on the world map: one for each place, or one for places that lie close together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from course.core.content.collected import LocalAction
from course.core.content.model import Catalogue
from course.core.rules.local_actions import Wanted, place_key
from course.core.world_map import Frame, frame_around, project, share_marks
from course.web.community.action_words import Card, list_url, words
from course.web.i18n import ngettext


class Mark(NamedTuple):
    """A mark on the map. `number` is of the actions it stands for: one leads to its page, several to their list."""

    x: float
    y: float
    url: str
    label: str
    number: int


class ActionMap(NamedTuple):
    """The part of the world that holds what the list shows, and the marks in it."""

    frame: Frame
    marks: list[Mark]


def map_of(actions: Sequence[LocalAction], wanted: Wanted, content: Catalogue) -> ActionMap:
    """Return the map of exactly these actions, in their order; a mark's list keeps what narrows the list now."""
    places: dict[str, list[LocalAction]] = defaultdict(list)
    for action in actions:
        places[place_key(action)].append(action)
    groups = sorted(places.values(), key=len, reverse=True)  # a shared mark stands where most actions are
    points = [project(group[0].lat, group[0].lon) for group in groups]
    frame = frame_around(points)
    marks = []
    for indices in share_marks(points, frame.reach):
        at = points[indices[0]]
        here = [action for index in indices for action in groups[index]]
        marks.append((actions.index(here[0]), _mark(at.x, at.y, here, wanted, content)))
    return ActionMap(frame, [mark for _place, mark in sorted(marks)])


def map_of_one(action: LocalAction, content: Catalogue) -> ActionMap:
    """Return the map of one action's place; its mark leads nowhere."""
    at = project(action.lat, action.lon)
    return ActionMap(frame_around([at]), [Mark(at.x, at.y, "", words(action.place, content), 1)])


def _mark(x: float, y: float, here: list[LocalAction], wanted: Wanted, content: Catalogue) -> Mark:
    names = list(dict.fromkeys(words(action.place, content) for action in here))
    if len(here) == 1:
        card = Card.of(here[0], content)
        return Mark(x, y, card.url, f"{card.place} – {card.title}", 1)
    keys = tuple(dict.fromkeys(place_key(action) for action in here))
    narrowed = replace(wanted, values={**wanted.values, "place": keys})
    label = ngettext(
        "%(places)s: %(num)s local action",
        "%(places)s: %(num)s local actions",
        len(here),
        places="; ".join(names),
    )
    return Mark(x, y, f"{list_url(narrowed)}#list", label, len(here))
