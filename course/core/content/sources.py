"""The course's files, each read for itself: names, heads, outlines and shapes. No file is opened here."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from course.core.content.block_rules import MEDIA
from course.core.content.collected import Collections, Labels
from course.core.content.collection_files import AGENDAS, LABELS, RECORDS, AgendasFile, LabelFile
from course.core.content.files import SLUG, CourseFile, FrontMatter, ModuleFile, read_shape
from course.core.content.media import Media
from course.core.content.model import Problem
from course.core.content.outline import Outline, read_outline
from course.core.content.pictures import PICTURE, Picture, read_picture
from course.core.content.quiz_files import DESCRIPTION, quiz_from_file
from course.core.content.quiz_shapes import QuizFile
from course.core.content.strict_yaml import Document, Path, read_yaml
from course.core.content.text_blocks import TextBlock, front_block, text_blocks
from course.core.grading.questions import AnyQuestion
from course.core.grading.quiz import Quiz
from course.core.text import N_, Text

COURSE = "modules/course.yaml"

_MODULE = re.compile(rf"modules/(\d\d)-({SLUG})/module\.yaml")
_LESSON = re.compile(rf"modules/\d\d-({SLUG})/(\d\d)-({SLUG})\.([a-z]{{2,3}})\.md")
_MEDIA = re.compile(rf"modules/\d\d-({SLUG})/({MEDIA})")
_RECORD = re.compile(rf"modules/(library|glossary|actions)/({SLUG})\.yaml")
_PICTURE = re.compile(rf"modules/\d\d-({SLUG})/({PICTURE})")
_FACTS = re.compile(r"modules/facts/[A-Za-z0-9_-]+\.(?:md|json)")
_ADDRESS = re.compile(r"https?://[^\s\"<>|`]+")
_QUIZ = re.compile(rf"quizzes/({SLUG})\.yaml")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_HEAD = re.compile(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class LessonSource:
    """One lesson in one language, as its file has it."""

    file: str
    module: str
    number: int
    slug: str
    language: str
    front: FrontMatter
    document: Document  # of the head
    outline: Outline
    digest: str  # 12 hexadecimal digits: the old form of a translation's made-from
    blocks: tuple[TextBlock, ...]  # block 0 is the head, then the text's in order


@dataclass(frozen=True, slots=True)
class ModuleSource:
    file: str
    number: int
    slug: str
    shape: ModuleFile
    document: Document


@dataclass(frozen=True, slots=True)
class QuizSource:
    file: str
    quiz: Quiz
    document: Document

    @property
    def written(self) -> list[Mapping[str, Any]]:
        """The file's list of questions, descriptions among them, as it was written."""
        data: Any = self.document.data
        found: list[Mapping[str, Any]] = data["questions"]
        return found

    def asked(self) -> Iterator[tuple[Path, AnyQuestion]]:
        """Yield each question with its place in the file."""
        places = [place for place, written in enumerate(self.written) if written["kind"] != DESCRIPTION]
        for place, question in zip(places, self.quiz.questions, strict=True):
            yield ("questions", place), question


@dataclass(frozen=True, slots=True)
class RecordSource:
    """A publication, term or local action."""

    file: str
    record: Any  # Publication, Term or LocalAction
    document: Document


@dataclass(slots=True)
class Sources:
    """All that could be read. What could not is missing here and named in `problems`."""

    course: CourseFile | None = None
    course_document: Document = field(default_factory=lambda: Document(COURSE, None, {}))
    languages: tuple[str, ...] = ()
    modules: list[ModuleSource] = field(default_factory=list)
    lessons: list[LessonSource] = field(default_factory=list)
    quizzes: dict[str, QuizSource] = field(default_factory=dict)
    media: dict[str, dict[str, Media]] = field(default_factory=dict)  # module to "media/x.mp3" to file
    pictures: dict[str, dict[str, Picture]] = field(
        default_factory=dict
    )  # module to "media/x.svg" to picture
    records: dict[str, dict[str, RecordSource]] = field(
        default_factory=lambda: {name: {} for name in RECORDS}
    )  # collection to slug to source
    labels: dict[str, Mapping[str, Text]] = field(default_factory=dict)  # by their names in Labels
    facts: dict[str, set[str]] = field(default_factory=dict)  # address to the fact files that name it
    files: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)

    @property
    def source_language(self) -> str:
        return self.languages[0] if self.languages else "en"

    @property
    def collections(self) -> Collections:
        found = {
            name: {slug: source.record for slug, source in sorted(of.items())}
            for name, of in self.records.items()
        }
        return Collections(**found, labels=Labels(**self.labels))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def read_sources(files: Mapping[str, bytes], media: Mapping[str, Media]) -> Sources:
    """Read every file. `files` maps "modules/…" and "quizzes/…" to bytes, `media` such paths to what lies there."""
    sources = Sources(files=frozenset(files) | frozenset(media))
    _read_course(sources, files.get(COURSE))
    for path in sorted(media):  # before the quizzes, which show them
        if found := _MEDIA.fullmatch(path):
            sources.media.setdefault(found[1], {})[found[2]] = media[path]
        else:
            sources.problems.append(_misnamed(path))
    for path in sorted(files):
        if path != COURSE:
            _read_file(sources, path, files[path])
    return sources


def _misnamed(path: str) -> Problem:
    template = N_("No file of the course has a name of this form. See docs/authors.md.")
    return Problem(path, 0, "file_name", template)


def _read_file(sources: Sources, path: str, data: bytes) -> None:
    if found := _PICTURE.fullmatch(path):
        picture = read_picture(data)
        if isinstance(picture, Picture):
            sources.pictures.setdefault(found[1], {})[found[2]] = picture
        else:
            values = {"value": picture.value}
            sources.problems.append(Problem(path, picture.line, picture.code, picture.template, values))
        return
    text = _decode(sources, path, data)
    if text is None:
        return
    if _read_beside_lessons(sources, path, text):
        return
    if found := _LESSON.fullmatch(path):
        _read_lesson(sources, path, found, text)
    elif found := _MODULE.fullmatch(path):
        document = _document(sources, path, text)
        shape, problems = read_shape(ModuleFile, document, sources.languages)
        sources.problems.extend(problems)
        if shape:
            sources.modules.append(ModuleSource(path, int(found[1]), found[2], shape, document))
    elif found := _QUIZ.fullmatch(path):
        document = _document(sources, path, text)
        quiz, problems = read_shape(QuizFile, document, sources.languages)
        sources.problems.extend(problems)
        if quiz:
            zone = sources.course.time_zone if sources.course else "UTC"
            media = sources.media.get(quiz.module, {})
            sources.quizzes[found[1]] = QuizSource(
                path, quiz_from_file(found[1], quiz, zone, media), document
            )
    else:
        sources.problems.append(_misnamed(path))


def _read_beside_lessons(sources: Sources, path: str, text: str) -> bool:
    """Read a file of facts, names or a collection; tell whether it was one."""
    if _FACTS.fullmatch(path):
        for address in addresses_in(text):
            sources.facts.setdefault(address, set()).add(path)
    elif path in LABELS or path == AGENDAS:
        _read_labels(sources, path, text)
    elif found := _RECORD.fullmatch(path):
        document = _document(sources, path, text)
        shape, problems = read_shape(RECORDS[found[1]], document, sources.languages)
        sources.problems.extend(problems)
        if shape:
            sources.records[found[1]][found[2]] = RecordSource(path, shape.record(found[2]), document)
    else:
        return False
    return True


def addresses_in(text: str) -> list[str]:
    """Return the addresses that a text of facts names, without the signs that end a sentence."""
    return [_without_end_of_sentence(found) for found in _ADDRESS.findall(text)]


def _without_end_of_sentence(address: str) -> str:
    address = address.rstrip(".,;:]")
    if address.endswith(")") and address.count("(") < address.count(")"):
        return _without_end_of_sentence(address[:-1])  # the bracket of the sentence, not of the address
    return address


def _read_labels(sources: Sources, path: str, text: str) -> None:
    document = _document(sources, path, text)
    if path == AGENDAS:
        agendas, problems = read_shape(AgendasFile, document, sources.languages)
        if agendas:
            sources.labels |= {"gcm": agendas.gcm, "gcr": agendas.gcr, "sdg": agendas.sdg}
    else:
        named, problems = read_shape(LabelFile, document, sources.languages)
        if named:
            sources.labels[LABELS[path]] = named.labels
    sources.problems.extend(problems)


def _document(sources: Sources, path: str, text: str, first_line: int = 1) -> Document:
    document, problems = read_yaml(path, text, first_line)
    sources.problems.extend(problems)
    return document


def _read_course(sources: Sources, data: bytes | None) -> None:
    if data is None:
        sources.problems.append(Problem(COURSE, 0, "file_missing", N_("This file is missing.")))
        return
    text = _decode(sources, COURSE, data)
    if text is None:
        return
    sources.course_document = document = _document(sources, COURSE, text)
    written = document.data.get("languages") if isinstance(document.data, dict) else None
    if isinstance(written, list) and all(isinstance(language, str) for language in written):
        sources.languages = tuple(str(language) for language in written)
    sources.course, problems = read_shape(CourseFile, document, sources.languages)
    sources.problems.extend(problems)


def _decode(sources: Sources, path: str, data: bytes) -> str | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        sources.problems.append(
            Problem(path, line, "file_encoding", N_("This is not UTF-8: save it as UTF-8."))
        )
        return None
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        template = N_("An invisible control character stands here: delete it.")
        sources.problems.append(Problem(path, line, "file_control", template))
        return None
    return text


def _read_lesson(sources: Sources, path: str, name: re.Match[str], text: str) -> None:
    module, number, slug, language = name.groups()
    head = _HEAD.match(text)
    if head is None:
        template = N_("A lesson begins with a head between two lines “---”.")
        sources.problems.append(Problem(path, 1, "head_missing", template))
        return
    document = _document(sources, path, head[1], 2)
    front, problems = read_shape(FrontMatter, document)
    sources.problems.extend(problems)
    body = text[head.end() :]
    first_line = text.count("\n", 0, head.end()) + 1
    outline = read_outline(path, body, first_line)
    sources.problems.extend(outline.problems)
    if not body.strip():
        sources.problems.append(Problem(path, 0, "text_missing", N_("This lesson has no text.")))
    if front:
        top = front_block(document.place(("title",))[0], front.title, front.summary, front.aims)
        blocks = (top, *text_blocks(body, first_line))
        name_of = (module, int(number), slug, language)
        sources.lessons.append(LessonSource(path, *name_of, front, document, outline, digest(text), blocks))
