"""What stands before the items of a list where a page shows it: 1., b., IV. A list without numbers has nothing there.

Answers may name such numbers, "1 and 3", so they are words of the text.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from course.core.formats.kept_lines import BLANK, GLUE, ITEM

LISTS = frozenset({"ol", "ul", "menu", "dir"})
INDENT = 3  # blanks before the items of a list within another one
DEPTH_MAX = 8  # lists within lists; beyond it their items are not set in any further

_WHOLE = re.compile(r"\s*([+-]?[0-9]{1,9})(?![0-9])")
_STYLE = re.compile(
    r"list-style(?:-type)?\s*[:-]\s*(?:(?:inside|outside)\s+)?"
    r"(decimal|none|disc|circle|square|(?:lower|upper)-(?:alpha|latin|roman))",
    re.IGNORECASE,
)
_STYLES = {
    "decimal": "1",
    "none": "",
    "disc": "",
    "circle": "",
    "square": "",
    "lower-alpha": "a",
    "lower-latin": "a",
    "lower-roman": "i",
} | {
    "upper-alpha": "A",
    "upper-latin": "A",
    "upper-roman": "I",
}
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_ROMAN_MAX = 3_999
_LETTERS = 26


@dataclass(slots=True)
class _List:
    tag: str
    form: str  # 1, a, A, i, I; empty where its items have no numbers
    number: int  # of the next item
    step: int  # from one item to the next
    place: int  # among all lists of the text


class Lists:
    """The lists that are open while a text is read. `counts` holds how many items each had, in the order they begin."""

    def __init__(self) -> None:
        self.counts: list[int] = []
        self._open: list[_List] = []
        self._tags: Counter[str] = Counter()  # of those that are open

    def begin(self, tag: str, attrs: Mapping[str, str], count: int) -> None:
        """Open a list; `count` is how many items it has, which one that counts down begins with."""
        step = -1 if "reversed" in attrs else 1
        first = _whole(attrs.get("start"), count if step < 0 else 1)
        self._open.append(_List(tag, _form(tag, attrs), first, step, len(self.counts)))
        self._tags[tag] += 1
        self.counts.append(0)

    def end(self, tag: str) -> None:
        """Close the last list that is called so, and those within it that were left open."""
        while self._tags[tag]:
            last = self._open.pop()
            self._tags[last.tag] -= 1
            if last.tag == tag:
                return

    def mark(self, attrs: Mapping[str, str]) -> str:
        """Return what stands before the words of the next item of the list that was opened last."""
        if not self._open:
            return ""
        last = self._open[-1]
        self.counts[last.place] += 1
        number = _whole(attrs.get("value"), last.number)
        last.number = number + last.step
        indent = BLANK * INDENT * (min(len(self._open), DEPTH_MAX) - 1)
        form = _styled(attrs, (last.form and attrs.get("type", "")[:1]) or last.form)
        return f"{ITEM}{indent}{_written(number, form)}.{BLANK}{GLUE}" if form else f"{ITEM}{indent}{GLUE}"


def _form(tag: str, attrs: Mapping[str, str]) -> str:
    said = attrs.get("type", "").strip()
    own = said if said in {"a", "A", "i", "I"} else "1"
    return _styled(attrs, own if tag == "ol" else "")


def _styled(attrs: Mapping[str, str], other: str) -> str:
    """Return the form that an element's style names, else the other one."""
    found = _STYLE.search(f"{attrs.get('style', '')} {attrs.get('class', '')}")
    return _STYLES[found[1].lower()] if found else other


def _whole(said: str | None, other: int) -> int:
    found = _WHOLE.match(said or "")
    return int(found[1]) if found else other


def _written(number: int, form: str) -> str:
    """Return a number as letters or in Roman signs; where these have none for it, in digits."""
    small = form.lower()
    found = str(number)
    if small == "a" and number > 0:
        found = _letters(number)
    elif small == "i" and 0 < number <= _ROMAN_MAX:
        found = _roman(number)
    return found.upper() if form.isupper() else found


def _letters(number: int) -> str:
    found = ""
    while number:
        number, place = divmod(number - 1, _LETTERS)
        found = chr(ord("a") + place) + found
    return found


def _roman(number: int) -> str:
    found = ""
    for worth, sign in _ROMAN:
        times, number = divmod(number, worth)
        found += sign * times
    return found
