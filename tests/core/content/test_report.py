"""What the report says of lessons and questions, and which habits are warnings."""

import pytest

from course.core.content.load import read_files
from course.core.content.report import lesson_readings, prose, question_notes
from course.core.content.sources import LessonSource
from tests.core.content.builders import DESK, Course, a_lesson, found

CHECK = "quizzes/desk-check.yaml"
HEAD = """module: front-desk
title: {en: "Q", es: "Q", fr: "Q"}
purpose: check
pass_score: 0.5
"""


def lesson_of(course: Course, body: str) -> LessonSource:
    course.add(f"{DESK}/03-night.en.md", a_lesson(body))
    sources = read_files(course.root / "modules")
    return next(lesson for lesson in sources.lessons if lesson.slug == "night")


def notes(course: Course) -> list[tuple[int, str, str, str]]:
    sources = read_files(course.root / "modules", course.root / "quizzes")
    return [
        (note.line, note.question, note.note, note.detail)
        for note in question_notes(sources)
        if note.file == CHECK
    ]


def text_of(words: str) -> str:
    return f'{{en: "{words}", es: "{words}", fr: "{words}"}}'


def a_choice(number: int, right: int, options: int = 3, words: str = "Word") -> str:
    lines = [f"  - id: q{number}\n    kind: choice\n    text: {text_of('Which?')}\n    options:"]
    for place in range(1, options + 1):
        said = text_of(f"{words} {place}")
        lines.append(
            f"      - {{id: o{place}, text: {said}, right: {str(place == right).lower()}, feedback: {said}}}"
        )
    return "\n".join(lines)


def a_truth(number: int, *, answer: bool) -> str:
    said = text_of("So.")
    return (
        f"  - {{id: t{number}, kind: true-false, text: {said}, answer: {str(answer).lower()}, "
        f"feedback_true: {said}, feedback_false: {said}}}"
    )


def test_prose_is_what_is_read_in_sentences(course: Course):
    body = """One **two** [three](lesson:morning).[^1]

## A heading {#a}

- first
- [x] second

| a | b |
|---|---|
| 1 | 2 |

/// note | A title
    kind: warn

Four.
///

/// podcast | Talk

0:00 **Host:** Five.
///

/// cards

Front
:   Back
///

[^1]: Six."""
    lesson = lesson_of(course, body)

    start = course.line_of(f"{DESK}/03-night.en.md", "One **two**")
    said = [(line - start, text) for line, text in prose(lesson)]
    assert [text for _line, text in said] == [
        "One two three.", "first", "second", "Four.", "Five.", "Front", "Back", "Six.",
    ]  # fmt: skip
    assert [line for line, _text in said] == [0, 4, 5, 14, 19, 24, 25, 28]


def test_every_lesson_is_measured_in_every_language(course: Course):
    found_readings = lesson_readings(read_files(course.root / "modules"))

    assert [(each.lesson, each.language, each.reading.index) for each in found_readings][:3] == [
        ("morning", "en", "Flesch"),
        ("morning", "es", "Szigriszt-Pazos"),
        ("morning", "fr", "Kandel-Moles"),
    ]
    assert all(each.reading.ease is not None for each in found_readings)


def test_a_right_answer_that_is_the_longest_is_noted_with_its_languages(course: Course):
    course.change(CHECK, 'en: "All residents"', 'en: "All of the residents"')

    (detail,) = [note[3] for note in notes(course) if note[1:3] == ("who", "longest-right")]

    assert detail.startswith("en +")


def test_a_match_without_reasons_is_noted(course: Course):
    said = text_of("A")
    pairs = ", ".join(f"{{id: p{n}, prompt: {text_of(f'P{n}')}, answer: {text_of(f'A{n}')}}}" for n in (1, 2))
    course.add(CHECK, HEAD + f"questions:\n  - {{id: m, kind: match, text: {said}, pairs: [{pairs}]}}\n")

    assert [note[1:] for note in notes(course)] == [("m", "no-reason", "p1 p2")]


@pytest.mark.parametrize(
    ("rights", "noted"), [([2] * 5 + [1] * 3, True), ([2] * 4 + [1] * 4, False), ([2] * 7, False)]
)
def test_one_place_with_more_than_half_of_eight_is_noted(course: Course, rights, noted):
    questions = "\n".join(a_choice(number, right) for number, right in enumerate(rights))
    course.add(CHECK, HEAD + f"questions:\n{questions}\n")

    detail = [note[3] for note in notes(course) if note[2] == "positions"]
    assert detail == (["5 of 8 at 2, shuffled for learners"] if noted else [])


@pytest.mark.parametrize(("shuffle", "warned"), [("true", False), ("false", True)])
def test_it_is_a_warning_where_learners_see_that_order(course: Course, shuffle, warned):
    questions = "\n".join(a_choice(number, right) for number, right in enumerate([2] * 5 + [1] * 3))
    course.add(CHECK, f"{HEAD}shuffle: {shuffle}\nquestions:\n{questions}\n")

    assert ("keys_unbalanced" in {code for code, _file, _line in found(course.read())}) == warned


@pytest.mark.parametrize(
    ("answers", "warned"), [([True, True], True), ([True, False], False), ([True], False)]
)
def test_true_or_false_always_the_same_is_a_warning(course: Course, answers, warned):
    questions = "\n".join(a_truth(number, answer=answer) for number, answer in enumerate(answers))
    course.add(CHECK, f"{HEAD}questions:\n{questions}\n")

    assert ("keys_unbalanced" in {code for code, _file, _line in found(course.read())}) == warned


@pytest.mark.parametrize(
    "words",
    [
        "None of these", "All the above.", "Both of them", "Todo lo anterior", "Ninguno de los anteriores",
        "Todas son correctas", "Aucune de ces réponses", "Toutes les réponses ci-dessus", "Tous les précédents",
        "Tout ce qui précède",
    ],
)  # fmt: skip
def test_an_answer_that_stands_for_others_is_a_warning(course: Course, words):
    course.change(CHECK, 'en: "Only nationals"', f'en: "{words}"')

    assert "catch_all" in {code for code, _file, _line in found(course.read())}


@pytest.mark.parametrize(
    "words",
    ["Delete all of them, because labels help nobody", "Toutes les personnes", "All of these towns agree"],
)
def test_other_words_that_sound_alike_are_not(course: Course, words):
    course.change(CHECK, 'en: "Only nationals"', f'en: "{words}"')

    assert "catch_all" not in {code for code, _file, _line in found(course.read())}
