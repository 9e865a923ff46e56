"""QTI's choiceInteraction: one answer, several, true and false, and a poll where nothing is right."""

from xml.etree.ElementTree import Element

from course.core.formats.qti_items import Response, is_all_or_nothing
from course.core.formats.qti_names import TRUTHS
from course.core.formats.qti_reading import ItemReader
from course.core.formats.questions_in import Skip, options_of
from course.core.grading.questions import AnyQuestion, Choice, Choices, Poll, PollOption, TrueFalse


def choice_of(reader: ItemReader, interaction: Element, shared: dict) -> AnyQuestion:  # type: ignore[type-arg]
    response = reader.response(interaction)
    choices = interaction.findall("simpleChoice")
    names = [choice.get("identifier", "") for choice in choices]
    texts = [reader.words.of(choice) for choice in choices]
    if len(choices) < 2:  # noqa: PLR2004 - a choice needs two
        raise Skip("one_answer")
    rights = [response.is_right(name) for name in names]
    if not any(rights):
        return _poll(reader, interaction, shared, response, texts)
    reasons = [reader.reason(name, right=right) for name, right in zip(names, rights, strict=True)]
    single = response.cardinality == "single"
    if single and (_are_truths(names) or _are_truths(texts, words=True)):
        # The first of two words, or the choice called so, is the true one.
        first = 0 if names[0].lower() == "true" or not _are_truths(names) else 1
        told = [reader.said(reasons[first]), reader.said(reasons[1 - first])]
        return TrueFalse(**shared, answer=rights[first], feedback_true=told[0], feedback_false=told[1])
    if all(rights):
        raise Skip("all_right")
    gains = {response.worth(name) for name, right in zip(names, rights, strict=True) if right}
    others = [
        text
        for name, text, right in zip(names, texts, rights, strict=True)
        if not right and response.worth(name) > 0
    ]
    if others or len(gains) > 1:
        reader.note("lost_weight", detail=", ".join(others) or "…")
    options = options_of(reader.imported, zip(texts, rights, reasons, strict=True))
    if single and sum(rights) == 1:
        return Choice(**shared, options=options)
    if is_all_or_nothing(reader.item):
        reader.note("earns_in_part")
    return Choices(**shared, options=options)


def _poll(
    reader: ItemReader,
    interaction: Element,
    shared: dict,  # type: ignore[type-arg]
    response: Response,
    texts: list[str],
) -> Poll:
    if response.cardinality != "single" or not reader.is_unkeyed(response):
        raise Skip("no_right")
    reader.note_unkeyed("poll")
    options = options_of(reader.imported, [(text, False, "") for text in texts])
    counts = "counts" in interaction.get("class", "").split()
    polled = tuple(PollOption(one.id, one.text) for one in options)
    return Poll(**{**shared, "points": 0.0}, options=polled, counts=counts)


def _are_truths(names: list[str], *, words: bool = False) -> bool:
    """Tell whether two choices are true and false: by their identifiers, or the first then the second by their words."""
    if words:
        said = tuple(name.casefold().rstrip(".") for name in names)
        return said in {tuple(word.casefold() for word in pair) for pair in TRUTHS.values()}
    return sorted(name.lower() for name in names) == ["false", "true"]
