"""Countries, time zones and languages that fields choose from, by their codes."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from babel import Locale
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from course.core.formats.roster_places import country_codes
from course.core.grading.window_limits import is_near
from course.web.api.given import Known

_NO_LANGUAGES = {"mis", "mul", "und", "zxx"}  # ISO 639: uncoded, several, unknown, none


def _is_country(code: str) -> bool:
    return not code or code in country_codes()


def _is_language(code: str) -> bool:
    return code in Locale("en").languages and code not in _NO_LANGUAGES


def _is_zone(name: str) -> bool:
    if name != "UTC" and "/" not in name:
        return False
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


CountryOrNone = Annotated[
    str,
    StringConstraints(pattern=r"^([A-Z]{2})?$"),
    Known(_is_country),
    Field(description="ISO 3166-1 alpha-2; empty for none."),
]
TimeZone = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_+/-]+$", min_length=3, max_length=40),
    Known(_is_zone),
    Field(description="A name of the IANA time zone database."),
]
Spoken = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]{2,3}$"),
    Known(_is_language),
    Field(description="ISO 639."),
]


def _near(day: date) -> date:
    """Refuse days so far away that nothing can be reckoned from them."""
    if not is_near(day):
        raise PydanticCustomError("not_near", "too far away")
    return day


Day = Annotated[date, AfterValidator(_near), Field(description="From 2000-01-01 to 2199-12-31.")]

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)


def _moment(value: Any) -> datetime:
    """Read a moment as RFC 3339 writes it, with its zone; refuse what is too far away to be reckoned with."""
    try:
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            return datetime.fromisoformat(value.upper())
    except ValueError:
        pass
    raise PydanticCustomError("not_a_moment", "not a moment")


Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_moment),
    AfterValidator(_near),
    AfterValidator(lambda moment: moment.astimezone(UTC)),
    Field(description="RFC 3339, with its zone, from 2000 to 2199."),
]
