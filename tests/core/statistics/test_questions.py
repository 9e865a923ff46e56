"""Figures of questions equal those that numpy and SciPy compute from the marks themselves."""

import numpy as np
import pytest
from scipy import stats

from course.core.statistics.fifths import chosen_by_fifth, facility_by_fifth, fifths
from course.core.statistics.intervals import Figure
from course.core.statistics.questions import question_figures
from tests.core.statistics.data import marks, summed, worths

CLOSE = {"rel": 1e-6}


@pytest.fixture(scope="module")
def figures():
    return question_figures(summed(marks()))


def _each(figures, name):
    return [getattr(figures[f"q{place}"], name).value for place in range(len(figures))]


def test_facility_and_deviation_are_those_of_the_marks(figures):
    assert _each(figures, "facility") == pytest.approx(marks().mean(axis=0).tolist(), **CLOSE)
    assert _each(figures, "deviation") == pytest.approx(marks().std(axis=0, ddof=1).tolist(), **CLOSE)


@pytest.mark.parametrize(("right", "answers"), [(70, 100), (30, 100), (48, 100), (40, 40)])
def test_the_deviations_interval_of_right_or_wrong_is_that_at_wilsons_ends(right, answers):
    column = np.repeat([1.0, 0.0], [right, answers - right])
    shares = stats.binomtest(right, answers).proportion_ci(method="wilson")
    between = np.linspace(*shares, 2_001)
    spread = np.sqrt(between * (1 - between) * answers / (answers - 1))

    found = question_figures(summed(column.reshape(-1, 1), np.ones(1)))["q0"].deviation

    assert found.value == pytest.approx(np.std(column, ddof=1), **CLOSE)
    assert (found.low, found.high) == pytest.approx((spread.min(), spread.max()), abs=1e-6)


def test_the_deviations_interval_of_other_shares_is_bonetts(figures):
    column = marks()[:, 0]
    number, trimmed = len(column), stats.trim_mean(column, 1 / (2 * np.sqrt(len(column) - 4)))
    tails = number * ((column - trimmed) ** 4).sum() / ((column - column.mean()) ** 2).sum() ** 2
    z = stats.norm.ppf(0.975)
    factor = number / (number - z)
    error = factor * np.sqrt((tails - (number - 3) / number) / (number - 1))
    expected = np.sqrt(np.exp(np.log(factor * np.var(column, ddof=1)) + np.array([-z, z]) * error))

    found = figures["q0"].deviation

    assert set(column) > {0.0, 1.0}
    # Shares are kept as ten-thousandths.
    assert (found.low, found.high) == pytest.approx(tuple(expected), rel=2e-5)


@pytest.mark.parametrize("chances", [(0.1, 0.2, 0.3, 0.4), (0.25, 0.25, 0.25, 0.25), (0.3, 0.0, 0.0, 0.7)])
def test_the_deviations_interval_of_a_question_holds_it_about_95_times_in_100(chances):
    shares, chance = np.array([0, 1 / 3, 2 / 3, 1]), np.array(chances)
    right = np.sqrt((shares**2 * chance).sum() - (shares * chance).sum() ** 2)
    random = np.random.default_rng(5)
    drawn = random.choice(shares, (60, 400), p=chance)  # a column is a question that 60 answered

    found = question_figures(summed(drawn, np.full(400, 1 / 400))).values()

    held = sum(one.deviation.low <= right <= one.deviation.high for one in found)
    assert 365 <= held <= 395


def test_without_any_spread_of_part_marks_the_deviation_is_0_and_has_no_interval():
    found = question_figures(summed(np.full((40, 1), 0.5), np.ones(1)))["q0"].deviation

    assert (found.value, found.low, found.high) == (0.0, None, None)


def test_facility_of_right_or_wrong_has_wilsons_interval(figures):
    column = marks()[:, 1]
    expected = stats.binomtest(int(column.sum()), len(column)).proportion_ci(method="wilson")

    assert (figures["q1"].facility.low, figures["q1"].facility.high) == pytest.approx(
        tuple(expected), **CLOSE
    )


def test_facility_in_parts_has_students_interval(figures):
    column = marks()[:, 3]
    expected = stats.t.interval(0.95, len(column) - 1, column.mean(), stats.sem(column))

    assert (figures["q3"].facility.low, figures["q3"].facility.high) == pytest.approx(expected, **CLOSE)


def test_facility_in_parts_without_spread_is_not_told_as_sure():
    found = question_figures(summed(np.full((40, 1), 0.5), np.ones(1)))["q0"].facility

    assert (found.value, found.low, found.high) == pytest.approx((0.5, 0.352, 0.648), abs=0.001)


def test_discrimination_is_the_correlation_with_the_rest(figures):
    earned = marks() * worths()
    pairs = [stats.pearsonr(earned[:, place], earned.sum(axis=1) - earned[:, place]) for place in range(8)]
    low, high = pairs[2].confidence_interval()

    assert _each(figures, "discrimination") == pytest.approx([pair.statistic for pair in pairs], **CLOSE)
    assert (figures["q2"].discrimination.low, figures["q2"].discrimination.high) == pytest.approx(
        (low, high), **CLOSE
    )


def _efficiencies(shares, worth):
    earned = shares * worth
    for place in range(shares.shape[1]):
        own = earned[:, place]
        rest = earned.sum(axis=1) - own
        most = np.cov(np.sort(own), np.sort(rest))[0, 1]
        yield np.cov(own, rest)[0, 1] / most


def test_efficiency_is_that_of_the_sorted_marks_where_a_hundredth_holds_one_score():
    shares, worth = marks(400, 20, partly=False), np.full(20, 1 / 20)

    found = _each(question_figures(summed(shares, worth)), "efficiency")

    assert found == pytest.approx(list(_efficiencies(shares, worth)), rel=1e-5)


def test_efficiency_is_near_it_where_scores_are_finer(figures):
    assert _each(figures, "efficiency") == pytest.approx(list(_efficiencies(marks(), worths())), abs=0.01)


def test_no_efficiency_lies_beyond_what_the_best_and_the_worst_order_give():
    for seed in range(60):
        shares = marks(30, 5, seed, partly=False)
        for place, found in enumerate(_each_figure(shares, "efficiency")):
            if found.low is None:
                continue
            least, _there, most = _sorted_covariances(shares / 5, place)
            assert found.low <= found.value <= found.high <= 1.0
            assert found.low >= least / most - 1e-6


def test_an_efficiency_that_cannot_be_better_is_1_and_its_interval_ends_there():
    shares = np.repeat([[0.0, 0, 0], [0, 1, 0], [1, 1, 0], [1, 1, 1]], 10, axis=0)

    found = next(iter(_each_figure(shares, "efficiency")))

    assert (found.value, found.high) == (1.0, 1.0)
    assert 0.5 < found.low < 1.0


def test_efficiency_of_the_worst_order_is_the_least_there_is():
    """Nine in ten have it right, the one who misses it has everything else: below -1, since the rests are skewed."""
    shares = np.array([[0.0, 1, 1]] * 4 + [[1.0, 0, 0]] * 32 + [[1.0, 1, 0]] * 4)
    least, there, most = _sorted_covariances(shares / 3, 0)

    found = next(iter(_each_figure(shares, "efficiency")))

    assert there == pytest.approx(least)
    assert found.value == pytest.approx(least / most)
    assert found.value < -1
    assert found.low == pytest.approx(found.value)
    assert found.value < found.high < 0


def test_the_interval_of_efficiency_is_that_of_discrimination_in_its_measure():
    shares = marks(400, 20, partly=False)
    figures = question_figures(summed(shares, np.full(20, 1 / 20)))

    for one in figures.values():
        stretch = one.efficiency.value / one.discrimination.value
        ends = (one.discrimination.low * stretch, one.discrimination.high * stretch)
        assert (one.efficiency.low, one.efficiency.high) == pytest.approx(ends, rel=1e-5)


def test_an_efficiency_of_0_has_an_interval():
    shares = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]] * 10)

    found = next(iter(_each_figure(shares, "efficiency")))

    assert found.value == pytest.approx(0, abs=1e-9)
    assert -0.5 < found.low < -0.2
    assert 0.2 < found.high < 0.5


def test_rests_that_are_alike_to_the_hundredth_have_no_efficiency():
    shares = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]] * 10)

    found = question_figures(summed(shares, np.array([0.999, 0.001])))["q0"]

    assert found.discrimination.value == 0.0
    assert found.efficiency.missing == "no_spread"


def test_what_goes_with_the_rest_exactly_has_no_interval():
    shares = np.repeat(marks(60, partly=False)[:, :1], 3, axis=1)

    found = question_figures(summed(shares, np.full(3, 1 / 3)))["q0"]

    assert (found.discrimination, found.efficiency) == (Figure(1.0), Figure(pytest.approx(1.0)))


def _each_figure(shares, name):
    number = shares.shape[1]
    figures = question_figures(summed(shares, np.full(number, 1 / number)))
    return [getattr(one, name) for one in figures.values()]


def _sorted_covariances(earned, place):
    """Return the covariance with the rest in the worst order, as it is, and in the best."""
    own = earned[:, place]
    rest = earned.sum(axis=1) - own
    orders = ((np.sort(own), np.sort(rest)[::-1]), (own, rest), (np.sort(own), np.sort(rest)))
    return [np.cov(*pair)[0, 1] for pair in orders]


def test_weights_add_up_and_follow_the_covariances(figures):
    earned = marks() * worths()
    roots = np.sqrt([np.cov(earned[:, place], earned.sum(axis=1))[0, 1] for place in range(8)])

    assert _each(figures, "effective_weight") == pytest.approx((roots / roots.sum()).tolist(), **CLOSE)
    assert sum(one.intended_weight for one in figures.values()) == pytest.approx(1.0)


def test_a_question_against_the_rest_has_no_effective_weight():
    shares = marks(200, 6, partly=False).copy()
    shares[:, 0] = shares[:, 1:].mean(axis=1) < 0.5
    figures = question_figures(summed(shares, np.full(6, 1 / 6)))

    assert figures["q0"].discrimination.value < -0.5
    assert figures["q0"].effective_weight.missing in {"", "not_defined"}
    assert figures["q0"].efficiency.value < 0


def test_too_few_answers_are_said(figures):
    nine, some = question_figures(summed(marks()[:9]))["q1"], question_figures(summed(marks()[:29]))["q1"]

    assert (nine.facility.missing, nine.facility.needed) == ("too_few", 10)
    assert some.facility.value is not None
    assert {some.discrimination.missing, some.efficiency.missing, some.effective_weight.missing} == {
        "too_few"
    }


def test_what_all_have_right_tells_nobody_apart():
    shares = marks(60, 5, partly=False).copy()
    shares[:, 2] = 1.0

    found = question_figures(summed(shares))["q2"]

    assert (found.facility.value, found.discrimination.missing, found.efficiency.missing) == (
        1.0,
        "no_spread",
        "no_spread",
    )


def test_fifths_are_those_of_the_learners_in_order_of_score():
    shares, worth = marks(500, 20, partly=False), np.full(20, 1 / 20)
    sums = summed(shares, worth)
    found = facility_by_fifth(sums.questions["q7"], fifths(sums.firsts.histogram())).shares
    # Learners with equal scores in every order that a lot could give them: the mean of many is the expectation.
    random = np.random.default_rng(1)
    drawn = [
        shares[np.lexsort((random.random(500), shares.sum(axis=1))), 7].reshape(5, 100).mean(axis=1)
        for _ in range(400)
    ]

    assert [one.value for one in found] == pytest.approx(np.mean(drawn, axis=0).tolist(), abs=0.01)


def _five_groups(*columns):
    """Return marks of fifty learners: in the columns before the last as given, in the last what puts them in order."""
    return np.column_stack([*columns, np.repeat(np.arange(5) / 4, 10)]), np.array(
        [*[0.01] * len(columns), 0.99]
    )


def test_what_a_fifth_earned_has_wilsons_interval_where_it_is_right_or_wrong():
    right = [0, 3, 5, 9, 10]
    column = np.concatenate([np.repeat([1.0, 0.0], [one, 10 - one]) for one in right])
    sums = summed(*_five_groups(column))

    found = facility_by_fifth(sums.questions["q0"], fifths(sums.firsts.histogram())).shares

    expected = [stats.binomtest(one, 10).proportion_ci(method="wilson") for one in right]
    assert [one.value for one in found] == pytest.approx([one / 10 for one in right])
    assert [(one.low, one.high) for one in found] == [pytest.approx(tuple(one), abs=1e-9) for one in expected]


def test_what_a_fifth_earned_has_students_interval_cut_where_some_earned_a_part():
    fifth = np.array([0.25, 0.5, 0.5, 0.5, 0.75, 0.75, 0.5, 0.25, 0.5, 0.75])
    high = np.array([1.0] * 9 + [0.5])
    column = np.concatenate([np.zeros(10), fifth, np.full(10, 0.5), high, np.ones(10)])
    sums = summed(*_five_groups(column))

    found = facility_by_fifth(sums.questions["q0"], fifths(sums.firsts.histogram())).shares

    low, most = stats.t.interval(0.95, 9, fifth.mean(), stats.sem(fifth))
    assert (found[1].value, found[1].low, found[1].high) == pytest.approx((fifth.mean(), low, most), **CLOSE)
    assert (found[3].value, found[3].high) == (pytest.approx(0.95), 1.0)
    wilsons = [stats.binomtest(hits, 10).proportion_ci(method="wilson") for hits in (0, 5, 10)]
    assert [(found[place].low, found[place].high) for place in (0, 2, 4)] == [
        pytest.approx(tuple(one), abs=1e-9) for one in wilsons
    ]


def test_the_interval_of_a_fifth_holds_what_it_would_earn_about_95_times_in_100():
    random, worth = np.random.default_rng(7), _five_groups(np.zeros(50))[1]
    chances = np.repeat([0.3, 0.4, 0.6, 0.7, 0.8], 10)
    held = []
    for _ in range(300):
        sums = summed(_five_groups(random.binomial(3, chances) / 3)[0], worth)
        found = facility_by_fifth(sums.questions["q0"], fifths(sums.firsts.histogram())).shares
        held += [one.low <= chance <= one.high for one, chance in zip(found, chances[::10], strict=True)]

    assert 0.92 <= np.mean(held) <= 0.98


def test_the_share_of_a_fifth_that_chose_an_answer_has_wilsons_interval():
    column = np.concatenate([np.repeat([1.0, 0.0], [one, 10 - one]) for one in (2, 4, 6, 8, 10)])
    shares, worth = _five_groups(column)
    sums = summed(shares, worth, lambda learner, place: ("a",) if shares[learner, place] else ())
    question = sums.questions["q0"]

    found = chosen_by_fifth(question.given["a"], question.bins(), fifths(sums.firsts.histogram())).shares

    for one, hits in zip(found, (2, 4, 6, 8, 10), strict=True):
        expected = stats.binomtest(hits, 10).proportion_ci(method="wilson")
        assert (one.low, one.high) == pytest.approx(tuple(expected), abs=1e-9)


def test_what_each_fifth_chose_adds_up_to_all():
    shares = marks(500, 20, partly=False)
    sums = summed(shares, given=lambda learner, place: ("a" if shares[learner, place] else "b",))
    question, parts = sums.questions["q3"], fifths(sums.firsts.histogram())

    shown = [chosen_by_fifth(question.given[one], question.bins(), parts).shares for one in "ab"]

    assert [a.value + b.value for a, b in zip(*shown, strict=True)] == pytest.approx([1.0] * 5)
    assert shown[0][0].value < shown[0][4].value


def test_fifths_of_few_are_not_told():
    sums = summed(marks()[:49])

    found = facility_by_fifth(sums.questions["q0"], fifths(sums.firsts.histogram()))

    assert (found.shares, found.needed) == ((), 50)
