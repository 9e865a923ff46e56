"""QTI's interactions that stand in a text: textEntryInteraction, inlineChoiceInteraction, gapMatchInteraction."""

from xml.etree.ElementTree import Element

from course.core.formats.qti_items import NumberCase, Response, number_cases
from course.core.formats.qti_reading import ItemReader
from course.core.formats.questions_in import Skip, options_of
from course.core.grading.questions import (
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

_GAP = "_____"
_NUMBERS = frozenset({"float", "integer"})


def inline_of(reader: ItemReader, interactions: list[Element]) -> AnyQuestion:
    body = reader.item.find("itemBody")
    holder = next((div for div in reader.item.iter("div") if div.get("class") in {"cloze", "words"}), None)
    is_one = len(interactions) == 1 and interactions[0].tag == "textEntryInteraction" and holder is None
    if is_one:
        text = reader.words.of(body, lambda _entry: _GAP)
        shared = reader.shared(None, text.removesuffix(_GAP).rstrip() or reader.title)
        return _typed(reader, interactions[0], shared)
    names = {each.get("responseIdentifier", ""): place for place, each in enumerate(interactions, 1)}
    passage = reader.words.of(
        body, lambda each: f"[[gap-{names.get(each.get('responseIdentifier', ''), 0)}]]"
    )
    worths = [_most(reader, each) for each in interactions]
    least = min((worth for worth in worths if worth > 0), default=1.0)
    weights = [round(worth / least, 3) or 1.0 for worth in worths]
    gaps = [
        _gap(reader, each, f"gap-{place}", weight)
        for place, (each, weight) in enumerate(zip(interactions, weights, strict=True), 1)
    ]
    shared = reader.shared(None, reader.title or reader.key)
    chosen = [gap for gap in gaps if isinstance(gap, ChosenGap)]
    if len(chosen) == len(gaps) and (holder is None or holder.get("class") == "words"):
        return WordsQuestion(**shared, passage=reader.said(passage), gaps=tuple(chosen))
    return Cloze(**shared, passage=reader.said(passage), gaps=tuple(gaps))


def _most(reader: ItemReader, interaction: Element) -> float:
    response = reader.response(interaction)
    if interaction.tag == "textEntryInteraction" and response.base in _NUMBERS:
        name = interaction.get("responseIdentifier", "")
        scores = [case.score or 0.0 for case in number_cases(reader.item, name, response)]
        return max(scores, default=0.0)
    return response.most


def _typed(reader: ItemReader, interaction: Element, shared: dict) -> AnyQuestion:  # type: ignore[type-arg]
    response = reader.response(interaction)
    if response.base in _NUMBERS:
        cases = number_cases(reader.item, interaction.get("responseIdentifier", ""), response)
        return Numeric(**shared, answers=_answers(reader, cases))
    return ShortText(**shared, accepted={reader.imported.language: _accepted(reader, response)})


def _accepted(reader: ItemReader, response: Response) -> tuple[str, ...]:
    best = max(response.mapping.values(), default=0.0)
    whole = [key for key, worth in response.mapping.items() if 0 < worth >= best]
    found = tuple(dict.fromkeys(key for key in (*response.correct, *whole) if key))
    if not found:
        raise Skip("no_right")
    if dropped := [key for key, worth in response.mapping.items() if worth > 0 and key not in found]:
        reader.note("lost_weight", detail=", ".join(dropped))
    return found


def _answers(reader: ItemReader, cases: list[NumberCase]) -> tuple[Answer, ...]:
    best = max((case.score or 0.0 for case in cases), default=0.0)
    answers: list[Answer] = []
    for case in cases:
        share = round(case.score / best, 6) if case.score is not None and best else 1.0
        if share > 0:
            reason = reader.reason(case.feedback, right=share == 1.0) if case.feedback else ""
            about = f"answer-{len(answers) + 1}", case.value, abs(case.tolerance), share
            answers.append(Answer(*about, reader.said(reason)))
    if not any(answer.share == 1.0 for answer in answers):
        raise Skip("no_right")
    return tuple(answers)


def _gap(reader: ItemReader, interaction: Element, gap_id: str, weight: float) -> Gap:
    response = reader.response(interaction)
    if interaction.tag == "textEntryInteraction":
        if response.base in _NUMBERS:
            cases = number_cases(reader.item, interaction.get("responseIdentifier", ""), response)
            return NumberGap(gap_id, _answers(reader, cases), weight)
        return TypedGap(gap_id, {reader.imported.language: _accepted(reader, response)}, weight)
    answers: list[tuple[str, bool, str]] = []
    for choice in interaction.findall("inlineChoice"):
        name = choice.get("identifier", "")
        right = response.is_right(name)
        answers.append((reader.words.of(choice), right, reader.reason(name, right=right)))
    if len(answers) < 2:  # noqa: PLR2004 - a choice needs two
        raise Skip("one_answer")
    if sum(right for _text, right, _reason in answers) != 1:
        raise Skip("no_right")
    return ChosenGap(gap_id, options_of(reader.imported, answers), weight)


def gap_match_of(reader: ItemReader, interaction: Element, shared: dict) -> AnyQuestion:  # type: ignore[type-arg]
    """Return a passage in whose every gap all the texts are offered."""
    texts = {each.get("identifier", ""): reader.words.of(each) for each in interaction.findall("gapText")}
    response = reader.response(interaction)
    said = response.correct or [key for key, worth in response.mapping.items() if worth > 0]
    right = {gap: text for text, _, gap in (pair.partition(" ") for pair in said)}
    holes = list(interaction.iter("gap"))
    if len(texts) < 2 or not holes:  # noqa: PLR2004 - a choice needs two
        raise Skip("one_answer" if holes else "no_answers")
    gaps = []
    for place, hole in enumerate(holes, 1):
        name = hole.get("identifier", "")
        if right.get(name) not in texts:
            raise Skip("no_right")
        answers = [(text, key == right[name], "") for key, text in texts.items()]
        gaps.append(ChosenGap(f"gap-{place}", options_of(reader.imported, answers)))
        hole.text = f"[[gap-{place}]]"
    passage = _without_parts(reader, interaction)
    return WordsQuestion(**shared, passage=reader.said(passage), gaps=tuple(gaps))


def _without_parts(reader: ItemReader, interaction: Element) -> str:
    """Return the words of a passage without what is offered and asked."""
    rest = Element("div")
    rest.extend(child for child in interaction if child.tag not in {"prompt", "gapText", "gapImg"})
    return reader.words.of(rest)
