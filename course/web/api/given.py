"""What requests and replies are made of: strict models, and the types that their fields share.

A request holds exactly the declared fields, each of exactly the declared type; nothing is guessed or converted.
The one exception is a whole number written with a point (5.0), which JSON does not tell from 5.
"""

import re
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from course.web.paging import MAX_PAGE_SIZE, PAGE_SIZE

_STRICT = ConfigDict(
    extra="forbid",
    strict=True,
    frozen=True,
    hide_input_in_errors=True,
    defer_build=True,  # at the first use: the start of the process is not held up
)
_DIGITS = re.compile(r"-?[0-9]{1,300}")  # any whole number is one, however far from what is taken


class Given(BaseModel):
    """What a caller sends: a path, a query or a body."""

    model_config = _STRICT


def _without_defaults(schema: dict[str, Any]) -> None:
    for field in schema["properties"].values():
        field.pop("default", None)


class Changes(Given):
    """The fields of a thing that change; what is absent stays as it is, so the defaults mean nothing."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)

    def changed(self) -> dict[str, Any]:
        """Return the fields that were sent."""
        return {
            name: getattr(self, name) for name in type(self).model_fields if name in self.model_fields_set
        }


class Reply(BaseModel):
    """What the platform answers."""

    model_config = _STRICT


class MadeReply(Reply):
    """What a POST made. Where `new` is false it was there already, and the status is 200 instead of 201."""

    new: bool


class Whole:
    """Marks a whole number from `least` to `most`. JSON does not tell 5.0 from 5, so both are read.

    `in_address` reads plain digits, without blanks, points or signs of grouping.
    """

    def __init__(self, least: int, most: int, *, in_address: bool = False) -> None:
        self.least, self.most = least, most
        self._read = _digits if in_address else _integral

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        number = core_schema.int_schema(strict=True, ge=self.least, le=self.most)
        return core_schema.no_info_before_validator_function(self._read, number)


def _integral(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _digits(value: Any) -> Any:
    return int(value) if isinstance(value, str) and _DIGITS.fullmatch(value) else value


class OneOf:
    """Marks a text that is one of a fixed list, which the document shows."""

    def __init__(self, values: Iterable[str]) -> None:
        self.values = list(dict.fromkeys(values))

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema(self.values)


class Known:
    """Marks a text that `knows` must know: one of a list too long for the document."""

    def __init__(self, knows: Callable[[str], bool]) -> None:
        self.knows = knows

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._known, handler(source))

    def _known(self, value: str) -> str:
        if not self.knows(value):
            raise PydanticCustomError("not_listed", "not listed")
        return value


Language = Literal["en", "es", "fr"]
Share = Annotated[float, Field(ge=0, le=1, description="From 0.0 to 1.0.")]

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=100)]

# Begins and ends with a sign that is seen, and holds no control signs, nor any that turn the direction of writing: one line.
_UNSEEN = r"\x00-\x20\x7f-\xa0\u202a-\u202e\u2066-\u2069"
_CONTROL = r"\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
LINE = rf"^[^{_UNSEEN}]([^{_CONTROL}]*[^{_UNSEEN}])?$"
LINE_OR_EMPTY = rf"^([^{_UNSEEN}]([^{_CONTROL}]*[^{_UNSEEN}])?)?$"
TEXT = r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$"  # several lines

Cursor = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=1_000),
    Field(
        description="What a page gave as `next`. One that is damaged or of another list is answered with 404."
    ),
]
PageSize = Annotated[
    int, Whole(1, MAX_PAGE_SIZE, in_address=True), Field(description="How many items at most.")
]


class LanguageQuery(Given):
    """In which language course texts are answered."""

    language: Language | None = Field(
        default=None, description="Default: what Accept-Language asks for, else the account's language."
    )


class PageQuery(Given):
    """One page of a list."""

    cursor: Cursor | None = None
    limit: PageSize = PAGE_SIZE


class PageReply(Reply):
    """One page of a list. `next` is the cursor of the page after it; null on the last."""

    next: str | None
