"""Figures of a quiz equal those that numpy and SciPy compute from the scores themselves."""

import numpy as np
import pytest
from scipy import stats

from course.core.statistics.intervals import Figure, wilson
from course.core.statistics.scores import score_figures
from course.core.statistics.sums import CountedMark, QuizSums
from tests.core.statistics.data import marks, summed, worths

CLOSE = {"rel": 1e-6}


@pytest.fixture(scope="module")
def scores():
    return marks() @ worths()


@pytest.fixture(scope="module")
def figures():
    return score_figures(summed(marks()))


def test_mean_and_its_interval_are_those_of_student(figures, scores):
    low, high = stats.t.interval(0.95, len(scores) - 1, scores.mean(), stats.sem(scores))

    assert (figures.mean.value, figures.mean.low, figures.mean.high) == pytest.approx(
        (scores.mean(), low, high), **CLOSE
    )


def test_deviation_skewness_and_kurtosis_are_scipys_without_bias(figures, scores):
    found = (figures.deviation.value, figures.skewness.value, figures.kurtosis.value)

    assert found == pytest.approx(
        (np.std(scores, ddof=1), stats.skew(scores, bias=False), stats.kurtosis(scores, bias=False)),
        **CLOSE,
    )


def test_the_deviations_interval_is_that_of_chi_square(figures, scores):
    degrees = len(scores) - 1
    ends = [
        np.std(scores, ddof=1) * (degrees / stats.chi2.ppf(part, degrees)) ** 0.5 for part in (0.975, 0.025)
    ]

    assert [figures.deviation.low, figures.deviation.high] == pytest.approx(ends, **CLOSE)


def test_the_deviations_interval_holds_it_about_95_times_in_100():
    random = np.random.default_rng(3)
    found = [_of_scores(random.normal(0.5, 0.1, 40).clip(0, 1)).deviation for _ in range(400)]

    held = sum(one.low <= 0.1 <= one.high for one in found)

    assert 365 <= held <= 395


def _of_scores(scores):
    """Return the figures of a quiz of one question that brings these scores."""
    return score_figures(summed(scores.reshape(-1, 1), np.ones(1)))


def test_the_median_lies_in_the_hundredth_of_the_middle_score(figures, scores):
    assert figures.median.value == pytest.approx(np.median(scores), abs=0.005)
    assert figures.median.low <= figures.median.value <= figures.median.high


def test_the_median_is_exact_where_a_hundredth_holds_one_score():
    shares = marks(301, 7, partly=False)

    found = score_figures(summed(shares, np.full(7, 1 / 7))).median.value

    assert found == pytest.approx(np.median(shares.mean(axis=1)), abs=1e-8)


def test_consistency_is_cronbachs_alpha_of_the_marks(figures, scores):
    variances = (marks() * worths()).var(axis=0, ddof=1)
    alpha = 8 / 7 * (1 - variances.sum() / scores.var(ddof=1))

    assert figures.consistency.value == pytest.approx(alpha, **CLOSE)
    assert figures.error_ratio.value == pytest.approx((1 - alpha) ** 0.5, **CLOSE)
    assert figures.standard_error.value == pytest.approx((1 - alpha) ** 0.5 * scores.std(ddof=1), **CLOSE)


def test_alphas_interval_holds_it_95_times_in_100():
    true = score_figures(summed(marks(6_000, partly=False))).consistency.value
    found = [score_figures(summed(marks(60, seed=seed, partly=False))).consistency for seed in range(120)]

    held = sum(one.low <= true <= one.high for one in found)

    assert 106 <= held <= 119


def test_forty_equal_scores_have_no_shape():
    figures = score_figures(summed(np.ones((40, 4))))

    assert figures.mean == wilson(40, 40)
    assert (figures.deviation.value, figures.deviation.low, figures.deviation.high) == (0.0, None, None)
    assert {figures.skewness.missing, figures.kurtosis.missing, figures.consistency.missing} == {"no_spread"}


def test_few_attempts_say_so_instead_of_a_figure():
    nine, some = score_figures(summed(marks()[:9])), score_figures(summed(marks()[:29]))

    assert (nine.mean.missing, nine.mean.needed, nine.mean.value) == ("too_few", 10, None)
    assert some.mean.value is not None
    assert (some.consistency.missing, some.kurtosis.missing, some.consistency.needed) == (
        "too_few",
        "too_few",
        30,
    )


def test_alpha_of_drawn_questions_is_that_of_their_places():
    shares, random = marks(2_000, 24, partly=False), np.random.default_rng(3)
    drawn = np.array([random.permutation(24)[:10] for _ in range(len(shares))])
    in_places = np.take_along_axis(shares, drawn, axis=1)
    sums = QuizSums()
    for row, questions in zip(in_places.tolist(), drawn.tolist(), strict=True):
        sums.add(
            [CountedMark(f"q{one}", 0.1, share, False, ()) for one, share in zip(questions, row, strict=True)]
        )
    alpha = 10 / 9 * (1 - in_places.var(axis=0, ddof=1).sum() / in_places.sum(axis=1).var(ddof=1))

    assert score_figures(sums).consistency.value == pytest.approx(alpha, abs=0.004)


def test_alpha_is_not_told_where_attempts_were_asked_so_many_or_so_many_questions():
    sums = summed(marks())
    sums.merge(summed(marks()[:39, :5]))

    assert score_figures(sums).consistency.missing == "not_defined"


def test_questions_that_all_agree_have_a_consistency_of_1_and_an_error_of_0_without_intervals():
    figures = score_figures(summed(np.repeat(marks(60, partly=False)[:, :1], 3, axis=1), np.full(3, 1 / 3)))

    told = (figures.consistency, figures.error_ratio, figures.standard_error)

    assert told == (Figure(1.0), Figure(0.0), Figure(0.0))
