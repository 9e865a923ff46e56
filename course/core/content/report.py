"""What a look at the whole course tells authors: how its lessons read, and habits of its questions.

These are judgements, not faults: a long sentence can be right. What is nearly always wrong is a warning of the check.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from course.core.content.block_rules import CUE
from course.core.content.check_quizzes import PLACES_MIN, catch_all_in, right_places
from course.core.content.sources import LessonSource, QuizSource, Sources
from course.core.content.strict_yaml import Path
from course.core.content.text_blocks import TextBlock
from course.core.grading.questions import Choice, Choices, Match, Order, ShortText
from course.core.text_statistics import Reading, reading

_OPTION = re.compile(r" {4,}\S")
_BEGINS = re.compile(r"\s*(?:[-*+] +(?:\[[ xX]\] +)?|\d+\. +|: {1,3}|> ?|\[\^[^\]]+\]: *)")
_LINK = re.compile(
    r"!\[[^\]]*\]\([^)]*\)|\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])|\[\^[^\]]+\]|\{[#:.][^}]*\}|[*`]|\b_|_\b"
)


@dataclass(frozen=True, slots=True)
class LessonReading:
    """How one lesson reads in one language. Headings, tables and what blocks are called are not counted."""

    file: str
    lesson: str
    language: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class QuestionNote:
    """A habit of a question, or of a quiz where `question` is empty. `note` names it; `detail` says how much."""

    file: str
    line: int
    question: str
    note: str  # longest-right, catch-all, no-reason, positions
    detail: str


def lesson_readings(sources: Sources) -> tuple[LessonReading, ...]:
    """Measure every lesson, by file."""
    return tuple(
        LessonReading(lesson.file, lesson.slug, lesson.language, reading(prose(lesson), lesson.language))
        for lesson in sources.lessons
    )


def prose(lesson: LessonSource) -> list[tuple[int, str]]:
    """Return the text's paragraphs, items and spoken lines, each with its line and without its marks."""
    return [piece for block in lesson.blocks[1:] for piece in _pieces(block)]


def _pieces(block: TextBlock) -> Iterator[tuple[int, str]]:
    lines = block.text.split("\n")
    if block.tag in {"h2", "h3", "pre", "hr"} or (
        block.tag == "div" and not lines[0].lstrip().startswith("///")
    ):
        return
    if block.tag == "" and not block.key:
        return
    held: list[str] = []
    begun = 0
    for number, line in enumerate(lines):
        inside = lines[0].lstrip().startswith("///")
        is_option = (
            inside and bool(_OPTION.match(line)) and all(_OPTION.match(each) for each in lines[1:number])
        )
        skipped = is_option or line.lstrip().startswith(("///", "|")) or not line.strip()
        cue = CUE.fullmatch(line.strip()) if inside else None
        ends = (
            skipped or cue or _BEGINS.match(line) or (number and _BEGINS.match(lines[number - 1]) and inside)
        )
        if ends and held:
            yield block.line + begun, _plain("\n".join(held))
            held = []
        if skipped:
            continue
        if not held:
            begun = number
        held.append(cue[3] if cue else _without_beginning(line))
    if held:
        yield block.line + begun, _plain("\n".join(held))


def _without_beginning(line: str) -> str:
    begin = _BEGINS.match(line)
    return line[begin.end() :] if begin else line


def _plain(text: str) -> str:
    return _LINK.sub(lambda found: found[1] or "", text)


def question_notes(sources: Sources) -> tuple[QuestionNote, ...]:
    """Return the habits of all questions, by quiz."""
    return tuple(
        QuestionNote(source.file, source.document.place(path)[0], question, note, detail)
        for _slug, source in sorted(sources.quizzes.items())
        for path, question, note, detail in (*_quiz_notes(source), *_question_notes(source))
    )


def _question_notes(source: QuizSource) -> Iterator[tuple[Path, str, str, str]]:
    for path, question in source.asked():
        if isinstance(question, Choice | Choices):
            for number, option in enumerate(question.options):
                if said := catch_all_in(option.text):
                    yield (*path, "options", number, "text"), question.id, "catch-all", said
                if missing := [language for language in option.text if not option.feedback.get(language)]:
                    yield (
                        (*path, "options", number),
                        question.id,
                        "no-reason",
                        f"{option.id}: {' '.join(missing)}",
                    )
        if isinstance(question, Choice) and (longest := longest_right(question)):
            yield (*path, "options"), question.id, "longest-right", " ".join(longest)
        if isinstance(question, Match) and not question.feedback:
            bare = [pair.id for pair in question.pairs if not pair.feedback]
            if bare:
                yield (*path, "pairs"), question.id, "no-reason", " ".join(bare)
        if isinstance(question, Order | ShortText) and not question.feedback:
            yield path, question.id, "no-reason", "feedback"


def longest_right(question: Choice) -> list[str]:
    """Return "en +12%" for each language in which the right answer is the longest: by how much over the next."""
    found = []
    for language in question.text:
        right = [len(option.text.get(language, "")) for option in question.options if option.right]
        wrong = [len(option.text.get(language, "")) for option in question.options if not option.right]
        if len(right) == 1 and wrong and right[0] > max(wrong):
            found.append(f"{language} +{round(100 * (right[0] / max(1, *wrong) - 1))}%")
    return found


def _quiz_notes(source: QuizSource) -> Iterator[tuple[Path, str, str, str]]:
    choices = [question for question in source.quiz.questions if isinstance(question, Choice)]
    places = right_places(choices)
    key, count = Counter(places).most_common(1)[0] if places else (0, 0)
    if len(places) >= PLACES_MIN and count > len(places) / 2:
        shuffled = ", shuffled for learners" if source.quiz.shuffle else ""
        yield ("questions",), "", "positions", f"{count} of {len(places)} at {key}{shuffled}"
    for language in source.quiz.title:
        longest = sum(any(each.startswith(language) for each in longest_right(choice)) for choice in choices)
        if choices and longest > len(choices) / 2:
            yield ("questions",), "", "longest-right", f"{language}: {longest} of {len(choices)}"
