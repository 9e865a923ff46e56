"""All that is wrong with a request, each fault by its place, its code and a sentence; never what was sent."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import ValidationError

from course.core.problems import CourseProblem
from course.web.errors import sentence

Where = Literal["body", "query", "header"]
_PLACE_NAMES: Mapping[Where, str] = {"body": "pointer", "query": "parameter", "header": "header"}
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")
_EMPTY = {
    "field_too_short": "field_empty",
    "field_too_few": "field_no_entry",
}  # what is said where 1 is the least
MOST_FAULTS = 100  # named in one answer
# What a schema cannot say, as lists of countries and the order of days: the request fits the document.
_BEYOND_SCHEMA = {"field_not_listed", "field_before_start", "field_day_too_far", "field_not_an_address"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend. `place` is a JSON pointer into the body, or the name of a parameter or header.

    `values` fill the sentence of the code; they come from what is declared, never from the request.
    """

    where: Where
    place: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)

    def document(self) -> dict[str, str]:
        """Return the fault as an entry of a problem document's `errors`, in the language spoken now."""
        is_empty = self.code in _EMPTY and self.values.get("least") == 1
        said = _EMPTY[self.code] if is_empty else self.code
        return {
            _PLACE_NAMES[self.where]: self.place,
            "code": self.code,
            "detail": sentence(said, dict(self.values)),
        }


# By status, so that a code alone tells a program what to mend.
CODES_OF_FAULTS: Mapping[int, str] = {400: "request_unreadable", 409: "fields_refused", 422: "faults_found"}


class FaultsFound(CourseProblem):
    """The request breaks what is declared: 400, or 422 where only the body's content does.

    409 where it fits the document and is wrong all the same. Each has a code of its own.
    """

    def __init__(self, faults: Sequence[Fault], *, status: int | None = None) -> None:
        super().__init__()
        self.faults = faults[:MOST_FAULTS]
        self.status = status or _status(faults)
        self.code = CODES_OF_FAULTS[self.status]


def _status(faults: Sequence[Fault]) -> int:
    if all(fault.code in _BEYOND_SCHEMA for fault in faults):
        return 409
    return 422 if all(fault.where == "body" for fault in faults) else 400


_CODES: Mapping[str, str] = {
    "missing": "field_missing",
    "extra_forbidden": "field_unknown",
    "string_type": "field_not_a_text",
    "string_unicode": "field_not_a_text",
    "string_too_short": "field_too_short",
    "string_too_long": "field_too_long",
    "int_type": "field_not_a_whole_number",
    "int_parsing": "field_not_a_whole_number",
    "int_parsing_size": "field_not_a_whole_number",
    "int_from_float": "field_not_a_whole_number",
    "float_type": "field_not_a_number",
    "finite_number": "field_not_a_number",
    "greater_than_equal": "field_too_small",
    "less_than_equal": "field_too_large",
    "bool_type": "field_not_true_or_false",
    "bool_parsing": "field_not_true_or_false",
    "literal_error": "field_not_in_list",
    "uuid_type": "field_not_an_id",
    "uuid_parsing": "field_not_an_id",
    "date_type": "field_not_a_date",
    "date_parsing": "field_not_a_date",
    "date_from_datetime_parsing": "field_not_a_date",
    "not_a_moment": "field_not_a_moment",
    "not_listed": "field_not_listed",
    "before_start": "field_before_start",
    "not_near": "field_day_too_far",
    "not_an_address": "field_not_an_address",
    "list_type": "field_not_a_list",
    "too_short": "field_too_few",
    "too_long": "field_too_many",
    "dict_type": "field_not_an_object",
    "model_type": "field_not_an_object",
    "model_attributes_type": "field_not_an_object",
}


_FORMS_OF_ANSWERS = {"field_not_a_text", "field_not_a_list", "field_not_an_object"}


def faults_of(error: ValidationError, where: Where, sent: object) -> list[Fault]:
    """Return what a model found wrong with `sent`, each place once.

    Where several types are taken, what is wrong with the type that was sent tells more than the types that were not.
    """
    found: dict[str, Fault] = {}
    types: dict[str, set[str]] = {}
    for each in error.errors(include_input=False, include_url=False):
        place = _pointer(each["loc"], sent) if where == "body" else _name(each["loc"])
        code = _CODES.get(each["type"], "field_wrong_form")
        if code in _FORMS_OF_ANSWERS:
            types.setdefault(place, set()).add(code)
        elif place in found and found[place].code in _FORMS_OF_ANSWERS:
            del found[place]
        found.setdefault(place, _told(where, place, code, each.get("ctx", {})))
    return [
        Fault(where, place, "answer_of_no_form")
        if fault.code in _FORMS_OF_ANSWERS and types[place] == _FORMS_OF_ANSWERS
        else fault
        for place, fault in found.items()
    ]


def _told(where: Where, place: str, code: str, context: Mapping[str, Any]) -> Fault:
    match code:
        case "field_too_short" | "field_too_few":
            return Fault(where, place, code, {"least": context.get("min_length", 1)})
        case "field_too_long" | "field_too_many":
            return Fault(where, place, code, {"most": context.get("max_length", 0)})
        case "field_too_small":
            return Fault(where, place, code, {"least": context.get("ge", 0)})
        case "field_too_large":
            return Fault(where, place, code, {"most": context.get("le", 0)})
        case "field_not_in_list":
            allowed = str(context.get("expected", "")).replace(" or ", ", ").replace("'", "")
            return Fault(where, place, code, {"allowed": allowed})
    return Fault(where, place, code)


def _pointer(parts: Iterable[object], sent: object) -> str:
    """Return the JSON pointer (RFC 6901, as a fragment) of a place in what was sent.

    A step that is not in what was sent ends it: a field that is missing is still named, a branch of the model
    that was tried is not. Nor is a name that is not plain: it would repeat what was sent.
    """
    steps: list[str] = []
    here: Any = sent
    for part in parts:
        if isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
        elif isinstance(here, dict) and isinstance(part, str):
            if not _PLAIN_NAME.fullmatch(part):
                break
            here = here.get(part)
        else:
            break
        steps.append(str(part))
    return "".join(["#", *(f"/{step}" for step in steps)])


def _name(parts: Sequence[object]) -> str:
    """Return a parameter's name; empty for one whose name is not plain."""
    name = str(parts[0]) if parts else ""
    return name if _PLAIN_NAME.fullmatch(name) else ""
