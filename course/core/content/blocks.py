"""The blocks of a lesson's text as elements, with the class names of the site's style sheets.

An icon is an empty `span.ico`, drawn by the style sheet: no picture passes the sanitiser. What block_rules.py
refuses never comes here, so nothing is checked again.
"""

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

from markdown import Markdown
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from course.core.content.block_rules import CUE, seconds
from course.core.content.phrases import phrases

_ICONS = {"info": "info", "think": "flag", "warn": "warn", "ok": "check"}
WORD = re.compile(r"\w+(?:['’.,-]\w+)*")


def _icon(parent: ET.Element, name: str, words: str) -> None:
    """Put an icon and, after it, words into `parent`."""
    span = ET.SubElement(parent, "span", {"class": f"ico ico--{name}", "aria-hidden": "true"})
    span.tail = f" {words}"


def _note(parent: ET.Element, kind: str, icon: str, heading: str) -> ET.Element:
    note = ET.SubElement(parent, "div", {"class": f"note {kind}"})
    _icon(ET.SubElement(note, "h3"), icon, heading)
    return note


def _sub(parent: ET.Element, tag: str, text: str, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, {name.rstrip("_"): value for name, value in attributes.items()})
    element.text = text
    return element


class _LessonBlock(Block):  # type: ignore[misc]  # pymdownx has no types
    """A block in the lesson's language; any argument and any text options are taken."""

    ARGUMENT = None

    def words(self, name: str, **values: object) -> str:
        given: Mapping[str, str] = self.config["phrases"]
        return given[name].format(**values)


class _Note(_LessonBlock):
    NAME = "note"
    OPTIONS = {"kind": ("info", str)}  # noqa: RUF012 - the base class wants a plain dict

    def on_create(self, parent: ET.Element) -> ET.Element:
        kind = self.options["kind"]
        return _note(parent, kind, _ICONS[kind], self.argument)


class _KeyPoints(_LessonBlock):
    NAME = "key-points"

    def on_create(self, parent: ET.Element) -> ET.Element:
        return _note(parent, "ok", "check", self.words("key_points"))


class _Do(_LessonBlock):
    NAME = "do"

    def on_create(self, parent: ET.Element) -> ET.Element:
        return _note(parent, "info", "do", self.words("do"))


class _Reflect(_LessonBlock):
    """The question only; a reader's answer is kept and shown elsewhere."""

    NAME = "reflect"

    def on_create(self, parent: ET.Element) -> ET.Element:
        note = _note(parent, "think", "pen", self.words("reflect"))
        note.set("id", f"reflect-{self.argument}")
        return note


class _Case(_LessonBlock):
    NAME = "case"

    def on_create(self, parent: ET.Element) -> ET.Element:
        card = ET.SubElement(parent, "div", {"class": "card on"})
        _icon(_sub(card, "p", "", class_="kick"), "place", self.words("case"))
        _sub(card, "h3", self.argument)
        return card


class _Figure(_LessonBlock):
    NAME = "figure"
    OPTIONS = {"source": ("", str)}  # noqa: RUF012

    def on_create(self, parent: ET.Element) -> ET.Element:
        return ET.SubElement(parent, "figure")

    def on_end(self, block: ET.Element) -> None:
        caption = _sub(block, "figcaption", self.argument)
        if source := self.options["source"]:
            caption.text = f"{self.argument} "
            _sub(caption, "small", self.words("source", source=source))


class _Cards(_LessonBlock):
    NAME = "cards"

    def on_create(self, parent: ET.Element) -> ET.Element:
        return ET.SubElement(parent, "div", {"class": "flash"})

    def on_end(self, block: ET.Element) -> None:
        for deck in block.findall("dl"):
            block.remove(deck)
            self._deal(block, list(deck))

    def _deal(self, block: ET.Element, sides: list[ET.Element]) -> None:
        card: ET.Element | None = None
        for side in sides:
            if side.tag == "dt":
                card = ET.SubElement(block, "details")
                front = _sub(card, "summary", side.text or "")
                _sub(front, "small", self.words("turn"))
            elif card is not None:
                if side.text and side.text.strip():
                    _sub(card, "p", side.text)
                card.extend(list(side))


class _Podcast(_LessonBlock):
    """A title, a player where there is a file, and the conversation line by line with its times."""

    NAME = "podcast"
    OPTIONS = {"minutes": (0, int), "file": ("", str)}  # noqa: RUF012

    def on_markdown(self) -> str:
        return "raw"

    def on_create(self, parent: ET.Element) -> ET.Element:
        section = ET.SubElement(parent, "section", {"class": "card media"})
        head = ET.SubElement(section, "div", {"class": "in"})
        _icon(_sub(head, "p", "", class_="kick"), "podcast", self._kicker())
        _sub(head, "h3", self.argument)
        if file := self.options["file"]:
            ET.SubElement(
                head, "audio", {"controls": "", "preload": "none", "src": file, "aria-label": self.argument}
            )
            _sub(_sub(head, "p", "", class_="small"), "a", self.words("download"), href=file, download="")
        return section

    def _kicker(self) -> str:
        if minutes := self.options["minutes"]:
            return self.words("podcast_minutes", minutes=minutes)
        return self.words("podcast" if self.options["file"] else "conversation")

    def on_add(self, block: ET.Element) -> ET.Element:
        """Gather the lines in a place of their own, which `on_end` replaces."""
        lines = block.find("pre")
        return ET.SubElement(block, "pre") if lines is None else lines

    def on_end(self, block: ET.Element) -> None:
        lines = self.on_add(block)
        block.remove(lines)
        text = str(lines.text or "")
        if minutes := self.options["minutes"]:
            self.tracker["minutes"] = self.tracker.get("minutes", 0) + minutes
            self.tracker["words"] = self.tracker.get("words", 0) + len(WORD.findall(text))
        file = self.options["file"]
        details = ET.SubElement(block, "details", {} if file else {"open": ""})
        _sub(details, "summary", self.words("transcript" if file else "read"))
        cues = ET.SubElement(details, "ol", {"class": "cues"})
        for line in text.splitlines():
            if cue := CUE.fullmatch(line.strip()):
                self._cue(ET.SubElement(cues, "li"), cue, file)

    def _cue(self, item: ET.Element, cue: re.Match[str], file: str) -> None:
        time, name, words = cue.groups()
        if file:
            _sub(item, "a", time, href=f"{file}#t={seconds(time)}")
        else:
            _sub(item, "span", time, class_="num")
        spoken = ET.SubElement(item, "span")
        _sub(spoken, "b", f"{name}:").tail = f" {words}"


class _Explainer(_LessonBlock):
    """A title, the place of a picture, which is drawn in when links are resolved, and a caption for each step."""

    NAME = "explainer"
    OPTIONS = {"file": ("", str)}  # noqa: RUF012

    def on_create(self, parent: ET.Element) -> ET.Element:
        section = ET.SubElement(parent, "section", {"class": "card explainer"})
        _icon(_sub(section, "p", "", class_="kick"), "flag", self.words("explainer"))
        _sub(section, "h3", self.argument)
        ET.SubElement(section, "img", {"src": self.options["file"], "alt": ""})
        return section


class _QuizLink(_LessonBlock):
    """A link whose words, the quiz's title and minutes, are filled in when links are resolved."""

    NAME = "quiz"

    def on_create(self, parent: ET.Element) -> ET.Element:
        row = ET.SubElement(parent, "p", {"class": "row"})
        ET.SubElement(row, "a", {"class": "btn two", "href": f"quiz:{self.argument}"})
        ET.SubElement(row, "span", {"class": "small mute"})
        return row


class LessonBlocks(BlocksExtension):  # type: ignore[misc]  # pymdownx has no types
    """All blocks, speaking one language."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: object) -> None:  # noqa: ARG002, N802 - given names
        config = {"phrases": phrases(self.language)}
        for block in (
            _Note,
            _KeyPoints,
            _Do,
            _Reflect,
            _Case,
            _Figure,
            _Cards,
            _Podcast,
            _Explainer,
            _QuizLink,
        ):
            block_mgr.register(block, config)  # type: ignore[attr-defined]
