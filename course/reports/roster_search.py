"""What the roster is narrowed to, by nothing but what the viewer sees of each person."""

import functools
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from babel import Locale
from sqlalchemy import ColumnElement, FromClause, or_, select
from sqlalchemy.orm import Session

from course.core.formats.roster_places import country_codes
from course.core.people import fold_name
from course.reports.visible import has_tag, has_value, is_shown
from course.store.accounts.models import Account

MAX_WORDS = 5
MAX_CITIES = 5_000  # spellings of cities that one word may match; what matches more names no place


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list is narrowed to; empty is everything.

    `text` is looked for, word by word, in names, cities and countries' names in `language`; `country` is ISO
    3166-1 alpha-2, `topic` of core/rules/topics, `spoken` ISO 639, `cohort` the slug of a cohort of the viewer.
    """

    text: str = ""
    language: str = "en"
    country: str = ""
    topic: str = ""
    spoken: str = ""
    cohort: str = ""


class Word(NamedTuple):
    """One word of the text, folded, and the places that it may mean."""

    folded: str
    cities: Collection[str]
    countries: Collection[str]


def read_words(session: Session, seen: FromClause, wanted: Wanted) -> list[Word]:
    """Return the words of the text with the places they may mean; one statement where there is a text.

    `seen` are the people seen, with `id` and `near`. Cities are compared here, not in the database, because
    only here names are folded in one way on every database.
    """
    folded = fold_name(wanted.text).split()[:MAX_WORDS]
    if not folded:
        return []
    cities = session.scalars(
        select(Account.city)
        .join(seen, seen.c.id == Account.id)
        .where(Account.city != "", is_shown("city", seen.c.near))
        .distinct()
    ).all()
    spellings = [(fold_name(city), city) for city in cities]
    return [
        Word(
            word,
            [city for fold, city in spellings if word in fold][:MAX_CITIES],
            countries_named(word, wanted.language),
        )
        for word in folded
    ]


def countries_named(word: str, language: str) -> list[str]:
    """Return the codes of the countries in whose name, in this language, a word begins with `word`, folded."""
    return [code for code, name in _countries(language) if f" {word}" in name]


@functools.lru_cache(maxsize=8)
def _countries(language: str) -> Sequence[tuple[str, str]]:
    """Return all countries' codes and folded names; a blank stands before each word."""
    names = Locale(language).territories
    return [
        (code, " " + fold_name(names.get(code, code)).replace("-", " ")) for code in sorted(country_codes())
    ]


def conditions(wanted: Wanted, words: Sequence[Word], near: ColumnElement[int]) -> list[ColumnElement[bool]]:
    """Return what an account must meet, each over fields that the viewer sees of it; `near` as in `is_shown`."""
    found = [
        or_(
            Account.name_key.contains(word.folded, autoescape=True),
            has_value("city", Account.city, word.cities, near),
            has_value("country", Account.country, word.countries, near),
        )
        for word in words
    ]
    if wanted.country:
        found.append(has_value("country", Account.country, [wanted.country], near))
    if wanted.topic:
        found.append(has_tag("topics", wanted.topic, near))
    if wanted.spoken:
        found.append(has_tag("languages", wanted.spoken, near))
    return found
