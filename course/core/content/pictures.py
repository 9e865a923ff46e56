"""Animated explainers: a picture without words, drawn by an author as SVG, and its steps as radio buttons.

The picture goes into the page itself, so that the site's colours reach it in light and dark. Only what is listed
here is kept; a file with anything else is refused with its line. Steps, motion and stillness are the style sheet's
(static/css/explainer.css): with neither styles nor motion the picture stands still and whole, and its captions are
a numbered list.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET
from xml.parsers import expat

from course.core.content.phrases import phrases
from course.core.text import N_

PICTURE = r"media/[A-Za-z0-9][A-Za-z0-9_-]*\.svg"
BYTES_MOST = 15_000
STEPS_MOST = 8

_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = {
    "g": set(),
    "path": {"d"},
    "rect": {"x", "y", "width", "height", "rx", "ry"},
    "circle": {"cx", "cy", "r"},
    "ellipse": {"cx", "cy", "rx", "ry"},
    "line": {"x1", "y1", "x2", "y2"},
    "polyline": {"points"},
    "polygon": {"points"},
}
_COMMON = {"class", "transform"}
_COLOURS = "ink ink2 paper surface sunken line brand tint accent ok warn bad info m1 m2 m3 m4 none".split()  # noqa: SIM905
CLASSES = (
    {f"{kind}-{colour}" for kind in "fk" for colour in _COLOURS}
    | {f"w{width}" for width in range(1, 5)}
    | {f"s{step}" for step in range(1, STEPS_MOST + 1)}
    | {"only", "dash", "round", "draw", "pop", "rise", "slide", "pulse"}
)
_VALUE = re.compile(r"[A-Za-z0-9 ,.()+-]*")
_VIEW = re.compile(r"0 0 [1-9]\d{1,3} [1-9]\d{1,3}")
_PLACE = re.compile(r'<img (?:[a-z]+="[^"]*" )*?src="(media/[\w-]+\.svg)"[^>]*>')
_CAPTION = re.compile(r"<li>")


@dataclass(frozen=True, slots=True)
class PictureFault:
    line: int
    code: str
    template: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that passed: its markup for a page, and how many steps it has."""

    markup: str
    steps: int


def read_picture(data: bytes) -> Picture | PictureFault:
    """Read an SVG file; anything but plain shapes with the classes above is a fault with its line."""
    if len(data) > BYTES_MOST:
        template = N_("This picture is larger than %(value)s bytes.")
        return PictureFault(0, "picture_large", template, str(BYTES_MOST))
    if b"<!" in data or b"<?" in data:
        return PictureFault(1, "picture_form", N_("Leave out comments, declarations and instructions."))
    try:
        root = ET.fromstring(data)  # noqa: S314 - without "<!" there are no entities to expand
    except ET.ParseError as error:
        reason = expat.ErrorString(error.code)
        return PictureFault(
            error.position[0], "picture_form", N_("This is not well-formed: %(value)s."), reason
        )
    return _fault(root, data.decode()) or Picture(_written(root), _steps(root))


def _fault(root: ET.Element, text: str) -> PictureFault | None:
    if (
        root.tag != f"{_SVG}svg"
        or set(root.keys()) != {"viewBox"}
        or not _VIEW.fullmatch(root.get("viewBox", ""))
    ):
        template = N_(
            "A picture begins with svg, its name space and a viewBox “0 0 640 360”, and nothing else."
        )
        return PictureFault(1, "picture_form", template)
    for element in root.iter():
        if value := _words_in(element) or ("" if element is root else _stranger(element)):
            line = text.split(value, 1)[0].count("\n") + 1
            return PictureFault(line, "picture_stranger", N_("“%(value)s” cannot stand in a picture."), value)
    if not _steps(root):
        template = N_("The steps of a picture are groups with the classes s1, s2 … without a gap.")
        return PictureFault(0, "picture_steps", template)
    return None


def _steps(root: ET.Element) -> int:
    """Return how many steps a picture has; 0 when their numbers have a gap."""
    named = {name for element in root.iter() for name in _classes(element) if re.fullmatch(r"s\d", name)}
    return len(named) if named == {f"s{step}" for step in range(1, len(named) + 1)} else 0


def _stranger(element: ET.Element) -> str:
    """Return what may not stand in a picture, an empty text for none."""
    name = element.tag.removeprefix(_SVG)
    if name not in _SHAPES:
        return name
    for attribute, value in element.items():
        if attribute not in _SHAPES[name] | _COMMON:
            return attribute
        if attribute != "class" and not _VALUE.fullmatch(value):
            return value
    unknown = sorted(set(_classes(element)) - CLASSES)
    return unknown[0] if unknown else ""


def _words_in(element: ET.Element) -> str:
    return (element.text or "").strip() or (element.tail or "").strip()


def _classes(element: ET.Element) -> list[str]:
    return element.get("class", "").split()


def _written(root: ET.Element) -> str:
    """Return the picture as HTML has it: no name spaces, hidden from readers that see no pictures."""
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        element.text = element.tail = None
    root.set("aria-hidden", "true")
    root.set("focusable", "false")
    return ET.tostring(root, encoding="unicode")


def put_pictures(markup: str, language: str, pictures: Mapping[str, Picture]) -> str:
    """Return a lesson's clean HTML with its pictures drawn in and, before their captions, the steps to choose.

    Each is drawn once: where an excerpt of the source shows it again, its captions are enough.
    """
    words = phrases(language)
    waiting = dict(pictures)

    def draw(found: re.Match[str]) -> str:
        picture = waiting.pop(found[1], None)
        if picture is None:
            return ""
        name = found[1].removeprefix("media/").removesuffix(".svg").lower()
        legend = html.escape(words["steps"], quote=False)
        choices = [_choice(name, 0, html.escape(words["whole"], quote=False))]
        choices += [_choice(name, step, str(step)) for step in range(1, picture.steps + 1)]
        return (
            f"{picture.markup}"
            f'<fieldset class="explainer__steps"><legend class="vh">{legend}</legend>{"".join(choices)}</fieldset>'
        )

    return _PLACE.sub(draw, markup)


def _choice(name: str, step: int, words: str) -> str:
    checked = " checked" if step == 0 else ""
    return f'<label class="explainer__step"><input type="radio" name="x-{name}" class="at{step}"{checked}> {words}</label>'
