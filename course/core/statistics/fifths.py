"""How the weakest, the strongest and those between answered: attempts in five equal parts by their score."""

from collections.abc import Mapping
from dataclasses import dataclass

from course.core.statistics.intervals import FEW_FOR_FIFTHS
from course.core.statistics.sums import SHARES, Histogram, QuestionSums

FIFTHS = 5
Parts = Mapping[int, tuple[float, ...]]  # bin: which part of its attempts belongs to which fifth


@dataclass(frozen=True, slots=True)
class ByFifth:
    """A share for each fifth, the weakest first, 0.0 to 1.0; empty where answers are too few."""

    shares: tuple[float, ...] = ()
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
    """Return the mean share of its points that each fifth earned at a question."""
    earned: dict[int, float] = {}
    for share, histogram in question.shares.items():
        for place, attempts in histogram.items():
            earned[place] = earned.get(place, 0.0) + share / SHARES * attempts
    return _by_fifth(earned, question.bins(), parts)


def chosen_by_fifth(chosen: Histogram, asked: Histogram, parts: Parts) -> ByFifth:
    """Return which share of each fifth gave an answer."""
    return _by_fifth(chosen, asked, parts)


def _by_fifth(counted: Mapping[int, float], asked: Histogram, parts: Parts) -> ByFifth:
    if sum(asked.values()) < FEW_FOR_FIFTHS:
        return ByFifth(needed=FEW_FOR_FIFTHS)
    there, of = [0.0] * FIFTHS, [0.0] * FIFTHS
    for place, attempts in asked.items():
        for fifth, part in enumerate(parts[place]):
            there[fifth] += counted.get(place, 0.0) * part
            of[fifth] += attempts * part
    if min(of) <= 0:  # a drawn question that a whole fifth was not asked
        return ByFifth(needed=FEW_FOR_FIFTHS)
    return ByFifth(tuple(hits / whole for hits, whole in zip(there, of, strict=True)))
