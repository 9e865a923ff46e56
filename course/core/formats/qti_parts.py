"""QTI items that ask several things at once: each of them becomes a question of its own, if it has words of its own."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from xml.etree.ElementTree import Element

from course.core.formats.qti_items import GENERAL, declared_points
from course.core.formats.qti_reading import ItemReader
from course.core.formats.questions_in import DECIMALS, Remark, Skip
from course.core.formats.safe_xml import line_of
from course.core.grading.questions import AnyQuestion

QUESTIONS_MAX = 50  # of one item; each looks through the whole of it
_HERE = "\ue000"  # where an interaction stands; a character of which no text makes use
_OF_ALL = frozenset({"correct", "CORRECT", "incorrect", "INCORRECT"})  # feedback on the item as a whole

Make = Callable[[Element, dict], AnyQuestion]  # type: ignore[type-arg]


def parted(reader: ItemReader, interactions: list[Element], make: Make) -> list[AnyQuestion]:
    """Return a question for each interaction. What stands before all of them is told to stand before each question.

    Raises Skip where an interaction has no words of its own, since what it asks could not be told.
    """
    if len(interactions) > QUESTIONS_MAX:
        raise Skip("many_parts", most=QUESTIONS_MAX)
    if len({each.get("responseIdentifier") for each in interactions}) < len(interactions):
        raise Skip("several")
    texts = _texts(reader, interactions)
    general = _withhold_feedback(reader, interactions)
    worths = _worths(reader, interactions)
    made = []
    for interaction, text, worth in zip(interactions, texts, worths, strict=True):
        shared = reader.shared(interaction, text) | {"points": worth}
        made.append(make(interaction, shared))
    reader.note("parted", count=len(made))
    return [*made[:-1], replace(made[-1], feedback=reader.said(general))]


def _texts(reader: ItemReader, interactions: list[Element]) -> list[str]:
    """Return what each interaction asks: what stands before it, and its prompt."""
    words = reader.words.of(reader.item.find("itemBody"), lambda _interaction: _HERE)
    pieces = [piece.strip() for piece in words.split(_HERE)]
    prompts = [reader.words.of(each.find("prompt")) for each in interactions]
    if len(pieces) != len(interactions) + 1:
        raise Skip("several")
    if prompts[0] and pieces[0]:
        remark = Remark(reader.name, line_of(reader.item), "leads_nowhere")
        reader.imported.tell(reader.said(pieces[0]), remark, f"{reader.id_name()}-text")
        pieces[0] = ""
    texts = ["\n".join(filter(None, told)) for told in zip(pieces, prompts, strict=False)]
    if not all(texts):
        raise Skip("several")
    texts[-1] = "\n".join(filter(None, (texts[-1], pieces[-1])))
    return texts


def _withhold_feedback(reader: ItemReader, interactions: list[Element]) -> str:
    """Take away the feedback of which it is not clear to which question it belongs; return what is said in general."""
    names = Counter(each.get("identifier") for one in interactions for each in one.iter())
    unclear = {name for name in reader.feedback if name in _OF_ALL or names[name] > 1}
    for name in unclear:
        del reader.feedback[name]
    if unclear:
        reader.note("lost_feedback", detail=", ".join(sorted(unclear)))
    return reader.feedback.pop(GENERAL, "")


def _worths(reader: ItemReader, interactions: list[Element]) -> list[float]:
    """Return the points of each: what its response earns; else an equal share of what the item says, or 1."""
    most = [reader.response(each).most for each in interactions]
    total = declared_points(reader.item)
    if not all(worth > 0 for worth in most):
        most = [1.0] * len(most)
    scale = total / sum(most) if total else 1.0
    return [round(worth * scale, DECIMALS) for worth in most]
