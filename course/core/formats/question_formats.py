"""All formats of questions by name: telling which one a file is, reading it, and writing a quiz in it."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from course.core.content.quiz_yaml import whole_quiz_yaml
from course.core.formats.aiken import read_aiken, write_aiken
from course.core.formats.gift import read_gift
from course.core.formats.gift_out import write_gift
from course.core.formats.html_words import without_comments
from course.core.formats.moodle_out import write_moodle_xml
from course.core.formats.moodle_xml import read_moodle_xml
from course.core.formats.qti_in import read_qti
from course.core.formats.qti_names import VERSIONS
from course.core.formats.qti_package import read_package, write_package
from course.core.formats.questions_in import FileRefused, Imported, decoded
from course.core.formats.questions_out import Exported
from course.core.formats.quiz_yaml_in import read_quiz_yaml
from course.core.grading.pictures import QuestionPicture, pictures_of
from course.core.grading.quiz import Quiz
from course.core.text import N_

# How pictures, PDF and older office documents begin.
_NO_TEXT = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"%PDF", b"\xd0\xcf\x11\xe0")
_ZIP = b"PK\x03\x04"
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")  # the first element; comments are no elements
_WORDS = frozenset(
    {"p", "b", "i", "u", "em", "strong", "span", "div", "br", "img", "font", "h1", "h2", "h3", "h4"}
)

TextReader = Callable[[str, str, Collection[str]], Imported]

READERS: Mapping[str, TextReader] = {
    "gift": read_gift,
    "aiken": read_aiken,
    "moodle-xml": read_moodle_xml,
    "yaml": read_quiz_yaml,
    "qti": read_qti,
}


@dataclass(frozen=True, slots=True)
class Form:
    """A format that quizzes are written in: how people call it, and what its files are."""

    name: str
    ending: str
    media_type: str
    all_languages: bool = False  # else a file holds one language


FORMS: Mapping[str, Form] = {
    "yaml": Form("YAML", ".yaml", "application/yaml", all_languages=True),
    "moodle-xml": Form("Moodle XML", ".moodle.xml", "application/xml"),
    "gift": Form("GIFT", ".gift", "text/plain"),
    "qti-2.1": Form("QTI 2.1", ".qti21.zip", "application/zip"),
    "qti-3.0": Form("QTI 3.0", ".qti30.zip", "application/zip"),
    "aiken": Form("Aiken", ".aiken.txt", "text/plain"),
}


def read_questions(
    data: bytes, language: str, taken: Collection[str] = (), form: str = ""
) -> tuple[str, Imported]:
    """Return the format of a file, told by its content where `form` is empty, and its questions. Raises FileRefused."""
    if data.startswith(_ZIP) and form in {"", "qti"}:
        return "qti", read_package(data, language, taken)
    if data.startswith(_NO_TEXT):
        raise FileRefused(N_("It is a picture or a document: take a file of questions."))
    text = decoded(data)
    known = form or told_by(text)
    return known, READERS[known](text, language, taken)


def write_quiz(
    quiz: Quiz,
    form: str,
    language: str,
    zone: str = "UTC",
    read: Callable[[QuestionPicture], bytes] = lambda _picture: b"",
) -> Exported:
    """Return a quiz in a format of FORMS; `language` is that of its texts, where the format holds one.

    `zone` is the course's time zone, in which a quiz file tells when it opens and closes. `read` gives a picture's
    bytes, none where it is gone; a quiz file names pictures and does not hold them.
    """
    if form == "yaml":
        return Exported(whole_quiz_yaml(quiz, zone), len(quiz.questions))
    if form in VERSIONS:
        return write_package(quiz.questions, language, form, _pictures(quiz, read))
    if form == "moodle-xml":
        return write_moodle_xml(quiz.questions, language, quiz.draw, _pictures(quiz, read))
    if form == "aiken":
        return _without_pictures(write_aiken(quiz.questions, language), quiz)
    return _without_pictures(write_gift(quiz.questions, language, quiz.draw), quiz)


def _without_pictures(exported: Exported, quiz: Quiz) -> Exported:
    """Note the pictures that a format has no place for."""
    left_out = {remark.name for remark in exported.left_out}
    for question in quiz.questions:
        if question.id not in left_out and any(pictures_of(question)):
            exported.note(question, "lost_picture")
    return exported


def _pictures(quiz: Quiz, read: Callable[[QuestionPicture], bytes]) -> dict[str, bytes]:
    """Return the bytes of a quiz's pictures by their names."""
    shown = {picture.name: picture for question in quiz.questions for picture in pictures_of(question)}
    return {name: read(picture) for name, picture in shown.items()}


def told_by(text: str) -> str:
    """Return the format that a text shows: its outermost element, the questions of a quiz file, ANSWER lines of Aiken.

    A text that begins with markup for words, as a question of GIFT may, is no XML.
    """
    if text.lstrip().startswith("<"):
        found = _ROOT.search(without_comments(text))
        root = found[1] if found else ""
        if root.lower() not in _WORDS:
            return "moodle-xml" if root == "quiz" else "qti"
    if re.search(r"^(?:questions:\s*$|- +id: )", text, re.MULTILINE):
        return "yaml"
    return "aiken" if "{" not in text and "answer:" in text.lower() else "gift"
