"""Moodle's essay, in and out: a text of one's own, or where it takes no text, a file.

Source: the files that Moodle 4 writes (question/type/essay). Moodle has no place for a rubric beside the question, but one
for words to those who mark: the rubric stands there in lines that rubric_text.py reads again.
"""

from typing import Protocol
from xml.etree.ElementTree import Element, SubElement

from course.core.formats.questions_in import number_of
from course.core.formats.questions_out import number_text
from course.core.formats.rubric_text import WORDS_MAX, rubric_in, rubric_lines
from course.core.grading.questions import Essay, Upload
from course.core.grading.rubrics import rubric_points


class Reading(Protocol):
    """The question that is being read."""

    element: Element

    def words(self, element: Element | None) -> str: ...
    def said(self, text: str) -> dict[str, str]: ...
    def note(self, reason: str, **values: object) -> None: ...


def by_hand(reading: Reading, shared: dict) -> Essay | Upload:  # type: ignore[type-arg]
    """Return an essay as a text or as a file, with what it loses noted."""
    told = reading.words(reading.element.find("graderinfo"))
    rubric = rubric_in(told, reading.said)
    if told and not rubric:
        reading.note("lost_rubric")
    if shared["hints"]:
        reading.note("lost_hints")
    points = shared["points"]
    shared |= {"points": rubric_points(rubric), "hints": ()}
    if not rubric and _number(reading, "defaultgrade", 1.0):
        reading.note("by_hand", points=number_text(points))
    elif rubric and abs(points - shared["points"]) > 1e-6:  # noqa: PLR2004 - as exact as Moodle writes them
        reading.note("points_by_rubric")
    if reading.words(reading.element.find("responsetemplate")):
        reading.note("lost_template")
    return _upload(reading, shared, rubric) if _asks_for_a_file(reading) else _essay(reading, shared, rubric)


def _asks_for_a_file(reading: Reading) -> bool:
    """Tell whether there is no field to write in, or one that may stay empty where a file must come."""
    if _word(reading, "responseformat") == "noinline":
        return True
    is_optional = _word(reading, "responserequired") == "0"
    return is_optional and _number(reading, "attachmentsrequired") > 0


def _essay(reading: Reading, shared: dict, rubric: tuple) -> Essay:  # type: ignore[type-arg]
    if _number(reading, "attachments"):
        reading.note("lost_files")
    least, most = (int(_number(reading, name)) for name in ("minwordlimit", "maxwordlimit"))
    if max(least, most) > WORDS_MAX or min(least, most) < 0 or (most and least > most):
        reading.note("lost_bounds")
        least = most = 0
    return Essay(**shared, rubric=rubric, min_words=least, max_words=most)


def _upload(reading: Reading, shared: dict, rubric: tuple) -> Upload:  # type: ignore[type-arg]
    if _word(reading, "responseformat") != "noinline":
        reading.note("lost_typed")
    if _number(reading, "attachments", 1.0) not in {0.0, 1.0}:  # -1 is as many as one likes
        reading.note("one_file")
    if _word(reading, "filetypeslist") or _number(reading, "maxbytes"):
        reading.note("file_limits")
    return Upload(**shared, rubric=rubric)


def _word(reading: Reading, name: str) -> str:
    return (reading.element.findtext(name) or "").strip()


def _number(reading: Reading, name: str, otherwise: float = 0.0) -> float:
    said = _word(reading, name)
    return number_of(said) if said else otherwise


def write_by_hand(root: Element, question: Essay | Upload, language: str) -> None:
    """Add to a question's element what Moodle asks of an essay. Raises Skip where the rubric has no words."""
    is_file = isinstance(question, Upload)
    least, most = (0, 0) if isinstance(question, Upload) else (question.min_words, question.max_words)
    settings = {
        "responseformat": "noinline" if is_file else "plain",
        "responserequired": "0" if is_file else "1",
        "responsefieldlines": "15",
        "minwordlimit": str(least or ""),
        "maxwordlimit": str(most or ""),
        "attachments": "1" if is_file else "0",
        "attachmentsrequired": "1" if is_file else "0",
        "maxbytes": "0",
        "filetypeslist": "",
    }
    for name, value in settings.items():
        SubElement(root, name).text = value
    for name, text in (
        ("graderinfo", "\n".join(rubric_lines(question.rubric, language))),
        ("responsetemplate", ""),
    ):
        SubElement(SubElement(root, name, {"format": "plain_text"}), "text").text = text
