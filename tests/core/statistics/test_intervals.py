"""Intervals equal SciPy's."""

import pytest
from scipy import stats

from course.core.statistics.intervals import (
    Figure,
    alpha,
    chi_square_quantile,
    correlation,
    mean_of_parts,
    t_quantile,
    wilson,
)


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 9, 10, 29, 30, 100, 9_999])
def test_students_quantile(degrees):
    assert t_quantile(degrees) == pytest.approx(stats.t.ppf(0.975, degrees), rel=2e-6)


@pytest.mark.parametrize("part", [0.025, 0.975])
@pytest.mark.parametrize("degrees", [1, 2, 9, 10, 29, 100, 9_999])
def test_chi_squares_quantile(degrees, part):
    assert chi_square_quantile(part, degrees) == pytest.approx(stats.chi2.ppf(part, degrees), rel=1e-8)


@pytest.mark.parametrize(("hits", "of"), [(0, 10), (1, 10), (10, 10), (17, 40), (5_000, 10_000)])
def test_wilsons_interval(hits, of):
    found, expected = wilson(hits, of), stats.binomtest(hits, of).proportion_ci(method="wilson")

    assert (found.low, found.high) == pytest.approx(tuple(expected), abs=1e-9)


@pytest.mark.parametrize("degrees", [2.5, 8.4, 9.6, 30.2])
def test_students_quantile_of_a_part_of_an_answer(degrees):
    assert t_quantile(degrees) == pytest.approx(stats.t.ppf(0.975, degrees), rel=2e-5)


@pytest.mark.parametrize(("value", "told"), [(1.0, 1.0), (1 - 1e-15, 1.0), (-1.0, -1.0), (-1 + 1e-15, -1.0)])
def test_a_correlation_of_exactly_1_has_no_interval(value, told):
    assert correlation(value, 40) == Figure(told)


@pytest.mark.parametrize("value", [1.0, 1 + 1e-15, 1 - 1e-15])
def test_an_alpha_of_exactly_1_has_no_interval(value):
    assert alpha(value, 40, 3) == Figure(1.0)


def test_marks_in_parts_without_spread_are_no_surer_than_right_or_wrong():
    assert mean_of_parts(0.5, 0.0, 40) == wilson(20, 40)
    assert mean_of_parts(0.5, 0.3, 1.5) == wilson(0.75, 1.5)
