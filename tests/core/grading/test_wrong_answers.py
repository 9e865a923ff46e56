"""Wrong answers that were typed are counted under the same form as in statistics."""

import pytest

from course.core.grading.marking import mark_response
from course.core.grading.wrong_answers import wrong_answers
from course.core.statistics.typed import typed_forms
from tests.core.grading import builders as a


def counted_as(question, response):
    return wrong_answers(question, response, mark_response(question, response))


@pytest.mark.parametrize(
    ("typed", "form"),
    [("52", "52"), ("52.0", "52"), ("52,0", "52"), ("1 052", "1052"), ("52 %", "52 %"), ("many", "many")],
)
def test_a_wrong_number_is_counted_by_what_it_is_read_as(typed, form):
    assert counted_as(a.a_numeric(), typed) == (form,)


def test_a_unit_behind_a_wrong_number_stands_as_the_question_writes_it():
    question = a.a_numeric(answers=((5.0, 0.0, 1.0),), units=(("km", 1.0),))

    assert [counted_as(question, typed) for typed in ("7,0 Km", "7km.")] == [("7 km",)] * 2


@pytest.mark.parametrize("question", [a.a_short_text(), a.a_numeric()])
@pytest.mark.parametrize("typed", ["52.0", "52,0 Km", "50 %", "x" * 99, "Réfugiés!"])
def test_what_was_typed_has_one_form_here_and_in_statistics(question, typed):
    verdict = mark_response(question, typed).verdict

    assert counted_as(question, typed) == tuple(one.form for one in typed_forms(question, typed, verdict))


def test_a_number_in_a_gap_is_counted_by_what_it_is_read_as():
    response = {"city": "52.0", "year": "52,0", "body": "a"}

    assert counted_as(a.a_cloze(), response) == ("city:52.0", "year:52")
