"""QTI's choiceInteraction and hottextInteraction: one answer, several, true and false, and a poll where nothing is right."""

from collections.abc import Mapping
from dataclasses import replace
from xml.etree.ElementTree import Element

from course.core.formats.option_shares import share_losses, with_shares
from course.core.formats.qti_gaps import words_without
from course.core.formats.qti_items import Response
from course.core.formats.qti_names import TRUTHS
from course.core.formats.qti_reading import ItemReader
from course.core.formats.questions_in import Skip, number_of, options_of, polled_options
from course.core.grading.kinds import kind_of
from course.core.grading.pictures import QuestionPicture
from course.core.grading.questions import AnyQuestion, Choice, Choices, Poll, TrueFalse


def choice_of(reader: ItemReader, interaction: Element, shared: dict) -> AnyQuestion:  # type: ignore[type-arg]
    choices = interaction.findall("simpleChoice")
    texts, pictures = dict[str, str](), dict[str, QuestionPicture | None]()
    for choice in choices:
        name = choice.get("identifier", "")
        text, picture = reader.words.of(choice), reader.picture(choice)
        shown = picture.text.get(reader.imported.language, "") if picture else ""
        texts[name], pictures[name] = text or shown, picture
    if len(texts) < len(choices):
        raise Skip("unreadable", detail="simpleChoice identifier")
    response, is_pictured = reader.response(interaction), any(pictures.values())
    rights = [name for name, right in zip(texts, response.rights(texts), strict=True) if right]
    if len(texts) > 1 and not rights:
        if is_pictured:
            reader.note("lost_picture")
        return _poll(reader, interaction, shared, response, texts)
    names = list(texts)
    is_truth = _are_truths(names) or _are_truths(list(texts.values()), words=True)
    if response.cardinality == "single" and is_truth and len(rights) == 1 and not is_pictured:
        # The first of two words, or the choice called so, is the true one.
        true = names[1] if _are_truths(names) and names[1].lower() == "true" else names[0]
        told = {name: reader.said(reader.reason(name, right=name in rights)) for name in names}
        false = next(name for name in names if name != true)
        return TrueFalse(
            **shared, answer=true in rights, feedback_true=told[true], feedback_false=told[false]
        )
    made = _chosen(reader, interaction, shared, texts)
    shown_options = zip(made.options, pictures.values(), strict=True)
    return replace(made, options=tuple(replace(option, picture=picture) for option, picture in shown_options))


def hottext_of(reader: ItemReader, interaction: Element, shared: dict) -> AnyQuestion:  # type: ignore[type-arg]
    """Return a choice among the marked words of a passage, which stands before it."""
    marked = list(interaction.iter("hottext"))
    texts = {each.get("identifier", ""): reader.words.of(each) for each in marked}
    if len(texts) < len(marked):
        raise Skip("unreadable", detail="hottext identifier")
    passage = words_without(reader, interaction, "prompt")
    asked = "\n".join(filter(None, (shared["text"].get(reader.imported.language, ""), passage)))
    made = _chosen(reader, interaction, shared | {"text": reader.said(asked)}, texts)
    reader.note("as_kind", kind=kind_of(made))
    return made


def _chosen(
    reader: ItemReader,
    interaction: Element,
    shared: dict,  # type: ignore[type-arg]
    texts: Mapping[str, str],
) -> Choice | Choices:
    """Return one answer of several, or several. `texts` go by their identifiers."""
    response = reader.response(interaction)
    rights = response.rights(texts)
    single = response.cardinality == "single"
    if len(texts) < 2:  # noqa: PLR2004 - a choice needs two
        raise Skip("one_answer")
    if not any(rights) or all(rights):
        raise Skip("all_right") if any(rights) else response.none_right()
    most = 1 if single else int(number_of(interaction.get("maxChoices") or "0"))
    if 0 < most < sum(rights):
        raise Skip("several_right")
    reasons = [reader.reason(name, right=right) for name, right in zip(texts, rights, strict=True)]
    options = options_of(reader.imported, zip(texts.values(), rights, reasons, strict=True))
    asked = Choice(**shared, options=options) if most == 1 else Choices(**shared, options=options)
    if response.is_all_or_nothing and most != 1:
        reader.note("earns_in_part")
    if not response.is_mapped:
        return asked
    everything = response.all_of(texts)
    shares = [response.worth(name) / everything for name in texts]
    for reason, detail in share_losses(asked, shares):
        if reason != "no_debt" or not response.is_floored:
            reader.note(reason, detail=detail)
    return with_shares(asked, shares)


def _poll(
    reader: ItemReader,
    interaction: Element,
    shared: dict,  # type: ignore[type-arg]
    response: Response,
    texts: Mapping[str, str],
) -> Poll:
    if response.cardinality != "single" or not reader.is_unkeyed(response):
        raise response.none_right()
    reader.note_unkeyed("poll")
    told = [(text, False, reader.told(name)) for name, text in texts.items()]
    options = options_of(reader.imported, told)
    counts = "counts" in interaction.get("class", "").split()
    return Poll(**{**shared, "points": 0.0}, options=polled_options(options), counts=counts)


def _are_truths(names: list[str], *, words: bool = False) -> bool:
    """Tell whether two choices are true and false: by their identifiers, or the first then the second by their words."""
    if words:
        said = tuple(name.casefold().rstrip(".") for name in names)
        return said in {tuple(word.casefold() for word in pair) for pair in TRUTHS.values()}
    return sorted(name.lower() for name in names) == ["false", "true"]
