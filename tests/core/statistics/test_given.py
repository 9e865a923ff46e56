"""Answers are named by what the question offers, and chance is what ticking at random earns."""

import itertools

import pytest

from course.core.grading.kinds import kind_of
from course.core.grading.marking import mark_response
from course.core.grading.questions import TypedGap
from course.core.statistics.given import given_answers, possible_answers
from course.core.statistics.guessing import random_guess_share
from tests.core.grading import builders as a

RESPONSES = [
    (a.a_choice(), "b", ("b",)),
    (a.some_choices(), ("a", "c"), ("a", "c")),
    (a.a_true_false(), "false", ("false",)),
    (a.a_short_text(), "nothing like it", ("wrong",)),
    (a.a_poll(), "b", ("b",)),
    (a.a_choice(), None, ()),
    (a.a_poll(), None, ()),
]


@pytest.mark.parametrize(("question", "response", "expected"), RESPONSES)
def test_what_was_answered_is_named(question, response, expected):
    assert given_answers(question, response, mark_response(question, response).verdict) == expected


KINDS = (*a.one_of_each(), a.a_poll())


def _some_response(question):  # noqa: PLR0911 - one case for each kind
    """Return a response that gives an answer to every part."""
    ids = [one.id for one in possible_answers(question)]
    match kind_of(question):
        case "match" | "categorise" | "likert":
            return dict(name.split(":") for name in ids)
        case "cloze" | "words":
            typed = {"right", "partly", "wrong"}
            return {gap: "x" if given in typed else given for gap, given in (name.split(":") for name in ids)}
        case "order":
            return tuple(item.id for item in reversed(question.items))
        case "scenario":
            return (ids[0],)
        case "choices":
            return tuple(sorted(ids))
        case "short-text" | "numeric":
            return "x"
        case _:
            return ids[-1]


@pytest.mark.parametrize("question", KINDS, ids=kind_of)
def test_each_answer_is_one_of_those_that_are_possible(question):
    response = _some_response(question)

    named = given_answers(question, response, mark_response(question, response).verdict)

    assert named
    assert set(named) <= {one.id for one in possible_answers(question)}


@pytest.mark.parametrize("question", KINDS, ids=kind_of)
def test_possible_answers_have_names_of_their_own(question):
    ids = [one.id for one in possible_answers(question)]

    assert len(ids) == len(set(ids))


def test_a_guess_earns_what_all_ways_to_tick_earn_on_the_average():
    choice, match = a.a_choice(), a.a_match()
    ids = [pair.id for pair in match.pairs]
    ways = [dict(zip(ids, given, strict=True)) for given in itertools.product(ids, repeat=len(ids))]
    shares = [mark_response(match, way).share for way in ways]

    assert random_guess_share(choice) == sum(mark_response(choice, one).share for one in "abcd") / 4
    assert random_guess_share(match) == pytest.approx(sum(shares) / len(shares))


def test_what_is_typed_is_not_guessed_and_ticking_several_has_no_one_way():
    assert random_guess_share(a.a_short_text()) == 0.0
    assert random_guess_share(a.some_choices()) is None
    assert random_guess_share(a.some_choices(shares={"c": 0.0})) is None


def test_who_guesses_in_a_choice_earns_the_mean_of_the_shares():
    choice = a.a_choice(shares={"b": 0.5, "c": -0.5})

    assert random_guess_share(choice) == sum(mark_response(choice, one).share for one in "abcd") / 4


@pytest.mark.parametrize("question", [a.a_poll(), a.a_likert()], ids=kind_of)
def test_what_people_think_is_neither_right_nor_wrong(question):
    answers = possible_answers(question)

    assert answers
    assert {one.counts_as for one in answers} == {None}


HALVES = (a.a_typed_answer("near", "wall", 0.5),)
IN_PART = [
    (a.a_short_text(answers=HALVES), {"right": "right", "partly": "partly", "wrong": "wrong"}),
    (a.a_choice(shares={"b": 0.5, "c": -0.5}), {"a": "right", "b": "partly", "c": "wrong", "d": "wrong"}),
    (
        a.a_scenario(),
        {"dawn:a": "right", "dawn:b": "partly", "noon:a": "partly", "noon:b": "wrong"},
    ),
    (
        a.a_cloze(gaps=(TypedGap("city", {"en": ("Fez",)}, answers=HALVES),)),
        {"city:right": "right", "city:partly": "partly", "city:wrong": "wrong"},
    ),
]


@pytest.mark.parametrize(("question", "expected"), IN_PART, ids=lambda one: getattr(one, "id", ""))
def test_what_earns_a_share_counts_in_part(question, expected):
    assert {one.id: one.counts_as for one in possible_answers(question)} == expected
