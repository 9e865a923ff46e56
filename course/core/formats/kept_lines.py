"""Lines of a text whose markup is taken off: runs of blanks become one, but for those that are meant, as in code."""

import re
from collections.abc import Iterable
from textwrap import dedent

TAB = 4  # blanks

# Stand-ins until the lines are made. Unicode keeps these for use within a program: no text has them.
BLANK, LINE = "\ufdd0", "\ufdd1"  # that stay as they are
ITEM = "\ufdd2"  # where an item of a list begins, with what stands before its words
GLUE = "\ufdd3"  # behind that: the words stand on the same line, even in a block of their own
ITEM_END = "\ufdd4"
LESS = "\ufdd5"  # < that opens no tag
_MEANT = str.maketrans({BLANK: " ", LINE: "\n", LESS: "<"})
_NO_WORDS = re.compile(rf"{ITEM}[^{ITEM}{GLUE}\n]*{GLUE}[ \t\n]*(?={ITEM_END}|\Z)")
_GLUED = re.compile(rf"{GLUE}(?:[ \t\n]+(?![ \t\n{ITEM}]))?")
_EDGES = re.compile(f"[{ITEM}{ITEM_END}]")


def one_blank(text: str) -> str:
    """Return a text with one blank for each run of blanks and line ends, those left out that keep words together."""
    return re.sub(r"[ \t\r\n\f\v]+", " ", text)


def kept_lines(text: str) -> str:
    """Return lines whose ends and leading blanks stay as they are; what all of them begin with is left out."""
    plain = re.sub(r"\r\n?", "\n", text).expandtabs(TAB)
    return dedent(plain).strip("\n").replace(" ", BLANK).replace("\n", LINE)


def whole_text(pieces: Iterable[str]) -> str:
    """Return pieces as one text, without blank lines but those that are meant."""
    text = _EDGES.sub("", _GLUED.sub("", _NO_WORDS.sub("", "".join(pieces))))
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n"))
    meant = re.sub(r"\n{2,}", "\n", "\n".join(lines)).translate(_MEANT)
    return "\n".join(line.rstrip() for line in meant.split("\n")).strip()
