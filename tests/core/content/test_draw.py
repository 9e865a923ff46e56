"""What `course check` says of a draw."""

import re
from pathlib import Path

import pytest

from course.core.content.check_draw import draw_faults
from course.core.grading.presenting import drawn_questions
from tests.core.content.builders import DESK
from tests.core.grading.builders import a_choice, a_quiz

ONE, TWO, BOTH = a_choice("one", tags=("x",)), a_choice("two", tags=("y",)), a_choice("both", tags=("x", "y"))


@pytest.mark.parametrize(
    ("draw", "questions", "found"),
    [
        ({}, [ONE, TWO], []),
        ({"x": 1, "y": 1}, [ONE, BOTH], []),
        ({"x": 2}, [ONE], ["draw_too_many"]),
        ({"x": 1, "y": 1}, [BOTH], ["draw_shared"]),
        ({"x": 1}, [ONE, TWO], ["draw_never"]),
    ],
)
def test_a_draw_that_cannot_be_made_is_named(draw, questions, found):
    quiz = a_quiz(*questions, draw=draw)

    assert [fault.code for fault in draw_faults(quiz)] == found


def test_too_few_to_draw_are_told_with_numbers_that_need_no_plural():
    (fault,) = draw_faults(a_quiz(ONE, TWO, draw={"nope": 1, "x": 1, "y": 1}))

    assert (
        fault.template % fault.values == "Too few questions have the tag “nope” (to be drawn: 1, there: 0)."
    )


def test_the_pools_that_the_docs_show_are_drawn_from(course):
    page = Path(__file__).parents[3] / "docs" / "authors.md"
    written = re.search(r"^```yaml pool\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)[1]
    course.add("quizzes/pools.yaml", written.replace("module: people-on-the-move", "module: front-desk"))
    course.change(f"{DESK}/module.yaml", "quizzes: [", "quizzes: [pools, ")

    draft = course.read()

    assert draft.problems == ()
    quiz = draft.catalogue.quizzes["pools"]
    drawn = {drawn_questions(quiz, bytes([seed]) * 16) for seed in range(40)}
    pools = {one.id: one.tags[0] for one in quiz.questions}
    assert all(sorted(pools[one] for one in ids) == ["figures", "words"] for ids in drawn)
    assert {one for ids in drawn for one in ids} == set(pools)
