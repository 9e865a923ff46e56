"""What a person marks, in QTI and out: extendedTextInteraction, uploadInteraction, and rubricBlock for those who mark.

The standard's rubricBlock holds any words: the rubric stands there in lines that rubric_text.py reads again. How many words
are asked for stands in the interaction's class, for which the standard has no other place.
"""

import re
from typing import Protocol
from xml.etree.ElementTree import Element, SubElement

from course.core.formats.qti_reading import ItemReader
from course.core.formats.questions_out import number_text
from course.core.formats.rubric_text import WORDS_MAX, rubric_in, rubric_lines
from course.core.grading.questions import ByHand, Essay, Upload
from course.core.grading.rubrics import Criterion, Rubric, rubric_points

RUBRIC = "rubricBlock"
_BOUND = re.compile(r"(?:^|\s)(min|max)-words-([0-9]{1,4})(?=\s|$)")


def essay_of(reader: ItemReader, interaction: Element, shared: dict) -> Essay:  # type: ignore[type-arg]
    """Return a text of one's own, with the rubric where it is one of ours."""
    rubric = _rubric(reader, shared)
    response = reader.response(interaction)
    if response.correct or response.mapping:
        reader.note("lost_model")
    bounds = {name: int(words) for name, words in _BOUND.findall(interaction.get("class", ""))}
    if max(bounds.values(), default=0) > WORDS_MAX:
        reader.note("lost_bounds")
        bounds = {}
    return Essay(**shared, rubric=rubric, min_words=bounds.get("min", 0), max_words=bounds.get("max", 0))


def upload_of(reader: ItemReader, interaction: Element, shared: dict) -> Upload:  # type: ignore[type-arg]
    """Return a file of one's own, with the rubric where it is one of ours."""
    rubric = _rubric(reader, shared)
    if reader.response(interaction).cardinality != "single":
        reader.note("one_file")
    if interaction.get("type"):
        reader.note("file_limits")
    return Upload(**shared, rubric=rubric)


def _rubric(reader: ItemReader, shared: dict) -> tuple[Criterion, ...]:  # type: ignore[type-arg]
    """Return the item's rubric, and set by it what there is to earn; an item without one says what it was worth."""
    blocks = [block for block in reader.item.iter(RUBRIC) if "candidate" not in block.get("view", "")]
    rubric = rubric_in(reader.words.of(blocks[0]), reader.said) if len(blocks) == 1 else ()
    if rubric:
        reader.words.losses.pop("lost_rubric", None)
    points = shared["points"]
    shared["points"] = rubric_points(rubric)
    if not rubric and reader.is_scored:
        reader.note("by_hand", points=number_text(points))
    elif rubric and abs(points - shared["points"]) > 1e-6:  # noqa: PLR2004 - as exact as they are written
        reader.note("points_by_rubric")
    return rubric


class Writing(Protocol):
    """The item that is being written."""

    body: Element
    language: str

    def declare(self, cardinality: str, base: str) -> Element: ...
    def prompted(self, tag: str, **about: str) -> Element: ...


def write_by_hand(writing: Writing, question: ByHand) -> None:
    """Add to an item's body what asks for a text or a file. Raises Skip where the rubric has no words."""
    if question.rubric:
        _write_rubric(writing, question.rubric)
    if isinstance(question, Upload):
        writing.declare("single", "file")
        writing.prompted("uploadInteraction")
        return
    bounds = {"min": question.min_words, "max": question.max_words}
    about = {"class": " ".join(f"{name}-words-{words}" for name, words in bounds.items() if words)}
    writing.declare("single", "string")
    writing.prompted("extendedTextInteraction", **(about if about["class"] else {}))


def _write_rubric(writing: Writing, rubric: Rubric) -> None:
    block = SubElement(writing.body, RUBRIC, {"view": "scorer", "use": "scoring"})
    for line in rubric_lines(rubric, writing.language):
        SubElement(block, "p").text = line
