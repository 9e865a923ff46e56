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
KINDS = st.one_of(
    some.choices(),
    some.several(),
    some.truths(),
    some.short_texts(),
    some.numerics(),
    some.orders(),
    some.matches(),
    some.sorts(),
    some.words(),
    some.clozes(),
)


@settings(max_examples=60, deadline=None)
@given(KINDS)
def test_a_question_written_as_yaml_reads_as_an_equal_one(question):
    found = read_quiz_yaml("questions:\n" + questions_yaml([question]), "en")

    assert (found.questions, found.skipped) == ([question], [])


def test_every_kind_comes_back_in_all_its_languages():
    found = read_quiz_yaml("questions:\n" + questions_yaml(one_of_each()), "en")

    assert found.skipped == []
    assert found.questions == list(one_of_each())


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
