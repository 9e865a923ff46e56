"""What all writers of questions share: their result, what is named as lost, numbers as other systems read them."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from course.core.formats.questions_in import Remark, Skip
from course.core.grading.kinds import kind_of
from course.core.grading.pictures import QuestionPicture
from course.core.grading.questions import (
    AnyQuestion,
    Categorise,
    Choice,
    Choices,
    Cloze,
    Description,
    Hotspot,
    Match,
    Numeric,
    Option,
    Order,
    Poll,
    ShortText,
    TrueFalse,
    Words,
)
from course.core.text import Text

DECIMALS = 9
TOP = "$course$/top"  # the category above all others, in Moodle and GIFT
# Characters that XML has no place for (XML 1.0, section 2.2).
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class Exported:
    """A file in another system's format, in one language, and by name what it does not hold."""

    text: str = ""
    written: int = 0  # how many questions it holds
    data: bytes = b""  # in place of `text`, where the format is no text
    left_out: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    pictures: Mapping[str, bytes] = field(default_factory=dict)  # those that can be enclosed, by their names

    @property
    def content(self) -> bytes:
        return self.data or self.text.encode()

    def note(self, question: AnyQuestion, reason: str, **values: object) -> None:
        self.notes.append(Remark(question.id, 0, reason, values))

    def enclosed(self, question: AnyQuestion, picture: QuestionPicture | None) -> bytes:
        """Return the bytes of a picture to enclose; none, with a note, where there are none to be had."""
        if picture is None:
            return b""
        data = self.pictures.get(picture.name, b"")
        if not data:
            self.note(question, "lost_picture")
        return data

    def skip(self, question: AnyQuestion, skip: Skip) -> None:
        self.left_out.append(Remark(question.id, 0, skip.reason, skip.values))


def told_before(exported: Exported, question: AnyQuestion, language: str) -> list[Description]:
    """Return the texts that stand before a question; those without words in the language are noted as left out."""
    found = [told for told in question.lead if xml_text(told.text.get(language, ""))]
    if len(found) < len(question.lead):
        exported.note(question, "lost_lead")
    return found


def not_here(question: AnyQuestion) -> Skip:
    """Return why a format has no question of this kind."""
    reasons = {"scenario": "story", "likert": "nothing_right", "poll": "nothing_right"}
    return Skip(reasons.get(kind_of(question), "kind"), kind=kind_of(question))


def labels(question: AnyQuestion) -> list[str]:
    """Return the tags of a question, and as one more the passage that explains it: no format has a place for that."""
    see = question.see
    return [*question.tags, *([f"see:{see.lesson}#{see.heading}".rstrip("#")] if see else [])]


def category_of(question: AnyQuestion, pools: Collection[str]) -> str:
    """Return the path of the category that a question stands in: its pool's, else that of its first tag, else the top.

    `pools` are the tags by which the quiz draws its questions.
    """
    tag = next((tag for tag in question.tags if tag in pools), next(iter(question.tags), ""))
    return f"{TOP}/{tag}" if tag else TOP


def in_language(text: Text, language: str) -> str:
    """Return a text that must be there. Raises Skip."""
    said = xml_text(text.get(language, ""))
    if not said:
        raise Skip("no_text")
    return said


def xml_text(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _NO_XML.sub("", text).strip()


def number_text(value: float) -> str:
    """Return a number with a point and without an exponent."""
    found = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if found == "-0" else found


def reasons_of(question: AnyQuestion) -> Iterator[Text]:
    """Yield the reasons that a question gives for single answers."""
    match question:
        case Choice(options=options) | Choices(options=options) | Poll(options=options):
            yield from (option.feedback for option in options)
        case TrueFalse():
            yield from (question.feedback_true, question.feedback_false)
        case Match(pairs=pairs):
            yield from (pair.feedback for pair in pairs)
        case Categorise(items=items) | Order(items=items):
            yield from (item.feedback for item in items)
        case Numeric(answers=answers) | ShortText(answers=answers):
            yield from (answer.feedback for answer in answers)
        case Hotspot(spots=spots):
            yield from (spot.feedback for spot in spots)
        case Cloze(gaps=gaps) | Words(gaps=gaps):
            for gap in gaps:
                yield gap.feedback
                yield from (one.feedback for one in getattr(gap, "options", getattr(gap, "answers", ())))


def has_reasons(question: AnyQuestion, language: str) -> bool:
    return any(reason.get(language) for reason in reasons_of(question))


def spots_as_options(question: Hotspot) -> tuple[Option, ...]:
    """Return the places of a map as the options of a list."""
    return tuple(Option(spot.id, spot.text, spot.right, spot.feedback) for spot in question.spots)


def category_texts(question: Categorise) -> Mapping[str, Text]:
    """Return the text of each category by its id."""
    return {category.id: category.text for category in question.categories}
