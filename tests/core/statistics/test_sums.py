"""Sums: what attempts add up to, whatever the order, and their text."""

from dataclasses import replace

import pytest

from course.core.statistics.sums import (
    PART_SUMS,
    UNIT,
    CountedMark,
    QuizSums,
    bin_of,
    given_to_json,
    joined,
    question_from_json,
    question_to_json,
    scores_from_json,
    scores_to_json,
)
from tests.core.statistics.data import marks, summed


def _given(learner, question):
    return ("abc"[(learner + question) % 3],)


def _without_parts(questions):
    """Return sums without those by part, which say who stands at which place and not only who is there."""
    return {question_id: replace(one, parts=[]) for question_id, one in questions.items()}


def _read_again(sums):
    again = scores_from_json(scores_to_json(sums))
    again.questions = {
        question_id: question_from_json(question_to_json(one), given_to_json(one))
        for question_id, one in sums.questions.items()
    }
    return again


def test_parts_in_any_order_add_up_to_the_whole():
    shares = marks()

    parts = [
        summed(shares[places], given=_given) for places in (slice(160, 240), slice(0, 100), slice(100, 160))
    ]
    backwards = summed(shares[::-1])

    assert joined(parts).scores == summed(shares).scores == backwards.scores
    assert _without_parts(backwards.questions) == _without_parts(summed(shares).questions)


def test_sums_by_part_add_up_to_those_of_all():
    (one, *_others) = joined([summed(marks()[:90]), summed(marks()[90:])]).questions.values()

    whole = [sum(one.parts[place::PART_SUMS]) for place in range(PART_SUMS)]

    assert whole == [one.answers, one.mark, one.mark_scores, one.score]


def test_joining_leaves_its_parts_as_they_were():
    part = summed(marks()[:50], given=_given)

    joined([part, part])

    assert part == summed(marks()[:50], given=_given)


def test_sums_come_back_from_their_text():
    sums = summed(marks(), given=_given)

    assert _read_again(sums) == sums


def test_a_score_that_counts_otherwise_leaves_the_figures_of_first_answers():
    plain, penalised = QuizSums(), QuizSums()
    for sums, score in ((plain, None), (penalised, 0.25)):
        sums.add(
            [CountedMark("q0", 0.5, 1.0, False, ("a",)), CountedMark("q1", 0.5, 0.0, False, ("b",))], score
        )

    assert penalised.scores.powers[0] == UNIT // 4
    assert (penalised.firsts, penalised.questions) == (plain.firsts, plain.questions)
    assert _read_again(penalised) == penalised
    assert "firsts" not in scores_to_json(plain)


def test_the_text_does_not_grow_with_the_learners():
    few, many = summed(marks(300, partly=False)), summed(marks(2_000, partly=False))

    lengths = [sum(len(question_to_json(one)) for one in sums.questions.values()) for sums in (few, many)]

    assert lengths[1] < 1.5 * lengths[0]


@pytest.mark.parametrize(
    ("score", "expected"),
    [(0, 0), (UNIT // 3, 33), (UNIT * 2 // 3, 67), (UNIT, 100), (UNIT + 9, 100), (-5, 0)],
)
def test_a_score_lies_in_its_hundredth(score, expected):
    assert bin_of(score) == expected
