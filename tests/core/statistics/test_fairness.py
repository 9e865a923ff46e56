"""Languages at equal score: the figures of published tables, the biased question found, the others not."""

import numpy as np
import pytest
from scipy import stats

from course.core.statistics.fairness import Table, compare_languages, mantel_haenszel, pooled_odds
from tests.core.statistics.data import summed

# Admissions at Berkeley by department (P. Bickel and others, Science 187, 1975): men in and out, women in and out.
BERKELEY = [
    Table(512, 313, 89, 19),
    Table(353, 207, 17, 8),
    Table(120, 205, 202, 391),
    Table(138, 279, 131, 244),
    Table(53, 138, 94, 299),
    Table(22, 351, 24, 317),
]


def test_odds_and_test_are_those_published_for_berkeley():
    """As `mantelhaen.test(UCBAdmissions)` of R tells them, and StratifiedTable of statsmodels."""
    odds, error = pooled_odds(BERKELEY)
    chi_square = mantel_haenszel(BERKELEY)

    assert odds == pytest.approx(0.9046968, abs=1e-7)
    assert np.exp(np.log(odds) + stats.norm.ppf([0.025, 0.975]) * error) == pytest.approx(
        [0.7719074, 1.0603298], abs=1e-7
    )
    assert chi_square == pytest.approx(1.4269, abs=1e-4)


def _answers(learners, harder, seed):
    """Twenty questions; in this language the first is harder by so much."""
    random = np.random.default_rng(seed)
    hardness = np.linspace(-1.5, 1.5, 20) + np.eye(20)[0] * (1.5 + harder)
    chance = 1 / (1 + np.exp(-(random.normal(0, 1, (learners, 1)) - hardness)))
    return summed((random.random((learners, 20)) < chance).astype(float), np.full(20, 0.05))


@pytest.mark.parametrize("seed", range(3))
def test_a_question_that_is_harder_in_one_language_is_found(seed):
    english, french = _answers(600, 0.0, seed), _answers(500, 1.6, seed + 100)

    found = compare_languages("en", "fr", english.questions["q0"], french.questions["q0"])

    assert (found.level, found.harder) == ("large", "fr")
    assert found.low > 1
    assert found.p_value == pytest.approx(stats.chi2.sf(found.chi_square, 1), rel=1e-9)


def test_weaker_learners_alone_make_no_question_unfair():
    random = np.random.default_rng(4)
    hardness = np.linspace(-1.5, 1.5, 20)
    weaker, stronger = (
        summed(
            (
                random.random((800, 20)) < 1 / (1 + np.exp(-(random.normal(ability, 1, (800, 1)) - hardness)))
            ).astype(float),
            np.full(20, 0.05),
        )
        for ability in (-0.5, 0.5)
    )

    levels = [
        compare_languages("en", "es", stronger.questions[one], weaker.questions[one]).level
        for one in stronger.questions
    ]

    assert "large" not in levels


def test_swapping_the_languages_turns_the_odds_round():
    english, french = _answers(300, 0.0, 7).questions["q0"], _answers(300, 1.6, 8).questions["q0"]

    there, back = (
        compare_languages("en", "fr", english, french),
        compare_languages("fr", "en", french, english),
    )

    assert there.odds * back.odds == pytest.approx(1.0)
    assert there.harder == back.harder == "fr"


def test_twenty_nine_in_a_language_are_too_few():
    found = compare_languages(
        "en", "fr", _answers(300, 0, 1).questions["q0"], _answers(29, 0, 2).questions["q0"]
    )

    assert (found.level, found.answers, found.needed, found.odds) == ("too_few", (300, 29), 30, None)


def test_a_language_that_nobody_uses_is_too_few():
    assert compare_languages("en", "fr", _answers(300, 0, 1).questions["q0"], None).level == "too_few"
