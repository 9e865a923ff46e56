"""What a search can find in a course: its passages, each with the place at which a page opens there."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from course.core.content.files import PLACE
from course.core.content.model import Catalogue, LessonText
from course.core.slugs import make_slug
from course.core.text import pick

KINDS = ("lesson", "glossary", "library", "actions")

_PLACE = re.compile(PLACE)
_HEADINGS = {"h2", "h3"}
_EMPTY = {"audio", "br", "hr", "img", "track"}  # elements that have no end
_INLINE = {
    "a",
    "b",
    "code",
    "em",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
}  # inside of a word, all others end one
_UNREAD = {"footnote-ref", "footnote-backref", "kick", "num"}  # classes of what nobody looks for
_SIGNS = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a lesson, or a record of a collection, in one language.

    `title` is the lesson's or record's own. A lesson has it in its first passage only, which is its summary: else
    every paragraph of it would be found by the title's words.
    """

    kind: str  # one of KINDS
    slug: str
    anchor: str = ""  # id in the lesson's page; empty is its top
    title: str = ""
    heading: str = ""
    text: str = ""


def passages(catalogue: Catalogue, bodies: Mapping[str, str], language: str) -> Iterator[Passage]:
    """Yield what readers of a language find, in the course's order. `bodies` is HTML by a text's version.

    A lesson is found in the languages it is written in; a record lacks no language, so it is found in all.
    """
    for lesson in catalogue.lessons:
        if text := lesson.texts.get(language):
            yield _head(lesson.slug, text)
            yield from _paragraphs(lesson.slug, bodies[text.version])
    yield from _records(catalogue, language)


def _head(slug: str, text: LessonText) -> Passage:
    return Passage("lesson", slug, title=_plain(text.title), text=_joined(text.summary, *text.aims))


def _records(catalogue: Catalogue, language: str) -> Iterator[Passage]:
    source, found = catalogue.languages[0], catalogue.collections
    for term in found.glossary.values():
        title = _plain(pick(term.term, language, source))
        text = _joined(pick(term.definition, language, source), ", ".join(term.forms.get(language, ())))
        yield Passage("glossary", term.slug, title=title, text=text)
    for one in found.library.values():
        # A publication has official titles only, maybe in another language: whoever knows one finds it.
        title = pick(one.title, language, source) or next(iter(one.title.values()), "")
        words = [pick(one.summary, language, source), ", ".join(one.publishers)]
        for case in one.cases:
            names = found.labels.places.get(make_slug(case.city, "place"), {})
            words += [
                pick(names, language, source) or case.city,
                pick(case.title, language, source),
                pick(case.text, language, source),
            ]
        yield Passage("library", one.slug, title=_plain(title), text=_joined(*words))
    for action in found.actions.values():
        words = [pick(text, language, source) for text in (action.place, action.summary)]
        title = _plain(pick(action.title, language, source))
        yield Passage("actions", action.slug, title=title, text=_joined(*words, action.programme))


def _joined(*texts: str) -> str:
    return " · ".join(filter(None, map(_plain, texts)))


def _plain(text: str) -> str:
    """Return a text in one line, without the signs that mark what was found."""
    return " ".join(_SIGNS.sub(" ", text).split())


def _paragraphs(slug: str, body: str) -> Iterator[Passage]:
    reader = _Reader()
    reader.feed(body)
    reader.close()
    for anchor, heading, words in reader.found:
        if text := _plain("".join(words)):
            yield Passage("lesson", slug, anchor, heading=heading, text=text)


class _Reader(HTMLParser):
    """Reads a lesson's HTML, which the sanitiser wrote, so that every tag is closed in its order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, list[str]]] = []  # place, heading above it, words
        self._open: list[tuple[str, list[str] | None]] = []  # tags, and where the words inside go
        self._heading: list[str] = []

    @property
    def _into(self) -> list[str] | None:
        return self._open[-1][1] if self._open else None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _EMPTY:
            self._part(tag)
            return
        given = {name: value or "" for name, value in attrs}
        classes = set(given.get("class", "").split())
        into = self._into
        if tag in _HEADINGS:
            into = self._heading = []
        elif _PLACE.fullmatch(given.get("id", "")):
            into = []
            self.found.append((given["id"], _plain("".join(self._heading)), into))
        elif tag == "figcaption" and self.found:
            into = self.found[-1][2]  # it stands below its table
        elif _UNREAD & classes or "#t=" in given.get("href", ""):
            into = None
        elif tag == "small" and self._open and self._open[-1][0] == "summary":
            into = None  # “turn the card”
        elif "footnote" in classes:
            self._heading = []  # below the text, and so below no heading of it
        self._open.append((tag, into))
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            self._part(tag)
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into.append(data)

    def _part(self, tag: str) -> None:
        """Keep the words of two blocks apart."""
        if tag not in _INLINE and self._into is not None:
            self._into.append(" ")
