"""QTI's interactions that put things together: matchInteraction, associateInteraction, orderInteraction."""

from collections import Counter
from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element

from course.core.formats.qti_reading import ItemReader
from course.core.formats.questions_in import Skip, extras_of, options_of
from course.core.grading.questions import (
    AnyQuestion,
    Categorise,
    Category,
    Item,
    Likert,
    Match,
    Order,
    Pair,
    Sorted,
    Statement,
)
from course.core.slugs import is_slug

SCALE_MAX = 7  # as many steps as a quiz file takes


def match_of(reader: ItemReader, interaction: Element, shared: dict) -> AnyQuestion:  # type: ignore[type-arg]
    sides = [
        {
            choice.get("identifier", ""): reader.words.of(choice)
            for choice in side.findall("simpleAssociableChoice")
        }
        for side in interaction.findall("simpleMatchSet")
    ]
    if len(sides) != 2:  # noqa: PLR2004 - it has two sides
        raise Skip("unreadable", detail="simpleMatchSet")
    prompts, targets = sides
    if reader.is_unkeyed(reader.response(interaction)):
        return _likert(reader, shared, prompts, targets)
    wanted = _pairs(reader, interaction, prompts, targets)
    many = Counter(target for _prompt, target in wanted)
    said = set(interaction.get("class", "").split()) & {"match", "categorise"}
    if said == {"categorise"} or (not said and any(count > 1 for count in many.values())):
        return _categorise(reader, shared, wanted, prompts, targets)
    others = [text for name, text in targets.items() if name not in many]
    return _paired(reader, shared, [(prompts[one], targets[two]) for one, two in wanted], others)


def _likert(
    reader: ItemReader,
    shared: dict,  # type: ignore[type-arg]
    prompts: Mapping[str, str],
    targets: Mapping[str, str],
) -> Likert:
    """Return statements with a scale, where nothing says which belongs to which."""
    if not prompts or not 1 < len(targets) <= SCALE_MAX:
        raise Skip("no_right")
    reader.note_unkeyed("likert")
    ids = [name.removeprefix("s.") for name in prompts]  # as they go out from here
    if not all(name.startswith("s.") and is_slug(one) for name, one in zip(prompts, ids, strict=True)):
        ids = [f"statement-{place}" for place in range(1, len(ids) + 1)]
    said = tuple(
        Statement(one, reader.imported.must(text)) for one, text in zip(ids, prompts.values(), strict=True)
    )
    scale = tuple(reader.imported.must(text) for text in targets.values())
    return Likert(**{**shared, "points": 0.0}, scale=scale, statements=said)


def _pairs(
    reader: ItemReader, interaction: Element, prompts: Mapping[str, str], targets: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Return the right pairs in the prompts' order, each prompt once."""
    response = reader.response(interaction)
    reader.note_marking(response)
    found: dict[str, str] = {}
    for pair in response.pairs():
        one, _, two = pair.partition(" ")
        if one not in prompts and two in prompts:
            one, two = two, one
        if one not in prompts or two not in targets or one in found:
            raise Skip("unreadable", detail=pair[:40])
        found[one] = two
    if lost := [text for name, text in prompts.items() if name not in found]:
        reader.note("lost_distractor", detail=", ".join(lost))
    return [(name, found[name]) for name in prompts if name in found]


def _paired(
    reader: ItemReader,
    shared: dict,  # type: ignore[type-arg]
    pairs: list[tuple[str, str]],
    others: Iterable[str] = (),
) -> Match:
    if len(pairs) < 2:  # noqa: PLR2004 - a match needs two
        raise Skip("one_answer")
    made = [
        Pair(f"pair-{place}", reader.imported.must(prompt), reader.imported.must(answer))
        for place, (prompt, answer) in enumerate(pairs, 1)
    ]
    return Match(**shared, pairs=tuple(made), extras=extras_of(reader.imported, made, others))


def _categorise(
    reader: ItemReader,
    shared: dict,  # type: ignore[type-arg]
    wanted: list[tuple[str, str]],
    prompts: Mapping[str, str],
    targets: Mapping[str, str],
) -> Categorise:
    if len(targets) < 2 or len(wanted) < 2:  # noqa: PLR2004 - sorting needs two
        raise Skip("one_answer")
    names = {name: f"group-{place}" for place, name in enumerate(targets, 1)}
    items = [
        Sorted(f"item-{place}", reader.imported.must(prompts[one]), names[two])
        for place, (one, two) in enumerate(wanted, 1)
    ]
    groups = tuple(Category(names[name], reader.imported.must(text)) for name, text in targets.items())
    return Categorise(**shared, categories=groups, items=tuple(items))


def associate_of(reader: ItemReader, interaction: Element, shared: dict) -> AnyQuestion:  # type: ignore[type-arg]
    texts = {
        choice.get("identifier", ""): reader.words.of(choice)
        for choice in interaction.findall("simpleAssociableChoice")
    }
    response = reader.response(interaction)
    reader.note_marking(response)
    pairs, used = [], Counter[str]()
    for pair in response.pairs():
        one, _, two = pair.partition(" ")
        if one not in texts or two not in texts:
            raise Skip("unreadable", detail=pair[:40])
        used.update((one, two))
        pairs.append((texts[one], texts[two]))
    if any(count > 1 for count in used.values()):
        raise Skip("unreadable", detail="associateInteraction")
    for name in set(texts) - set(used):
        reader.note("lost_distractor", detail=texts[name])
    return _paired(reader, shared, pairs)


def order_of(reader: ItemReader, interaction: Element, shared: dict) -> AnyQuestion:  # type: ignore[type-arg]
    texts = {
        choice.get("identifier", ""): reader.words.of(choice)
        for choice in interaction.findall("simpleChoice")
    }
    response = reader.response(interaction)
    wanted = response.correct
    reader.note_marking(response)
    if len(wanted) < 2 or sorted(wanted) != sorted(texts):  # noqa: PLR2004 - an order needs two
        raise Skip("unreadable", detail="correctResponse")
    items = options_of(reader.imported, [(texts[name], False, reader.told(name)) for name in wanted])
    return Order(**shared, items=tuple(Item(one.id, one.text, one.feedback) for one in items))
