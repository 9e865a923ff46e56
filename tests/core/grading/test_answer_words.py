"""An answer in words: what the page shows of it, and nothing that a later scene would tell."""

import pytest

from course.core.grading.answer_words import token_words, told
from course.core.grading.reading import show_response
from tests.attempts import RIGHT, with_quiz
from tests.kinds import SCENARIO

SEED = b"0123456789abcdef"
PLAIN = {"true": "True", "false": "False"}


def all_words(question, response):
    return token_words(question, SEED, response, language="en", source="en", plain=PLAIN)


@pytest.mark.parametrize(
    ("question_id", "lines"),
    [
        ("pick-one", ("A hen",)),
        ("is-true", ("True",)),
        ("in-words", ("shoes",)),
        ("in-order", ("Stand up", "Take a step", "Stop")),
        ("pairs", ("Sea: Ship", "Road: Cart", "Sky: Kite")),
    ],
)
def test_an_answer_reads_as_its_page_shows_it(catalogue, question_id, lines):
    question = catalogue.quizzes["steps"].question(question_id)

    shown = show_response(question, SEED, RIGHT[question_id])

    assert told(shown, all_words(question, RIGHT[question_id]), "en") == lines


def test_french_sets_its_colon_with_a_no_break_space():
    assert told({"sea": "ship"}, {"sea": "Mer", "ship": "Bateau"}, "fr") == ("Mer\u00a0: Bateau",)


def test_no_answer_has_no_words():
    assert told({}, {}, "en") == told("", {}, "en") == told(None, {}, "en") == ()


def test_a_story_tells_only_the_choices_on_the_way_that_was_taken(catalogue):
    question = with_quiz(catalogue, questions=[SCENARIO]).quizzes["steps"].question(SCENARIO["id"])

    assert all_words(question, None) == {}


@pytest.mark.parametrize("question_id", ["in-order", "pairs"])
def test_words_stand_in_no_order_that_tells_the_key(catalogue, question_id):
    question = catalogue.quizzes["steps"].question(question_id)

    words = all_words(question, None)

    assert list(words) == sorted(words)
