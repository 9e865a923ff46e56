"""QTI items, versions 2.0 to 3.0 (1EdTech): what has a like here becomes it, the rest is named.

Read: choiceInteraction, hotspotInteraction, hottextInteraction, textEntryInteraction, matchInteraction,
associateInteraction, orderInteraction, inlineChoiceInteraction, gapMatchInteraction, sliderInteraction,
extendedTextInteraction, uploadInteraction, several of them in one item, and items without any, which tell something; the
key, mappings, the standard's processing, comparisons of numbers with their tolerance, modal, inline and block feedback,
texts that several items share, and the picture of an item and of its choices. A choice or a match of which nothing says
what is right is a poll or statements with a scale. Items with template variables and adaptive ones are left out: they are
others each time.
"""

from collections.abc import Callable, Collection, Mapping
from xml.etree.ElementTree import Element

from course.core.formats.pictures_in_text import Find
from course.core.formats.qti_by_hand import essay_of, upload_of
from course.core.formats.qti_choices import choice_of, hottext_of
from course.core.formats.qti_gaps import gap_match_of, inline_of
from course.core.formats.qti_hotspot import hotspot_of
from course.core.formats.qti_items import GENERAL, interactions_of
from course.core.formats.qti_names import to_camel
from course.core.formats.qti_pairs import associate_of, match_of, order_of
from course.core.formats.qti_parts import parted
from course.core.formats.qti_reading import ItemReader
from course.core.formats.qti_slider import slider_of
from course.core.formats.questions_in import FileRefused, Imported, Remark, Skip
from course.core.formats.safe_xml import line_of, read_xml
from course.core.grading.questions import AnyQuestion
from course.core.text import N_

QTI_1 = N_("It is QTI 1, which is not read here: export it as QTI 2.1 or 3.0.")

Maker = Callable[[ItemReader, Element, dict], AnyQuestion]  # type: ignore[type-arg]

_MAKERS: Mapping[str, Maker] = {
    "choiceInteraction": choice_of,
    "matchInteraction": match_of,
    "associateInteraction": associate_of,
    "orderInteraction": order_of,
    "gapMatchInteraction": gap_match_of,
    "hotspotInteraction": hotspot_of,
    "hottextInteraction": hottext_of,
    "sliderInteraction": slider_of,
    "extendedTextInteraction": essay_of,
    "uploadInteraction": upload_of,
}
_INLINE = frozenset({"textEntryInteraction", "inlineChoiceInteraction"})


def read_qti(text: str, language: str, taken: Collection[str] = ()) -> Imported:
    """Return the question of a file that holds one item. Raises FileRefused where it is none."""
    imported = Imported(language, taken=set(taken))
    take_item(imported, item_in(text))
    return imported.close()


def item_in(text: str) -> Element:
    """Return the item of a file, with the names of 2.1. Raises FileRefused."""
    root = read_xml(text)
    to_camel(root)
    if root.tag == "questestinterop":
        raise FileRefused(QTI_1)
    if root.tag == "assessmentTest":
        raise FileRefused(
            N_("It is a test that only names its questions: take the whole package (a .zip file).")
        )
    if root.tag != "assessmentItem":
        raise FileRefused(N_("Its outermost element is “%(tag)s”: it is no QTI item."), tag=root.tag[:40])
    return root


def take_item(
    imported: Imported,
    item: Element,
    tags: Collection[str] = (),
    file: str = "",
    stimuli: Mapping[str, Element] | None = None,
    find: Find = lambda _address: None,
) -> None:
    """Add what an item holds.

    `tags`, the name of its `file` and `stimuli`, the bodies of texts in other files by the identifiers that the item gives
    them, come from the package around it, and so do the files that it names by address, which `find` returns.
    """
    reader, before = ItemReader(imported, item, tags, file, stimuli or {}, find), len(imported.told)
    try:
        interactions = interactions_of(item)
        questions = _questions(reader, interactions)
    except Skip as skip:
        del imported.told[before:]  # what led to it goes with it
        imported.skipped.append(Remark(reader.name, line_of(item), skip.reason, skip.values))
        return
    led = imported.told[before:]
    for place, question in enumerate(questions):
        for told, remark in led if place else ():  # what leads to an item leads to each of its questions
            imported.tell(told.text, remark, told.id, told.picture)
        imported.take(question)
    reader.gather_settings(interactions, questions)
    imported.notes += [Remark(reader.name, line_of(item), loss) for loss in reader.words.lost()]
    imported.notes += reader.notes


def _questions(reader: ItemReader, interactions: list[Element]) -> list[AnyQuestion]:
    """Return the item's questions; none for one that only tells something. Raises Skip."""
    reader.look()
    if not interactions:
        remark = Remark(reader.name, line_of(reader.item), "leads_nowhere")
        text = reader.words.of(reader.item.find("itemBody"))
        picture = reader.picture(reader.item.find("itemBody"))
        reader.imported.tell(reader.said(text), remark, reader.id_name(), picture)
        return []
    kinds = {each.tag for each in interactions}
    if unknown := kinds - set(_MAKERS) - _INLINE:
        raise Skip("kind", kind=min(unknown))
    if kinds <= _INLINE:
        made = [inline_of(reader, interactions)]
    elif kinds & _INLINE:
        raise Skip("several")
    elif len(interactions) > 1:
        made = parted(reader, interactions, lambda one, shared: _MAKERS[one.tag](reader, one, shared))
    else:
        made = [_MAKERS[interactions[0].tag](reader, interactions[0], reader.shared(interactions[0]))]
    if lost := set(reader.feedback) - reader.used - {GENERAL}:
        reader.note("lost_feedback", detail=", ".join(sorted(lost)))
    return made
