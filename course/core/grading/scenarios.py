"""A scenario's rules: which way a story goes, what its meters say, and what the choices on the way are worth."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from course.core.grading.questions import Scenario, Scene, SceneChoice
from course.core.text import Text

ENDING = "ending"  # where a choice leads when the meters decide how the story goes on
METER_MAX = 10
CONDITION = r"^(>=|<=|>|<)(-?[0-9]{1,3})$"


class Strayed(ValueError):  # noqa: N818 - it says what happened
    """The path does not follow the scenes."""


@dataclass(frozen=True, slots=True)
class Step:
    """One choice that was taken, in its scene."""

    scene: Scene
    choice: SceneChoice

    @property
    def id(self) -> str:
        return step_id(self.scene.id, self.choice.id)


@dataclass(frozen=True, slots=True)
class Walk:
    """A way through the scenes from the start; `meters` are as counted, `scene` is where it has come to."""

    steps: tuple[Step, ...]
    meters: Mapping[str, int]
    scene: Scene

    @property
    def is_over(self) -> bool:
        return not self.scene.choices

    @property
    def worth(self) -> float:
        """Return the mean worth of the choices, 0.0 to 1.0; 0.0 before an ending is reached."""
        if not self.is_over or not self.steps:
            return 0.0
        return math.fsum(step.choice.worth for step in self.steps) / len(self.steps)


@dataclass(frozen=True, slots=True)
class Told:
    """One taken choice as it is read again."""

    scene: Text
    choice: Text
    feedback: Text


@dataclass(frozen=True, slots=True)
class MeterNow:
    """A meter as it is shown, 0 to METER_MAX, and how far the last choice moved it there."""

    text: Text
    value: int
    change: int


@dataclass(frozen=True, slots=True)
class Story:
    """What is told of a scenario so far: the choices taken, the meters, and the scene it has come to."""

    steps: tuple[Told, ...]
    meters: tuple[MeterNow, ...]
    scene: Text
    is_over: bool


def step_id(scene: str, choice: str) -> str:
    """Return how a response names a choice in its scene."""
    return f"{scene}:{choice}"


def follow(question: Scenario, path: Iterable[str]) -> Walk:
    """Return the walk that a response says. Raises Strayed where a step does not stand in the scene before it."""
    scenes = {scene.id: scene for scene in question.scenes}
    meters = {meter.id: meter.start for meter in question.meters}
    here = scenes[question.start]
    steps = []
    for name in path:
        choice = next((one for one in here.choices if step_id(here.id, one.id) == name), None)
        if choice is None:
            raise Strayed(name)
        steps.append(Step(here, choice))
        for meter, change in choice.effects.items():
            meters[meter] += change
        here = scenes[ending_for(question, meters) if choice.to == ENDING else choice.to]
    return Walk(tuple(steps), meters, here)


def follows(question: Scenario, path: Iterable[str]) -> bool:
    """Tell whether each step of a path stands in the scene that the steps before it lead to."""
    try:
        follow(question, path)
    except Strayed:
        return False
    return True


def next_steps(question: Scenario, path: Iterable[str]) -> list[str]:
    """Return the steps that may be taken now, in the file's order; none at an ending. Raises Strayed."""
    scene = follow(question, path).scene
    return [step_id(scene.id, choice.id) for choice in scene.choices]


def ending_for(question: Scenario, meters: Mapping[str, int]) -> str:
    """Return the scene of the first ending whose conditions the meters meet; the last one has none."""
    return next(
        ending.to
        for ending in question.endings
        if all(_holds(meters[meter], condition) for meter, condition in ending.when.items())
    )


def tell(question: Scenario, path: Iterable[str]) -> Story:
    """Return what a learner may read of the story that the response `path` says. Raises Strayed."""
    names = tuple(path)
    walk = follow(question, names)
    before = follow(question, names[:-1]).meters
    return Story(
        steps=tuple(Told(step.scene.text, step.choice.text, step.choice.feedback) for step in walk.steps),
        meters=tuple(
            MeterNow(
                text=meter.text,
                value=shown(walk.meters[meter.id]),
                change=shown(walk.meters[meter.id]) - shown(before[meter.id]),
            )
            for meter in question.meters
        ),
        scene=walk.scene.text,
        is_over=walk.is_over,
    )


def shown(value: int) -> int:
    """Return a meter's value as it is shown. It goes on counting beyond the ends of what is shown."""
    return min(METER_MAX, max(0, value))


def _holds(value: int, condition: str) -> bool:
    found = re.match(CONDITION, condition)
    if found is None:
        raise ValueError(condition)
    limit = int(found[2])
    return {">=": value >= limit, "<=": value <= limit, ">": value > limit, "<": value < limit}[found[1]]
