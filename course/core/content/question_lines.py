"""Where a question stands in its quiz file, and the lines that it takes there."""

import re
from typing import NamedTuple


class SourceLine(NamedTuple):
    """One line of a file; the first has the number 1."""

    number: int
    text: str


def question_line(file: str, question_id: str) -> int:
    """Return the line, from 1, in which a quiz file names a question; 0 where it does not any more.

    Only an `id` at the start of a list's entry is a question's or a part's; the first one is the question's,
    since `course check` refuses two questions of one name.
    """
    named = re.compile(rf"""\s*- (?:\{{\s*)?id:\s*["']?{re.escape(question_id)}["']?\s*(?:[,#}}].*)?$""")
    lines = file.splitlines()
    return next((number for number, line in enumerate(lines, 1) if named.match(line)), 0)


def question_lines(file: str, question_id: str) -> tuple[SourceLine, ...]:
    """Return the lines of a question, from the one that names it; none where the file does not name it any more.

    They end before the next line that is indented no further than the first; blank lines and comments at the end belong
    to what follows.
    """
    first = question_line(file, question_id)
    if not first:
        return ()
    lines = file.splitlines()[first - 1 :]
    entry = _indent(lines[0])
    end = next(
        (place for place, line in enumerate(lines[1:], 1) if _says(line) and _indent(line) <= entry),
        len(lines),
    )
    while not _says(lines[end - 1]):
        end -= 1
    return numbered(lines[:end], first)


def numbered(lines: list[str], first: int = 1) -> tuple[SourceLine, ...]:
    return tuple(SourceLine(number, line) for number, line in enumerate(lines, first))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _says(line: str) -> bool:
    """Tell whether a line is neither blank nor a comment alone."""
    return bool(line.strip()) and not line.lstrip().startswith("#")
