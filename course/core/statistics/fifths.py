"""How the weakest, the strongest and those between answered: attempts in five equal parts by their score."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from course.core.statistics.intervals import FEW_FOR_FIFTHS, Figure, mean_of_parts, wilson
from course.core.statistics.sums import SHARES, Histogram, QuestionSums

FIFTHS = 5
Parts = Mapping[int, tuple[float, ...]]  # bin: which part of its attempts belongs to which fifth


@dataclass(frozen=True, slots=True)
class ByFifth:
    """A share for each fifth, the weakest first, 0.0 to 1.0, with its interval; empty where answers are too few.

    A fifth may hold parts of attempts (`fifths`): its size is their sum, and so is that of the sample of its interval.
    """

    shares: tuple[Figure, ...] = ()
    needed: int = 0  # where there are none: how many answers it takes


def fifths(histogram: Histogram) -> Parts:
    """Divide attempts by their score into five parts of one size.

    Where equal scores lie on both sides of a border, each part gets its portion of them: what comes out is the
    expectation if the order among them were drawn by lot.
    """
    number = sum(histogram.values())
    parts, before = {}, 0
    for place, attempts in sorted(histogram.items()):
        start, end = before / number * FIFTHS, (before + attempts) / number * FIFTHS
        overlaps = [max(0.0, min(end, fifth + 1) - max(start, fifth)) for fifth in range(FIFTHS)]
        parts[place] = tuple(overlap / (end - start) for overlap in overlaps)
        before += attempts
    return parts


def facility_by_fifth(question: QuestionSums, parts: Parts) -> ByFifth:
    """Return the mean share of its points that each fifth earned at a question, with the intervals of `facility`: Wilson's
    in a fifth where each earned everything or nothing, else that of `mean_of_parts`.
    """
    return _by_fifth(question.shares, question.bins(), parts, _earned)


def chosen_by_fifth(chosen: Histogram, asked: Histogram, parts: Parts) -> ByFifth:
    """Return which share of each fifth gave an answer, with Wilson's interval."""
    return _by_fifth({SHARES: chosen}, asked, parts, lambda found, of: wilson(min(of, found[SHARES]), of))


def _by_fifth(
    counted: Mapping[int, Histogram],
    asked: Histogram,
    parts: Parts,
    figure: Callable[[Mapping[int, float], float], Figure],
) -> ByFifth:
    """Return the figure of each fifth; it is made of how many there are of each kind that is counted, and of all."""
    if sum(asked.values()) < FEW_FOR_FIFTHS:
        return ByFifth(needed=FEW_FOR_FIFTHS)
    of = _portions(asked, parts)
    if min(of) <= 0:  # a drawn question that a whole fifth was not asked
        return ByFifth(needed=FEW_FOR_FIFTHS)
    portions = {kind: _portions(histogram, parts) for kind, histogram in counted.items()}
    return ByFifth(
        tuple(
            figure({kind: held[fifth] for kind, held in portions.items()}, of[fifth])
            for fifth in range(FIFTHS)
        )
    )


def _portions(histogram: Histogram, parts: Parts) -> list[float]:
    """Return how many of the attempts belong to each fifth."""
    return [
        math.fsum(attempts * parts[place][fifth] for place, attempts in histogram.items())
        for fifth in range(FIFTHS)
    ]


def _earned(found: Mapping[int, float], of: float) -> Figure:
    """Return the mean of shares in ten-thousandths, of which there are so many each."""
    shares = {share / SHARES: number for share, number in found.items() if number}
    value = min(1.0, math.fsum(share * number for share, number in shares.items()) / of)
    if len(shares) == 1 or shares.keys() <= {0.0, 1.0}:
        return wilson(value * of, of)
    squares = math.fsum(number * (share - value) ** 2 for share, number in shares.items())
    return mean_of_parts(value, math.sqrt(squares / (of - 1)) if of > 1 else 0.0, of)
