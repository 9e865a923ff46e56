"""Languages at the edge: which one is spoken, what its words are, and how dates and numbers read.

English stands in the code and is the key. The catalogues are the .po files under course/translations;
they are compiled once per content into the instance folder, so that a changed file is seen at the next start.
"""

import functools
import hashlib
import re
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from gettext import NullTranslations
from math import ceil, floor
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers, units
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import LazyProxy, Translations
from flask import Flask, g, request
from jinja2 import pass_context
from jinja2.runtime import Context
from werkzeug.routing import BaseConverter

from course.core.text import N_

TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"
LANGUAGES: dict[str, str] = {"en": "English", "es": "Español", "fr": "Français"}
SOURCE_LANGUAGE = "en"
GROUPED_FROM = 10_000  # from here the digits of a key's number stand in threes

_language: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)
_zone: ContextVar[str] = ContextVar("zone", default="UTC")
_catalogues: dict[str, NullTranslations] = {}


class LanguageConverter(BaseConverter):
    """The first part of an address: one of the site's languages."""

    regex = "|".join(LANGUAGES)
    part_isolating = True


def load_catalogues(cache_dir: Path) -> None:
    """Compile what changed and load all languages; called once by create_app."""
    from wtforms.i18n import messages_path

    for language in LANGUAGES:
        own: NullTranslations = NullTranslations()
        source = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
        if source.exists():
            with _compiled(source, language, cache_dir).open("rb") as file:
                own = Translations(file)
        if language != SOURCE_LANGUAGE:
            own.add_fallback(Translations.load(messages_path(), [language], domain="wtforms"))
        _catalogues[language] = own


def _compiled(source: Path, language: str, cache_dir: Path) -> Path:
    content = source.read_bytes()
    target = cache_dir / f"{language}-{hashlib.sha256(content).hexdigest()[:16]}.mo"
    if not target.exists():
        cache_dir.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as file:
            catalogue = read_po(file, locale=language)
        part = target.with_suffix(f".{hash(target)}.part")
        with part.open("wb") as file:
            write_mo(file, catalogue)
        part.replace(target)
    return target


def gettext(message: str, **values: object) -> str:
    """Translate a whole sentence into the language spoken now; %(named)s places are filled by `values`."""
    catalogue = _catalogues.get(_language.get())
    text = catalogue.gettext(message) if catalogue else message
    return text % values if values else text


def ngettext(one: str, many: str, n: float, **values: object) -> str:
    """Translate a sentence that counts; %(num)s is the number."""
    return raw_ngettext(one, many, n) % {"num": format_number(n), **values}


def raw_gettext(message: str) -> str:
    catalogue = _catalogues.get(_language.get())
    return catalogue.gettext(message) if catalogue else message


def raw_ngettext(one: str, many: str, n: float) -> str:
    """Translate without filling in: Jinja's newstyle calls fill in themselves."""
    catalogue = _catalogues.get(_language.get())
    if catalogue is None:
        return one if n == 1 else many
    return catalogue.ngettext(one, many, _counted_as(n))


def _counted_as(n: float) -> int:
    """Return the whole number that takes the same form: catalogues know no fractions. 1.5 is one in French alone."""
    return ceil(n) if n > 1 and _language.get() != "fr" else floor(n)


def lazy_gettext(message: str, **values: object) -> Any:
    """Translate when shown: for labels that are written before the language is known."""
    return LazyProxy(gettext, message, enable_cache=False, **values)


def true_and_false(language: str = "") -> dict[str, str]:
    """Return what the answers "true" and "false", which have no text in a quiz, are called: in the language spoken now
    unless another is named.
    """
    catalogue = _catalogues.get(language or _language.get())
    words = {"true": N_("True"), "false": N_("False")}
    return {answer: catalogue.gettext(word) if catalogue else word for answer, word in words.items()}


def speak(language: str, zone: str = "UTC") -> None:
    """Speak a language, and tell times in a zone, for the rest of this request or job."""
    _language.set(language if language in LANGUAGES else SOURCE_LANGUAGE)
    _zone.set(zone)


def language() -> str:
    return _language.get()


def best_language() -> str:
    """Return the language that fits a reader best: the account's, else what the browser asks for."""
    known = g.get("actor")
    if known is not None and known.signed_in:
        return str(known.language)
    asked: str | None = request.accept_languages.best_match(list(LANGUAGES))
    return asked or SOURCE_LANGUAGE


@functools.lru_cache(maxsize=512)
def zone_info(name: str) -> ZoneInfo:
    """Return a time zone; an unknown name reads as UTC, so that a mistyped setting breaks no page."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def format_moment(moment: datetime | float, style: str = "medium", *, zoned: bool = False) -> str:
    """Tell a moment in the reader's language and zone, with date and time of day; a number is seconds since 1970 in UTC.

    `zoned` names the zone behind it, which is to stand on each page that tells the time of day.
    """
    if not isinstance(moment, datetime):
        moment = datetime.fromtimestamp(moment, UTC)
    told = dates.format_datetime(moment, style, tzinfo=zone_info(_zone.get()), locale=_language.get())
    told = _with_first(told, local_day(moment))
    return gettext("%(moment)s (time zone %(zone)s)", moment=told, zone=zone_name()) if zoned else told


def zone_name() -> str:
    """Return the name of the zone in which times are told now, as people read it: "America/New York"."""
    return _zone.get().replace("_", " ")


def local_day(moment: datetime) -> date:
    """Return the day on which a moment falls in the reader's zone."""
    return moment.astimezone(zone_info(_zone.get())).date()


def format_day(day: date | datetime, style: str = "long", zone: str = "") -> str:
    """Tell a day; of a moment the day in `zone`, or in the reader's when none is named.

    What two people read about the same cohort names the cohort's zone, so that both read the same day.
    """
    if isinstance(day, datetime):
        day = day.astimezone(zone_info(zone)).date() if zone else local_day(day)
    return _with_first(dates.format_date(day, style, locale=_language.get()), day)


def format_certificate_day(moment: datetime) -> str:
    """Tell a day of a certificate: that of UTC, as in its QR code, wherever its holder and who reads it are."""
    return format_day(moment, zone="UTC")


def _with_first(told: str, day: date) -> str:
    """Tell the first of a month as French does, "1er janvier": the locale data have no form for it."""
    if _language.get() != "fr" or day.day != 1:
        return told
    return re.sub(r"(?<!\d)1 (?=[^\W\d])", "1er ", told, count=1)


def format_clock(moment: datetime) -> str:
    """Tell the time of day as 14:02, in the reader's zone."""
    return dates.format_time(moment, "HH:mm", tzinfo=zone_info(_zone.get()), locale=_language.get())


def moment_parts(moment: datetime, *, ending: bool = False) -> dict[str, str]:
    """Return day, time and zone of a moment for the places of a sentence, in the reader's zone.

    Of an end (`ending`) midnight is told as 24:00 of the day before: that day is the last one.
    """
    local = moment.astimezone(zone_info(_zone.get()))
    time = format_clock(moment)
    if ending and local.hour == local.minute == 0:
        local, time = local - timedelta(days=1), "24:00"
    return {"day": format_day(local.date()), "time": time, "zone": zone_name()}


def format_ago(moment: datetime, now: datetime | None = None) -> str:
    """Tell how long ago a moment was, as "3 days ago"."""
    delta = moment - (now or datetime.now(UTC))
    return dates.format_timedelta(delta, add_direction=True, locale=_language.get())


def format_number(value: float) -> str:
    return numbers.format_decimal(value, locale=_language.get())


def format_exactly(number: float | str) -> str:
    """Tell a number of a question's key with all its digits; a text has a decimal point.

    Four digits before the point are not grouped: they may be a year, and "2,018" or "2.018" reads like a fraction elsewhere.
    """
    exact = Decimal(str(number)).normalize()
    return numbers.format_decimal(
        exact, locale=_language.get(), decimal_quantization=False, group_separator=abs(exact) >= GROUPED_FROM
    )


def with_minus(told: str) -> str:
    """Return a number as pages show it: with the minus sign that their texts have, which a hyphen is not."""
    return told.replace("-", "\N{MINUS SIGN}")


def _shown_number(value: float) -> str:
    return with_minus(format_number(value))


def _shown_exactly(value: float) -> str:
    return with_minus(format_exactly(value))


_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_TYPED_NUMBER = re.compile(rf"(?:[0-9]+: )?({_NUMBER})(?: / ({_NUMBER}))?(?: .*)?")


def format_typed(form: str) -> str:
    """Tell a number that was typed, in a form of typed_forms.py, as pages show numbers: "−1,5 km" for "-1.5 km".

    Both readings of one that has two, and behind the number of a gap, as in "2: 7.5". What is no number stays as it is.
    """
    found = _TYPED_NUMBER.fullmatch(form)
    if found is None:
        return form
    places = [found.span(1), *([found.span(2)] if found[2] else [])]
    for start, end in reversed(places):
        form = form[:start] + with_minus(format_exactly(form[start:end])) + form[end:]
    return form


def format_size(number: int) -> str:
    """Tell a number of bytes in kilobytes, or in megabytes from one on; what is there is never 0."""
    unit, size = ("megabyte", number / 1_000_000) if number >= 1_000_000 else ("kilobyte", number / 1000)  # noqa: PLR2004
    shown = max(round(size, 1), 0.1) if number else 0
    return units.format_unit(shown, f"digital-{unit}", "short", locale=_language.get())


def format_percent(share: float) -> str:
    """Tell a share of 0.0 to 1.0 as a whole percentage; a half of one counts as one, as 62.5 as 63."""
    return numbers.format_percent(floor(round(share * 100, 6) + 0.5) / 100, locale=_language.get())


def country_name(code: str) -> str:
    """Return a country's name in the reader's language; the code where none is known."""
    return str(Locale(_language.get()).territories.get(code, code))


def language_name(code: str) -> str:
    """Return a language's name in the reader's language."""
    return str(Locale(_language.get()).languages.get(code, code))


def _language_of_path() -> str | None:
    """Return the language that an address begins with, also where there is no such page."""
    first = request.path.split("/", 2)[1]
    return first if first in LANGUAGES else None


def _with_grouped_number(counting: Callable[..., str]) -> Callable[..., str]:
    """Make templates write the number of a counted sentence as `ngettext` does: 1,000 or 1 000 for 1000."""

    @pass_context
    def counted(context: Context, one: str, many: str, n: float, **values: object) -> str:
        return counting(context, one, many, n, num=format_number(n), **values)

    return counted


def install(app: Flask, cache_dir: Path) -> None:
    """Give templates the words and make the first part of an address choose the language."""
    load_catalogues(cache_dir)
    app.extensions["course_speak"] = speak
    app.url_map.converters["lang"] = LanguageConverter
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(raw_gettext, raw_ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["time_zone"] = zone_name
    counting = cast("Callable[..., str]", app.jinja_env.globals["ngettext"])
    app.jinja_env.globals["ngettext"] = _with_grouped_number(counting)
    app.jinja_env.filters.update(
        moment=format_moment,
        day=format_day,
        certificate_day=format_certificate_day,
        clock=format_clock,
        moment_parts=moment_parts,
        ago=format_ago,
        number=_shown_number,
        exactly=_shown_exactly,
        percent=format_percent,
        size=format_size,
        country=country_name,
        language_name=language_name,
    )

    @app.url_value_preprocessor
    def _choose(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.lang = (values or {}).pop("lang", None) or _language_of_path()
        speak(g.lang or request.accept_languages.best_match(list(LANGUAGES)) or SOURCE_LANGUAGE)

    @app.url_defaults
    def _keep(endpoint: str, values: dict[str, Any]) -> None:
        if "lang" not in values and app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values["lang"] = g.get("lang") or _language.get()
