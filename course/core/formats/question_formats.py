"""All formats of questions by name: telling which one a file is, reading it, and writing a quiz in it."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from course.core.content.quiz_yaml import whole_quiz_yaml
from course.core.formats.aiken import asks_something, read_aiken, write_aiken
from course.core.formats.gift import has_signs, may_be_gift, read_gift
from course.core.formats.gift_out import write_gift
from course.core.formats.html_words import without_comments
from course.core.formats.moodle_out import write_moodle_xml
from course.core.formats.moodle_xml import read_moodle_xml
from course.core.formats.other_files import ZIP, no_questions, refuse_other_files
from course.core.formats.qti_in import read_qti
from course.core.formats.qti_names import VERSIONS
from course.core.formats.qti_package import read_package, write_package
from course.core.formats.questions_in import FileRefused, Imported, decoded
from course.core.formats.questions_out import Exported
from course.core.formats.quiz_yaml_in import read_quiz_yaml
from course.core.grading.pictures import QuestionPicture, pictures_of
from course.core.grading.quiz import Quiz
from course.core.text import N_

# Outermost elements by which a file is Moodle XML or QTI and nothing else.
_SURE = frozenset({"quiz", "assessmentItem", "qti-assessment-item", "assessmentTest", "qti-assessment-test"})
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")  # the first element; comments are no elements
_WORDS = frozenset(
    {"p", "b", "i", "u", "em", "strong", "span", "div", "br", "img", "font", "h1", "h2", "h3", "h4"}
)

_YAML = re.compile(r"^(?:questions:[ \t]*(?:#.*)?$| {0,4}- +(?:id|kind): )", re.MULTILINE)
_AIKEN = re.compile(
    r"^[ \t]*[A-Z][.)][ \t]*\S.*\n(?:[ \t]*\n)*[ \t]*ANSWER[ \t]*:[ \t]*[A-Z][.)]?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)

TextReader = Callable[[str, str, Collection[str]], Imported]

READERS: Mapping[str, TextReader] = {
    "gift": read_gift,
    "aiken": read_aiken,
    "moodle-xml": read_moodle_xml,
    "yaml": read_quiz_yaml,
    "qti": read_qti,
}
READ_NAMES: Mapping[str, str] = {
    "gift": "GIFT",
    "aiken": "Aiken",
    "moodle-xml": "Moodle XML",
    "yaml": "YAML",
    "qti": "QTI",
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
    """Return the format of a file, told by its content where `form` is empty, and its questions.

    Raises FileRefused, also for a file of another format than `form` says.
    """
    refuse_other_files(data)
    if data.startswith(ZIP):
        packed = read_package(data, language, taken)
        if form not in {"", "qti"}:
            raise _other_form(form, "qti")
        return "qti", packed
    text = decoded(data)
    told = told_by(text)
    if not form and told == "gift" and not may_be_gift(text):
        raise no_questions()
    if form in {"", told}:
        form, found = told, READERS[told](text, language, taken)
    elif _root(text) in _SURE:
        raise _other_form(form, told)
    else:
        found = _read_as(form, told, text, language, taken)
    if not found.questions and not _asks(form, text, found):
        raise no_questions()
    return form, found


def _asks(form: str, text: str, found: Imported) -> bool:
    """Tell whether a text from which no question came tries to ask at least: else it is a letter, a table, or nothing.

    What is XML or YAML of the right form says so by itself.
    """
    if form == "aiken":
        return asks_something(text)
    if form == "gift":
        return has_signs(text) or any(one.reason != "leads_nowhere" for one in found.skipped)
    return True


def _read_as(form: str, told: str, text: str, language: str, taken: Collection[str]) -> Imported:
    """Return what a file holds in the format that was chosen.

    Raises FileRefused where it is no such file, or where only the format that it shows gives questions.
    """
    try:
        found = READERS[form](text, language, taken)
    except FileRefused:
        if _has_questions(told, text, language):
            raise _other_form(form, told) from None
        raise
    if not found.questions and _has_questions(told, text, language):
        raise _other_form(form, told)
    return found


def _has_questions(form: str, text: str, language: str) -> bool:
    try:
        return bool(READERS[form](text, language, ()).questions)
    except FileRefused:
        return False


def _other_form(chosen: str, found: str) -> FileRefused:
    message = N_(
        "It was to be read as %(chosen)s and looks like %(found)s: choose %(found)s, or let the file tell its format."
    )
    return FileRefused(message, chosen=READ_NAMES[chosen], found=READ_NAMES[found])


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
    if text.lstrip().startswith("<") and (root := _root(text)).lower() not in _WORDS:
        return "moodle-xml" if root == "quiz" else "qti"
    if _YAML.search(text):
        return "yaml"
    has_answers = "{" not in text and "answer:" in text.lower()
    return "aiken" if has_answers or _AIKEN.search(text) else "gift"


def _root(text: str) -> str:
    """Return the name of a text's outermost element, or of the first markup in it; empty where it begins otherwise."""
    found = _ROOT.search(without_comments(text)) if text.lstrip().startswith("<") else None
    return found[1] if found else ""
