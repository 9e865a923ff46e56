"""What files of questions from other systems hold: questions of our kinds, and by name what could not be taken.

The readers (gift.py, aiken.py, moodle_xml.py) give texts in one language, which the caller names; the others are to be
translated. Nothing is dropped in silence: a question that is left out stands in `skipped`, and what a question that was
taken lost on the way stands in `notes`.
"""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from course.core.grading.questions import AnyQuestion, Option
from course.core.slugs import make_slug
from course.core.text import Text

ID_LENGTH = 40
NAME_SHOWN = 60  # characters of a question's text that name it where it has no name
BYTES_MAX = 20_000_000

REASONS: Mapping[str, str] = {
    "kind": "This kind of question (%(kind)s) has no like here.",
    "no_answers": "It has no answers.",
    "no_right": "None of its answers is right.",
    "all_right": "All of its answers are right: there is nothing to choose.",
    "one_answer": "It has fewer than two answers to choose from.",
    "not_a_number": "“%(value)s” is no number.",
    "unclosed": "A bracket is not closed.",
    "unreadable": "It does not follow the format: %(detail)s.",
    "lost_picture": "A picture is left out.",
    "lost_hints": "Hints are left out.",
    "lost_case": "Upper and lower case make no difference here.",
    "lost_distractor": "An answer that belongs to no prompt is left out: %(detail)s.",
    "lost_link": "Addresses of links are left out, their words stay.",
    "lost_table": "A table became lines of text.",
    "lost_weight": "Partial credit of single answers is left out: %(detail)s.",
    "lost_script": "Code in its text is left out.",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one question: its name, where it begins (line from 1, 0 unknown), and a key of REASONS."""

    name: str
    line: int
    reason: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Imported:
    """All that a file gave, in its order."""

    language: str
    questions: list[AnyQuestion] = field(default_factory=list)
    skipped: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)  # ids that questions have already

    def said(self, text: str) -> Text:
        """Return a text in the file's language; empty where there is none."""
        return {self.language: text} if text else {}

    def new_id(self, name: str) -> str:
        """Return an id that no question of this file has, made from a name."""
        stem = make_slug(name, "question")[:ID_LENGTH].strip("-") or "question"
        found, number = stem, 2
        while found in self.taken:
            found, number = f"{stem}-{number}", number + 1
        self.taken.add(found)
        return found


class FileRefused(Exception):  # noqa: N818 - it is the file's fault
    """The file as a whole cannot be read; the message says why and what to do."""


class Skip(Exception):  # noqa: N818 - it leaves one question out and ends nothing
    """This question cannot be taken; `reason` is a key of REASONS."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


def decoded(data: bytes) -> str:
    """Return a file's text with plain line ends: UTF-8 or UTF-16 with or without mark, else Windows-1252."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return _plain_lines(data.decode(encoding, "replace"))
    try:
        return _plain_lines(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _plain_lines(data.decode("cp1252", "replace"))


def _plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def options_of(imported: Imported, answers: Iterable[tuple[str, bool, str]]) -> tuple[Option, ...]:
    """Return options a, b, c … of (text, whether it is right, reason)."""
    return tuple(
        Option(option_id(place), imported.said(text), right, imported.said(reason))
        for place, (text, right, reason) in enumerate(answers)
    )


def option_id(place: int) -> str:
    """Return a to z, then a1 to z1 and so on."""
    letter = chr(ord("a") + place % 26)
    return letter if place < 26 else f"{letter}{place // 26}"  # noqa: PLR2004 - letters of the alphabet


def shown_name(name: str, text: str) -> str:
    """Return what a question is called in remarks."""
    found = " ".join((name or text).split())
    return found if len(found) <= NAME_SHOWN else found[: NAME_SHOWN - 1].rstrip() + "…"


# ---- HTML to plain text: questions here hold no markup ---------------------------------------------------------

_BLOCKS = frozenset(
    {
        "address",
        "article",
        "blockquote",
        "dd",
        "div",
        "dl",
        "dt",
        "figure",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "table",
    }
    | {"tr", "ul", "h1", "h2", "h3", "h4", "h5", "h6"}
)
_SILENT = frozenset({"script", "style", "template", "title"})
_LOSSES = {
    "img": "lost_picture",
    "svg": "lost_picture",
    "a": "lost_link",
    "table": "lost_table",
    "script": "lost_script",
}


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.losses: dict[str, None] = {}
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" and not dict(attrs).get("href"):
            return
        if loss := _LOSSES.get(tag):
            self.losses[loss] = None
        if tag in _SILENT:
            self.silent += 1
        elif tag == "br" or tag in _BLOCKS:
            self.pieces.append("\n")
        elif tag in {"td", "th"}:
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(re.sub(r"\s+", " ", data))


def plain_from_html(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the words of a piece of HTML, and what was lost, as keys of REASONS. Nothing in it is ever run."""
    if "<" not in text:
        return html.unescape(text).strip(), ()
    reader = _Plain()
    reader.feed(text)
    reader.close()
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in "".join(reader.pieces).split("\n"))
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip(), tuple(reader.losses)
