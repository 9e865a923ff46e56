"""Whether a question is as hard in one language as in another for learners who are equally good."""

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

from course.core.statistics.intervals import FEW_IN_A_LANGUAGE, Z
from course.core.statistics.sums import SHARES, QuestionSums

Level = Literal["", "some", "large", "too_few", "not_defined"]
ETS_DELTA = -2.35  # turns the logarithm of an odds ratio into the scale of the Educational Testing Service
SOME, LARGE = 1.0, 1.5  # on that scale
ONE_SIDED = 1.6448536269514722  # 95 % quantile of the normal distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    """How a question in `language` compares with it in `reference`, at equal scores.

    `odds` above 1 means: equally good learners have it right more easily in the reference's language. `level` is ""
    where no difference that matters shows; "too_few" where fewer than `needed` answered in one of both.
    """

    reference: str
    language: str
    answers: tuple[int, int]  # in the reference's language, in the other
    level: Level
    odds: float | None = None
    low: float | None = None
    high: float | None = None
    chi_square: float | None = None
    p_value: float | None = None
    needed: int = FEW_IN_A_LANGUAGE

    @property
    def harder(self) -> str:
        """The language in which it is harder; "" where none is."""
        if self.level not in {"some", "large"} or self.odds is None:
            return ""
        return self.language if self.odds > 1 else self.reference


class Table(NamedTuple):
    """Answers of learners with one score: fully right or not, in the reference's language and in the other."""

    right: int
    not_right: int
    other_right: int
    other_not: int


def compare_languages(
    reference: str, language: str, sums: QuestionSums | None, other: QuestionSums | None
) -> Fairness:
    """Compare two languages by Mantel and Haenszel (Journal of the National Cancer Institute 22, 1959) at each
    hundredth of the score; a share below 1 counts as not right.

    The interval is that of J. Robins, N. Breslow, S. Greenland (Biometrics 42, 1986). Levels are those of the
    Educational Testing Service: with D = -2.35·ln(odds), "large" from |D| 1.5 where it is surely above 1, "some" from
    |D| 1 where it is surely not 0 (N. Dorans, P. Holland, 1993, in "Differential Item Functioning").
    """
    answers = (sums.answers if sums else 0, other.answers if other else 0)
    if sums is None or other is None or min(answers) < FEW_IN_A_LANGUAGE:
        return Fairness(reference=reference, language=language, answers=answers, level="too_few")
    tables = _tables(sums, other)
    pooled = pooled_odds(tables)
    if pooled is None:
        return Fairness(reference=reference, language=language, answers=answers, level="not_defined")
    odds, error = pooled
    chi_square = mantel_haenszel(tables)
    return Fairness(
        reference=reference,
        language=language,
        answers=answers,
        level=_level(math.log(odds), error),
        odds=odds,
        low=math.exp(math.log(odds) - Z * error),
        high=math.exp(math.log(odds) + Z * error),
        chi_square=chi_square,
        p_value=math.erfc(math.sqrt(chi_square / 2)),
    )


def pooled_odds(tables: list[Table]) -> tuple[float, float] | None:
    """Return the common odds ratio and the standard error of its logarithm; None where one side has no cases."""
    above = below = with_above = mixed = with_below = 0.0
    for right, not_right, other_right, other_not in tables:
        size = right + not_right + other_right + other_not
        r, s = right * other_not / size, not_right * other_right / size
        p = (right + other_not) / size
        above += r
        below += s
        with_above += p * r
        mixed += p * s + (1 - p) * r
        with_below += (1 - p) * s
    if not above or not below:
        return None
    square = with_above / above**2 + mixed / (above * below) + with_below / below**2
    return above / below, math.sqrt(square / 2)


def mantel_haenszel(tables: list[Table]) -> float:
    """Return the test's chi-square of one degree of freedom, with the correction for continuity."""
    difference = spread = 0.0
    for right, not_right, other_right, other_not in tables:
        first, all_right = right + not_right, right + other_right
        size = first + other_right + other_not
        difference += right - first * all_right / size
        if size > 1:
            spread += first * (size - first) * all_right * (size - all_right) / (size**2 * (size - 1))
    return max(0.0, abs(difference) - 0.5) ** 2 / spread if spread else 0.0


def _tables(sums: QuestionSums, other: QuestionSums) -> list[Table]:
    asked, other_asked = sums.bins(), other.bins()
    right, other_right = sums.shares.get(SHARES, {}), other.shares.get(SHARES, {})
    return [
        Table(
            right.get(place, 0),
            asked[place] - right.get(place, 0),
            other_right.get(place, 0),
            other_asked[place] - other_right.get(place, 0),
        )
        for place in sorted(asked.keys() & other_asked.keys())
    ]


def _level(logarithm: float, error: float) -> Level:
    delta, spread = abs(ETS_DELTA * logarithm), abs(ETS_DELTA) * error
    if delta >= LARGE and delta - SOME > ONE_SIDED * spread:
        return "large"
    return "some" if delta >= SOME and delta > Z * spread else ""
