"""The values of a roster's cells: text to value, or a `Fault` that says what is wrong with it."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from course.core.emails import email_fault
from course.core.formats.roster_columns import COLUMNS
from course.core.formats.roster_places import find_country, find_language, find_time_zone, fold, own_name

CELL_MAX = 200  # characters; an e-mail address has a limit of its own
YEARS_AROUND = 10  # a start or an end further than this from the present year is a slip of the hand


class Fault(NamedTuple):
    """What is wrong with a cell: a code of `roster_problems`, and what its sentence tells besides."""

    code: str
    detail: str | int = ""


@dataclass(frozen=True, slots=True)
class RosterRules:
    """What the site knows that a file does not."""

    languages: tuple[str, ...] = ("en", "es", "fr")  # those that people can choose
    now_year: int | None = None  # None: dates are not compared with the present


Value = str | date

_BLANKS = r" \t\r\n\v\f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_BLANK_RUN = re.compile(f"[{_BLANKS}]+")
_EDGES = re.compile(rf"\A[{_BLANKS}\u200b\u2060\ufeff]+|[{_BLANKS}\u200b\u2060\ufeff]+\Z")
# Control signs, halves of characters, and marks that turn the direction of the text that follows.
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def clean(cell: str) -> str:
    """Return a cell's text in composed letters (NFC), without blanks at its ends, with one between words.

    A line end in a cell counts as a blank. Signs that cannot be seen are kept, for `text_fault` to name.
    """
    if cell.isascii() and cell.isprintable() and "  " not in cell:
        return cell.strip(" ")
    composed = unicodedata.normalize("NFC", cell)
    return _EDGES.sub("", _BLANK_RUN.sub(" ", composed))


def text_fault(text: str) -> Fault | None:
    """Say what no column may hold: characters that were lost on the way, or that nobody can see."""
    if "\ufffd" in text:
        return Fault("damaged_character")
    if _UNREADABLE.search(text):
        return Fault("control_character")
    return None


def read_value(column: str, text: str, rules: RosterRules) -> Value | Fault:
    """Read the cleaned, non-empty text of a cell."""
    fault = text_fault(text)
    return fault or _READERS[column](text, rules)


def _read_email(text: str, _rules: RosterRules) -> Value | Fault:
    code = email_fault(text)
    return Fault(code) if code else text


def _read_text(text: str, _rules: RosterRules) -> Value | Fault:
    return Fault("too_long", CELL_MAX) if len(text) > CELL_MAX else text


def _read_country(text: str, _rules: RosterRules) -> Value | Fault:
    codes = find_country(text[: CELL_MAX + 1])
    if len(codes) == 1:
        return codes[0]
    return Fault("country_ambiguous", ", ".join(codes)) if codes else Fault("country_unknown")


def _read_language(text: str, rules: RosterRules) -> Value | Fault:
    found = find_language(text[: CELL_MAX + 1], rules.languages)
    return found or Fault("language_unknown", _choices(rules.languages))


@lru_cache(maxsize=16)
def _choices(languages: tuple[str, ...]) -> str:
    return ", ".join(own_name(language) for language in languages)


def _read_time_zone(text: str, _rules: RosterRules) -> Value | Fault:
    if text == "99":  # Moodle writes it for "the server's time zone": nothing was chosen
        return ""
    return find_time_zone(text[: CELL_MAX + 1]) or Fault("time_zone_unknown")


def _by_word(words: Mapping[str, str]) -> Mapping[str, str]:
    """Turn "value: its words" round into "word: value"."""
    return {word: value for value, said in words.items() for word in said.split()}


_ROLES = _by_word(
    {
        "learner": "learner student participant estudiante alumno alumna participante apprenant apprenante etudiant "
        "etudiante",
        "facilitator": "facilitator teacher editingteacher tutor coach facilitador facilitadora docente tutora "
        "animador animadora dinamizador dinamizadora animateur animatrice animation facilitateur facilitatrice "
        "enseignant enseignante tuteur tutrice",
        "admin": "admin administrator manager siteadministrator systemadministrator districtadministrator "
        "administrador administradora administrateur administratrice",
    }
)
_ACTIONS = _by_word(
    {
        "remove": "remove retirar retirer",
        "keep": "keep mantener conservar garder conserver active activo activa actif",
    }
)


def _read_role(text: str, _rules: RosterRules) -> Value | Fault:
    role = _ROLES.get(fold(text).replace(" ", ""))
    if role == "admin":
        return Fault("role_admin")
    return role or Fault("role_unknown")


def _read_action(text: str, _rules: RosterRules) -> Value | Fault:
    return _ACTIONS.get(fold(text)) or Fault("action_unknown")


_MIDNIGHT = r"(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?"  # spreadsheets add it to a day
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_MIDNIGHT}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_MIDNIGHT}")


def _read_date(text: str, rules: RosterRules) -> Value | Fault:
    """Read 2026-09-25 and 25/09/2026. Refuse 05/09/2026, which is May in some places and September in others."""
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
        return _day(year, month, day, rules)
    readings = dates_meant(text)
    if len(readings) > 1:
        return Fault("date_ambiguous", " / ".join(day.isoformat() for day in readings))
    found = _YEAR_LAST.fullmatch(text)
    if readings and found and int(found[1]) != readings[0].day:
        return Fault("date_month_first", readings[0].isoformat())
    return (
        _day(readings[0].year, readings[0].month, readings[0].day, rules)
        if readings
        else Fault("date_unknown")
    )


def dates_meant(text: str) -> tuple[date, ...]:
    """Return the days that a date with its year last may mean: the day read first, then the month read first."""
    found = _YEAR_LAST.fullmatch(text)
    if not found:
        return ()
    one, two, year = map(int, found.groups())
    meant = []
    for month, day in ((two, one), (one, two)):
        with suppress(ValueError):
            meant.append(date(year, month, day))
    return tuple(dict.fromkeys(meant))


def _day(year: int, month: int, day: int, rules: RosterRules) -> Value | Fault:
    try:
        value = date(year, month, day)
    except ValueError:
        return Fault("date_unknown")
    if rules.now_year is not None and abs(year - rules.now_year) > YEARS_AROUND:
        return Fault("date_far", year)
    return value


_Reader = Callable[[str, RosterRules], Value | Fault]
_READERS: Mapping[str, _Reader] = MappingProxyType(
    dict.fromkeys(COLUMNS, _read_text)
    | {
        "email": _read_email,
        "country": _read_country,
        "language": _read_language,
        "time_zone": _read_time_zone,
        "role": _read_role,
        "starts": _read_date,
        "ends": _read_date,
        "action": _read_action,
    }
)
