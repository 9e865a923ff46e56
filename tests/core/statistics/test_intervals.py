"""Intervals equal SciPy's."""

import pytest
from scipy import stats

from course.core.statistics.intervals import chi_square_quantile, t_quantile, wilson


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
