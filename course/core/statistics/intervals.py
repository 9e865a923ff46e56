"""Confidence intervals at 95 of 100, and what a figure is where it cannot be told."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import NormalDist
from typing import Literal

FEW_ANSWERS = 10  # below it a share or a mean says more about chance than about the question
FEW_FOR_RELATIONS = 30  # how a question goes with the rest, and the shape of the scores, need more
FEW_FOR_FIFTHS = 50  # ten in each fifth
FEW_IN_A_LANGUAGE = 30  # in each of two languages that are compared

Z = NormalDist().inv_cdf(0.975)
NEARLY_1 = 1 - 1e-9  # sums are of billionths: what lies closer to 1 is 1, but for rounding
NEWTON_STEPS = 12  # at most; far fewer from nine degrees on
Missing = Literal["", "too_few", "no_spread", "not_defined"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its interval, or why there is none.

    `missing` is "" with a value; "too_few" where fewer than `needed` answered; "no_spread" where all are equal, so
    that the formula divides by nothing; "not_defined" where it does not apply. Without an interval, both ends are None.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    missing: Missing = ""
    needed: int = 0


def too_few(needed: int) -> Figure:
    return Figure(missing="too_few", needed=needed)


NO_SPREAD = Figure(missing="no_spread")
NOT_DEFINED = Figure(missing="not_defined")


def around(value: float, half: float) -> Figure:
    return Figure(value, value - half, value + half)


def within(figure: Figure, least: float, most: float) -> Figure:
    """Cut the interval off where no value can lie."""
    if figure.low is None or figure.high is None:
        return figure
    return replace(figure, low=max(least, figure.low), high=min(most, figure.high))


def wilson(hits: float, of: float) -> Figure:
    """Return a share with Wilson's score interval (E. B. Wilson, Journal of the American Statistical Association 22,
    1927): honest near 0 and 1, where the usual one is not. `of` is at least 1.
    """
    share, square = hits / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    return within(Figure(share, min(share, middle - half), max(share, middle + half)), 0.0, 1.0)


def mean(value: float, deviation: float, of: float) -> Figure:
    """Return a mean with Student's interval; `deviation` is that of a sample of `of` values, at least 2."""
    return around(value, t_quantile(of - 1) * deviation / math.sqrt(of))


def mean_of_parts(value: float, deviation: float, of: float) -> Figure:
    """Return the mean of shares, 0.0 to 1.0, some of them in parts: Student's interval, cut off at both.

    Where there is no spread or are fewer than two to go by, Wilson's: right or wrong spreads most of all that has this
    mean, so that it is wide enough.
    """
    if not deviation or of < 2:  # noqa: PLR2004 - one has no deviation
        return wilson(value * of, of)
    return within(mean(value, deviation, of), 0.0, 1.0)


def deviation(value: float, of: int) -> Figure:
    """Return a standard deviation with the interval that chi-square gives it where values are normal; `of` is at least 2.

    Where all values are equal they tell nothing of it: 0 has no interval.
    """
    if not value:
        return Figure(value)
    degrees = of - 1
    low, high = (value * math.sqrt(degrees / chi_square_quantile(part, degrees)) for part in (0.975, 0.025))
    return Figure(value, low, high)


def deviation_of_shares(value: float, shares: Mapping[float, int]) -> Figure:
    """Return a standard deviation with an interval that needs no normal values; `shares` tells how many answers earned
    which share, 0.0 to 1.0, of at least 6 answers.

    Where all earned everything or nothing, √(p(1-p)) at the ends of Wilson's interval of p. Else Bonett's interval (D. G.
    Bonett, Computational Statistics & Data Analysis 50, 2006), which widens with the fourth moment about a trimmed mean.
    """
    number = sum(shares.values())
    most = math.sqrt(number / (number - 1)) / 2
    if shares.keys() <= {0.0, 1.0}:
        right = wilson(shares.get(1.0, 0), number)
        ends = [2 * most * math.sqrt(part * (1 - part)) for part in (right.low or 0.0, right.high or 0.0)]
        return Figure(value, min(ends), most if (right.low or 0.0) < 0.5 < (right.high or 0.0) else max(ends))  # noqa: PLR2004 - a half
    middle = math.fsum(share * times for share, times in shares.items()) / number
    trimmed = _trimmed_mean(shares, number, int(number / (2 * math.sqrt(number - 4))))
    squares = math.fsum(times * (share - middle) ** 2 for share, times in shares.items())
    if not squares:
        return Figure(value)
    tails = number * math.fsum(times * (share - trimmed) ** 4 for share, times in shares.items()) / squares**2
    factor = number / (number - Z)
    half = Z / 2 * factor * math.sqrt(max(0.0, tails - (number - 3) / number) / (number - 1))
    centre = value * math.sqrt(factor)
    return within(Figure(value, centre * math.exp(-half), centre * math.exp(half)), 0.0, most)


def _trimmed_mean(shares: Mapping[float, int], number: int, cut: int) -> float:
    """Return the mean without the `cut` least and the `cut` greatest; fewer than half of `number`."""
    total, place = 0.0, 0
    for share, times in sorted(shares.items()):
        total += share * max(0, min(place + times, number - cut) - max(place, cut))
        place += times
    return total / (number - 2 * cut)


def correlation(value: float, of: int) -> Figure:
    """Return a correlation with Fisher's interval (R. A. Fisher, Metron 1, 1921); `of` is at least 4.

    Without one at -1 and 1, where the formula has no end: it would claim that any cohort gave the same.
    """
    if abs(value) >= NEARLY_1:
        return Figure(math.copysign(1.0, value))
    middle, half = math.atanh(value), Z / math.sqrt(of - 3)
    return Figure(value, math.tanh(middle - half), math.tanh(middle + half))


def alpha(value: float, of: int, parts: int) -> Figure:
    """Return Cronbach's alpha with Bonett's interval (D. G. Bonett, Journal of Educational and Behavioral Statistics
    27, 2002); `of` is at least 3, `parts` at least 2. Without one at 1, as a correlation.
    """
    if value >= NEARLY_1:
        return Figure(1.0)
    middle = math.log(1 - value)
    half = Z * math.sqrt(2 * parts / ((parts - 1) * (of - 2)))
    return Figure(value, 1 - math.exp(middle + half), 1 - math.exp(middle - half))


@lru_cache(maxsize=1_000)
def chi_square_quantile(part: float, degrees: int) -> float:
    """Return below which value `part` of the chi-square distribution lies.

    The approximation of E. B. Wilson and M. M. Hilferty (Proceedings of the National Academy of Sciences 17, 1931), made
    exact by Newton's steps.
    """
    half, spread = degrees / 2, 2 / (9 * degrees)
    value = degrees * max(0.01, 1 - spread + NormalDist().inv_cdf(part) * math.sqrt(spread)) ** 3
    for _ in range(NEWTON_STEPS):
        density = math.exp((half - 1) * math.log(value / 2) - value / 2 - math.lgamma(half)) / 2
        step = (_chi_square_below(value, half) - part) / density
        value = max(value / 2, value - step)
        if abs(step) < value * 1e-12:
            break
    return value


def _chi_square_below(value: float, half: float) -> float:
    """Return which part lies below: the series of the incomplete gamma function (M. Abramowitz, I. Stegun, "Handbook of
    Mathematical Functions", 6.5.29); `half` is half of the degrees.
    """
    term, total, n = 1.0, 1.0, half
    while term > total * 1e-13:
        n += 1
        term *= value / 2 / n
        total += term
    return total * math.exp(half * math.log(value / 2) - value / 2 - math.lgamma(half + 1))


def t_quantile(degrees: float) -> float:
    """Return the two-sided 95 % quantile of Student's distribution; at least one degree.

    G. W. Hill, "Algorithm 396", Communications of the ACM 13 (1970); the exact forms for one and for two degrees. Between
    1 and 2 it is up to a fifth too great, near 1, from 3 on right to five digits.
    """
    p = 0.05
    if degrees == 1:
        return 1 / math.tan(p * math.pi / 2)
    if degrees == 2:  # noqa: PLR2004 - the distribution with two degrees has a closed form
        return math.sqrt(2 / (p * (2 - p)) - 2)
    a = 1 / (degrees - 0.5)
    b = 48 / (a * a)
    c = ((20700 * a / b - 98) * a - 16) * a + 96.36
    d = ((94.5 / (b + c) - 3) / b + 1) * math.sqrt(a * math.pi / 2) * degrees
    y = (d * p) ** (2 / degrees)
    if y > 0.05 + a:
        x = -Z
        y = x * x
        if degrees < 5:  # noqa: PLR2004 - as in the algorithm
            c += 0.3 * (degrees - 4.5) * (x + 0.6)
        c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c
        y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x
        y = math.expm1(a * y * y)
    else:
        y = (
            (
                1 / (((degrees + 6) / (degrees * y) - 0.089 * d - 0.822) * (degrees + 2) * 3)
                + 0.5 / (degrees + 4)
            )
            * y
            - 1
        ) * (degrees + 1) / (degrees + 2) + 1 / y
    return math.sqrt(degrees * y)
