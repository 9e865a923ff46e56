"""The interval of the effective weight: as wide as a bootstrap's, and it holds the weight as often as it says."""

import numpy as np
import pytest
from scipy import stats

from course.core.statistics.questions import question_figures
from course.core.statistics.sums import PARTS, CountedMark, QuestionSums
from course.core.statistics.weights import effective_weights
from tests.core.statistics.data import marks, summed, worths


def _weights(shares, worth):
    """Return the effective weights from the marks themselves."""
    earned = shares * worth
    whole = earned.sum(axis=1)
    covariances = (earned - earned.mean(axis=0)).T @ (whole - whole.mean()) / (len(shares) - 1)
    roots = np.sqrt(np.maximum(covariances, 0.0))
    return roots / roots.sum()


def test_the_interval_is_that_of_leaving_out_one_part_after_another():
    shares, worth = marks(), worths()
    found = effective_weights(summed(shares).questions)["q4"]

    squares = [_weights(shares[np.arange(240) % PARTS != part], worth)[4] ** 2 for part in range(PARTS)]
    error = np.sqrt((PARTS - 1) / PARTS * ((squares - np.mean(squares)) ** 2).sum())
    half = stats.t.ppf(0.975, PARTS - 1) * error
    expected = np.sqrt([found.value**2 - half, found.value**2 + half])

    assert (found.low, found.high) == pytest.approx(tuple(expected), rel=1e-5)


def test_the_interval_is_about_that_of_a_bootstrap():
    shares, worth = marks(600, 8), worths()
    random = np.random.default_rng(2)
    drawn = [_weights(shares[random.integers(0, 600, 600)], worth) for _ in range(600)]
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)

    found = effective_weights(summed(shares).questions).values()
    wide = np.array([one.high - one.low for one in found])

    assert (wide / (high - low)).mean() == pytest.approx(1.0, abs=0.15)
    assert [one.low for one in found] == pytest.approx(low.tolist(), abs=0.02)
    assert [one.high for one in found] == pytest.approx(high.tolist(), abs=0.02)


@pytest.mark.parametrize("learners", [60, 250])
def test_the_interval_holds_the_weight_in_about_95_of_100_cohorts(learners):
    right = _weights(marks(200_000, 8, seed=99), worths())
    held = []
    for seed in range(150):
        found = effective_weights(summed(marks(learners, 8, seed=seed)).questions)
        held += [one.low <= weight <= one.high for one, weight in zip(found.values(), right, strict=True)]

    assert np.mean(held) == pytest.approx(0.95, abs=0.025)


def test_drawn_questions_have_an_interval_too():
    shares, worth = marks(400, 8, partly=False), np.full(8, 1 / 5)
    random = np.random.default_rng(4)
    sums = summed(shares[:0])
    for learner, row in enumerate(shares):
        asked = random.permutation(8)[:5]
        sums.add(_asked(row, asked, worth), part=learner % PARTS)

    found = effective_weights(sums.questions)

    assert all(0 <= one.low < one.value < one.high <= 1 for one in found.values())


def _asked(row, asked, worth):
    return [CountedMark(f"q{one}", float(worth[one]), float(row[one]), not row[one], ()) for one in asked]


def test_sums_of_before_have_the_weight_without_an_interval():
    sums = summed(marks())
    for one in sums.questions.values():
        one.parts = QuestionSums().parts

    found = question_figures(sums)["q2"].effective_weight

    assert (found.value is None, found.low, found.high) == (False, None, None)
