"""Cutting a GIFT file into questions: one pass over its lines.

Blank lines between questions may be missing, and may stand between answers. A line that begins with // is a comment
wherever it stands. A bracket that is never closed ends before the blank line after which another question begins.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from course.core.formats.category_path import category_tags

_CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*)")
_TAG = re.compile(r"\[tag:([^\[\]]+)\]")
_ID = re.compile(r"\[id:([^\[\]]+)\]")


@dataclass(slots=True)
class RawQuestion:
    """One question as it stands in the file; `body` is what stands in the brackets, None where there are none."""

    line: int
    tags: list[str]
    category: list[str]  # the names in its category's path
    given_id: str
    closed: bool = True
    _before: list[str] = field(default_factory=list)
    _body: list[str] | None = None
    _after: list[str] = field(default_factory=list)

    @property
    def before(self) -> str:
        return "".join(self._before)

    @property
    def body(self) -> str | None:
        return None if self._body is None else "".join(self._body)

    @property
    def after(self) -> str:
        """What stands behind the brackets, without a comment."""
        text = "".join(self._after).strip()
        return "" if text.startswith("//") else text

    @property
    def has_brackets(self) -> bool:
        return self._body is not None

    def take(self, line: str, *, inside: bool) -> bool:
        """Add a line; tell whether the brackets are open at its end."""
        if not inside and self._body is None:
            at = find_free(line, "{")
            self._before.append(f"{line}\n" if at is None else line[:at])
            if at is None:
                return False
            self._body, line, inside = [], line[at + 1 :], True
        if inside and self._body is not None:
            at = find_free(line, "}")
            self._body.append(f"{line}\n" if at is None else line[:at])
            if at is None:
                return True
            line = line[at + 1 :]
        self._after.append(f"{line}\n")
        return False


class _Cutter:
    """What holds for the lines to come: the category, and the tags and the id of a comment."""

    def __init__(self) -> None:
        self.category: list[str] = []
        self.tags: list[str] = []
        self.given_id = ""

    def comment(self, line: str) -> None:
        self.tags += _TAG.findall(line)
        if found := _ID.search(line):
            self.given_id = found[1].strip()

    def begin(self, number: int) -> RawQuestion:
        raw = RawQuestion(number, self.tags, self.category, self.given_id)
        self.tags, self.given_id = [], ""
        return raw


def raw_questions(text: str) -> Iterator[RawQuestion]:
    """Yield the questions of a file."""
    cutter = _Cutter()
    raw: RawQuestion | None = None
    inside = after_blank = False
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("//"):
            cutter.comment(line)
            continue
        if raw and inside and after_blank and _begins_another(line):
            raw.closed = inside = False
            yield raw
            raw = None
        after_blank = not line.strip()
        category = None if inside else _CATEGORY.match(line)
        if raw and not inside and (after_blank or category or _begins(raw, line)):
            yield raw
            raw = None
        if category:
            cutter.category = category_tags(category[1])
        elif inside or not after_blank:
            raw = raw or cutter.begin(number)
            inside = raw.take(line, inside=inside)
    if raw:
        raw.closed = not inside
        yield raw


def _begins(raw: RawQuestion, line: str) -> bool:
    """Tell whether a line begins another question though no blank line stands before it."""
    return line.lstrip().startswith("::") or (raw.has_brackets and find_free(line, "{") is not None)


def _begins_another(line: str) -> bool:
    """Tell whether a line that should stand within brackets begins another question."""
    if line.lstrip().startswith("::") or _CATEGORY.match(line):
        return True
    opens, closes = find_free(line, "{"), find_free(line, "}")
    return opens is not None and (closes is None or opens < closes)


def find_free(text: str, sign: str, start: int = 0) -> int | None:
    """Return where a sign stands that is not escaped, from `start` on."""
    at = start
    while (at := text.find(sign, at)) >= 0:
        if is_free(text, at):
            return at
        at += 1
    return None


def is_free(text: str, at: int) -> bool:
    """Tell whether a sign is not escaped: an even number of backslashes stands before it."""
    begin = at
    while begin and text[begin - 1] == "\\":
        begin -= 1
    return (at - begin) % 2 == 0
