"""What differs between two versions of a question: its words, its key, what it is worth."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from course.core.grading.pictures import QuestionPicture
from course.core.grading.questions import AnyQuestion, Cloze, NumberGap, Numeric, Order

WORDS = frozenset(
    {"text", "prompt", "answer_text", "passage", "scale", "picture"}
)  # what a learner reads before answering
EXPLAINING = frozenset({"feedback", "feedback_true", "feedback_false", "hints", "name", "see", "tags"})
_PARTS = frozenset(
    {
        "options",
        "pairs",
        "extras",
        "items",
        "categories",
        "spots",
        "statements",
        "gaps",
        "answers",
        "scenes",
        "choices",
        "meters",
        "lead",
        "rubric",
        "levels",
    }
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is said otherwise now. `part` is the ids that lead to it, empty for the question itself.

    `before` and `now` are as the file has them: a text, a number, forms in a row; empty where it was not there.
    """

    field: str  # of the quiz file, such as "text", "right", "accepted"; "order" for the right order of items, "tried" for
    # that of the answers to a number
    part: tuple[str, ...]
    language: str  # "" for what is the same in all
    before: str
    now: str

    @property
    def is_of_words(self) -> bool:
        return self.field in WORDS

    @property
    def is_of_key(self) -> bool:
        """Tell whether marking may follow from it."""
        return self.field not in WORDS | EXPLAINING | {"points"}


def differences(seen: AnyQuestion, now: AnyQuestion) -> tuple[Difference, ...]:
    """Return what differs between two versions of one question, in the order of the file, words first."""
    old, new = dict(_flat(seen)), dict(_flat(now))
    keys = [*old, *(key for key in new if key not in old)]
    found = [
        Difference(*key, before=old.get(key, ""), now=new.get(key, ""))
        for key in keys
        if old.get(key, "") != new.get(key, "")
    ]
    found += _tried_otherwise(seen, now)
    return tuple(sorted(found, key=lambda each: (not each.is_of_words, bool(each.part))))


def _tried_otherwise(seen: AnyQuestion, now: AnyQuestion) -> Iterator[Difference]:
    """Yield where answers to a number that stood there before are tried in another order: the first that fits counts."""
    old, new = dict(_tried(seen)), dict(_tried(now))
    for part, before in old.items():
        after = new.get(part, before)
        if [name for name in before if name in after] != [name for name in after if name in before]:
            yield Difference("tried", part, "", " → ".join(before), " → ".join(after))


def _tried(question: AnyQuestion) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Yield the ids of answers to a number in their order, by where the number is typed."""
    if isinstance(question, Numeric):
        yield (), [answer.id for answer in question.answers]
    for gap in question.gaps if isinstance(question, Cloze) else ():
        if isinstance(gap, NumberGap):
            yield (gap.id,), [answer.id for answer in gap.answers]


def words_changed(seen: AnyQuestion, now: AnyQuestion, language: str) -> bool:
    """Tell whether a learner who reads `language` would read other words now, before answering."""
    return any(each.is_of_words and each.language in {language, ""} for each in differences(seen, now))


def key_changed(seen: AnyQuestion, now: AnyQuestion) -> bool:
    """Tell whether answers may be marked otherwise now."""
    return any(each.is_of_key for each in differences(seen, now))


_Key = tuple[str, tuple[str, ...], str]


def _flat(question: AnyQuestion) -> Iterator[tuple[_Key, str]]:
    yield ("kind", (), ""), type(question).__name__
    if isinstance(question, Order):
        yield ("order", (), ""), " → ".join(item.id for item in question.items)
    yield from _flat_fields(question, ())


def _flat_fields(thing: Any, part: tuple[str, ...]) -> Iterator[tuple[_Key, str]]:
    for one in fields(thing):
        if one.name != "id":
            yield from _flat_value(one.name, getattr(thing, one.name), part)


def _flat_value(name: str, value: Any, part: tuple[str, ...]) -> Iterator[tuple[_Key, str]]:
    if isinstance(value, QuestionPicture):
        yield (name, part, ""), f"{value.file} ({value.name[:6]})"
        yield from _flat_mapping("text", value.text, (*part, name))
    elif name in _PARTS:
        for each in value:
            yield from _flat_fields(each, (*part, each.id))
    elif isinstance(value, Mapping):
        yield from _flat_mapping(name, value, part)
    elif isinstance(value, tuple) and value and isinstance(value[0], Mapping):
        for number, text in enumerate(value, 1):
            yield from _flat_mapping(name, text, (*part, str(number)))
    elif isinstance(value, tuple):
        yield (name, part, ""), "; ".join(map(_plain, value))
    elif value is not None:
        yield (name, part, ""), _plain(value)


def _flat_mapping(name: str, value: Mapping[str, Any], part: tuple[str, ...]) -> Iterator[tuple[_Key, str]]:
    """Yield a text by language; of what is no text, each entry as a part of its own."""
    if name == "answer":
        name = "answer_text"  # of a pair; a statement's answer is its key
    for key, said in value.items():
        plain = "; ".join(said) if isinstance(said, tuple) else _plain(said)
        yield ((name, (*part, key), "") if name == "effects" else (name, part, key)), plain


def _plain(value: Any) -> str:
    if is_dataclass(value) and not isinstance(value, type):
        return " ".join(filter(None, (_plain(getattr(value, one.name)) for one in fields(value))))
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)
