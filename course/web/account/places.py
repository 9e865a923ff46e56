"""The lists that a profile chooses from: countries, languages and time zones, in the reader's language."""

import functools
import zoneinfo
from collections.abc import Iterable

from babel import Locale

from course.core.formats.roster_places import country_codes
from course.core.people import fold_name

# Languages that people working on migration speak most, as ISO 639 codes; names come from Babel.
_SPOKEN = (
    "am ar bg bm bn bs ca cs da de el en es et fa fi ff fr gu ha he hi hr ht hu hy id ig it ja ka kk km ko ku ky "
    "ln lo lt lv mg mk ml mn mr ms my ne nl no om pa pl ps pt qu ro ru rw si sk sl sn so sq sr sv sw ta te tg th "
    "ti tk tl tr uk ur uz vi wo xh yo zh zu"
)

_ZONE_REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@functools.lru_cache(maxsize=8)
def country_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Return code and name of each country, by name."""
    names = Locale(language).territories
    return _by_name((code, names[code]) for code in country_codes() if code in names)


@functools.lru_cache(maxsize=8)
def language_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Return code and name of each language that a profile offers, by name."""
    names = Locale(language).languages
    return _by_name((code, names[code]) for code in _SPOKEN.split() if code in names)


@functools.lru_cache(maxsize=1)
def zone_choices() -> tuple[tuple[str, str], ...]:
    """Return each time zone with its name as a reader reads it; UTC first."""
    zones = sorted(
        name
        for name in zoneinfo.available_timezones()
        if name.partition("/")[0] in _ZONE_REGIONS and "/" in name
    )
    return (("UTC", "UTC"), *((name, name.replace("_", " ").replace("/", " / ")) for name in zones))


def _by_name(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(pairs, key=lambda pair: fold_name(pair[1])))
