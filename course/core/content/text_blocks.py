"""A lesson's text as its paragraphs, lists, tables, headings and blocks, each with its line and its digest.

Python-Markdown knows no lines, so the text is cut by line here, by the same rules: what it makes one element is
one block. Where the two disagree, `elements_of` in behind.py finds out, and nothing is marked in the wrong place.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LOOK = 600  # characters for first words: more would take long where a hostile text opens brackets only
FRONT = "front"  # stands for the tag of block 0, which is no element of the text
DIGITS = 6  # of a block's digest: a changed block keeps its digest by chance once in 16 million times

# The elements that the renderer makes of the blocks between two lines of slashes (blocks.py).
_MADE_OF = {"explainer": "section", "figure": "figure", "podcast": "section", "quiz": "p"}
_GROWS = frozenset({"ul", "ol", "dl", "blockquote", "pre"})  # what follows in the same form is part of it

_MORE = "more"  # indented lines: of what is before them, or code

_START = re.compile(r" {0,3}/{3,} *([\w-]+) *(?:\|.*)?")
_END = re.compile(r" {0,3}/{3,} *")
_HEADING = re.compile(r"(#{1,6})(.*?)#*\s*")
_NO_ELEMENT = re.compile(r" {0,3}\[(\^?)([^\]]+)\]:")  # a footnote, or the address of a link
_INDENTED = re.compile(r" {4}|\t")
_RULE = re.compile(r" {0,3}(?:(?:-[ ]*){3,}|(?:_[ ]*){3,}|(?:\*[ ]*){3,})")
_BULLET = re.compile(r" {0,3}[-*+] +\S")
_NUMBER = re.compile(r" {0,3}\d+\. +\S")
_QUOTE = re.compile(r" {0,3}>")
_TABLE_LINE = re.compile(r" {0,3}[|:-][ |:-]*")
_BACK = re.compile(r" {0,3}: {1,3}\S")  # of a definition list
_MARKS = re.compile(
    r"\{[#:.][^}]*\}|!?\[([^\]]*)\]\([^)]*\)|\[\^[^\]]*\]:?|[*_`>#|]|^ *(?:[-+:]|\d+\.) ", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One block of a text. `tag` is the element that it becomes; empty for what becomes none at its own place."""

    line: int  # of the file
    tag: str
    text: str  # as written; the front's is JSON of its title, summary and aims
    section: str = ""  # words of the heading above it, or its own
    key: str = ""  # of a footnote

    @property
    def digest(self) -> str:
        """Return what tells this block from what it was. Blanks and ends of line do not count."""
        return hashlib.sha256(" ".join(self.text.split()).encode()).hexdigest()[:DIGITS]

    def words(self, most: int = 8) -> str:
        """Return the first words without their marks, for people to find the place by."""
        if self.tag == FRONT:
            return str(json.loads(self.text)[0])
        lines = [line for line in self.text[:_LOOK].split("\n") if not _RULE.fullmatch(line)]
        if lines and (start := _START.fullmatch(lines[0])):
            given = lines[0].partition("|")[2].strip()
            lines = [given] if given and start[1] not in {"reflect", "quiz"} else [start[1], *lines[1:]]
            lines = [line for line in lines if not _END.fullmatch(line)]
        said = _MARKS.sub(lambda found: found[1] or "", "\n".join(lines)).split()
        return " ".join(said[:most]) + (" …" if len(said) > most else "")


def front_block(line: int, title: str, summary: str, aims: Sequence[str]) -> TextBlock:
    """Return what a lesson's head says to readers as block 0."""
    return TextBlock(line, FRONT, json.dumps([title, summary, *aims], ensure_ascii=False), title)


@dataclass(slots=True)
class _Span:
    """A block that may still grow: lines from `at` to before `end`, counted from 0."""

    at: int
    end: int
    tag: str
    key: str
    section: str


def text_blocks(text: str, first_line: int) -> tuple[TextBlock, ...]:
    """Cut a text, whose first line is line `first_line` of its file, into its blocks, in order."""
    lines = text.split("\n")
    spans: list[_Span] = []
    section = ""
    for at, size, tag, key in _pieces(lines):
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            section = _MARKS.sub("", lines[at][:_LOOK]).strip()
        spans.append(_Span(at, at + size, tag, key, section))
        while len(spans) > 1 and (grown := _grown(spans[-2], spans[-1], lines)) is not None:
            more = spans.pop()
            spans[-1].end, spans[-1].tag = more.end, grown
        if spans[-1].tag == _MORE:
            spans[-1].tag = "pre"
    return tuple(
        TextBlock(
            first_line + span.at, span.tag, "\n".join(lines[span.at : span.end]), span.section, span.key
        )
        for span in spans
    )


def _grown(before: _Span, span: _Span, lines: Sequence[str]) -> str | None:
    """Return the element of both together where a block goes on with the one before it, else None."""
    if span.tag == _MORE and (before.tag in _GROWS or before.key):
        return before.tag
    if span.tag == "dl" and before.tag == "p" and _BACK.match(lines[span.at]):
        return "dl"  # the front of the card stood alone
    return span.tag if span.tag == before.tag and span.tag in _GROWS else None


def _pieces(lines: Sequence[str]) -> Iterator[tuple[int, int, str, str]]:
    """Yield each piece as (first line from 0, lines, element, key of a footnote)."""
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        size, tag, key = _piece(lines, at)
        yield at, size, tag, key
        at += size


def _piece(lines: Sequence[str], at: int) -> tuple[int, str, str]:
    if start := _START.fullmatch(lines[at]):
        end = next((n for n in range(at + 1, len(lines)) if _END.fullmatch(lines[n])), len(lines) - 1)
        return end + 1 - at, _MADE_OF.get(start[1], "div"), ""
    if heading := _HEADING.fullmatch(lines[at]):
        return 1, f"h{len(heading[1])}", ""
    end = at + 1
    while end < len(lines) and not _ends_a_piece(lines[end]):
        end += 1
    if named := _NO_ELEMENT.match(lines[at]):
        return end - at, "", named[2] if named[1] else ""
    return end - at, _tag_of(lines[at:end]), ""


def _ends_a_piece(line: str) -> bool:
    return not line.strip() or any(
        form(line) for form in (_HEADING.fullmatch, _START.fullmatch, _NO_ELEMENT.match)
    )


def _tag_of(piece: Sequence[str]) -> str:
    """Return the element of lines that stand together; _MORE where they go on with what is before them."""
    first = piece[0]
    forms = (
        (_INDENTED.match, _MORE),
        (_RULE.fullmatch, "hr"),
        (_NUMBER.match, "ol"),
        (_BULLET.match, "ul"),
        (_QUOTE.match, "blockquote"),
    )
    if found := next((tag for form, tag in forms if form(first)), ""):
        return found
    if len(piece) > 1 and "|" in first and "-" in piece[1] and _TABLE_LINE.fullmatch(piece[1]):
        return "div"  # a table lies in a box that scrolls
    return "dl" if any(_BACK.match(line) for line in piece) else "p"
