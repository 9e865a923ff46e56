"""Which pictures stand in a piece of HTML, where they come from, and their bytes where the file brings them along."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from course.core.formats.html_words import MarkupReader, without_comments
from course.core.formats.picture_box import PictureBox
from course.core.grading.pictures import QuestionPicture
from course.core.text import Text

Find = Callable[[str], bytes | None]  # by what the source says: the bytes that the file brings along

_OTHERS = frozenset({"svg", "object", "embed", "iframe", "canvas"})
_DATA = re.compile(r"data:image/[a-z0-9.+-]+;base64,", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Image:
    """An image as markup names it: where it is, what it shows, empty where that is not said."""

    source: str
    shows: str


@dataclass(slots=True)
class Images:
    """The images of a text in their order, and whether anything else is shown in it."""

    found: list[Image] = field(default_factory=list)
    others: bool = False


class _Images(MarkupReader):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.images = Images()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "img":
            self.images.found.append(
                Image(named.get("src") or "", " ".join((named.get("alt") or "").split()))
            )
        elif tag in _OTHERS:
            self.images.others = True


def images_in(text: str) -> Images:
    """Return what a piece of HTML shows."""
    if "<" not in text:
        return Images()
    text = without_comments(text)
    reader = _Images()
    reader.feed(text[: text.rfind(">") + 1])
    return reader.images


def from_address(source: str) -> bytes | None:
    """Return the bytes that stand in an address itself (RFC 2397); None for any other, which is never fetched."""
    found = _DATA.match(source)
    return decoded_base64(source[found.end() :]) if found else None


def decoded_base64(text: str) -> bytes | None:
    try:
        return base64.b64decode(re.sub(r"\s+", "", unquote(text)), validate=True)
    except (binascii.Error, ValueError):
        return None


def take_first(
    box: PictureBox, images: Images, find: Find, said: Callable[[str], Mapping[str, str]]
) -> QuestionPicture | None:
    """Keep the first image that the file brings along, and return it for a question; None where there is none."""
    for image in images.found:
        data = find(image.source)
        data = from_address(image.source) if data is None else data
        if data is None:
            continue
        shows: Text = dict(said(image.shows))
        name = "picture" if _DATA.match(image.source) else unquote(image.source)
        if picture := box.take(name, data, shows):
            return picture
    return None
