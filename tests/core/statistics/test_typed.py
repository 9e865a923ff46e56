"""What was typed is told apart as marking tells it apart."""

import pytest

from course.core.grading.marking import mark_response
from course.core.grading.typed_forms import FORM_MAX
from course.core.statistics.typed import typed_forms
from tests.core.grading import builders as a


def forms(question, response):
    return [tuple(one) for one in typed_forms(question, response, mark_response(question, response).verdict)]


@pytest.mark.parametrize(
    ("typed", "form"),
    [("Réfugiés!", "refugies"), ("  C# ", "c#"), ("50 %", "50 %"), ("x" * 99, "x" * FORM_MAX)],
)
def test_words_are_folded_as_marking_folds_them(typed, form):
    assert forms(a.a_short_text(), typed) == [("", form, "wrong")]


def test_signs_alone_are_told_as_marking_compares_them():
    question = a.a_short_text(accepted={"en": ("?",)})

    assert forms(question, "?") == [("", "?", "right")]
    assert forms(question, "…!") == [("", "...!", "wrong")]


@pytest.mark.parametrize("typed", ["", "  ", None])
def test_nothing_was_typed_in_a_blank(typed):
    assert forms(a.a_short_text(), typed) == []


@pytest.mark.parametrize(
    ("typed", "form"),
    [("1,50", "1.5"), ("1.5", "1.5"), (" 1 000 ", "1000"), ("1,234", "1.234 / 1234"), ("many", "many")],
)
def test_a_number_is_told_as_it_is_read(typed, form):
    assert [one[1] for one in forms(a.a_numeric(), typed)] == [form]


def test_a_unit_is_told_as_it_counts():
    question = a.a_numeric(answers=((5.0, 0.0, 1.0),), units=(("mW", 1.0), ("km", 1.0)))

    told = [forms(question, typed)[0][1:] for typed in ("5 Km.", "5 mw", "5 MW", "5  mWs", "5")]

    assert told == [
        ("5 km", "right"),
        ("5 mW", "right"),
        ("5 MW", "wrong"),
        ("5 mWs", "wrong"),
        ("5", "wrong"),
    ]


def test_a_wrong_number_that_the_question_knows_is_told_as_wrong():
    question = a.a_numeric(answers=((26.2, 0.0, 0.0), (42.2, 20.0, 1.0)))

    assert [forms(question, typed) for typed in ("26,2", "26.3")] == [
        [("", "26.2", "wrong")],
        [("", "26.3", "right")],
    ]


def test_what_is_chosen_is_not_typed():
    assert forms(a.a_choice(), "b") == []
