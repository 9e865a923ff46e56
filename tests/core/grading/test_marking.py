import pytest

from course.core.grading.marking import PartMark, kept_score, mark_attempt, mark_response, score
from tests.core.grading.builders import (
    a_categorise,
    a_choice,
    a_hotspot,
    a_likert,
    a_match,
    a_numeric,
    a_short_text,
    a_true_false,
    a_typed_answer,
    an_order,
    one_of_each,
    some_choices,
)


def share_and_verdict(question, response):
    mark = mark_response(question, response)
    return mark.share, mark.verdict


@pytest.mark.parametrize(
    ("response", "expected"), [("a", (1.0, "right")), ("b", (0.0, "wrong")), ("gone", (0.0, "wrong"))]
)
def test_a_choice_is_all_or_nothing(response, expected):
    assert share_and_verdict(a_choice(right="a", wrong="bc"), response) == expected


@pytest.mark.parametrize(
    ("response", "expected"),
    [("a", (1.0, "right")), ("b", (0.5, "partly")), ("c", (0.0, "wrong")), ("d", (0.0, "wrong"))],
)
def test_an_option_of_a_choice_earns_its_share_and_never_less_than_nothing(response, expected):
    assert share_and_verdict(a_choice(shares={"b": 0.5, "c": -0.25}), response) == expected


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (("a", "b"), (1.0, "right")),
        (("a",), (0.7, "partly")),
        (("a", "c"), (0.6, "partly")),
        (("a", "d"), (0.2, "partly")),  # it has no share, and costs what one of two right ones earns
        (("a", "e"), (0.7, "partly")),
        (("c", "d"), (0.0, "wrong")),
        (("a", "b", "c"), (0.9, "partly")),
    ],
)
def test_options_of_choices_earn_the_sum_of_their_shares(response, expected):
    question = some_choices(wrong="cde", shares={"a": 0.7, "b": 0.3, "c": -0.1, "e": 0.0})

    assert share_and_verdict(question, response) == expected


def test_options_that_earn_more_than_everything_together_earn_everything():
    question = some_choices(shares={"a": 1.0, "b": 1.0, "c": -0.5, "d": -0.5})

    assert share_and_verdict(question, ("a",)) == (1.0, "right")
    assert share_and_verdict(question, ("a", "b", "c")) == (1.0, "right")
    assert share_and_verdict(question, ("b", "c")) == (0.5, "partly")


def test_thirds_as_they_are_written_make_a_whole():
    question = some_choices(right="abc", shares=dict.fromkeys("abc", 0.333) | {"d": 0.0})

    assert share_and_verdict(question, ("a", "b", "c")) == (1.0, "right")
    assert share_and_verdict(question, ("a", "b", "d")) == (0.666, "partly")


def test_the_review_tells_what_an_option_is_worth_that_is_partly_right():
    mark = mark_response(a_choice(shares={"b": 0.5}), "b")

    assert mark.parts == (
        PartMark("a", "missed"),
        PartMark("b", "partly", share=0.5),
        PartMark("c", "left"),
        PartMark("d", "left"),
    )


@pytest.mark.parametrize(("response", "expected"), [("a", (1.0, "right")), ("b", (0.0, "wrong"))])
def test_a_spot_is_all_or_nothing(response, expected):
    assert share_and_verdict(a_hotspot(right="a", wrong="bc"), response) == expected


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (("a", "b", "c"), (1.0, "right")),
        (("a", "b"), (2 / 3, "partly")),
        (("a", "b", "x"), (1 / 3, "partly")),
        (("a", "x"), (0.0, "wrong")),
        (("a", "x", "y"), (0.0, "wrong")),
        (("x",), (0.0, "wrong")),
        (("a", "b", "c", "x", "y"), (1 / 3, "partly")),
    ],
)
def test_a_wrong_option_takes_back_a_right_one(response, expected):
    assert share_and_verdict(some_choices(right="abc", wrong="xy"), response) == expected


@pytest.mark.parametrize(
    ("answer", "response", "expected"),
    [
        (True, "true", (1.0, "right")),
        (True, "false", (0.0, "wrong")),
        (False, "false", (1.0, "right")),
        (False, "true", (0.0, "wrong")),
    ],
)
def test_a_statement_is_true_or_false(answer, response, expected):
    assert share_and_verdict(a_true_false(answer=answer), response) == expected


@pytest.mark.parametrize("response", ["Firewall", "CORTAFUEGOS.", "pare-feu", "  fire\u200bwall "])
def test_a_word_is_right_in_any_language_of_the_course(response):
    assert share_and_verdict(a_short_text(), response) == (1.0, "right")


@pytest.mark.parametrize("response", ["wall", "???", "fire wall"])
def test_another_word_is_wrong(response):
    assert share_and_verdict(a_short_text(), response) == (0.0, "wrong")


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ({"pair0": "pair0", "pair1": "pair1", "pair2": "pair2"}, (1.0, "right")),
        ({"pair0": "pair0", "pair1": "pair2", "pair2": "pair1"}, (1 / 3, "partly")),
        ({"pair0": "pair0"}, (1 / 3, "partly")),
        ({"pair0": "pair1", "pair1": "pair2"}, (0.0, "wrong")),
    ],
)
def test_a_match_earns_its_right_pairs(response, expected):
    assert share_and_verdict(a_match(answers=("city", "state", "region")), response) == expected


def test_an_answer_that_belongs_to_no_prompt_is_wrong_for_each():
    question = a_match(answers=("city", "state"), others=("moon",))

    mark = mark_response(question, {"pair0": "pair0", "pair1": "extra0"})

    assert (mark.share, [(part.state, part.given) for part in mark.parts]) == (
        0.5,
        [("right", "pair0"), ("wrong", "extra0")],
    )


def test_pairs_with_the_same_answer_accept_each_others():
    question = a_match(answers=("state", "city", "state"))

    mark = mark_response(question, {"pair0": "pair2", "pair1": "pair1", "pair2": "pair0"})

    assert mark.verdict == "right"


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ({"item0": "x", "item1": "x", "item2": "y", "item3": "z"}, (1.0, "right")),
        ({"item0": "x", "item1": "y", "item2": "y"}, (0.5, "partly")),
        ({"item0": "y", "item1": "z"}, (0.0, "wrong")),
    ],
)
def test_sorting_earns_the_items_in_their_category(response, expected):
    assert share_and_verdict(a_categorise(items="xxyz"), response) == expected


@pytest.mark.parametrize(
    ("response", "verdict"), [({"p": "1", "q": "5", "r": "3"}, "right"), ({"p": "5"}, "partly")]
)
def test_a_survey_earns_nothing_and_tells_whether_all_is_answered(response, verdict):
    mark = mark_response(a_likert(statements="pqr"), response)

    assert (mark.verdict, mark.points, mark.max_points) == (verdict, 0.0, 0.0)


def test_the_review_tells_what_was_said_of_each_statement():
    mark = mark_response(a_likert(statements="pq"), {"p": "4"})

    assert mark.parts == (PartMark("p", "answered", given="4"), PartMark("q", "missed"))


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ("abcde", (1.0, "right")),
        ("eabcd", (0.75, "partly")),
        ("abced", (0.75, "partly")),
        ("badce", (0.5, "partly")),
        ("edabc", (0.5, "partly")),
        ("edcab", (0.25, "partly")),
        ("edcba", (0.0, "wrong")),
    ],
)
def test_one_step_out_of_sequence_costs_one_step(response, expected):
    assert share_and_verdict(an_order(items="abcde"), tuple(response)) == expected


@pytest.mark.parametrize("question", one_of_each(), ids=lambda question: question.id)
@pytest.mark.parametrize("response", [None, "", "  ", (), {}])
def test_nothing_answered_is_blank_and_earns_nothing(question, response):
    mark = mark_response(question, response)

    assert (mark.verdict, mark.share, mark.points) == ("blank", 0.0, 0.0)


def test_the_review_tells_options_apart():
    mark = mark_response(some_choices(right="ab", wrong="cd"), ("a", "c"))

    assert mark.parts == (
        PartMark("a", "right"),
        PartMark("b", "missed"),
        PartMark("c", "wrong"),
        PartMark("d", "left"),
    )


def test_the_review_tells_pairs_apart():
    mark = mark_response(a_match(answers=("city", "state", "region")), {"pair0": "pair0", "pair1": "pair0"})

    assert mark.parts == (
        PartMark("pair0", "right", given="pair0"),
        PartMark("pair1", "wrong", given="pair0"),
        PartMark("pair2", "missed"),
    )


def test_the_review_tells_which_steps_to_move():
    mark = mark_response(an_order(items="abcd"), tuple("dabc"))

    assert mark.parts == (
        PartMark("a", "right", place=2),
        PartMark("b", "right", place=3),
        PartMark("c", "right", place=4),
        PartMark("d", "wrong", place=1),
    )


def test_a_reversed_order_has_no_right_step():
    mark = mark_response(an_order(items="abc"), tuple("cba"))

    assert {part.state for part in mark.parts} == {"wrong"}


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ("Firewall", (1.0, "right", ())),
        ("firewal", (0.75, "partly", ("misspelled",))),
        ("fire", (0.5, "partly", ("begun",))),
        ("wall", (0.0, "wrong", ("wall",))),
        ("firewater", (0.5, "partly", ("begun",))),
        ("water", (0.0, "wrong", ())),
        ("", (0.0, "blank", ())),
    ],
)
def test_of_the_forms_of_a_word_that_fit_the_best_counts(response, expected):
    answers = (
        a_typed_answer("misspelled", "firewal", 0.75),
        a_typed_answer("begun", "fire*", 0.5),
        a_typed_answer("wall", "wall", 0.0),
    )

    mark = mark_response(a_short_text(answers=answers), response)

    assert (mark.share, mark.verdict, tuple(part.id for part in mark.parts)) == expected


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ("281", (1.0, "right", ("answer1",))),
        ("283", (0.0, "wrong", ("answer0",))),
        ("2", (0.0, "wrong", ("answer2",))),
        ("0", (0.0, "wrong", ())),
    ],
)
def test_a_wrong_number_is_met_and_earns_nothing(response, expected):
    question = a_numeric(answers=((283.0, 0.0, 0.0), (281.0, 5.0, 1.0), (2.0, 1.0, 0.0)), penalty=0.0)

    mark = mark_response(question, response)

    assert (mark.share, mark.verdict, tuple(part.id for part in mark.parts)) == expected
    assert {part.state for part in mark.parts} <= {mark.verdict}


def test_the_review_shows_the_forms_that_earn_all_and_no_others():
    answers = (a_typed_answer("told", "wall of fire", 1.0), a_typed_answer("half", "wall", 0.5))

    mark = mark_response(a_short_text(accepted={"en": ("firewall",)}, answers=answers), "wall")

    assert mark.accepted == {
        "en": ("firewall", "wall of fire"),
        "es": ("wall of fire",),
        "fr": ("wall of fire",),
    }


def test_the_review_shows_the_accepted_words():
    accepted = {"en": ("firewall*",), "fr": ("pare-feu",)}

    mark = mark_response(a_short_text(accepted=accepted), "wall")

    assert mark.accepted == accepted


def test_points_weigh_the_score():
    questions = (a_choice("heavy", points=3.0), a_choice("light"), some_choices("half", points=2.0))

    marks = mark_attempt(questions, {"heavy": "a", "half": ("a",)})

    assert [mark.points for mark in marks] == [3.0, 0.0, 1.0]
    assert score(marks) == round(4 / 6, 9)


def test_thirds_that_make_seven_tenths_meet_a_pass_score_of_seven_tenths():
    thirds = [some_choices(f"third{number}", right="abc", wrong="x") for number in range(3)]
    questions = (*thirds, *(a_choice(f"choice{number}") for number in range(7)))
    responses = {f"third{number}": ("a",) for number in range(3)}
    responses |= {f"choice{number}": "a" for number in range(6)}

    assert score(mark_attempt(questions, responses)) >= 0.7


def test_a_quiz_with_nothing_to_earn_scores_nothing():
    assert score(mark_attempt((a_choice(points=0.0),), {"choice": "a"})) == 0.0


@pytest.mark.parametrize(
    ("keep", "expected"), [("best", 0.9), ("last", 0.5), ("first", 0.4), ("average", 0.6)]
)
def test_a_quiz_says_which_attempt_counts(keep, expected):
    assert kept_score([0.4, 0.9, 0.5], keep) == expected


def test_without_an_attempt_nothing_counts():
    assert kept_score([], "best") == 0.0
