"""Countries, time zones and languages that fields choose from, by their codes."""

import re
import zoneinfo
from datetime import date
from typing import Annotated

from babel import Locale
from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from course.core.formats.roster_places import country_codes
from course.web.api.given import Known

FIRST_YEAR, LAST_YEAR = 2000, 2199
_NO_LANGUAGES = {"mis", "mul", "und", "zxx"}  # ISO 639: uncoded, several, unknown, none

_ZONES = {"UTC", *(name for name in zoneinfo.available_timezones() if "/" in name)}
_LANGUAGES = {str(code) for code in Locale("en").languages} - _NO_LANGUAGES

CountryOrNone = Annotated[
    str,
    StringConstraints(pattern=r"^([A-Z]{2})?$"),
    Known({"", *country_codes()}),
    Field(description="ISO 3166-1 alpha-2; empty for none."),
]
TimeZone = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_+/-]+$", min_length=3, max_length=40),
    Known(_ZONES),
    Field(description="A name of the IANA time zone database."),
]
Spoken = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]{2,3}$"),
    Known(code for code in _LANGUAGES if re.fullmatch("[a-z]{2,3}", code)),
    Field(description="ISO 639."),
]


def _near(day: date) -> date:
    """Refuse days so far away that nothing can be reckoned from them."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PydanticCustomError("not_near", "too far away")
    return day


Day = Annotated[date, AfterValidator(_near), Field(description="From 2000-01-01 to 2199-12-31.")]
