"""The effective weight of questions: which part each has in what tells the scores apart, and how sure that is.

Moodle, "Quiz statistics calculations" (docs.moodle.org/dev): √C(x, X) / the sum of these over all questions, where
C(x, X) is the covariance of what the question adds with the whole score.

No formula gives its interval from sums of a fair size: the exact delta method takes the fourth-order products of each
pair of questions, some five thousand sums for a hundred questions. It is therefore found by the jackknife that leaves
out one random group of attempts after another (J. Shao, D. Tu, "The Jackknife and Bootstrap", Springer 1995, section
2.3), from sums kept by group. With G groups, and θ₍g₎ the figure without group g:

    variance = (G-1)/G · Σ (θ₍g₎ - mean of θ₍g₎)², interval = θ ± t(G-1) · √variance

θ is the square of the weight, which goes through 0 smoothly where a covariance does; the ends are drawn the root of, and
cut off at 0 and 1.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from course.core.statistics.intervals import (
    FEW_FOR_RELATIONS,
    NO_SPREAD,
    NOT_DEFINED,
    Figure,
    t_quantile,
    too_few,
)
from course.core.statistics.sums import PART_SUMS, PARTS, UNIT, QuestionSums

FEW_GROUPS = 10  # below it the lot decides how wide the interval is


def effective_weights(questions: Mapping[str, QuestionSums]) -> dict[str, Figure]:
    """Return the effective weight of each question, 0.0 to 1.0, by id.

    Not defined where C(x, X) is negative. Without an interval where the attempts lie in fewer than FEW_GROUPS groups.
    """
    covariances = {question_id: _covariance(one) for question_id, one in questions.items()}
    roots = _roots(covariances.values())
    without = list(_squares_without_each_group(questions))
    return {
        question_id: _weight(one, covariances[question_id], roots, [left[question_id] for left in without])
        for question_id, one in questions.items()
    }


def _weight(sums: QuestionSums, covariance: float, roots: float, without: Sequence[float]) -> Figure:
    if not sums.worth:
        return NOT_DEFINED
    if sums.answers < FEW_FOR_RELATIONS:
        return too_few(FEW_FOR_RELATIONS)
    if covariance < 0:
        return NOT_DEFINED
    if not roots:
        return NO_SPREAD
    value = math.sqrt(covariance) / roots
    if len(without) < FEW_GROUPS:
        return Figure(value)
    half = t_quantile(len(without) - 1) * _jackknife_error(without)
    return Figure(value, math.sqrt(max(0.0, value**2 - half)), math.sqrt(min(1.0, value**2 + half)))


def _jackknife_error(without: Sequence[float]) -> float:
    groups, middle = len(without), math.fsum(without) / len(without)
    return math.sqrt((groups - 1) / groups * math.fsum((one - middle) ** 2 for one in without))


def _squares_without_each_group(questions: Mapping[str, QuestionSums]) -> Iterator[dict[str, float]]:
    """Yield the squares of all weights, each time without the attempts of one group; below 0 where C(x, X) is.

    None at all where sums were kept before they were kept by group, until they are counted anew.
    """
    if any(sum(one.parts[::PART_SUMS]) != one.answers for one in questions.values()):
        return
    for first in range(0, PARTS * PART_SUMS, PART_SUMS):
        if not any(one.parts[first] for one in questions.values()):
            continue
        left = {name: _covariance(one, first) for name, one in questions.items()}
        square = _roots(left.values()) ** 2 or 1.0
        yield {name: covariance / square for name, covariance in left.items()}


def _covariance(of: QuestionSums, without: int | None = None) -> float:
    """Return C(x, X), as a share of the points squared; 0 of one answer, which has none.

    `without` is where the sums of a group begin that is left out.
    """
    n, marks, products, scores = of.answers, of.mark, of.mark_scores, of.score
    if without is not None:
        gone = of.parts[without : without + PART_SUMS]
        n, marks, products, scores = n - gone[0], marks - gone[1], products - gone[2], scores - gone[3]
    return (n * products - marks * scores) / (n * (n - 1)) / UNIT**2 if n > 1 else 0.0


def _roots(covariances: Iterable[float]) -> float:
    return math.fsum(math.sqrt(one) for one in covariances if one > 0)
