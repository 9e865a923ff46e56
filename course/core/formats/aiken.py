"""Aiken: one text line, answers A to Z, and the letter of the right one.

Source: docs.moodle.org, "Aiken format". Read: one choice a question; blank lines between questions may be missing, letters
may be followed by a point or a bracket, in either case.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from course.core.formats.questions_in import Imported, Remark, Skip, options_of, shown_name
from course.core.formats.questions_out import Exported, has_reasons, in_language, not_here
from course.core.grading.questions import AnyQuestion, Choice

_OPTION = re.compile(r"\s*([A-Za-z])[.)]\s+(.*)")
_ANSWER = re.compile(r"\s*ANSWER\s*:\s*(.*?)\s*$", re.IGNORECASE)


def read_aiken(text: str, language: str, taken: Collection[str] = ()) -> Imported:
    """Return the questions of an Aiken file, with ids that are not `taken`; the rest is skipped by name."""
    imported = Imported(language, taken=set(taken))
    for line, lines in _groups(text):
        name = shown_name("", lines[0])
        try:
            imported.questions.append(_question(imported, lines))
        except Skip as skip:
            imported.skipped.append(Remark(name, line, skip.reason, skip.values))
    return imported


def has_options(text: str) -> bool:
    """Tell whether any line of a text is an answer to choose."""
    return any(_OPTION.match(line) for line in text.split("\n"))


def _groups(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the first line's number and the lines of each question: up to its ANSWER line, or to the next question.

    Where the ANSWER line is missing, a blank line after answers ends the question, if no answer follows it.
    """
    first = 0
    lines: list[str] = []
    after_blank = False
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            after_blank = True
            continue
        answer = _ANSWER.match(line)
        if after_blank and lines and _OPTION.match(lines[-1]) and not answer and not _OPTION.match(line):
            yield first, lines
            lines = []
        first, after_blank = first if lines else number, False
        lines.append(line)
        if answer:
            yield first, lines
            lines = []
    if lines:
        yield first, lines


def _question(imported: Imported, lines: list[str]) -> AnyQuestion:
    answer = _ANSWER.match(lines[-1])
    if answer is None:
        raise Skip("no_key")
    if not re.fullmatch("[A-Za-z]", answer[1]):
        raise Skip("unreadable", detail=answer[0].strip()[:40])
    said, options = [], dict[str, str]()
    for line in lines[:-1]:
        found = _OPTION.match(line)
        if found and found[1].upper() not in options:
            options[found[1].upper()] = found[2].strip()
        elif found or options:
            raise Skip("unreadable", detail=line.strip()[:40])
        else:
            said.append(line.strip())
    if not said:
        raise Skip("empty_text")
    if len(options) < 2:  # noqa: PLR2004 - a choice needs two
        raise Skip("one_answer")
    if answer[1].upper() not in options:
        raise Skip("no_right")
    text = " ".join(said)
    answers = [(words, letter == answer[1].upper(), "") for letter, words in options.items()]
    return Choice(id=imported.new_id(text), text=imported.said(text), options=options_of(imported, answers))


def write_aiken(questions: Iterable[AnyQuestion], language: str) -> Exported:
    """Return choices as Aiken; what the format cannot hold is named: other kinds, and all beyond words and key."""
    exported, parts = Exported(), []
    for question in questions:
        try:
            parts.append(_written(question, language))
        except Skip as skip:
            exported.skip(question, skip)
            continue
        for reason, is_there in (
            ("lost_reasons", has_reasons(question, language)),
            ("lost_general", question.feedback.get(language)),
            ("lost_points", question.points != 1.0),
            ("lost_tags", question.tags),
            ("lost_see", question.see),
            ("lost_hints", question.hints),
            ("lost_lead", question.lead),
        ):
            if is_there:
                exported.note(question, reason)
    exported.text, exported.written = "\n\n".join(parts) + ("\n" if parts else ""), len(parts)
    return exported


def _written(question: AnyQuestion, language: str) -> str:
    if not isinstance(question, Choice) or len(question.options) > 26:  # noqa: PLR2004 - letters of the alphabet
        raise not_here(question)
    text = _line(in_language(question.text, language))
    if _OPTION.match(text) or _ANSWER.match(text):
        raise Skip("confusing", detail=text[:40])
    letters = [chr(ord("A") + place) for place in range(len(question.options))]
    pairs = list(zip(letters, question.options, strict=True))
    options = [f"{letter}. {_line(in_language(option.text, language))}" for letter, option in pairs]
    right = next(letter for letter, option in pairs if option.right)
    return "\n".join([text, *options, f"ANSWER: {right}"])


def _line(text: str) -> str:
    return " ".join(text.split())
