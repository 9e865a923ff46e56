"""A question with the key and reasons that it has now, in the words that a learner saw."""

from dataclasses import replace
from typing import Any, TypeVar

from course.core.grading.questions import (
    AnyQuestion,
    Categorise,
    Choice,
    Choices,
    ChosenGap,
    Cloze,
    Gap,
    Hotspot,
    Match,
    Order,
    Scenario,
    Scene,
    Words,
)

T = TypeVar("T")


def in_words_seen(now: AnyQuestion, seen: AnyQuestion) -> AnyQuestion:  # noqa: PLR0911 - one case for each kind
    """Return `now` with the texts of `seen`, both of one kind with the same parts (`barrier` tells).

    So a review shows what the learner read and chose, with what is known of it today. Parts stand as they were
    seen; an order's stand in the right order of today.
    """
    match now, seen:
        case Choice(options=new), Choice(options=old):
            return replace(
                now,
                text=seen.text,
                picture=seen.picture,
                lead=seen.lead,
                options=_as_seen(new, old, "text", "picture"),
            )
        case Choices(options=new), Choices(options=old):
            return replace(
                now,
                text=seen.text,
                picture=seen.picture,
                lead=seen.lead,
                options=_as_seen(new, old, "text", "picture"),
            )
        case Hotspot(spots=new_spots), Hotspot(spots=old_spots):
            return replace(
                now,
                text=seen.text,
                picture=seen.picture,
                lead=seen.lead,
                spots=_as_seen(new_spots, old_spots, "text", "lat", "lon", "x", "y"),
            )
        case Match(pairs=new_pairs, extras=new_extras), Match(pairs=old_pairs, extras=old_extras):
            return replace(
                now,
                text=seen.text,
                picture=seen.picture,
                lead=seen.lead,
                pairs=_as_seen(new_pairs, old_pairs, "prompt", "answer"),
                extras=_as_seen(new_extras, old_extras, "answer"),
            )
        case Order(items=steps), Order(items=old_steps):
            texts = {step.id: step.text for step in old_steps}
            return replace(
                now,
                text=seen.text,
                picture=seen.picture,
                lead=seen.lead,
                items=tuple(replace(step, text=texts[step.id]) for step in steps),
            )
        case Categorise(items=things, categories=groups), Categorise(items=old_things, categories=old_groups):
            return replace(
                now,
                text=seen.text,
                picture=seen.picture,
                lead=seen.lead,
                items=_as_seen(things, old_things, "text"),
                categories=_as_seen(groups, old_groups, "text"),
            )
        case Cloze(gaps=gaps), Cloze(gaps=old_gaps, passage=passage):
            return replace(
                now,
                text=seen.text,
                picture=seen.picture,
                lead=seen.lead,
                passage=passage,
                gaps=_gaps_seen(gaps, old_gaps),
            )
        case Words(gaps=chosen), Words(gaps=old_chosen, passage=passage):
            return replace(
                now,
                text=seen.text,
                picture=seen.picture,
                lead=seen.lead,
                passage=passage,
                gaps=_gaps_seen(chosen, old_chosen),
            )
        case Scenario(scenes=scenes), Scenario(scenes=old_scenes):
            told = {scene.id: scene for scene in old_scenes}
            return replace(
                now,
                text=seen.text,
                picture=seen.picture,
                lead=seen.lead,
                scenes=tuple(_scene_seen(scene, told[scene.id]) for scene in scenes),
            )
        case _:
            return replace(now, text=seen.text, picture=seen.picture, lead=seen.lead)


def _as_seen(new: tuple[T, ...], old: tuple[Any, ...], *names: str) -> tuple[T, ...]:
    there: tuple[Any, ...] = new
    by_id = {each.id: each for each in there}
    return tuple(replace(by_id[each.id], **{name: getattr(each, name) for name in names}) for each in old)


def _gaps_seen(new: tuple[Any, ...], old: tuple[Gap, ...]) -> tuple[Any, ...]:
    there: tuple[Any, ...] = new
    by_id = {gap.id: gap for gap in there}
    return tuple(
        replace(by_id[gap.id], options=_as_seen(by_id[gap.id].options, gap.options, "text"))
        if isinstance(gap, ChosenGap)
        else by_id[gap.id]
        for gap in old
    )


def _scene_seen(scene: Scene, old: Scene) -> Scene:
    return replace(scene, text=old.text, name=old.name, choices=_as_seen(scene.choices, old.choices, "text"))
