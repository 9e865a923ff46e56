"""Where a question stands in its quiz file, and the lines that it takes there."""

from typing import Any, NamedTuple

import yaml

from course.core.content.strict_yaml import LOADER


class SourceLine(NamedTuple):
    """One line of a file; the first has the number 1."""

    number: int
    text: str


def question_line(file: str, question_id: str) -> int:
    """Return the line, from 1, in which the entry of a question begins in its quiz file; 0 where it has none any more.

    Raises ValueError where the file is no YAML.
    """
    lines = question_lines(file, question_id)
    return lines[0].number if lines else 0


def question_lines(file: str, question_id: str) -> tuple[SourceLine, ...]:
    """Return the lines of a question's entry; none where the file has no such question any more.

    Blank lines and comments at the end belong to what follows. Raises ValueError where the file is no YAML.
    """
    for entry in _entries(file):
        fields = entry.value if entry.id == "mapping" else ()
        if any(name.value == "id" and value.value == question_id for name, value in fields):
            return _lines_of(file, entry)
    return ()


def _entries(file: str) -> list[Any]:
    """Return the nodes of a file's questions, which know their places; what is no list of questions has none."""
    try:
        top: Any = yaml.compose(file, Loader=LOADER)
    except yaml.YAMLError as error:
        raise ValueError from error
    fields = top.value if top is not None and top.id == "mapping" else ()
    questions = next((value for name, value in fields if name.value == "questions"), None)
    return questions.value if questions is not None and questions.id == "sequence" else []


def _lines_of(file: str, entry: Any) -> tuple[SourceLine, ...]:
    end = entry.end_mark.line + bool(entry.end_mark.column)
    lines = file.splitlines()[entry.start_mark.line : end]
    if entry.flow_style is not True:  # a block ends where the next thing begins
        first = _indent(lines[0])
        while len(lines) > 1 and (not _says(lines[-1]) or _indent(lines[-1]) <= first):
            lines.pop()
    return numbered(lines, entry.start_mark.line + 1)


def numbered(lines: list[str], first: int = 1) -> tuple[SourceLine, ...]:
    return tuple(SourceLine(number, line) for number, line in enumerate(lines, first))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _says(line: str) -> bool:
    """Tell whether a line is neither blank nor a comment alone."""
    return bool(line.strip()) and not line.lstrip().startswith("#")
