"""Checks of a scenario: every scene can be reached, every way ends, and every name is known."""

from collections.abc import Callable, Iterator, Mapping

from course.core.content.strict_yaml import Path
from course.core.grading.questions import Scenario, Scene
from course.core.grading.scenarios import ENDING
from course.core.text import N_

Fault = tuple[Path, str, str, Mapping[str, object]]  # where, code, sentence, values


def scenario_faults(question: Scenario) -> Iterator[Fault]:
    """Yield what is wrong with a scenario, with paths that begin at the question."""
    scenes = {scene.id: scene for scene in question.scenes}
    meters = {meter.id for meter in question.meters}
    if question.start not in scenes:
        yield ("start",), "scene_unknown", _UNKNOWN_SCENE, {"scene": question.start}
    for place, scene in enumerate(question.scenes):
        yield from _scene_faults(scene, ("scenes", place), scenes, meters)
    yield from _ending_faults(question, scenes, meters)
    if question.start in scenes:
        yield from _way_faults(question, scenes)


_UNKNOWN_SCENE = N_("There is no scene “%(scene)s” in this question.")
_UNKNOWN_METER = N_("There is no meter “%(meter)s” in this question.")


def _scene_faults(scene: Scene, path: Path, scenes: Mapping[str, Scene], meters: set[str]) -> Iterator[Fault]:
    if scene.id == ENDING:
        template = N_("A scene cannot be called “%(scene)s”: that word lets the meters choose the ending.")
        yield (*path, "id"), "scene_name", template, {"scene": scene.id}
    if scene.ending == bool(scene.choices):
        template = N_("A scene has choices, or it says “ending: true” and has none.")
        yield path, "scene_choices", template, {}
    for place, choice in enumerate(scene.choices):
        here: Path = (*path, "choices", place)
        if choice.to != ENDING and choice.to not in scenes:
            yield (*here, "to"), "scene_unknown", _UNKNOWN_SCENE, {"scene": choice.to}
        for meter in choice.effects:
            if meter not in meters:
                yield (*here, "effects", meter), "meter_unknown", _UNKNOWN_METER, {"meter": meter}


def _ending_faults(question: Scenario, scenes: Mapping[str, Scene], meters: set[str]) -> Iterator[Fault]:
    last = len(question.endings) - 1
    for place, ending in enumerate(question.endings):
        here: Path = ("endings", place)
        if ending.to not in scenes or scenes[ending.to].choices:
            template = N_("“%(scene)s” is not a scene that ends the story.")
            yield (*here, "to"), "ending_scene", template, {"scene": ending.to}
        for meter in ending.when:
            if meter not in meters:
                yield (*here, "when", meter), "meter_unknown", _UNKNOWN_METER, {"meter": meter}
        if bool(ending.when) == (place == last):
            template = N_(
                "The last ending has no conditions, so that every story ends; all others have some."
            )
            yield here, "ending_conditions", template, {}


def _way_faults(question: Scenario, scenes: Mapping[str, Scene]) -> Iterator[Fault]:
    """Yield scenes that no way leads to, and those where a way comes back to itself."""
    ends = tuple(ending.to for ending in question.endings)

    def after(scene: str) -> list[str]:
        named = [
            to for choice in scenes[scene].choices for to in (ends if choice.to == ENDING else (choice.to,))
        ]
        return [to for to in named if to in scenes]

    reached, looping = _walk(question.start, after)
    for place, scene in enumerate(question.scenes):
        if scene.id not in reached:
            template = N_("No way leads to the scene “%(scene)s”.")
            yield ("scenes", place), "scene_unreached", template, {"scene": scene.id}
        if scene.id in looping:
            template = N_("From the scene “%(scene)s” a way leads back to it: a story goes forward only.")
            yield ("scenes", place), "scene_loop", template, {"scene": scene.id}


def _walk(start: str, after: Callable[[str], list[str]]) -> tuple[set[str], set[str]]:
    """Return the scenes that can be reached, and those that a way comes back to (depth first, without recursion)."""
    reached, looping = {start}, set()
    open_ones = [start]  # from the start to where the walk is
    waiting = [iter(after(start))]
    while waiting:
        scene = next(waiting[-1], None)
        if scene is None:
            waiting.pop()
            open_ones.pop()
        elif scene in open_ones:
            looping.add(scene)
        elif scene not in reached:
            reached.add(scene)
            open_ones.append(scene)
            waiting.append(iter(after(scene)))
    return reached, looping
