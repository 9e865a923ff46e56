"""Typed numbers against the answers of questions and gaps: what fits, and whose form is told as amiss."""

import pytest

from course.core.grading.fitting import misread, number_fit, taken_numbers
from tests.core.grading import builders as a

FIVE = ((5.0, 0.0, 1.0),)
KM = (("km", 1.0),)
STRAY = ["5 apples", "5 millions", "5 or 6", "5/6", "5%", "5 %", "5x10^3", "5 = 5", "5e"]
PLAIN = ["5", " 5 ", "5.", "5,0", "+5", "5e0", "5 000", "5\u202f000,5", "-5", "5,000.25", "\u22125"]


@pytest.mark.parametrize("typed", STRAY)
def test_without_units_a_number_with_more_behind_it_earns_nothing_and_is_told(typed):
    question = a.a_numeric(answers=FIVE)

    assert number_fit(question.answers, typed) is None
    assert misread(question, typed).code == "number_unreadable"


@pytest.mark.parametrize("typed", STRAY)
def test_in_a_gap_a_number_with_more_behind_it_is_told(typed):
    amiss = misread(a.a_cloze(), {"year": typed})

    assert (amiss.code, amiss.gaps["en"]) == ("number_gaps", (2,))


@pytest.mark.parametrize("typed", PLAIN)
def test_a_number_alone_brings_no_word(typed):
    assert misread(a.a_numeric(answers=FIVE), typed) is None
    assert misread(a.a_cloze(), {"year": typed}) is None


@pytest.mark.parametrize("typed", ["5", " 5 ", "5.", "5,0", "+5", "5e0"])
def test_a_number_alone_fits_in_every_form(typed):
    assert number_fit(a.a_numeric(answers=FIVE).answers, typed) is not None


@pytest.mark.parametrize(
    ("typed", "penalty", "code"),
    [
        ("5 km", 1.0, None),
        ("5", 1.0, "number_unit"),
        ("5", 0.0, None),
        ("5 apples", 1.0, "number_unit"),
        ("5 apples", 0.0, "number_unit"),
        ("five km", 0.0, "number_unreadable"),
    ],
)
def test_with_units_what_is_none_of_them_is_told(typed, penalty, code):
    amiss = misread(a.a_numeric(answers=FIVE, units=KM, penalty=penalty), typed)

    assert (amiss and amiss.code) == code


def test_a_percent_sign_counts_where_it_is_the_unit():
    question = a.a_numeric(answers=FIVE, units=(("%", 1.0),))

    assert number_fit(question.answers, "5 %", question.units) == (question.answers[0], True)
    assert misread(question, "5%") is None


WRONG_FIRST = ((3.2, 0.0, 0.0), (3.14, 0.06, 1.0), (3.0, 0.5, 0.0))


@pytest.mark.parametrize(
    ("typed", "place"), [("3.14", 1), ("3,15", 1), ("3.2", 0), ("3.19", 1), ("3", 2), ("3.5", 2)]
)
def test_a_wrong_number_takes_what_no_answer_before_it_takes(typed, place):
    question = a.a_numeric(answers=WRONG_FIRST)

    assert number_fit(question.answers, typed) == (question.answers[place], True)
    assert misread(question, typed) is None


@pytest.mark.parametrize(
    "answers", [((1.234, 0.0, 0.0), (1234.0, 0.0, 1.0)), ((1234.0, 0.0, 0.5), (1.234, 0.0, 1.0))]
)
@pytest.mark.parametrize("typed", ["1,234", "1.234"])
def test_of_two_readings_the_one_that_earns_more_counts(answers, typed):
    question = a.a_numeric(answers=answers)

    assert number_fit(question.answers, typed) == (question.answers[1], True)


def test_a_wrong_number_is_known_in_each_unit():
    question = a.a_numeric(answers=((4.0, 0.0, 0.0), (5.0, 0.0, 1.0)), units=(("km", 1.0), ("m", 0.001)))

    found = [number_fit(question.answers, typed, question.units) for typed in ("4000 m", "4")]

    assert found == [(question.answers[0], True), (question.answers[0], False)]


@pytest.mark.parametrize(
    ("answers", "taken"),
    [
        (WRONG_FIRST, []),
        (((5.0, 0.0, 0.0), (5.0, 2.0, 1.0)), [1]),
        (((5.0, 2.0, 0.5), (6.0, 0.0, 1.0), (8.0, 0.0, 1.0)), [1]),
        (((5.0, 2.0, 1.0), (6.0, 0.0, 1.0), (5.0, 0.0, 0.0)), []),
    ],
)
def test_a_right_number_that_an_answer_before_it_takes_is_found(answers, taken):
    question = a.a_numeric(answers=answers)

    assert [question.answers.index(right) for right, _by in taken_numbers(question.answers)] == taken
