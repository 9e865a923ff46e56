"""What `course check` says of a draw."""

import pytest

from course.core.content.check_draw import draw_faults
from tests.core.grading.builders import a_choice, a_quiz

ONE, TWO, BOTH = a_choice("one", tags=("x",)), a_choice("two", tags=("y",)), a_choice("both", tags=("x", "y"))


@pytest.mark.parametrize(
    ("draw", "questions", "found"),
    [
        ({}, [ONE, TWO], []),
        ({"x": 1, "y": 1}, [ONE, BOTH], []),
        ({"x": 2}, [ONE, TWO], ["draw_too_many"]),
        ({"x": 1, "y": 1}, [BOTH], ["draw_shared"]),
    ],
)
def test_a_draw_that_cannot_be_made_is_named(draw, questions, found):
    quiz = a_quiz(*questions, draw=draw)

    assert [fault.code for fault in draw_faults(quiz)] == found
