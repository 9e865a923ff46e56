"""What the roster is narrowed to, by nothing but what the viewer sees of each person."""

import functools
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from babel import Locale
from sqlalchemy import CTE, ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from course.core.formats.roster_places import country_codes
from course.core.people import fold_name
from course.reports.visible import TAG_KINDS
from course.store.accounts.models import AccountTag

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

    @property
    def words(self) -> list[str]:
        """Return the words of the text, folded."""
        return fold_name(self.text).split()[:MAX_WORDS]


class Word(NamedTuple):
    """One word of the text, folded, and the places that it may mean."""

    folded: str
    cities: Collection[str]
    countries: Collection[str]


def read_words(session: Session, seen: CTE, wanted: Wanted) -> list[Word]:
    """Return the words of the text with the places they may mean; one statement where there is a text.

    `seen` are the people seen, with their cities. Cities are compared here, not in the database, because only
    here names are folded in one way on every database.
    """
    if not wanted.words:
        return []
    cities = session.scalars(select(seen.c.city).where(seen.c.city != "").distinct()).all()
    spellings = [(fold_name(city), city) for city in cities]
    return [
        Word(
            word,
            [city for folded, city in spellings if word in folded][:MAX_CITIES],
            countries_named(word, wanted.language),
        )
        for word in wanted.words
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


def conditions(wanted: Wanted, words: Sequence[Word], seen: CTE) -> list[ColumnElement[bool]]:
    """Return what one of the people seen must meet; nothing is asked of what the viewer does not see."""
    found: list[ColumnElement[bool]] = [
        or_(
            seen.c.name_key.contains(word.folded, autoescape=True),
            seen.c.city.in_(word.cities),
            seen.c.country.in_(word.countries),
        )
        for word in words
    ]
    if wanted.country:
        found.append(seen.c.country == wanted.country)
    found += [
        and_(seen.c[field], _carries(seen, field, value))
        for field, value in (("topics", wanted.topic), ("languages", wanted.spoken))
        if value
    ]
    return found


def _carries(seen: CTE, field: str, value: str) -> ColumnElement[bool]:
    """Look at the tags of the people seen, not at all people who have the tag."""
    tag = (AccountTag.account_id == seen.c.id, AccountTag.kind == TAG_KINDS[field], AccountTag.value == value)
    return select(AccountTag.account_id).where(*tag).correlate(seen).exists()
