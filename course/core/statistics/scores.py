"""Figures of a whole quiz, from its sums.

Formulas: Moodle, "Quiz statistics calculations" (docs.moodle.org/dev). With S attempts, m2, m3, m4 the central
moments of the scores, k2 = S/(S-1)·m2, k3 = S²/((S-1)(S-2))·m3, k4 = S²/((S-1)(S-2)(S-3))·((S+1)·m4 - 3(S-1)·m2²).

Mean, median and spread are those of the scores that count. What is made of single questions (consistency, and the errors
that follow from it) is made of the first answers and what they add up to, as the figures of questions are.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from course.core.statistics.intervals import (
    FEW_ANSWERS,
    FEW_FOR_RELATIONS,
    NO_SPREAD,
    NOT_DEFINED,
    Figure,
    Z,
    alpha,
    around,
    deviation,
    mean_of_parts,
    too_few,
)
from course.core.statistics.sums import UNIT, QuestionSums, QuizSums, ScoreSums


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFigures:
    """What the scores of a quiz say. Shares are 0.0 to 1.0 of the points."""

    attempts: int
    mean: Figure
    median: Figure
    deviation: Figure
    skewness: Figure
    kurtosis: Figure
    consistency: Figure
    error_ratio: Figure
    standard_error: Figure


def score_figures(sums: QuizSums) -> ScoreFigures:
    """Return the figures of a quiz; those that its attempts are too few for say so."""
    scores = sums.scores
    consistency = _consistency(sums)
    return ScoreFigures(
        attempts=scores.attempts,
        mean=mean_score(scores),
        median=median_score(scores),
        deviation=standard_deviation(scores),
        skewness=skewness(scores),
        kurtosis=kurtosis(scores),
        consistency=consistency,
        error_ratio=_error_ratio(consistency),
        standard_error=_standard_error(consistency, standard_deviation(sums.firsts)),
    )


def mean_score(scores: ScoreSums) -> Figure:
    """Sum of scores / S, with Student's interval; Wilson's where all are equal."""
    if scores.attempts < FEW_ANSWERS:
        return too_few(FEW_ANSWERS)
    value = scores.powers[0] / (scores.attempts * UNIT)
    return mean_of_parts(value, math.sqrt(variance(scores)), scores.attempts)


def median_score(scores: ScoreSums) -> Figure:
    """The middle score, or the mean of the middle two: to the hundredth in which they lie, exact where all scores of
    that hundredth are equal. Interval: the scores that stand 0.98·√S places below and above the middle (binomial).
    """
    if scores.attempts < FEW_ANSWERS:
        return too_few(FEW_ANSWERS)
    number, away = scores.attempts, Z * math.sqrt(scores.attempts) / 2
    lower, upper = _at(scores, (number - 1) // 2), _at(scores, number // 2)
    low = _at(scores, max(0, math.floor(number / 2 - away) - 1))
    high = _at(scores, min(number - 1, math.ceil(number / 2 + away)))
    return Figure((lower + upper) / 2, low, high)


def standard_deviation(scores: ScoreSums) -> Figure:
    """√k2. Interval: chi-square's, which holds for normal scores, as those of skewness and kurtosis do."""
    if scores.attempts < FEW_ANSWERS:
        return too_few(FEW_ANSWERS)
    return deviation(math.sqrt(variance(scores)), scores.attempts)


def skewness(scores: ScoreSums) -> Figure:
    """k3 / k2^(3/2): negative where a few did far worse than the rest.

    Interval: 1.96 times the standard error that it has for normal scores, √(6S(S-1)/((S-2)(S+1)(S+3))).
    """
    number = scores.attempts
    if number < FEW_FOR_RELATIONS:
        return too_few(FEW_FOR_RELATIONS)
    if not variance(scores):
        return NO_SPREAD
    k3 = number**2 / ((number - 1) * (number - 2)) * _moment(scores, 3)
    return around(k3 / variance(scores) ** 1.5, Z * _skewness_error(number))


def kurtosis(scores: ScoreSums) -> Figure:
    """k4 / k2²: 0 for a bell, positive where scores crowd and a few stand far out.

    Interval: 1.96 times the standard error for normal scores, twice skewness's times √((S²-1)/((S-3)(S+5))).
    """
    number = scores.attempts
    if number < FEW_FOR_RELATIONS:
        return too_few(FEW_FOR_RELATIONS)
    if not variance(scores):
        return NO_SPREAD
    m2, m4 = _moment(scores, 2), _moment(scores, 4)
    factor = number**2 / ((number - 1) * (number - 2) * (number - 3))
    k4 = factor * ((number + 1) * m4 - 3 * (number - 1) * m2**2)
    error = 2 * _skewness_error(number) * math.sqrt((number**2 - 1) / ((number - 3) * (number + 5)))
    return around(k4 / variance(scores) ** 2, Z * error)


def variance(scores: ScoreSums) -> float:
    """Return k2 of the scores, as shares; at least two attempts."""
    return _sample_variance(scores.attempts, scores.powers[0], scores.powers[1])


def question_variance(sums: QuestionSums) -> float:
    """Return k2 of what a question added to the scores; at least two answers."""
    return _sample_variance(sums.answers, sums.mark, sums.mark_squares)


def _variance_of_all(asked: Iterable[QuestionSums]) -> float:
    """Return k2 of all marks of all questions together."""
    asked = list(asked)
    return _sample_variance(
        sum(one.answers for one in asked),
        sum(one.mark for one in asked),
        sum(one.mark_squares for one in asked),
    )


def cronbach(variances: Iterable[float], whole: float) -> float:
    """P/(P-1)·(1 - sum of the questions' k2 / k2 of the scores): Moodle's CIC, Cronbach's alpha."""
    parts = list(variances)
    return len(parts) / (len(parts) - 1) * (1 - math.fsum(parts) / whole)


def _consistency(sums: QuizSums) -> Figure:
    """Cronbach's alpha with Bonett's interval; not defined where attempts were asked one question or none.

    Where questions are drawn, Moodle's calculation takes the places of the quiz for its parts. A place holds any of the
    questions then, so its k2 is that of all marks together; attempts must have the same number of places.
    """
    number, asked = sums.firsts.attempts, [one for one in sums.questions.values() if one.worth]
    if number < FEW_FOR_RELATIONS:
        return too_few(FEW_FOR_RELATIONS)
    places, rest = divmod(sum(one.answers for one in asked), number)
    if places < 2 or rest:  # noqa: PLR2004 - one question has no rest
        return NOT_DEFINED
    whole = variance(sums.firsts)
    if not whole:
        return NO_SPREAD
    if all(one.answers == number for one in asked):
        variances = [question_variance(one) for one in asked]
    else:
        variances = [_variance_of_all(asked)] * places
    return alpha(cronbach(variances, whole), number, places)


def _error_ratio(consistency: Figure) -> Figure:
    """√(1 - alpha): how much of the spread of scores is chance. The interval is alpha's."""
    return _of_alpha(consistency, 1.0)


def _standard_error(consistency: Figure, deviation: Figure) -> Figure:
    """Error ratio times the standard deviation of the first answers' scores: about how far such a score lies from what
    the learner knows.
    """
    return _of_alpha(consistency, deviation.value or 0.0)


def _of_alpha(consistency: Figure, times: float) -> Figure:
    if consistency.value is None:
        return consistency
    if consistency.low is None or consistency.high is None:
        return Figure(times * math.sqrt(1 - consistency.value))
    best, middle, worst = (
        times * math.sqrt(max(0.0, 1 - value))
        for value in (consistency.high, consistency.value, consistency.low)
    )
    return Figure(middle, best, worst)


def _sample_variance(number: int, total: int, squares: int) -> float:
    return (number * squares - total * total) / (number * (number - 1)) / UNIT**2


def _moment(scores: ScoreSums, order: int) -> float:
    """Return a central moment, 2 to 4. Worked out in whole numbers, since differences of large sums lose digits."""
    n, (s1, s2, s3, s4) = scores.attempts, scores.powers
    if order == 2:  # noqa: PLR2004 - the order is a number
        return (n * s2 - s1**2) / n**2 / UNIT**2
    if order == 3:  # noqa: PLR2004
        return (n**2 * s3 - 3 * n * s1 * s2 + 2 * s1**3) / n**3 / UNIT**3
    return (n**3 * s4 - 4 * n**2 * s1 * s3 + 6 * n * s1**2 * s2 - 3 * s1**4) / n**4 / UNIT**4


def _skewness_error(number: int) -> float:
    return math.sqrt(6 * number * (number - 1) / ((number - 2) * (number + 1) * (number + 3)))


def _at(scores: ScoreSums, place: int) -> float:
    """Return the score that stands at a place, from 0, of all scores in order."""
    for bin_, (attempts, _total) in sorted(scores.bins.items()):
        if place < attempts:
            return scores.middle(bin_)
        place -= attempts
    raise IndexError
