"""The outline of a lesson's text: its headings, blocks and links with their lines, and what is wrong there.

Markdown's parser knows no lines, so the text is walked once by line. The walk is stricter than the parser:
headings and blocks stand at the left margin and blocks do not nest. What passes means the same to both.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from course.core.content.block_rules import RULES, body_problem
from course.core.content.files import PLACE, SLUG
from course.core.content.model import Problem
from course.core.content.strict_yaml import read_yaml
from course.core.text import N_

RESERVED_IDS = frozenset(
    (  # noqa: SIM905 - one word a line would hide the rest of the file
        "main outline talk top content header footer nav menu search language account messages errors note notes "
        "answer answers reply replies post posts form title lesson quiz transcript footnotes"
    ).split()
)  # anchors that pages may use themselves
RESERVED_PREFIXES = ("fn-", "fnref-", "reflect-", "id-", "f-")

_HEADING = re.compile(r"(#{1,6})(.*?)#*\s*")
_HEADING_INSIDE = re.compile(r"[\s>*+\-\d.)]+#{1,6}\s")
_HEADING_ID = re.compile(r"\s\{#([^}\s]*)\}")
_ID = re.compile(SLUG)
_PLACE = re.compile(PLACE)
_START = re.compile(r" {0,3}(/{3,}) *([\w-]+) *(?:\| *(.*?) *)?")
_NUMBERED = re.compile(r"\d+\. +\S")
_NEXT = re.compile(r"/{3,} +[a-z]")  # another block
_END = re.compile(r" {0,3}(/{3,}) *")
_SLASHES_INSIDE = re.compile(r"[^\w/]*(?:\d+[.)]\s*)?/{3,}")
_OPTION = re.compile(r" {4,}\S.*")
_CODE = re.compile(r"(`+).*?\1")
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(\s*<?([^)\s>]+)|^ {0,3}\[[^\]^]+\]:\s*<?([^\s>]+)")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading (`name` is "h2" or "h3", `key` its id) or a block (`key` is its argument)."""

    line: int
    name: str
    key: str
    options: Mapping[str, str] = field(default_factory=dict)
    numbered: int = 0  # items of a numbered list in a block's body

    @property
    def shape(self) -> tuple[str, str]:
        """What must be the same in all languages: ids and slugs are, words are not."""
        return self.name, self.key if self.name in {"h2", "h3", "reflect", "quiz"} else ""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link or picture of the text points to, as written."""

    line: int
    target: str


@dataclass(frozen=True, slots=True)
class Outline:
    """What the walk found. `text` is the Markdown to render: options are quoted, lines keep their places."""

    parts: tuple[Part, ...]
    links: tuple[Link, ...]
    text: str
    problems: tuple[Problem, ...]
    first_line: int  # of the text, in its file

    @property
    def heading_ids(self) -> frozenset[str]:
        return frozenset(part.key for part in self.parts if part.name in {"h2", "h3"})


@dataclass(slots=True)
class _Walk:
    """The state of one walk. Lines are counted as in the file."""

    file: str
    lines: list[str]
    first_line: int
    at: int = 0
    opened: int = 0  # the line of the block that is being read
    parts: list[Part] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def line(self) -> int:
        return self.first_line + self.at

    def note(self, code: str, template: str, line: int = 0, **values: object) -> None:
        self.problems.append(Problem(self.file, line or self.line, code, template, values))

    def run(self) -> None:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if start := _START.fullmatch(line):
                self._block(start)
            else:
                self._plain(line, inside=False)
                self.at += 1

    def _plain(self, line: str, *, inside: bool) -> None:
        if _END.fullmatch(line) or _SLASHES_INSIDE.match(line):
            self.note(
                "block_margin",
                N_(
                    "A block begins and ends with /// at the left margin, and no block stands inside another."
                ),
            )
        elif inside and line.startswith("#"):
            template = N_(
                "A heading stands here, and the block of line %(block)s is still open: close it with ///."
            )
            self.note("heading_inside", template, block=self.opened)
        elif _HEADING_INSIDE.match(line):
            self.note("heading_inside", N_("Headings stand at the left margin, outside of blocks and lists."))
        elif match := _HEADING.fullmatch(line):
            self._heading(len(match[1]), match[2])
        self.links.extend(self._links(line))

    def _heading(self, level: int, text: str) -> None:
        if level not in {2, 3}:
            self.note("heading_level", N_("Headings are written with ## or ###; the title is not repeated."))
            return
        if level == 3 and not any(part.name == "h2" for part in self.parts):  # noqa: PLR2004 - a heading's level
            self.note("heading_order", N_("The first heading must be written with ##."))
        found = _HEADING_ID.search(text)
        if not found or found.end() != len(text.rstrip()):
            self.note("heading_without_id", N_("Give this heading an id: ## Words {#id}."))
            return
        self._take_id(level, found[1])

    def _take_id(self, level: int, given: str) -> None:
        if not _ID.fullmatch(given):
            self.note(
                "heading_id_form", N_("The id “%(id)s” may hold small letters, digits and hyphens."), id=given
            )
        elif given in RESERVED_IDS or given.startswith(RESERVED_PREFIXES) or _PLACE.fullmatch(given):
            self.note(
                "heading_id_reserved", N_("The id “%(id)s” belongs to the page: choose another."), id=given
            )
        elif any(part.key == given for part in self.parts if part.name in {"h2", "h3"}):
            self.note("heading_id_twice", N_("The id “%(id)s” stands here twice."), id=given)
        self.parts.append(Part(self.line, f"h{level}", given))

    def _links(self, line: str) -> Iterator[Link]:
        for mark, words, target, defined in _LINK.findall(_CODE.sub("", line)):
            if mark and not words.strip():
                self.note("picture_without_words", N_("Say in words what the picture shows: ![words](file)."))
            yield Link(self.line, target or defined)

    def _block(self, start: re.Match[str]) -> None:
        opened, name, argument = self.line, start[2], start[3] or ""
        self.opened = opened
        if len(start[1]) > 3:  # noqa: PLR2004 - the slashes of ///
            self.note("block_slashes", N_("A block begins with three slashes."))
        self.at += 1
        options = self._options()
        body_at = self.at
        while self.at < len(self.lines) and not _END.fullmatch(self.lines[self.at]):
            if _NEXT.match(self.lines[self.at]):
                break
            self._plain(self.lines[self.at], inside=True)
            self.at += 1
        is_closed = self.at < len(self.lines) and bool(_END.fullmatch(self.lines[self.at]))
        if not is_closed:
            self.note("block_open", N_("This block has no end: close it with ///."), opened)
        body = self.lines[body_at : self.at]
        self.at += is_closed  # what begins in the middle of an open block is read as if it had been closed
        numbered = sum(_NUMBERED.match(line) is not None for line in body)
        part = Part(opened, name, argument, options, numbered)
        self.parts.append(part)
        self._judge(part, body, self.first_line + body_at)

    def _judge(self, part: Part, body: list[str], body_line: int) -> None:
        rule = RULES.get(part.name)
        if rule is None:
            self.note("block_unknown", N_("There is no block “%(block)s”."), part.line, block=part.name)
            return
        for found in (*rule.faults(part.key, part.options), *body_problem(part.name, body)):
            line = part.line if found.line is None else body_line + found.line
            self.note(found.code, found.template, line, **{"block": part.name, **found.values})
        twins = [other for other in self.parts if other.name == part.name and other.key == part.key]
        if part.name == "reflect" and len(twins) > 1:
            self.note("reflect_twice", N_("The question “%(id)s” stands here twice."), part.line, id=part.key)

    def _options(self) -> dict[str, str]:
        """Read the option lines at this place and rewrite them as quoted YAML, which nothing misreads."""
        begin = self.at
        while self.at < len(self.lines) and _OPTION.fullmatch(self.lines[self.at]):
            self.at += 1
        if begin == self.at:
            return {}
        text = "\n".join(self.lines[begin : self.at])
        document, problems = read_yaml(self.file, text, self.first_line + begin)
        self.problems.extend(problems)
        data = document.data if isinstance(document.data, dict) else None
        if data is None or not all(isinstance(value, str) for value in data.values()):
            self.note(
                "block_options",
                N_("Options of a block are lines such as “kind: warn”."),
                self.first_line + begin,
            )
            return {}
        quoted = [
            f"    {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in data.items()
        ]
        self.lines[begin : self.at] = quoted + ["    # "] * (self.at - begin - len(quoted))
        return data


def read_outline(file: str, text: str, first_line: int) -> Outline:
    """Walk a lesson's text, whose first line is line `first_line` of the file."""
    walk = _Walk(file, text.split("\n"), first_line)
    walk.run()
    return Outline(
        tuple(walk.parts), tuple(walk.links), "\n".join(walk.lines), tuple(walk.problems), first_line
    )


def different_parts(source: Outline, translation: Outline) -> tuple[Part | None, Part | None] | None:
    """Return the first heading or block in which two languages differ, as (source's, translation's)."""
    for ours, theirs in zip(source.parts, translation.parts, strict=False):
        if ours.shape != theirs.shape:
            return ours, theirs
    if len(source.parts) == len(translation.parts):
        return None
    shorter = min(len(source.parts), len(translation.parts))
    return (
        source.parts[shorter] if shorter < len(source.parts) else None,
        translation.parts[shorter] if shorter < len(translation.parts) else None,
    )
