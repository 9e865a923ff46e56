"""Values mean what they look like, and a quiz comes back from its body as it was."""

from datetime import UTC, datetime

import pytest

from course.core.content.files import FrontMatter, read_shape
from course.core.content.quiz_files import quiz_from_body, quiz_from_file
from course.core.content.quiz_shapes import QuizFile
from course.core.content.strict_yaml import read_yaml
from course.core.grading.kinds import KINDS, kind_of
from course.core.grading.questions import See
from tests.core.content.builders import SAMPLE, Course
from tests.kinds import MORE

QUIZ = (SAMPLE / "quizzes" / "desk-check.yaml").read_text("utf-8")


def front(title: str, made_from: str = "0123456789ab") -> FrontMatter:
    text = f"title: {title}\nsummary: x\nkind: reading\nmade-from: {made_from}\n"
    shape, problems = read_shape(FrontMatter, read_yaml("x", text)[0])
    assert problems == []
    return shape


@pytest.mark.parametrize(
    "plain", ["NO", "yes", "12:30", "1.10", "007", "2024-01-01", "0x1F", "1e3", "null", "~", "true", "1_000"]
)
def test_a_text_without_quotes_stays_as_written(plain):
    assert front(plain).title == plain


def test_a_version_of_digits_alone_stays_a_text():
    assert front("x", "012345678901").made_from == "012345678901"


def test_lines_are_those_of_the_file():
    text = "a:\n  - b: 1\n    c: 2\n\n  - b: 3\n"

    document, problems = read_yaml("x", text, first_line=10)

    assert problems == []
    assert document.place(("a", 0, "c")) == (12, 5)
    assert document.place(("a", 1, "b")) == (14, 5)
    assert document.place(("a", 1, "absent")) == (14, 5)
    assert document.place(("absent",)) == (10, 1)


def test_an_alias_bomb_is_refused_at_once():
    bomb = "a: &a [x, x]\n" + "".join(
        f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
    )

    document, problems = read_yaml("x", bomb)

    assert document.data is None
    assert "yaml_alias" in {problem.code for problem in problems}


def test_the_samples_hold_every_kind_of_question(course: Course):
    quiz = course.read().catalogue.quizzes["desk-check"]

    held = {kind_of(question) for question in quiz.questions} | {question["kind"] for question in MORE}

    assert held == set(KINDS)


def test_a_quiz_comes_back_from_its_body(course: Course):
    for quiz in course.read().catalogue.quizzes.values():
        assert quiz_from_body(quiz.body) == quiz


def quiz_of(text: str):
    shape, problems = read_shape(QuizFile, read_yaml("x", text)[0], ("en", "es", "fr"))
    assert problems == []
    return quiz_from_file("desk-check", shape)


def test_a_question_is_read_as_written():
    question = quiz_of(QUIZ).question("who")

    assert question.see == See("morning", "three-barriers")
    assert question.points == 1.0
    assert [option.right for option in question.options] == [True, False]
    assert question.options[1].feedback == {"en": "No.", "es": "No.", "fr": "Non."}


def test_layout_and_defaults_do_not_change_a_version():
    rewritten = QUIZ.replace("attempts: 0\n", "").replace("keep: best\n", "") + "\n# a comment\n"

    assert quiz_of(rewritten).version == quiz_of(QUIZ).version


def test_another_key_is_another_version():
    assert quiz_of(QUIZ.replace("answer: true", "answer: false")).version != quiz_of(QUIZ).version


def test_days_of_a_quiz_are_those_of_the_course_and_are_kept_with_it():
    text = QUIZ.replace("keep: best\n", "opens: 2027-03-28\ncloses: 2027-03-28 12:00\n")
    shape, problems = read_shape(QuizFile, read_yaml("x", text)[0], ("en", "es", "fr"))

    quiz = quiz_from_file("desk-check", shape, "Europe/Madrid")

    assert problems == []
    kept = quiz_from_body(quiz.body)
    assert kept == quiz
    assert kept.opens == datetime(2027, 3, 27, 23, 0, tzinfo=UTC)
    assert kept.closes == datetime(2027, 3, 28, 10, 0, tzinfo=UTC)
