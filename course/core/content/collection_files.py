"""The shapes of the files in modules/library, modules/glossary, modules/actions and of modules/agendas.yaml."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from course.core.content.collected import Labels, LocalAction, Publication, PublicationCase, Term
from course.core.content.files import Address, Flag, Language, Shape, Signed, Slug, Texts, Whole, Words
from course.core.content.strict_yaml import Plain

_TO_23 = Annotated[list[Annotated[Whole, Field(ge=1, le=23)]], Field(default_factory=list)]
_TO_17 = Annotated[list[Annotated[Whole, Field(ge=1, le=17)]], Field(default_factory=list)]
_TO_4 = Annotated[list[Annotated[Whole, Field(ge=1, le=4)]], Field(default_factory=list)]


def _none(value: object) -> object:
    return None if isinstance(value, Plain) and value in {"null", "~", ""} else value


Day = Annotated[str, StringConstraints(pattern=r"^[12]\d{3}-[01]\d-[0-3]\d$")]
Clock = Annotated[str, StringConstraints(pattern=r"^(?:\d{1,2}:)?\d{1,2}:\d{2}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Titles = dict[Language, Words]  # official titles: a language without one is left out
Addresses = Annotated[list[Address], Field(min_length=1)]


class CaseEntry(Shape):
    city: Words
    title: Texts
    text: Texts
    sources: Addresses
    lessons: list[Slug] = Field(default_factory=list)
    terms: list[Slug] = Field(default_factory=list)


class PublicationFile(Shape):
    """modules/library/<slug>.yaml."""

    kind: Slug
    number: Annotated[Whole, Field(ge=0)] | None = None
    title: Titles = Field(min_length=1)
    year: Annotated[Annotated[Whole, Field(ge=0)] | None, BeforeValidator(_none)]
    date: Day | None = None
    event: Texts | None = None
    languages: list[Language]
    publishers: list[Words]
    authors: list[Words] = Field(default_factory=list)
    host_city: Words | None = None
    case_cities: list[Words]
    themes: list[Slug]
    summary: Texts
    address: Annotated[Address | None, BeforeValidator(_none)]
    starts_at: Clock | None = None
    sources: Addresses
    on_uclg_page: Flag
    standing: Literal["verified", "partly", "from-uclg-page-only"]
    remark: Texts | None = None
    lessons: list[Slug]
    cases: list[CaseEntry] = Field(default_factory=list)

    def record(self, slug: str) -> Publication:
        data = self.model_dump(exclude={"cases", "on_uclg_page"}, exclude_none=True)
        cases = [PublicationCase(**case.model_dump()) for case in self.cases]
        return Publication(
            slug=slug, **{"year": None, "address": None, **data}, on_uclg_page=self.on_uclg_page, cases=cases
        )


class TermFile(Shape):
    """modules/glossary/<slug>.yaml."""

    term: Texts
    forms: dict[Language, list[Words]] = Field(default_factory=dict)
    not_in: dict[Language, list[Words]] = Field(default_factory=dict)
    definition: Texts
    note: Texts | None = None
    follows: Words
    see_also: list[Slug] = Field(default_factory=list)

    def record(self, slug: str) -> Term:
        return Term(slug=slug, **self.model_dump(exclude_none=True))


class ActionFile(Shape):
    """modules/actions/<slug>.yaml."""

    fact: Words
    title: Texts
    place: Texts
    city: Words
    country: Country
    region: Literal["africa", "americas", "asia-pacific", "europe", "middle-east"]
    lat: Annotated[Signed, Field(ge=-90, le=90)]
    lon: Annotated[Signed, Field(ge=-180, le=180)]
    year: Annotated[Whole, Field(ge=0)] | None = None
    themes: list[Slug] = Field(min_length=1)
    summary: Texts
    programme: Words | None = None
    gcm: _TO_23
    gcr: _TO_4
    sdg: _TO_17
    suggested_gcm: _TO_23
    suggested_gcr: _TO_4
    suggested_sdg: _TO_17
    sources: Addresses
    remark: Texts | None = None

    def record(self, slug: str) -> LocalAction:
        return LocalAction(slug=slug, **self.model_dump(exclude_none=True))


class LabelFile(Shape):
    """A file that names keys, such as modules/library/kinds.yaml."""

    labels: dict[Slug, Texts]


class AgendasFile(Shape):
    """modules/agendas.yaml: the official short titles of objectives and goals, by number."""

    gcm: dict[str, Texts]
    gcr: dict[str, Texts]
    sdg: dict[str, Texts]


RECORDS: dict[str, type[PublicationFile] | type[TermFile] | type[ActionFile]] = {
    "library": PublicationFile,
    "glossary": TermFile,
    "actions": ActionFile,
}
LABELS = {
    "modules/library/kinds.yaml": "kinds",
    "modules/library/themes.yaml": "publication_themes",
    "modules/library/places.yaml": "places",
    "modules/actions/themes.yaml": "action_themes",
}
AGENDAS = "modules/agendas.yaml"

__all__ = ["AGENDAS", "LABELS", "RECORDS", "AgendasFile", "LabelFile", "Labels"]
