"""QTI's interactions that stand in a text: textEntryInteraction, inlineChoiceInteraction, gapMatchInteraction."""

from xml.etree.ElementTree import Element

from course.core.formats.accepted import Typed, TypedNumber, accepted_numbers, short_text_of, typed_gap_of
from course.core.formats.qti_items import KEY_SHOWN, NUMBERS, Response
from course.core.formats.qti_numbers import number_cases
from course.core.formats.qti_reading import ItemReader
from course.core.formats.questions_in import Skip, options_of, refuse_many
from course.core.grading.questions import (
    GAP_MARK,
    Answer,
    AnyQuestion,
    ChosenGap,
    Cloze,
    Gap,
    NumberGap,
    Numeric,
    ShortText,
    TypedGap,
)
from course.core.grading.questions import Words as WordsQuestion

WEIGHT_MAX = 100  # of a gap, as a quiz file takes it
_GAP = "_____"


def inline_of(reader: ItemReader, interactions: list[Element]) -> AnyQuestion:
    body = reader.item.find("itemBody")
    holder = next((div for div in reader.item.iter("div") if div.get("class") in {"cloze", "words"}), None)
    is_one = len(interactions) == 1 and interactions[0].tag == "textEntryInteraction" and holder is None
    if is_one:
        text = reader.words.of(body, lambda _entry: _GAP)
        shared = reader.shared(None, text.removesuffix(_GAP).rstrip() or reader.title)
        return _typed(reader, interactions[0], shared)
    refuse_many(interactions)
    names = {each.get("responseIdentifier", ""): place for place, each in enumerate(interactions, 1)}
    passage = reader.words.of(
        body, lambda each: f"[[gap-{names.get(each.get('responseIdentifier', ''), 0)}]]"
    )
    worths = [_most(reader, each) for each in interactions]
    least = min((worth for worth in worths if worth > 0), default=1.0)
    weights = [round(worth / least, 3) if worth > 0 else 1.0 for worth in worths]
    if max(weights) > WEIGHT_MAX:
        raise Skip("unreadable", detail="mappedValue")
    gaps = [
        _gap(reader, each, f"gap-{place}", weight)
        for place, (each, weight) in enumerate(zip(interactions, weights, strict=True), 1)
    ]
    passage = _passage(passage, len(gaps))
    shared = reader.shared(None, reader.title or reader.key)
    chosen = [gap for gap in gaps if isinstance(gap, ChosenGap)]
    if len(chosen) == len(gaps) and (holder is None or holder.get("class") == "words"):
        return WordsQuestion(**shared, passage=reader.said(passage), gaps=tuple(chosen))
    return Cloze(**shared, passage=reader.said(passage), gaps=tuple(gaps))


def _most(reader: ItemReader, interaction: Element) -> float:
    response = reader.response(interaction)
    if interaction.tag == "textEntryInteraction" and response.base in NUMBERS:
        name = interaction.get("responseIdentifier", "")
        scores = [case.score or 0.0 for case in number_cases(reader.item, name, response)]
        return max(scores, default=0.0)
    return response.most


def _typed(reader: ItemReader, interaction: Element, shared: dict) -> AnyQuestion:  # type: ignore[type-arg]
    response = reader.response(interaction)
    if response.base in NUMBERS:
        return Numeric(**shared, answers=number_answers(reader, interaction))
    found = short_text_of(
        _forms(reader, response), reader.said, reader.imported.language, stars=False, case=response.cased
    )
    return ShortText(**shared, **found)


def _forms(reader: ItemReader, response: Response) -> list[Typed]:
    """Return the forms that a response takes. A star is no more than a star in the standard."""
    if response.cased:
        reader.words.losses["lost_case"] = None
    best = max(response.mapping.values(), default=0.0)
    forms = [Typed(key, 1.0) for key in response.correct if not response.is_mapped]
    for key, worth in response.mapping.items():
        is_known = not response.is_mapped and response.rule == "match"  # then the mapping says nothing
        if not is_known and best > 0:
            forms.append(Typed(key, worth / best))
    return forms


def number_answers(reader: ItemReader, interaction: Element) -> tuple[Answer, ...]:
    """Return the numbers that count in an interaction. Raises Skip where none earns all."""
    name = interaction.get("responseIdentifier", "")
    cases = number_cases(reader.item, name, reader.response(interaction))
    best = max((case.score or 0.0 for case in cases), default=0.0)
    numbers = []
    for case in cases:
        share = 1.0 if case.score is None else round(case.score / best, 6) if best else 0.0
        reason = reader.reason(case.feedback, right=share == 1.0) if case.feedback else ""
        numbers.append(TypedNumber(case.value, case.tolerance, share, reader.said(reason)))
    return accepted_numbers(numbers, reader.note)


def _gap(reader: ItemReader, interaction: Element, gap_id: str, weight: float) -> Gap:
    response = reader.response(interaction)
    if interaction.tag == "textEntryInteraction":
        if response.base in NUMBERS:
            return NumberGap(gap_id, number_answers(reader, interaction), weight)
        forms, language = _forms(reader, response), reader.imported.language
        found = typed_gap_of(forms, reader.said, language, reader.note, stars=False, case=response.cased)
        return TypedGap(gap_id, **found, weight=weight)
    choices = interaction.findall("inlineChoice")
    names = [choice.get("identifier", "") for choice in choices]
    rights = response.rights(names)
    if len(names) < 2:  # noqa: PLR2004 - a choice needs two
        raise Skip("one_answer")
    if sum(rights) != 1:
        raise Skip("several_right") if any(rights) else response.none_right()
    texts = [reader.words.of(choice) for choice in choices]
    told = zip(texts, names, rights, strict=True)
    if partly := [text for text, name, right in told if not right and response.worth(name) > 0]:
        reader.note("lost_weight", detail=", ".join(partly))
    reasons = [reader.reason(name, right=right) for name, right in zip(names, rights, strict=True)]
    return ChosenGap(gap_id, options_of(reader.imported, zip(texts, rights, reasons, strict=True)), weight)


def gap_match_of(reader: ItemReader, interaction: Element, shared: dict) -> AnyQuestion:  # type: ignore[type-arg]
    """Return a passage in whose every gap all the texts are offered."""
    if interaction.find("gapImg") is not None:
        reader.words.losses["lost_picture"] = None
    texts = {each.get("identifier", ""): reader.words.of(each) for each in interaction.findall("gapText")}
    response = reader.response(interaction)
    right: dict[str, str] = {}
    for pair in response.pairs():
        text, _, gap = pair.partition(" ")
        if right.setdefault(gap, text) != text:
            raise Skip("several_right")
    holes = list(interaction.iter("gap"))
    offered = list(dict.fromkeys(texts.values()))
    refuse_many(offered)
    refuse_many(holes)
    if len(offered) < 2 or not holes:  # noqa: PLR2004 - a choice needs two
        raise Skip("one_answer" if holes else "no_answers")
    gaps = []
    for place, hole in enumerate(holes, 1):
        key = right.get(hole.get("identifier", ""), "")
        wanted = texts.get(key)
        if wanted is None:
            raise Skip("key_of_none", key=key[:KEY_SHOWN]) if key else Skip("no_right")
        answers = [(text, text == wanted, "") for text in offered]
        gaps.append(ChosenGap(f"gap-{place}", options_of(reader.imported, answers)))
        hole.text = f"[[gap-{place}]]"
    reader.note_marking(response)
    passage = _passage(words_without(reader, interaction, "prompt", "gapText", "gapImg"), len(gaps))
    return WordsQuestion(**shared, passage=reader.said(passage), gaps=tuple(gaps))


def words_without(reader: ItemReader, interaction: Element, *tags: str) -> str:
    """Return the words of an interaction without the parts that are called so."""
    rest = Element("div")
    rest.extend(child for child in interaction if child.tag not in tags)
    return reader.words.of(rest)


def _passage(text: str, gaps: int) -> str:
    """Return a passage that names each gap once and nothing else in their way. Raises Skip."""
    named = GAP_MARK.findall(text)
    if named != [f"gap-{place}" for place in range(1, gaps + 1)]:
        raise Skip("confusing", detail=", ".join(f"[[{name}]]" for name in named)[:40])
    return text
