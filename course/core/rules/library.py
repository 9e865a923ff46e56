"""The library as a reader looks through it: its order, what fits the filters, titles, and addresses."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from course.core.content.collected import Publication
from course.core.people import fold_name

_YOUTUBE = frozenset({"youtube.com", "youtube-nocookie.com", "youtu.be"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list is narrowed to; what is empty or None narrows nothing."""

    kind: str = ""
    theme: str = ""
    language: str = ""  # of an edition
    publisher: str = ""
    first: int | None = None  # year
    last: int | None = None

    @property
    def by_year(self) -> bool:
        return self.first is not None or self.last is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the library's publications hold, each once: what a filter can ask for."""

    kinds: Collection[str]
    themes: Collection[str]
    languages: Collection[str]
    publishers: Collection[str]
    years: Collection[int]


def choices(publications: Collection[Publication]) -> Choices:
    """Return what can be asked for, in order of the alphabet; years latest first."""
    return Choices(
        kinds=sorted({one.kind for one in publications}),
        themes=sorted(set(chain.from_iterable(one.themes for one in publications))),
        languages=sorted(set(chain.from_iterable(one.languages for one in publications))),
        publishers=sorted(set(chain.from_iterable(one.publishers for one in publications)), key=fold_name),
        years=sorted({one.year for one in publications if one.year}, reverse=True),
    )


def latest_first(publications: Iterable[Publication]) -> list[Publication]:
    """Order by year and date, latest first; without a date after those of the year that have one, unknown years last."""
    by_title = sorted(publications, key=lambda one: (fold_name(first_title(one)), one.slug))
    return sorted(by_title, key=lambda one: (one.year or 0, one.date or ""), reverse=True)


def narrow(publications: Iterable[Publication], wanted: Wanted) -> list[Publication]:
    """Return those that fit all that is wanted, in the order given. An unknown year is in no range of years."""
    return [one for one in publications if _fits(one, wanted) and _in_years(one.year, wanted)]


def undated_left_out(publications: Iterable[Publication], wanted: Wanted) -> int:
    """Return how many would fit but for their unknown year; 0 where no years are asked for."""
    if not wanted.by_year:
        return 0
    return sum(one.year is None and _fits(one, wanted) for one in publications)


def _fits(publication: Publication, wanted: Wanted) -> bool:
    return (
        wanted.kind in {"", publication.kind}
        and wanted.theme in {"", *publication.themes}
        and wanted.language in {"", *publication.languages}
        and wanted.publisher in {"", *publication.publishers}
    )


def _in_years(year: int | None, wanted: Wanted) -> bool:
    if year is None:
        return not wanted.by_year
    return (wanted.first or year) <= year <= (wanted.last or year)


def title_language(publication: Publication, language: str) -> str:
    """Return the language in which to show the title: the reader's where there is an official one, else the original.

    The original is the first language edition that has a title, else the first title on record.
    """
    if language in publication.title:
        return language
    editions = (code for code in publication.languages if code in publication.title)
    return next(editions, next(iter(publication.title)))


def first_title(publication: Publication) -> str:
    """Return the original title, the same for all readers."""
    return publication.title[title_language(publication, "")]


def address_of(publication: Publication) -> tuple[str, bool]:
    """Return where the original is, empty if nowhere known, and whether that opens at the moment of `starts_at`."""
    address = publication.address or ""
    if not address or not publication.starts_at:
        return address, False
    parts = urlsplit(address)
    if _site(parts.hostname or "") not in _YOUTUBE:
        return address, False
    name = "start" if parts.path.startswith("/embed/") else "t"
    query = [(key, value) for key, value in parse_qsl(parts.query) if key not in {"t", "start"}]
    moment = (name, str(seconds(publication.starts_at)) + ("s" if name == "t" else ""))
    return urlunsplit(parts._replace(query=urlencode([*query, moment]))), True


def seconds(clock: str) -> int:
    """Return 851 for "14:11", and 3723 for "1:02:03"."""
    found = 0
    for part in clock.split(":"):
        found = 60 * found + int(part)
    return found


def _site(host: str) -> str:
    return host.removeprefix("www.").removeprefix("m.")


def by_address(library: Mapping[str, Publication]) -> dict[str, list[Publication]]:
    """Return the publications at each address, by `same_address`: news and the charter that it tells of share one."""
    found: dict[str, list[Publication]] = {}
    for publication in library.values():
        if publication.address:
            found.setdefault(same_address(publication.address), []).append(publication)
    return found


def same_address(address: str) -> str:
    """Return what two spellings of one address share: scheme and "www." are left out, and a slash at the end."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}"
