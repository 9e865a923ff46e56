"""Rubrics: by which criteria a person marks an answer, and what each level of them earns."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from course.core.text import Text


@dataclass(frozen=True, slots=True)
class Level:
    """How well a criterion is met, and what that earns."""

    id: str
    text: Text
    points: float


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that an answer is looked at for. Its levels stand as the file has them."""

    id: str
    text: Text
    levels: tuple[Level, ...]

    @property
    def most(self) -> float:
        """What the best level earns."""
        return max(level.points for level in self.levels)


Rubric = Sequence[Criterion]
Chosen = Mapping[str, str]  # a criterion's id to the id of the level that was chosen


def rubric_points(rubric: Rubric) -> float:
    """Return what an answer earns that meets every criterion best."""
    return math.fsum(criterion.most for criterion in rubric)


def earned(rubric: Rubric, chosen: Chosen) -> float:
    """Return what the chosen levels earn together. Every criterion has one (`without_level` tells)."""
    return math.fsum(
        level.points
        for criterion in rubric
        for level in criterion.levels
        if chosen.get(criterion.id) == level.id
    )


def without_level(rubric: Rubric, chosen: Chosen) -> list[Criterion]:
    """Return the criteria that have no level yet, or one that is not theirs, in the rubric's order."""
    return [one for one in rubric if chosen.get(one.id) not in {level.id for level in one.levels}]
