"""What `course check` says of a time limit."""

from dataclasses import replace

import pytest

from course.core.content.check_time import time_faults
from course.core.grading.questions import Essay
from tests.core.grading.builders import a_choice, a_quiz, in_languages

THREE = [a_choice("one", tags=("x",)), a_choice("two", tags=("x",)), a_choice("three", tags=("x",))]
ESSAY = Essay(id="plan", text=in_languages("Write."))
ESSAYS = [Essay(id=name, text=in_languages("Write."), tags=("x",)) for name in ("plan", "report", "letter")]


@pytest.mark.parametrize(
    ("limit", "draw", "questions", "least"),
    [
        (0, {}, THREE, None),
        (3, {}, THREE, None),
        (2, {}, THREE, 3),
        (2, {"x": 2}, THREE, None),
        (1, {"x": 2}, THREE, 2),
        (9, {}, [ESSAY], 10),
        (10, {}, [ESSAY], None),
        (3, {"x": 2}, ESSAYS, 20),
        (20, {"x": 2}, ESSAYS, None),
        (9, {"x": 2}, [THREE[0], ESSAYS[0]], 11),
        (1, {"nothing": 2}, THREE, 2),
    ],
)
def test_less_than_a_minute_a_question_or_than_the_module_says_is_warned_of(limit, draw, questions, least):
    quiz = replace(a_quiz(*questions, draw=draw), time_limit=limit)

    found = [(fault.path, fault.values["least"], fault.is_warning) for fault in time_faults(quiz)]

    assert found == ([(("time_limit",), least, True)] if least else [])
