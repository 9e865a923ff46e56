"""Aiken: one text line, answers A to Z, and the letter of the right one.

Source: docs.moodle.org, "Aiken format", and what Moodle takes beyond it. Read: one choice a question; blank lines between
questions may be missing, letters may be followed by a point or a bracket, with or without a space, in either case, and more
may stand behind the letter of the right one.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from course.core.formats.option_shares import note_parts
from course.core.formats.questions_in import Imported, Remark, Skip, options_of, shown_name
from course.core.formats.questions_out import Exported, has_reasons, in_language, not_here
from course.core.grading.questions import AnyQuestion, Choice

_OPTION = re.compile(r"\s*([A-Za-z])[.)]\s+(.*)")
# Without a space it may be an abbreviation: it has to be the letter that comes next, and the first not to be as in A.M.
_TIGHT = re.compile(r"\s*([A-Za-z])[.)](.*)")
_SHORTENED = re.compile(r"\s*[A-Za-z]\.[A-Za-z]\.")
_ANSWER = re.compile(r"\s*ANSWER\s*:\s*(.*?)\s*$", re.IGNORECASE)
_KEY = re.compile(r"([A-Za-z])(?:[.)\s].*)?")
_KEYS = re.compile(
    r"[A-Za-z](?:(?:[.)]?(?:\s*[,;/&+]\s*|\s+(?:and|or|y|o|e|u|et|ou)\s+)|\s+)[A-Za-z]\b[.)]?)+",
    re.IGNORECASE,
)
# What seems to be an answer, or the line with the key, and is written in another manner.
_LIKE_OPTION = re.compile(r"\s*[(\[]?[A-Za-z](?:\s*[:\])\u2013-]|\s+[.)])\s*\S")
_LIKE_KEY = re.compile(r"\s*[^\W\d_][\w ]{2,30}\W+[A-Za-z]\W*", re.IGNORECASE)
_DETAIL = 40  # characters of a line that a remark shows

Line = tuple[int, str]  # its number from 1, and what stands in it


def read_aiken(text: str, language: str, taken: Collection[str] = ()) -> Imported:
    """Return the questions of an Aiken file, with ids that are not `taken`; the rest is skipped by name."""
    imported = Imported(language, taken=set(taken))
    for lines in _groups(text):
        first, words = lines[0]
        try:
            imported.questions.append(_question(imported, lines))
        except Skip as skip:
            imported.skipped.append(Remark(shown_name("", words), first, skip.reason, skip.values))
    return imported


def asks_something(text: str) -> bool:
    """Tell whether any line of a text is an answer to choose, or names the right one."""
    return any(
        _OPTION.match(line) or ((answer := _ANSWER.match(line)) and _KEY.fullmatch(answer[1]))
        for line in text.split("\n")
    )


def _groups(text: str) -> Iterator[list[Line]]:
    """Yield the lines of each question: up to its ANSWER line, or to the next question.

    Where the ANSWER line is missing, a blank line after answers ends the question, if no answer follows it.
    """
    lines: list[Line] = []
    options = 0
    after_blank = False
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            after_blank = True
            continue
        answer, option = _ANSWER.match(line), _option(line, options)
        if after_blank and options and not answer and not option:
            yield lines
            lines, options, option = [], 0, _option(line, 0)
        after_blank = False
        lines.append((number, line))
        options += option is not None
        if answer:
            yield lines
            lines, options = [], 0
    if lines:
        yield lines


def _option(line: str, before: int) -> tuple[str, str] | None:
    """Return the letter and the words of an answer; `before` is how many the question has already."""
    if found := _OPTION.match(line):
        return found[1].upper(), found[2].strip()
    found = _TIGHT.match(line)
    is_next = found is not None and found[1].upper() == chr(ord("A") + before)
    is_short = not before and _SHORTENED.match(line)
    return (found[1].upper(), found[2].strip()) if found and is_next and not is_short else None


def _question(imported: Imported, lines: list[Line]) -> AnyQuestion:
    number, line = lines[-1]
    answer = _ANSWER.match(line)
    said, options = _parts(lines[:-1] if answer else lines, has_key=answer is not None)
    if answer is None:
        raise Skip("no_key")
    key = _KEY.fullmatch(answer[1])
    if key is None or _KEYS.fullmatch(answer[1]):
        raise _at("aiken_key", number, line)
    if not said:
        raise Skip("empty_text")
    if len(options) < 2:  # noqa: PLR2004 - a choice needs two
        raise Skip("one_answer")
    right = key[1].upper()
    if right not in options:
        raise Skip("aiken_of_none", line=number, key=right)
    text = " ".join(said)
    answers = [(words, letter == right, "") for letter, words in options.items()]
    return Choice(id=imported.new_id(text), text=imported.said(text), options=options_of(imported, answers))


def _parts(lines: list[Line], *, has_key: bool) -> tuple[list[str], dict[str, str]]:
    """Return the lines of what is asked, and the answers by their letters. Raises Skip with the line that is neither."""
    said, options, strange = list[str](), dict[str, str](), list[Line]()
    for number, line in lines:
        found = _option(line, len(options))
        if found and found[0] in options:
            raise _at("aiken_twice", number, line)
        if found:
            options[found[0]] = found[1]
        elif options:
            is_key = not has_key and (number, line) == lines[-1] and _LIKE_KEY.fullmatch(line)
            raise _at("aiken_key" if is_key else "aiken_answer", number, line)
        else:
            said.append(line.strip())
            strange += [(number, line)] if said[1:] and _LIKE_OPTION.match(line) else []
    if len(options) < 2 and strange:  # noqa: PLR2004 - a choice needs two
        raise _at("aiken_answer", *strange[0])
    return said, options


def _at(reason: str, number: int, line: str) -> Skip:
    return Skip(reason, line=number, detail=line.strip()[:_DETAIL])


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
        if isinstance(question, Choice):
            note_parts(exported, question, language)
    exported.text, exported.written = "\n\n".join(parts) + ("\n" if parts else ""), len(parts)
    return exported


def _written(question: AnyQuestion, language: str) -> str:
    if not isinstance(question, Choice) or len(question.options) > 26:  # noqa: PLR2004 - letters of the alphabet
        raise not_here(question)
    text = _line(in_language(question.text, language))
    if _option(text, 0) or _ANSWER.match(text):
        raise Skip("confusing", detail=text[:40])
    letters = [chr(ord("A") + place) for place in range(len(question.options))]
    pairs = list(zip(letters, question.options, strict=True))
    options = [f"{letter}. {_line(in_language(option.text, language))}" for letter, option in pairs]
    right = next(letter for letter, option in pairs if option.right)
    return "\n".join([text, *options, f"ANSWER: {right}"])


def _line(text: str) -> str:
    return " ".join(text.split())
