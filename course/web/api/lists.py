"""The fixed lists from which fields choose, as the document shows them."""

import re
import zoneinfo

from babel import Locale

from course.core.formats.roster_places import country_codes

_NO_LANGUAGES = {"mis", "mul", "und", "zxx"}  # ISO 639: uncoded, several, unknown, none

COUNTRIES = tuple(sorted(country_codes()))
TIME_ZONES = ("UTC", *sorted(name for name in zoneinfo.available_timezones() if "/" in name))
_KNOWN = sorted(str(code) for code in Locale("en").languages)
SPOKEN = tuple(code for code in _KNOWN if re.fullmatch("[a-z]{2,3}", code) and code not in _NO_LANGUAGES)
