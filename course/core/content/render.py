"""A lesson's text as HTML. Done once, when a course is published, never while somebody waits for a page.

Python-Markdown is not safe against hostile text: some inputs of a few kilobytes take minutes. So this runs in
a process of its own with a time limit (worker.py), and everything that leaves passes the sanitiser.
"""

import html
import re
from collections.abc import Iterator
from functools import cache
from xml.etree import ElementTree as ET

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import HTML_RE, InlineProcessor
from markdown.treeprocessors import Treeprocessor

from course.core.content.blocks import WORD, LessonBlocks
from course.core.content.files import PLACE
from course.core.content.model import Heading
from course.core.content.phrases import phrases
from course.core.content.rendered import Rendered
from course.core.content.sanitise import PLACED, sanitise

_PLACE = re.compile(PLACE)
_FURNITURE = {"in", "kick", "row"}  # a block's own: a player may be there in one language only
_TAG = re.compile(r"<[^>]*>")
_HEADING = re.compile(r'<h([23]) id="([^"]+)">(.*?)</h\1>', re.DOTALL)


class _TakeOutRawHtml(InlineProcessor):
    """Takes tags and comments out and remembers the tags."""

    def __init__(self, md: Markdown, taken: list[str]) -> None:
        super().__init__(HTML_RE, md)
        self.taken = taken

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        if not m[1].startswith("<!--"):
            self.taken.append(m[1])
        return "", m.start(0), m.end(0)


class _Finish(Treeprocessor):
    """What readers with a keyboard or a screen reader need, and a place for each paragraph to open at."""

    def __init__(self, md: Markdown, language: str) -> None:
        super().__init__(md)
        self.words = phrases(language)

    def run(self, root: ET.Element) -> None:
        for parent in list(root.iter()):
            for place, child in enumerate(list(parent)):
                if child.tag == "table":
                    parent[place] = self._scroll(parent, child)
                elif child.tag == "li":
                    _mark_task(child)
        _number(root)

    def _scroll(self, parent: ET.Element, table: ET.Element) -> ET.Element:
        caption = parent.find("figcaption")
        label = (caption.text or "").strip() if caption is not None else ""
        box = ET.Element("div", {"class": "scroll", "role": "region", "tabindex": "0"})
        box.set("aria-label", label or self.words["table"])
        box.tail, table.tail = table.tail, None
        box.append(table)
        for cell in table.iter():
            if cell.attrib.pop("align", "") == "right":
                cell.set("class", "r")
            if cell.tag == "th" and "".join(cell.itertext()).strip():
                cell.set("scope", "col")
            elif cell.tag == "th":
                cell.tag = "td"  # a corner without words heads nothing
        return box


def _mark_task(item: ET.Element) -> None:
    """Turn “[x] ” at the beginning of a list's item into a ticked box, which is text and not a field."""
    place = item[0] if len(item) and not (item.text or "").strip() else item
    for written, shown in (("[ ] ", "☐ "), ("[x] ", "☑ "), ("[X] ", "☑ ")):
        if (place.text or "").startswith(written):
            place.text = shown + (place.text or "")[len(written) :]


def _number(root: ET.Element) -> None:
    """Give each paragraph, or what stands in its stead, its place as an id: p1, p2, …, nobody else has one.

    A translation keeps the paragraphs of its source, so a place is the same paragraph in all languages.
    """
    for element in root.iter():
        if _PLACE.fullmatch(element.get("id", "")):
            del element.attrib["id"]  # an author's own would be there twice
    for number, block in enumerate(_paragraphs(root), 1):
        block.set("id", f"p{number}")


def _paragraphs(parent: ET.Element) -> Iterator[ET.Element]:
    """Yield the outermost paragraphs, lists, tables and cards of a text; of a conversation each line."""
    for child in parent:
        if child.get("class") in _FURNITURE:
            continue
        is_talk = child.tag == "details" and child.find("ol[@class='cues']") is not None
        if is_talk:
            yield from child.iterfind("ol/li")
        elif child.tag in PLACED:
            yield child
        else:
            yield from _paragraphs(child)


class _Lesson(Extension):
    """Takes out what lessons do not use and adds what they need."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.taken: list[str] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - given name
        md.preprocessors.deregister("html_block")
        md.parser.blockprocessors.deregister("setextheader")
        md.inlinePatterns.register(_TakeOutRawHtml(md, self.taken), "html", 90)
        md.treeprocessors.register(_Finish(md, self.language), "finish", 5)


@cache
def _renderer(language: str) -> tuple[Markdown, _Lesson]:
    lesson = _Lesson(language)
    footnotes = FootnoteExtension(SEPARATOR="-", BACKLINK_TITLE=phrases(language)["back"])
    tables = TableExtension(use_align_attribute=True)
    blocks = LessonBlocks(language)
    md = Markdown(extensions=[tables, footnotes, "def_list", "attr_list", "sane_lists", blocks, lesson])
    return md, lesson


def render(text: str, language: str) -> Rendered:
    """Render a text that `read_outline` passed. Not thread-safe: one process renders one text at a time."""
    md, lesson = _renderer(language)
    lesson.taken.clear()
    clean = sanitise(md.reset().convert(text))
    podcast: dict[str, int] = md.parser.blockprocessors["blocks"].trackers["podcast"]  # type: ignore[attr-defined]
    headings = tuple(
        Heading(found[2], " ".join(html.unescape(_TAG.sub("", found[3])).split()), int(found[1]))
        for found in _HEADING.finditer(clean)
    )
    return Rendered(
        html=clean,
        words=len(WORD.findall(html.unescape(_TAG.sub(" ", clean)))) - podcast.get("words", 0),
        podcast_minutes=podcast.get("minutes", 0),
        headings=headings,
        raw=tuple(lesson.taken),
    )
