"""Quiz files, written and read again."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.core.content.load import read_files
from course.core.content.quiz_yaml import questions_yaml
from course.core.formats.question_formats import read_questions, write_quiz
from course.core.formats.questions_in import REASONS, FileRefused, remark_words
from course.core.formats.quiz_yaml_in import read_quiz_yaml
from course.core.grading.pictures import with_pictures
from tests.core.formats import given_questions as some
from tests.core.grading.builders import one_of_each

ROOT = Path(__file__).parents[3]
MARKED = (
    some.choices,
    some.several,
    some.truths,
    some.short_texts,
    some.typed_answers,
    some.numerics,
    some.orders,
    some.matches,
)
KINDS = st.one_of(
    *(kind(hints=some.HINTS) for kind in (*MARKED, some.sorts, some.words, some.clozes)),
    some.choices_with_shares(),
    some.several_with_shares(),
    some.hotspots(),
    some.likerts(),
    some.polls(),
    some.essays(),
    some.uploads(),
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(some.pictured(KINDS), some.hotspots(world=True)).map(some.in_all_languages))
def test_a_question_written_as_yaml_reads_as_an_equal_one(question):
    found = read_quiz_yaml("questions:\n" + questions_yaml([question]), "en")

    assert (found.questions, found.skipped) == ([some.named_alone(question)], [])
    assert {one.reason for one in found.notes} <= {"picture_by_name"}


def test_every_kind_comes_back_in_all_its_languages():
    found = read_quiz_yaml("questions:\n" + questions_yaml(some.every_kind()), "en")

    assert found.skipped == []
    assert found.questions == list(some.every_kind())


def as_in_a_file(picture):
    """A picture as a quiz file names it: what it is called in a build, and its size, are known from the module alone."""
    return replace(picture, name="", width=0, height=0)


def test_a_quiz_of_the_course_goes_out_as_the_file_that_it_was():
    sources = read_files(ROOT / "modules", ROOT / "quizzes")

    for source in sources.quizzes.values():
        text = write_quiz(source.quiz, "yaml", "en").text
        form, found = read_questions(text.encode(), "en")
        assert form == "yaml"
        assert found.questions == [with_pictures(one, as_in_a_file) for one in source.quiz.questions]
        assert text.startswith(f"module: {source.quiz.module}\n")


def test_a_fault_leaves_one_question_out_and_names_its_line():
    text = questions_yaml(one_of_each()[:2]).replace("kind: choices", "kind: riddle")

    found = read_quiz_yaml("questions:\n" + text, "en")

    assert len(found.questions) == 1
    skipped = found.skipped[0]
    assert skipped.line > 10
    assert "riddle" in remark_words(REASONS[skipped.reason], skipped.values)


@pytest.mark.parametrize("text", ["", "questions: 3", "a: &a [*a]", "- [", "questions:\n\t- id: x"])
def test_what_is_no_quiz_file_is_refused_with_a_sentence(text):
    with pytest.raises(FileRefused) as refused:
        read_quiz_yaml(text, "en")

    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("questions:\n  - {a: [b}\n", "Line 2, column 1[01]: "),
        ("a:\n  \tb: c\n", "Line 2, column"),
        ("", "Line 1: "),
    ],
)
def test_a_file_that_is_no_yaml_is_refused_with_line_and_column(text, place):
    with pytest.raises(FileRefused, match=f"^{place}"):
        read_quiz_yaml(text, "en")


@pytest.mark.parametrize("kind", ["[choice]", "{a: b}", "3", "null", "gap"])
def test_a_kind_that_is_no_word_leaves_one_question_out(kind):
    text = f"- id: x\n  kind: {kind}\n  text: {{en: Which?}}\n  options: [{{id: a, text: {{en: A}}}}]\n"

    found = read_quiz_yaml(text, "en")

    assert [(one.name, one.reason) for one in found.skipped] == [("x", "fault")]


def test_a_picture_that_the_file_only_names_is_told_once_with_its_questions():
    picture = "picture: {file: media/a.png, text: {en: a, es: a, fr: a}}"
    option = f"{{id: %s, text: {{en: A}}, {picture}}}"
    text = "questions:\n" + "".join(
        f"  - id: {name}\n    kind: choice\n    text: {{en: Which?}}\n    {picture}\n"
        f"    options: [{option % 'a'}, {option % 'b'}]\n"
        for name in ("one", "two")
    )

    assert [(one.name, one.reason, one.values) for one in read_quiz_yaml(text, "en").notes] == [
        ("media/a.png", "picture_by_name", {"count": 2, "names": "one, two"})
    ]


def test_what_a_quiz_file_says_of_the_quiz_is_told_to_stay_behind():
    text = "module: walk\ndraw: {land: 2}\nquestions:\n" + questions_yaml(one_of_each()[:1])

    assert [(one.name, one.reason) for one in read_quiz_yaml(text, "en").notes] == [
        ("module, draw", "whole_quiz")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "questions:\n  - kind: essay\n    id: a\n    text: {en: Tell.}\n",
        "- kind: essay\n  id: a\n  text: {en: Tell.}\n",
        "questions: # all of them\n- id: a\n  kind: essay\n  text: {en: Tell.}\n",
    ],
)
def test_a_quiz_file_is_told_however_its_list_begins(text):
    form, found = read_questions(text.encode(), "en")

    assert (form, [question.id for question in found.questions]) == ("yaml", ["a"])


def test_what_a_picture_shows_and_a_place_is_called_may_still_be_to_be_written():
    text = (
        "- id: pier\n  kind: hotspot\n  text: {en: Where?}\n  picture: {file: media/a.png}\n"
        "  spots: [{id: a, x: 1, y: 1, right: true}, {id: b, x: 9, y: 9}]\n"
        "- id: which\n  kind: choice\n  text: {en: Which?}\n"
        "  options: [{id: a, text: {en: A}, picture: {file: media/a.png}}, {id: b, text: {en: B}, right: true}]\n"
    )

    found = read_quiz_yaml(text, "en")

    assert ([question.id for question in found.questions], found.skipped) == (["pier", "which"], [])
