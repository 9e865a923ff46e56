"""QTI's sliderInteraction: a number between two ends, which is typed here."""

from xml.etree.ElementTree import Element

from course.core.formats.qti_gaps import number_answers
from course.core.formats.qti_reading import ItemReader
from course.core.formats.questions_in import number_of
from course.core.formats.questions_out import number_text
from course.core.grading.kinds import kind_of
from course.core.grading.questions import Numeric


def slider_of(reader: ItemReader, interaction: Element, shared: dict) -> Numeric:  # type: ignore[type-arg]
    """Return a number, of which the text tells the ends of the slider. Raises Skip where it says none, or no key."""
    ends = [number_text(number_of(interaction.get(name) or "?")) for name in ("lowerBound", "upperBound")]
    asked = shared["text"].get(reader.imported.language, "")
    text = reader.said(f"{asked} ({ends[0]} … {ends[1]})")
    made = Numeric(**shared | {"text": text}, answers=number_answers(reader, interaction))
    reader.note("as_kind", kind=kind_of(made))
    return made
