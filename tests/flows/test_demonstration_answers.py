"""Invented learners answer every kind of question as a form could."""

from random import Random

import pytest

from course.core.grading.marking import mark_response
from course.core.grading.questions import Answer, NumberGap
from course.core.grading.reading import read_response, show_response
from course.flows.demonstration_answers import right_response, wrong_response
from tests.core.grading.builders import SEED, a_cloze, a_numeric, one_of_each


@pytest.mark.parametrize("question", one_of_each(), ids=lambda question: question.id)
def test_answers_fit_their_question(question):
    random = Random(1)
    for response in (
        right_response(question, "en"),
        *(wrong_response(question, random) for _ in range(20)),
    ):
        raw = show_response(question, SEED, response)
        assert read_response(question, SEED, raw) == response


WRONG_BEFORE = ((281.0, 5.0, 0.0), (1_234_567.0, 0.0, 1.0), (281.0, 50.0, 0.0))


@pytest.mark.parametrize(
    "question",
    [
        a_numeric(answers=WRONG_BEFORE),
        a_cloze(
            gaps=(NumberGap("year", tuple(Answer(f"a{n}", *one) for n, one in enumerate(WRONG_BEFORE))),)
        ),
    ],
)
def test_who_knows_types_the_right_number_and_no_wrong_one(question):
    assert mark_response(question, right_response(question, "en")).verdict == "right"
    assert mark_response(question, wrong_response(question, Random(1))).verdict == "wrong"


@pytest.mark.parametrize("question", one_of_each(), ids=lambda question: question.id)
def test_who_knows_earns_more_than_who_does_not(question):
    random = Random(1)
    known = mark_response(question, right_response(question, "en"))

    guessed = [mark_response(question, wrong_response(question, random)).points for _ in range(20)]

    assert known.points >= max(guessed)
