"""About how long an attempt at a quiz takes."""

import pytest

from course.core.grading.questions import Essay
from tests.core.grading.builders import a_choice, a_likert, a_quiz, in_languages


def choices(count, tag="x"):
    return [a_choice(f"{tag}-{place}", tags=(tag,)) for place in range(count)]


def essays(count, tag="x"):
    return [Essay(id=f"essay-{place}", text=in_languages("Write."), tags=(tag,)) for place in range(count)]


@pytest.mark.parametrize(
    ("draw", "questions", "minutes"),
    [
        ({}, choices(3), 2),
        ({}, essays(3), 30),
        ({"x": 3}, choices(9), 2),
        ({"x": 2}, essays(3), 20),
        ({"x": 1}, [*essays(1), *choices(1)], 5),  # 600 or 40 s
        ({"x": 1, "y": 3}, [*essays(2), *choices(6, "y")], 12),
        ({"x": 1}, choices(9), 1),
        ({"z": 3}, choices(1), 1),
        ({}, [a_likert(statements="abcdefghijklmno")], 2),
    ],
)
def test_what_is_drawn_takes_as_long_as_its_pool_does_on_average(draw, questions, minutes):
    assert a_quiz(*questions, draw=draw).minutes == minutes
