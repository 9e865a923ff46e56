"""A scenario: the kind of question that is a story played scene after scene. Its rules stand in scenarios.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from course.core.grading.asked import Question
from course.core.text import Text


@dataclass(frozen=True, slots=True)
class Meter:
    """A number that choices move, such as trust; `start` is 0 to 10."""

    id: str
    text: Text
    start: int


@dataclass(frozen=True, slots=True)
class SceneChoice:
    """One thing to do in a scene. `worth` is 0.0 to 1.0; `effects` is how far it moves which meter.

    `to` is the next scene's id, or "ending", where the meters decide.
    """

    id: str
    text: Text
    worth: float
    effects: Mapping[str, int]
    feedback: Text
    to: str


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene of a scenario; one without choices ends the story, under its `name` where it has one."""

    id: str
    text: Text
    choices: tuple[SceneChoice, ...]
    ending: bool
    name: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ending:
    """The scene that ends a story where all conditions hold; `when` is meter to condition, such as ">=6"."""

    when: Mapping[str, str]
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario(Question):
    """A story played scene after scene. Response: the choices taken so far, in order, each as "scene:choice"."""

    meters: tuple[Meter, ...]
    start: str
    scenes: tuple[Scene, ...]
    endings: tuple[Ending, ...]  # tried in order; the last one has no conditions
