"""Figures of one question, from its sums.

Formulas: Moodle, "Quiz statistics calculations" (docs.moodle.org/dev). x is what the question added to a score, X the
score, r = X - x the rest of the quiz; C(a, b) is their covariance over S - 1. Moodle takes x from the mark that counts;
here x and X are those of the first answers, without what tries cost and certainties bring: a question that many get
right with a hint is a hard one, and one that many are wrongly sure of is no harder than one that they guess wrongly.
"""

import math
from dataclasses import dataclass

from course.core.statistics.intervals import (
    FEW_ANSWERS,
    FEW_FOR_RELATIONS,
    NO_SPREAD,
    NOT_DEFINED,
    Figure,
    correlation,
    deviation_of_shares,
    mean_of_parts,
    too_few,
    wilson,
    within,
)
from course.core.statistics.scores import question_variance
from course.core.statistics.sums import SHARES, UNIT, QuestionSums, QuizSums, ScoreSums
from course.core.statistics.weights import effective_weights

Spread = list[tuple[float, int]]  # a value and how many have it


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFigures:
    """What the answers to one question say. Shares and correlations are plain numbers, not hundredths."""

    answers: int
    right: int
    blank: int
    facility: Figure
    deviation: Figure
    discrimination: Figure
    efficiency: Figure
    intended_weight: float
    effective_weight: Figure


def question_figures(sums: QuizSums, only: str = "") -> dict[str, QuestionFigures]:
    """Return the figures of each question of a quiz, by id; of one alone where `only` names it."""
    weights = effective_weights(sums.questions)
    return {
        question_id: QuestionFigures(
            answers=one.answers,
            right=one.right,
            blank=one.blank,
            facility=facility(one),
            deviation=deviation(one),
            discrimination=discrimination(one),
            efficiency=efficiency(one, sums.firsts),
            intended_weight=intended_weight(one, sums.scores.attempts),
            effective_weight=weights[question_id],
        )
        for question_id, one in sums.questions.items()
        if only in {"", question_id}
    }


def facility(sums: QuestionSums) -> Figure:
    """Mean of x / what the question is worth: 1.0 where all had it right. Wilson's interval where each answer was
    fully right or earned nothing; else that of `mean_of_parts`.
    """
    if not sums.worth:
        return NOT_DEFINED
    if sums.answers < FEW_ANSWERS:
        return too_few(FEW_ANSWERS)
    if sums.shares.keys() <= {0, SHARES}:
        return wilson(sums.right, sums.answers)
    return mean_of_parts(sums.mark / sums.worth, _deviation(sums), sums.answers)


def deviation(sums: QuestionSums) -> Figure:
    """√C(x, x) / what the question is worth. Interval: from the shares that answers earned, `deviation_of_shares`."""
    if not sums.worth:
        return NOT_DEFINED
    if sums.answers < FEW_ANSWERS:
        return too_few(FEW_ANSWERS)
    shares = {share / SHARES: sum(bins.values()) for share, bins in sums.shares.items()}
    return deviation_of_shares(_deviation(sums), shares)


def discrimination(sums: QuestionSums) -> Figure:
    """C(x, r) / √(C(x, x)·C(r, r)): the correlation of the question with the rest of the quiz, -1 to 1.

    Fisher's interval; at -1 and 1 without one.
    """
    if not sums.worth:
        return NOT_DEFINED
    if sums.answers < FEW_FOR_RELATIONS:
        return too_few(FEW_FOR_RELATIONS)
    own, shared = _products(sums, "own"), _products(sums, "shared")
    rest = _products(sums, "whole") - 2 * shared + own
    if not own or not rest:
        return NO_SPREAD
    value = (shared - own) / math.isqrt(own * rest)
    return correlation(max(-1.0, min(1.0, value)), sums.answers)


def efficiency(sums: QuestionSums, firsts: ScoreSums) -> Figure:
    """C(x, r) / Cmax: of the most that the question could tell weak from strong, given its marks, how much it does.

    Cmax is the covariance if marks and rests were both put in order, least with least. Rests are worked out from the
    hundredths of the scores: exact where all scores of a hundredth are equal. The interval is that of the correlation
    of these marks and rests, as of discrimination, divided by the most that the correlation could be.

    Value and interval are cut off at what an order of these marks and rests can give: at 1.0, and at the value of the
    worst order, least with greatest. That one may lie below -1, where rests are skewed.
    """
    index = discrimination(sums)
    if index.value is None:
        return index
    rests = _rests(sums, firsts)
    scale = _scale(rests, sums.answers)
    if not scale:
        return NO_SPREAD
    least, there, most = (one / scale for one in _covariances(rests, sums.answers))
    found = correlation(max(-1.0, min(1.0, there)), sums.answers)
    value = max(least / most, min(1.0, there / most))
    if found.low is None or found.high is None:
        return Figure(value)
    return within(Figure(value, found.low / most, found.high / most), least / most, 1.0)


def intended_weight(sums: QuestionSums, attempts: int) -> float:
    """Return the part of the points that the question holds, 0.0 to 1.0; of a drawn one, on the average of attempts."""
    return sums.worth / attempts / UNIT if attempts else 0.0


def _products(sums: QuestionSums, which: str) -> int:
    """Return S·Σab - Σa·Σb in whole numbers: S(S-1) times a covariance."""
    n = sums.answers
    if which == "own":
        return n * sums.mark_squares - sums.mark**2
    if which == "shared":
        return n * sums.mark_scores - sums.mark * sums.score
    return n * sums.score_squares - sums.score**2


def _deviation(sums: QuestionSums) -> float:
    return math.sqrt(question_variance(sums)) / (sums.worth / sums.answers / UNIT)


def _rests(sums: QuestionSums, firsts: ScoreSums) -> list[tuple[float, Spread]]:
    """Return for each mark that was given, the least first, how many of those who got it had which rest."""
    worth = sums.worth / sums.answers / UNIT
    middles = {place: firsts.middle(place) for place in firsts.bins}
    return [
        (
            share / SHARES * worth,
            [(middles[place] - share / SHARES * worth, n) for place, n in histogram.items()],
        )
        for share, histogram in sorted(sums.shares.items())
    ]


def _scale(rests: list[tuple[float, Spread]], number: int) -> float:
    """Return √(C(x, x)·C(r, r)); 0.0 where marks or rests differ by less than a billionth, to which they are kept."""
    marks = [(mark, _size(spread)) for mark, spread in rests]
    both = [
        _root_of_squares(found, number)
        for found in (marks, [pair for _mark, spread in rests for pair in spread])
    ]
    return math.prod(both) / (number - 1) if min(both) * UNIT > math.sqrt(number) else 0.0


def _root_of_squares(found: Spread, number: int) -> float:
    middle = math.fsum(value * n for value, n in found) / number
    return math.sqrt(math.fsum((value - middle) ** 2 * n for value, n in found))


def _covariances(rests: list[tuple[float, Spread]], number: int) -> tuple[float, float, float]:
    """Return what C(x, r) were with the least marks beside the greatest rests, what it is, and what it were with the
    least beside the least.
    """
    marks = [(mark, _size(spread)) for mark, spread in rests]
    ordered = sorted(pair for _mark, spread in rests for pair in spread)
    parts = [sum(rest * n for rest, n in spread) for _mark, spread in rests]
    means = sum(mark * n for mark, n in marks) * sum(parts) / number
    there = sum(mark * part for (mark, _n), part in zip(marks, parts, strict=True))
    least, most = _products_beside(marks, ordered[::-1]), _products_beside(marks, ordered)
    return (least - means) / (number - 1), (there - means) / (number - 1), (most - means) / (number - 1)


def _products_beside(marks: Spread, rests: Spread) -> float:
    """Return the sum of products where both stand side by side in the order given."""
    beside = iter(rests)
    rest, left = next(beside)
    found = 0.0
    for mark, size in marks:
        waiting = size
        while waiting:
            if not left:
                rest, left = next(beside)
            taken = min(waiting, left)
            found += mark * rest * taken
            waiting, left = waiting - taken, left - taken
    return found


def _size(spread: Spread) -> int:
    return sum(n for _value, n in spread)
