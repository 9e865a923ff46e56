"""The shapes of the course's files, and every way in which a file misses them, with its line."""

import re
from datetime import datetime
from typing import Annotated, Literal, TypeVar
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from course.core.content.model import Problem
from course.core.content.strict_yaml import Document, Plain
from course.core.text import N_

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
PLACE = r"p[0-9]+"  # id of a paragraph, see render.py; no heading has such a one
_NUMBER = re.compile(r"-?[0-9]{1,6}(?:\.[0-9]{1,6})?")  # each field says how much is the least
_SIGNED = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,6})?")
_MOMENT = re.compile(r"((?:20|21)[0-9]{2}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9]{2}:[0-9]{2}))?")
_MISSING = object()  # stands in for a language that a text does not have


def _text(value: object) -> object:
    if value is _MISSING:
        raise PydanticCustomError("language_missing", "missing")
    return value


def _flag(value: object) -> bool:
    if isinstance(value, Plain) and value in {"true", "false"}:
        return value == "true"
    raise PydanticCustomError("flag", "flag")


def _number(value: object) -> float:
    if isinstance(value, Plain) and _NUMBER.fullmatch(value):
        return float(value)
    raise PydanticCustomError("number", "number")


def _signed(value: object) -> float:
    if isinstance(value, Plain) and _SIGNED.fullmatch(value):
        return float(value)
    raise PydanticCustomError("number", "number")


def _signed_whole(value: object) -> int:
    if isinstance(value, Plain) and _SIGNED.fullmatch(value) and "." not in value:
        return int(value)
    raise PydanticCustomError("whole_number", "whole number")


def _whole(value: object) -> int:
    if isinstance(value, Plain) and _NUMBER.fullmatch(value) and "." not in value:
        return int(value)
    raise PydanticCustomError("whole_number", "whole number")


def _moment(value: str) -> str:
    """Check a day, or a day and a time of it, and give it one form: 2027-03-01 or 2027-03-01 14:00."""
    found = _MOMENT.fullmatch(value.strip())
    if found is None:
        raise PydanticCustomError("moment", "moment")
    try:
        datetime.fromisoformat(" ".join(part for part in found.groups() if part))
    except ValueError as error:
        raise PydanticCustomError("moment", "moment") from error
    return " ".join(part for part in found.groups() if part)


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise PydanticCustomError("time_zone", "time zone")
    return value


def _languages(info: ValidationInfo) -> tuple[str, ...]:
    languages: tuple[str, ...] = (info.context or {}).get("languages", ())
    return languages


def _in_all_languages(value: object, info: ValidationInfo) -> object:
    """Add what is missing, so that each missing language is reported beside all other faults."""
    if not isinstance(value, dict):
        return value
    return value | {language: _MISSING for language in _languages(info) if language not in value}


def _course_language(value: str, info: ValidationInfo) -> str:
    known = _languages(info)
    if known and value not in known:
        raise PydanticCustomError("language_unknown", "unknown", {"languages": ", ".join(known)})
    return value


S = TypeVar("S", bound="Shape")


# A validator that runs before stands last: the constraints then belong to the string itself.
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000), BeforeValidator(_text)
]
Slug = Annotated[str, StringConstraints(pattern=f"^{SLUG}$", max_length=64)]
Address = Annotated[str, StringConstraints(pattern=r'^https?://[^\s<>"\\]+$')]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
# Of a whole source text (as before), or of each of its blocks in order: see behind.py.
MadeFrom = Annotated[str, StringConstraints(pattern=r"^(?:[0-9a-f]{12}|[0-9a-f]{6}(?: [0-9a-f]{6})+)$")]
Flag = Annotated[bool, BeforeValidator(_flag)]
Number = Annotated[float, BeforeValidator(_number)]
SignedWhole = Annotated[int, BeforeValidator(_signed_whole)]
Signed = Annotated[float, BeforeValidator(_signed)]
Whole = Annotated[int, BeforeValidator(_whole)]
Moment = Annotated[str, AfterValidator(_moment)]
TimeZone = Annotated[str, AfterValidator(_zone)]
_Key = Annotated[str, AfterValidator(_course_language)]
_Lines = Annotated[list[Words], Field(min_length=1), BeforeValidator(_text)]
Texts = Annotated[dict[_Key, Words], BeforeValidator(_in_all_languages)]
TextLists = Annotated[dict[_Key, _Lines], BeforeValidator(_in_all_languages)]


class Shape(BaseModel):
    """A mapping with these fields and no others."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        serialize_by_alias=True,
        defer_build=True,  # at the first file read: a process that only serves pages reads none
    )


class Partner(Shape):
    name: Words
    address: Address | None = None


class CertificateRule(Shape):
    """What a certificate asks for. Only "all" is known."""

    modules: Literal["all"] = "all"
    quizzes: Literal["all"] = "all"
    games: Literal["all"] = "all"


class CourseFile(Shape):
    """modules/course.yaml."""

    title: Texts
    summary: Texts
    languages: list[Language] = Field(min_length=1)  # the first is the source
    modules: list[Slug] = Field(min_length=1)
    licence: Words
    audiences: TextLists = Field(default_factory=dict)
    partners: list[Partner] = Field(default_factory=list)
    certificate: CertificateRule = CertificateRule()
    time_zone: TimeZone = "UTC"  # in which the course's files write days and times


class ModuleFile(Shape):
    """modules/<nn-slug>/module.yaml."""

    title: Texts
    summary: Texts
    aims: TextLists
    quizzes: list[Slug] = Field(default_factory=list)
    games: list[Slug] = Field(default_factory=list)


class SourceLine(Shape):
    title: Words
    address: Address | None = None


class FrontMatter(Shape):
    """The head of a lesson's text."""

    title: Words
    summary: Words
    aims: list[Words] = Field(default_factory=list)
    kind: Literal["reading", "podcast", "video", "game", "conversation"]
    sources: list[SourceLine] = Field(default_factory=list)
    made_from: MadeFrom | None = Field(None, alias="made-from")


_SENTENCES: dict[str, str] = {
    "missing": N_("The field “%(field)s” is missing."),
    "extra_forbidden": N_("There is no field “%(field)s” here."),
    "string_too_short": N_("“%(field)s” is empty."),
    "string_too_long": N_("“%(field)s” is longer than %(max_length)s characters."),
    "string_type": N_("“%(field)s” must be a text."),
    "string_pattern_mismatch": N_("“%(value)s” does not have the form that “%(field)s” needs."),
    "literal_error": N_("“%(field)s” must be one of these, not “%(value)s”: %(expected)s."),
    "union_tag_invalid": N_("There is no question of the kind “%(value)s”."),
    "union_tag_not_found": N_("The field “%(field)s” is missing."),
    "dict_type": N_("“%(field)s” must hold fields of its own."),
    "model_attributes_type": N_("“%(field)s” must hold fields of its own."),
    "model_type": N_("“%(field)s” must hold fields of its own."),
    "list_type": N_("“%(field)s” must be a list."),
    "too_short": N_("“%(field)s” needs at least %(min_length)s entries."),
    "too_long": N_("“%(field)s” takes at most %(max_length)s entries."),
    "flag": N_("“%(field)s” must be true or false, without quotes."),
    "number": N_("“%(field)s” must be a number, without quotes."),
    "whole_number": N_("“%(field)s” must be a whole number, without quotes."),
    "greater_than_equal": N_("“%(field)s” must be at least %(ge)s."),
    "greater_than": N_("“%(field)s” must be more than %(gt)s."),
    "less_than_equal": N_("“%(field)s” must be at most %(le)s."),
    "moment": N_(
        "“%(field)s” must be a day such as 2027-03-01, or a day and a time such as 2027-03-01 14:00."
    ),
    "time_zone": N_("“%(field)s” must be the name of a time zone, such as Europe/Madrid."),
    "language_missing": N_("The text in “%(field)s” is missing."),
    "language_unknown": N_("“%(field)s” is not a language of this course (%(languages)s)."),
}
_OTHER = N_("“%(field)s” is not right: %(reason)s.")


def read_shape(
    shape: type[S], document: Document, languages: tuple[str, ...] = ()
) -> tuple[S | None, list[Problem]]:
    """Return what the document says, or None and all that is wrong with it.

    Every text must stand in each of `languages`; none given means that languages are not looked at.
    """
    if document.data is None:
        return None, []
    try:
        return shape.model_validate(document.data, context={"languages": languages}), []
    except ValidationError as error:
        return None, [_problem(document, detail) for detail in error.errors(include_url=False)]


def _problem(document: Document, detail: ErrorDetails) -> Problem:
    path = tuple(part for part in detail["loc"] if part != "[key]")
    code = detail["type"]
    if code.startswith("union_tag_"):
        path = (*path, "kind")
    line, column = document.place(path)
    given = detail.get("ctx", {})
    named = next((part for part in reversed(path) if isinstance(part, str)), document.file)
    value = given.get("tag", detail["input"])
    values = {
        **{name: part for name, part in given.items() if isinstance(part, str | int | float)},
        "field": named,
        "value": str(value)[:60],
        "reason": detail["msg"],
    }
    if code == "literal_error":
        values["expected"] = _bare_list(str(values["expected"]))
    return Problem(document.file, line, code, _SENTENCES.get(code, _OTHER), values, column)


def _bare_list(expected: str) -> str:
    """Return "'a', 'b' or 'c'", as the library says it in English, as a list that is the same in all languages."""
    return ", ".join(re.findall(r"'([^']*)'", expected)) or expected
