"""The library: all publications, latest first, and narrowed as asked."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any, NamedTuple

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.core.content.collected import Publication
from course.core.people import fold_name
from course.core.rules.library import (
    Choices,
    Wanted,
    choices,
    latest_first,
    narrow,
    title_language,
    undated_left_out,
)
from course.core.text import Text, pick
from course.web.content import catalogue
from course.web.gate import actor, open_to
from course.web.i18n import gettext as _
from course.web.i18n import language, language_name
from course.web.kept import cut_cache, has_flashes, kept_page, look, own_values, stand_in
from course.web.public.blueprint import bp

_YEAR = re.compile(r"[12][0-9]{3}")
# Where a wanted value stands in the address.
_NAMES: Mapping[str, str] = {
    "kind": "kind",
    "theme": "theme",
    "language": "language",
    "publisher": "publisher",
    "first": "from",
    "last": "to",
}


class Asked(NamedTuple):
    """What an address asks for, and what of it could not be taken as it stood: names of the address."""

    wanted: Wanted
    ignored: tuple[str, ...]
    turned_round: bool


class Link(NamedTuple):
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What lists show of a publication, in the reader's language."""

    slug: str
    title: str
    title_lang: str  # empty where it is the reader's
    kind: str
    year: int | None
    languages: str
    publishers: str
    summary: str
    themes: tuple[Link, ...]
    on_uclg_page: bool
    standing: str


@bp.get("/library")
@open_to("anonymous", cache="private")
def library() -> ResponseReturnValue:
    """List the publications that fit; what an address asks for and the library does not hold is left out and named."""
    whole = not request.query_string and not has_flashes()
    return kept_page((catalogue().version, request.query_string), _made_once if whole else _rendered)


def _made_once() -> str:
    """Return the whole list, rendered once for each kind of reader; narrowed ones are too many to keep."""
    caller = actor()
    key = ("library", catalogue().version, caller.role, *look())
    made = cut_cache().get(key, lambda: _rendered(actor=stand_in(caller), flashes=[]))
    return made.filled(own_values(caller, ""))


def _rendered(**own: Any) -> str:
    publications = catalogue().collections.library.values()
    offered = choices(publications)
    asked = _asked(offered)
    found = narrow(latest_first(publications), asked.wanted)
    return render_template(
        "public/library.html",
        current_area="library",
        asked=asked,
        wanted=asked.wanted,
        narrowed=asked.wanted != Wanted(),
        options=_options(offered, asked.wanted),
        found=len(found),
        everybody=len(publications),
        left_out=undated_left_out(publications, asked.wanted),
        years=[(year, [card_of(one) for one in of_year]) for year, of_year in _by_year(found)],
        **own,
    )


def card_of(publication: Publication) -> Card:
    shown = title_language(publication, language())
    return Card(
        slug=publication.slug,
        title=publication.title[shown],
        title_lang="" if shown == language() else shown,
        kind=kind_name(publication),
        year=publication.year,
        languages=", ".join(language_name(code) for code in publication.languages),
        publishers=", ".join(publication.publishers),
        summary=pick(publication.summary, language(), catalogue().languages[0]),
        themes=theme_links(publication),
        on_uclg_page=publication.on_uclg_page,
        standing=publication.standing,
    )


def kind_name(publication: Publication) -> str:
    """Return what kind of publication it is; a note of the series with its number."""
    name = label(catalogue().collections.labels.kinds, publication.kind)
    if publication.kind == "peer-learning-note" and publication.number:
        return _("%(kind)s %(number)s", kind=name, number=publication.number)
    return name


def theme_links(publication: Publication) -> tuple[Link, ...]:
    names = catalogue().collections.labels.publication_themes
    return tuple(Link(label(names, key), library_url(Wanted(theme=key))) for key in publication.themes)


def library_url(wanted: Wanted) -> str:
    """Return the address of the list as narrowed."""
    values = {_NAMES[field]: str(value) for field, value in asdict(wanted).items() if value}
    return url_for("public.library", **values)  # type: ignore[arg-type]  # none is named as an option


def label(names: Mapping[str, Text], key: str) -> str:
    """Return what a key is called in the reader's language; the key itself where it has no name."""
    return pick(names.get(key, {}), language(), catalogue().languages[0]) or key


def _by_year(found: Iterable[Publication]) -> Iterable[tuple[int | None, Iterable[Publication]]]:
    return groupby(found, key=lambda one: one.year)


def _asked(offered: Choices) -> Asked:
    """Read the filters of the address; years the wrong way round are turned."""
    ignored: list[str] = []

    def one_of(name: str, known: Collection[str]) -> str:
        value = request.args.get(name, "")
        if value and value not in known:
            ignored.append(name)
        return value if value in known else ""

    def year(name: str) -> int | None:
        value = request.args.get(name, "")
        if _YEAR.fullmatch(value):
            return int(value)
        if value:
            ignored.append(name)
        return None

    first, last = year("from"), year("to")
    turned = first is not None and last is not None and first > last
    wanted = Wanted(
        kind=one_of("kind", offered.kinds),
        theme=one_of("theme", offered.themes),
        language=one_of("language", offered.languages),
        publisher=one_of("publisher", offered.publishers),
        first=last if turned else first,
        last=first if turned else last,
    )
    return Asked(wanted, tuple(ignored), turned)


def _options(offered: Choices, wanted: Wanted) -> dict[str, list[tuple[str, str]]]:
    """Return value and words of what each filter offers, in the reader's alphabet; years latest first."""
    labels = catalogue().collections.labels
    years = sorted({*offered.years, *filter(None, (wanted.first, wanted.last))}, reverse=True)
    return {
        "kind": _named(offered.kinds, lambda key: label(labels.kinds, key)),
        "theme": _named(offered.themes, lambda key: label(labels.publication_themes, key)),
        "language": _named(offered.languages, language_name),
        "publisher": [(name, name) for name in offered.publishers],
        "year": [(str(year), str(year)) for year in years],
    }


def _named(keys: Iterable[str], name: Callable[[str], str]) -> list[tuple[str, str]]:
    return sorted(((key, name(key)) for key in keys), key=lambda one: fold_name(one[1]))
