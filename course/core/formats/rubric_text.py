"""A rubric as lines of text, where a format has a place for words to those who mark, and none for levels.

A line “# Clarity” names a criterion, and each line “2 = All of it is clear” after it a level with its points. Written and
read in one language; a text that is anything else is no rubric.
"""

import re
from collections.abc import Callable, Iterable

from course.core.formats.questions_out import in_language, number_text
from course.core.grading.rubrics import Criterion, Level, Rubric
from course.core.text import Text

CRITERIA_MAX = 10  # as many as a quiz file takes
LEVELS_MAX = 8
POINTS_MAX = 100
WORDS_MAX = 1_500  # that an essay may ask for
_CRITERION = re.compile(r"#\s+(\S.*)")
_LEVEL = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,9})?)\s+=\s+(\S.*)")


def rubric_lines(rubric: Rubric, language: str) -> list[str]:
    """Return a rubric's lines. Raises Skip where it has no words in this language."""
    lines = []
    for criterion in rubric:
        lines.append(f"# {_on_one_line(criterion.text, language)}")
        lines += [
            f"{number_text(level.points)} = {_on_one_line(level.text, language)}"
            for level in criterion.levels
        ]
    return lines


def rubric_in(text: str, said: Callable[[str], Text]) -> tuple[Criterion, ...]:
    """Return the rubric of such lines, its parts called by their places; none where they are other words."""
    found: list[tuple[str, list[tuple[float, str]]]] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        if criterion := _CRITERION.fullmatch(line):
            found.append((criterion[1], []))
        elif (level := _LEVEL.fullmatch(line)) and found:
            found[-1][1].append((float(level[1]), level[2]))
        else:
            return ()
    if len(found) > CRITERIA_MAX or not all(1 < len(levels) <= LEVELS_MAX for _name, levels in found):
        return ()
    if any(points > POINTS_MAX for _name, levels in found for points, _text in levels):
        return ()
    return tuple(
        Criterion(f"criterion-{place}", said(name), tuple(_levels(levels, said)))
        for place, (name, levels) in enumerate(found, 1)
    )


def _levels(levels: Iterable[tuple[float, str]], said: Callable[[str], Text]) -> Iterable[Level]:
    for place, (points, text) in enumerate(levels, 1):
        yield Level(f"level-{place}", said(text), points)


def _on_one_line(text: Text, language: str) -> str:
    return " ".join(in_language(text, language).split())
