"""What stands beside the lessons: the library, the glossary and the local actions, as a build has them.

Every record is a frozen value made of plain texts, numbers, lists and mappings, so that it goes into a build's
JSON and comes back equal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from course.core.text import Text

COLLECTIONS = ("library", "glossary", "actions")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationCase:
    """One city's case in a publication."""

    city: str
    title: Text
    text: Text
    sources: Sequence[str]
    lessons: Sequence[str] = ()  # slugs of the lessons that tell of this city
    terms: Sequence[str] = ()  # slugs of the glossary that the case is about


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A publication, video, campaign or podcast of the library."""

    slug: str
    kind: str  # key of `Labels.kinds`
    title: Text  # official titles only; a language without one is missing
    summary: Text
    languages: Sequence[str]  # language editions, ISO 639-1
    publishers: Sequence[str]
    case_cities: Sequence[str]
    themes: Sequence[str]  # keys of `Labels.publication_themes`
    sources: Sequence[str]  # addresses
    lessons: Sequence[str]  # slugs of the lessons that use it
    address: str | None
    year: int | None  # of publication; None where no source gives it
    standing: str  # verified, partly or from-uclg-page-only
    on_uclg_page: bool  # named on UCLG's page on human mobility
    number: int | None = None
    date: str | None = None  # ISO 8601
    event: Text = field(default_factory=dict)
    authors: Sequence[str] = ()  # persons whom a source names, "Family, Given"
    host_city: str | None = None
    starts_at: str | None = None  # "14:11": where in the recording it begins
    remark: Text = field(default_factory=dict)  # what is not verified, or what sources disagree on
    cases: Sequence[PublicationCase] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term of the glossary."""

    slug: str
    term: Text
    forms: Mapping[str, Sequence[str]]  # further words by which a text may name it
    definition: Text
    follows: str  # whose sense of the word it is
    see_also: Sequence[str]  # slugs
    note: Text = field(default_factory=dict)
    not_in: Mapping[str, Sequence[str]] = field(default_factory=dict)  # names whose words are no use of it


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalAction:
    """A local action, gathered by the platform from the public sources that it names."""

    slug: str
    fact: str  # id in modules/facts/local-actions.json
    title: Text
    place: Text
    city: str
    country: str  # ISO 3166-1 alpha-2
    region: str  # africa, americas, asia-pacific, europe or middle-east
    lat: float  # degrees, of the city's centre
    lon: float
    themes: Sequence[str]  # keys of `Labels.action_themes`
    summary: Text
    sources: Sequence[str]  # addresses
    year: int | None = None
    programme: str = ""
    gcm: Sequence[int] = ()  # objectives 1 to 23 that a source names
    gcr: Sequence[int] = ()  # objectives 1 to 4 that a source names
    sdg: Sequence[int] = ()  # goals 1 to 17 that a source names
    suggested_gcm: Sequence[int] = ()  # the platform's own, kept apart
    suggested_gcr: Sequence[int] = ()
    suggested_sdg: Sequence[int] = ()
    remark: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What keys are called in each language."""

    kinds: Mapping[str, Text] = field(default_factory=dict)
    publication_themes: Mapping[str, Text] = field(default_factory=dict)
    places: Mapping[str, Text] = field(default_factory=dict)  # by the slug of a name that the library writes
    action_themes: Mapping[str, Text] = field(default_factory=dict)
    gcm: Mapping[str, Text] = field(default_factory=dict)  # "1" to "23": official short titles
    gcr: Mapping[str, Text] = field(default_factory=dict)  # "1" to "4"
    sdg: Mapping[str, Text] = field(default_factory=dict)  # "1" to "17"


@dataclass(frozen=True, slots=True, kw_only=True)
class Collections:
    """The records by slug."""

    library: Mapping[str, Publication] = field(default_factory=dict)
    glossary: Mapping[str, Term] = field(default_factory=dict)
    actions: Mapping[str, LocalAction] = field(default_factory=dict)
    labels: Labels = field(default_factory=Labels)


def collections_to_data(collections: Collections) -> dict[str, Any]:
    """Return the records as what JSON can hold."""
    return {
        "library": {slug: asdict(record) for slug, record in sorted(collections.library.items())},
        "glossary": {slug: asdict(record) for slug, record in sorted(collections.glossary.items())},
        "actions": {slug: asdict(record) for slug, record in sorted(collections.actions.items())},
        "labels": asdict(collections.labels),
    }


def collections_from_data(data: Mapping[str, Any]) -> Collections:
    """Return what `collections_to_data` wrote."""
    library = {}
    for slug, body in data["library"].items():
        cases = [PublicationCase(**case) for case in body["cases"]]
        library[slug] = Publication(**{**body, "cases": cases})
    return Collections(
        library=library,
        glossary={slug: Term(**body) for slug, body in data["glossary"].items()},
        actions={slug: LocalAction(**body) for slug, body in data["actions"].items()},
        labels=Labels(**data["labels"]),
    )
