"""What tries come to, by behaviour."""

from dataclasses import replace

import pytest

from course.core.grading.behaviours import (
    Try,
    certainty_mark,
    counted_try,
    hint_after,
    is_done,
    mark_quiz,
    tries_allowed,
)
from tests.core.grading.builders import a_choice, a_quiz, in_languages, some_choices

HINTS = (in_languages("Think."), in_languages("Think again."))
RIGHT, WRONG = Try("a"), Try("b")


def quiz_of(*questions, feedback, **facts):
    return replace(a_quiz(*questions), feedback=feedback, **facts)


def marked(quiz, **tries):
    return mark_quiz(quiz, quiz.questions, {}, tries)


def test_a_question_that_is_checked_at_once_has_one_try():
    quiz = quiz_of(a_choice(), feedback="immediate")

    assert tries_allowed(quiz, quiz.questions[0]) == 1
    assert not is_done(quiz, quiz.questions[0], [])
    assert is_done(quiz, quiz.questions[0], [WRONG])


@pytest.mark.parametrize(
    ("tries", "share", "done"),
    [
        ([RIGHT], 1.0, True),
        ([WRONG], 0.0, False),
        ([WRONG, RIGHT], 0.75, True),
        ([WRONG, WRONG, RIGHT], 0.5, True),
        ([WRONG, WRONG, WRONG], 0.0, True),
    ],
)
def test_interactive_the_last_try_counts_less_a_penalty_for_each_before(tries, share, done):
    question = a_choice(hints=HINTS)
    quiz = quiz_of(question, feedback="interactive", penalty=0.25)

    number, mark = counted_try(quiz, question, tries)

    assert (number, mark.share, mark.points) == (len(tries), share, share)
    assert is_done(quiz, question, tries) is done


def test_interactive_a_third_is_lost_for_each_try_unless_the_quiz_says_otherwise():
    question = a_choice(hints=HINTS)

    mark = counted_try(quiz_of(question, feedback="interactive"), question, [WRONG, RIGHT])[1]

    assert mark.share == pytest.approx(2 / 3)
    assert mark.verdict == "right"


def test_adaptive_the_try_that_brings_most_counts():
    question = some_choices(right="ab", wrong="cd")
    quiz = quiz_of(question, feedback="adaptive", penalty=0.1)
    half, none = Try(("a",)), Try(("c",))

    assert counted_try(quiz, question, [half, none])[0] == 1
    assert counted_try(quiz, question, [none, half])[1].share == pytest.approx(0.4)
    assert counted_try(quiz, question, [none, half, Try(("a", "b"))])[1].share == pytest.approx(0.8)


def test_a_try_that_is_partly_right_counts_in_part_and_does_not_end_the_question():
    question = a_choice(shares={"b": 0.5})
    quiz = quiz_of(question, feedback="adaptive", penalty=0.1)

    assert not is_done(quiz, question, [Try("b")])
    assert counted_try(quiz, question, [Try("c"), Try("b")])[1].share == pytest.approx(0.4)
    assert counted_try(quiz, question, [Try("b"), RIGHT])[1].share == pytest.approx(0.9)


def test_adaptive_goes_on_until_it_is_right_and_a_penalty_takes_no_more_than_all():
    question = a_choice()
    quiz = quiz_of(question, feedback="adaptive", penalty=0.4)
    many = [Try("b"), Try("c")] * 3

    assert not is_done(quiz, question, many)
    assert is_done(quiz, question, [*many, RIGHT])
    assert counted_try(quiz, question, [*many, RIGHT])[1].share == 0.0


def test_adaptive_without_penalty_a_late_right_answer_earns_all():
    question = a_choice()
    quiz = quiz_of(question, feedback="adaptive", penalty=0.0)

    assert counted_try(quiz, question, [WRONG, Try("c"), RIGHT])[1].share == 1.0


def test_each_try_brings_the_next_hint_and_then_the_last_again():
    question = a_choice(hints=HINTS)

    assert [hint_after(question, tries).get("en", "") for tries in range(4)] == [
        "",
        "Think.",
        "Think again.",
        "Think again.",
    ]


@pytest.mark.parametrize(
    ("certainty", "right", "half", "wrong"), [(1, 1, 0.5, 0), (2, 2, 0.0, -2), (3, 3, -1.5, -6)]
)
def test_marks_by_certainty(certainty, right, half, wrong):
    assert [certainty_mark(share, certainty) for share in (1.0, 0.5, 0.0)] == [right, half, wrong]


@pytest.mark.parametrize(
    ("first", "second", "average", "score"),
    [
        (("a", 3), ("a", 3), 3.0, 1.0),
        (("a", 1), ("a", 1), 1.0, 0.8),
        (("a", 3), ("b", 1), 1.5, 0.6),  # knew what was known: half right, and a tenth more
        (("a", 1), ("b", 3), -2.5, 0.2),  # the other way round
        (("b", 3), ("b", 3), -6.0, 0.0),
    ],
)
def test_the_score_by_certainty_is_the_accuracy_with_a_bonus_for_knowing_what_one_knows(
    first, second, average, score
):
    quiz = quiz_of(a_choice("one"), a_choice("two"), feedback="certainty")

    result = marked(quiz, one=[Try(*first)], two=[Try(*second)])

    assert result.certainty.average == average
    assert result.score == result.certainty.score == pytest.approx(score)


def test_a_blank_has_no_mark_by_certainty():
    quiz = quiz_of(a_choice("one"), a_choice("two"), feedback="certainty")

    result = marked(quiz, one=[Try("a", 3)])

    assert (result.certainty.accuracy, result.certainty.average) == (0.5, 1.5)
    assert result.marks[1].verdict == "blank"


def test_a_quiz_without_tries_is_marked_by_its_answers():
    quiz = quiz_of(a_choice("one"), a_choice("two"), feedback="deferred")

    result = mark_quiz(quiz, quiz.questions, {"one": "a"}, {})

    assert (result.score, [mark.verdict for mark in result.marks]) == (0.5, ["right", "blank"])
