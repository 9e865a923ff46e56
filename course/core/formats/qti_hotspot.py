"""QTI's hotspotInteraction, in and out: one place of several on a picture.

A place here is a point; there it is a shape, which comes in as its middle and goes out as a circle.
"""

import re
from typing import Protocol
from xml.etree.ElementTree import Element, SubElement

from course.core.formats.qti_names import identifier
from course.core.formats.qti_pictures import image_of
from course.core.formats.qti_reading import ItemReader
from course.core.formats.questions_in import Skip, number_of, option_id
from course.core.formats.questions_out import number_text
from course.core.grading.pictures import QuestionPicture
from course.core.grading.questions import Hotspot, Spot
from course.core.slugs import is_slug
from course.core.text import Text

SPOTS_MOST = 12
RADIUS = 0.04  # of the picture's width: a circle that a finger hits
DECIMALS = 3  # of hundredths of a side
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def hotspot_of(reader: ItemReader, interaction: Element, shared: dict) -> Hotspot:  # type: ignore[type-arg]
    """Return a place on a picture. Raises Skip without its picture, and where several places are right."""
    picture = reader.picture(interaction)
    if picture is None:
        raise Skip("no_picture")
    choices = interaction.findall("hotspotChoice")
    names = [choice.get("identifier", "") for choice in choices]
    if len(set(names)) < len(names):
        raise Skip("unreadable", detail="hotspotChoice identifier")
    if not 1 < len(choices) <= SPOTS_MOST:
        raise Skip("one_answer" if len(choices) <= 1 else "many_spots", most=SPOTS_MOST)
    response = reader.response(interaction)
    rights = response.rights(names)
    if sum(rights) != 1 or response.cardinality != "single":
        raise Skip("several_right") if any(rights) else response.none_right()
    width, height = _size(interaction, picture)
    if shared["picture"]:
        reader.note("lost_picture")
    labels = [choice.get("hotspotLabel", "").strip() for choice in choices]
    if not all(labels):
        reader.note("unsaid_spots")
    ids = [name.removeprefix("_") for name in names]
    if not all(map(is_slug, ids)):
        ids = [option_id(place) for place in range(len(names))]
    spots = []
    for place, (choice, right, label) in enumerate(zip(choices, rights, labels, strict=True)):
        x, y = _middle(choice)
        spots.append(
            Spot(
                ids[place],
                reader.said(label),
                right=right,
                feedback=reader.said(reader.reason(names[place], right=right)),
                x=_hundredths(x, width),
                y=_hundredths(y, height),
            )
        )
    return Hotspot(**shared | {"picture": picture}, spots=tuple(spots))


def _size(interaction: Element, picture: QuestionPicture) -> tuple[float, float]:
    """Return the picture's size as the item has it, in whose pixels the places are told."""
    shown = next((each for each in interaction if each.tag in {"object", "img"}), None)
    said = [number_of(shown.get(name) or "0") if shown is not None else 0.0 for name in ("width", "height")]
    return (said[0], said[1]) if min(said) > 0 else (picture.width, picture.height)


def _middle(choice: Element) -> tuple[float, float]:
    """Return the middle of a shape (HTML 4.01, 13.6.1: x and y of a circle, corners of a rectangle or a polygon)."""
    found = [float(number) for number in _NUMBER.findall(choice.get("coords") or "")]
    if choice.get("shape") in {"circle", "ellipse"}:
        found = found[:2]
    xs, ys = found[::2], found[1::2]
    if not xs or len(xs) != len(ys):
        raise Skip("unreadable", detail="coords")
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _hundredths(value: float, side: float) -> float:
    return round(min(100.0, max(0.0, 100 * value / side)), DECIMALS)


class Writing(Protocol):
    """The item that is being written."""

    def said(self, text: Text) -> str: ...
    def told(self, text: Text) -> str: ...


def write_hotspot(writing: Writing, interaction: Element, question: Hotspot) -> None:
    """Write the picture and the places of a question that has one into an interaction."""
    picture = question.picture
    if picture is None:
        raise Skip("no_picture")
    image = image_of(picture, writing.told(picture.text))
    ending = picture.name.rpartition(".")[2].replace("jpg", "jpeg")
    about = {
        "type": f"image/{ending}",
        "data": image["src"],
        "width": image["width"],
        "height": image["height"],
    }
    SubElement(interaction, "object", about).text = image["alt"]
    radius = RADIUS * picture.width
    for spot in question.spots:
        place = (spot.x or 0) * picture.width / 100, (spot.y or 0) * picture.height / 100, radius
        SubElement(
            interaction,
            "hotspotChoice",
            {
                "identifier": identifier(spot.id),
                "shape": "circle",
                "coords": ",".join(number_text(round(value, DECIMALS)) for value in place),
                "hotspotLabel": writing.said(spot.text),
            },
        )
