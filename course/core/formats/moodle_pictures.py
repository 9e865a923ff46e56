"""Pictures in Moodle XML: files in base64 beside a text, which names them by @@PLUGINFILE@@.

Source: docs.moodle.org, "Moodle XML format".
"""

import base64
import html
from collections.abc import Mapping
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element, SubElement

from course.core.formats.pictures_in_text import decoded_base64
from course.core.grading.pictures import QuestionPicture

PLUGINFILE = "@@PLUGINFILE@@"
_HEARD = (".mp3", ".mp4", ".m4a", ".m4v", ".ogg", ".oga", ".ogv", ".opus", ".wav", ".webm", ".mov", ".flac")


class MoodleFiles:
    """The files that an element holds, found by what its text calls them."""

    def __init__(self, element: Element) -> None:
        self.files: Mapping[str, bytes | None] = {
            f"{file.get('path') or '/'}{file.get('name') or ''}": decoded_base64(file.text or "")
            for file in element.findall("file")
        }

    @property
    def pictures(self) -> int:
        """How many of them may be pictures."""
        return sum(not is_heard(name) for name in self.files)

    def find(self, source: str) -> bytes | None:
        """Return the bytes of "@@PLUGINFILE@@/name.png?time=1"; None where there is no such file."""
        if not source.startswith(PLUGINFILE):
            return None
        path = source.removeprefix(PLUGINFILE).partition("?")[0]
        return self.files.get(path) or self.files.get(unquote(path))


def is_heard(name: str) -> bool:
    """Tell whether a file is called like a sound or a film."""
    return name.lower().endswith(_HEARD)


def write_pictured(element: Element, text: str, picture: QuestionPicture, shows: str, data: bytes) -> None:
    """Write a text with a picture below it into an element, and the picture's file beside the text."""
    name = picture.file.rpartition("/")[2]
    element.set("format", "html")
    lines = "<br>".join(html.escape(line, quote=False) for line in text.split("\n"))
    size = f'width="{picture.width}" height="{picture.height}"'
    image = f'<img src="{PLUGINFILE}/{quote(name)}" alt="{html.escape(shows)}" {size}>'
    SubElement(element, "text").text = f"<p>{lines}</p><p>{image}</p>"
    file = SubElement(element, "file", {"name": name, "path": "/", "encoding": "base64"})
    file.text = base64.b64encode(data).decode()
