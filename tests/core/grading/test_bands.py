"""What a quiz says of a score."""

import json

import pytest

from course.core.content.quiz_files import quiz_from_body

BANDS = [
    {"from": 0, "text": {"en": "Begin again"}},
    {"from": 0.7, "text": {"en": "Well done"}},
    {"from": 1, "text": {"en": "All right"}},
]


def quiz_with(**fields):
    shared = {
        "slug": "steps",
        "module": "walking",
        "title": {"en": "Steps"},
        "purpose": "check",
        "questions": [],
    }
    return quiz_from_body(json.dumps(shared | fields))


@pytest.mark.parametrize(
    ("score", "said"),
    [
        (0.0, "Begin again"),
        (0.6999, "Begin again"),
        (0.7, "Well done"),
        (0.1 + 0.2 + 0.3 + 0.1, "Well done"),
        (0.7 - 1e-12, "Well done"),
        (0.99, "Well done"),
        (1.0, "All right"),
    ],
)
def test_a_score_is_told_by_the_band_that_it_reaches(score, said):
    quiz = quiz_with(bands=BANDS)

    assert quiz.band_text(score) == {"en": said}


def test_without_bands_nothing_is_said():
    assert quiz_with().band_text(1.0) == {}
