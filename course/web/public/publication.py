"""One publication of the library: what it is, where it is, who uses it, its cases, and how to cite it."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from flask import Response, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from course.core.content.collected import Publication, PublicationCase
from course.core.content.model import Catalogue, Lesson
from course.core.formats.citations import BIBTEX_TYPE, RIS_TYPE, Citation, bibtex, plain_text, ris
from course.core.rules.library import Wanted, address_of, same_address, title_language
from course.core.slugs import make_slug
from course.core.text import pick
from course.web.content import catalogue
from course.web.gate import open_to
from course.web.i18n import gettext as _
from course.web.i18n import language, language_name
from course.web.kept import kept_page
from course.web.public.blueprint import bp
from course.web.public.library import Link, card_of, label, library_url

UCLG_PAGE = "https://uclg.org/weact/human-mobility/"


class Edition(NamedTuple):
    """One language edition; `title` is empty where no official one is known."""

    code: str
    name: str
    title: str


class Use(NamedTuple):
    """A lesson that uses a publication; `lang` is empty where its title is in the reader's language."""

    title: str
    url: str
    lang: str


@dataclass(frozen=True, slots=True)
class CasePart:
    """One city's case, in the reader's language."""

    anchor: str
    city: str
    title: str
    text: str
    lessons: Sequence[Use]
    terms: Sequence[tuple[str, str, str]]  # name, definition, address; that is empty where no page shows it
    sources: Sequence[Link]


@bp.get("/library/<publication>")
@open_to("anonymous", cache="private")
def publication(publication: str) -> ResponseReturnValue:
    """Show one publication."""
    content = catalogue()
    found = _find(content, publication)
    address, opens_there = address_of(found)
    citation = _citation(found)
    return kept_page(
        (content.version, request.query_string),
        lambda: render_template(
            "public/publication.html",
            current_area="library",
            record=found,
            card=card_of(found),
            day=_day(found.date),
            address=address,
            host=_host(address),
            opens_there=opens_there,
            host_city=_place(content, found.host_city or ""),
            case_cities=[_place(content, city) for city in found.case_cities],
            event=pick(found.event, language(), content.languages[0]),
            remark=pick(found.remark, language(), content.languages[0]),
            kind=Link(_kind(found), library_url(Wanted(kind=found.kind))),
            editions=_editions(found),
            publishers=[Link(name, library_url(Wanted(publisher=name))) for name in found.publishers],
            lessons=_uses(content, _using(content, found)),
            sources=[_source(one) for one in found.sources],
            uclg_page=UCLG_PAGE,
            citations=_shown(citation),
        ),
    )


@bp.get("/library/<publication>/cases")
@open_to("anonymous", cache="private")
def publication_cases(publication: str) -> ResponseReturnValue:
    """Show the cities' cases of a publication; without any there is no such page."""
    content = catalogue()
    found = _find(content, publication)
    if not found.cases:
        abort(404)
    return kept_page(
        (content.version, request.query_string),
        lambda: render_template(
            "public/publication_cases.html",
            current_area="library",
            card=card_of(found),
            cases=[_case(content, one, number) for number, one in enumerate(found.cases, 1)],
        ),
    )


@bp.get("/library/<publication>.bib")
@open_to("anonymous", cache="private")
def publication_bib(publication: str) -> ResponseReturnValue:
    """Give the citation as a BibTeX file."""
    found = _find(catalogue(), publication)
    return _file(bibtex(_citation(found)), f"{found.slug}.bib", BIBTEX_TYPE)


@bp.get("/library/<publication>.ris")
@open_to("anonymous", cache="private")
def publication_ris(publication: str) -> ResponseReturnValue:
    """Give the citation as a RIS file."""
    found = _find(catalogue(), publication)
    return _file(ris(_citation(found)), f"{found.slug}.ris", RIS_TYPE)


def _find(content: Catalogue, slug: str) -> Publication:
    return content.collections.library.get(slug) or abort(404)


def _file(text: str, name: str, media_type: str) -> Response:
    response = Response(text.encode(), content_type=f"{media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.set_etag(hashlib.blake2b(response.get_data(), digest_size=12).hexdigest())
    response.make_conditional(request)
    return response


def _day(iso: str | None) -> date | None:
    """Return a day of the calendar; None where none is known or a file names one that never was."""
    try:
        return date.fromisoformat(iso or "")
    except ValueError:
        return None


def _kind(found: Publication) -> str:
    return label(catalogue().collections.labels.kinds, found.kind)


def _citation(found: Publication) -> Citation:
    """Cite the edition with the title that the reader sees."""
    shown = title_language(found, language())
    nowhere = _("Named on UCLG’s page on human mobility; no address of its own is known.")
    return Citation(
        key=found.slug,
        kind=found.kind,
        kind_name=_kind(found),
        title=found.title[shown],
        publishers=found.publishers,
        authors=found.authors,
        year=found.year,
        date=found.date or "",
        number=found.number,
        language=shown if shown in found.languages else "",
        address=found.address or "",
        note=nowhere if found.on_uclg_page and not found.address else "",
    )


def _shown(citation: Citation) -> list[tuple[str, str, str]]:
    """Return name, text, and address of the file, if there is one, of each form of a citation."""
    bib = url_for("public.publication_bib", publication=citation.key)
    in_ris = url_for("public.publication_ris", publication=citation.key)
    return [
        (_("Plain text"), plain_text(citation, undated=_("n.d.")), ""),
        ("BibTeX", bibtex(citation).strip(), bib),
        ("RIS", ris(citation).replace("\r\n", "\n").rstrip("\n"), in_ris),
    ]


def _editions(found: Publication) -> list[Edition]:
    return [Edition(code, language_name(code), found.title.get(code, "")) for code in found.languages]


def _using(content: Catalogue, found: Publication) -> set[str]:
    """Return the slugs of the lessons that use a publication: those that it names, and those that name its address."""
    used = set(found.lessons)
    if found.address:
        wanted = same_address(found.address)
        used |= {lesson.slug for lesson in content.lessons if wanted in _addresses(content, lesson)}
    return used


def _addresses(content: Catalogue, lesson: Lesson) -> set[str]:
    sources = lesson.text(language(), content.languages[0]).sources
    return {same_address(source.address) for source in sources if source.address}


def _uses(content: Catalogue, slugs: Collection[str]) -> list[Use]:
    """Return the lessons of these slugs in course order; a lesson that is not in the course is left out."""
    texts = [
        (lesson, lesson.text(language(), content.languages[0]))
        for lesson in content.lessons
        if lesson.slug in slugs
    ]
    return [
        Use(
            text.title,
            url_for("learn.lesson", module=lesson.module, lesson=lesson.slug),
            text.language if text.language != language() else "",
        )
        for lesson, text in texts
    ]


def _case(content: Catalogue, case: PublicationCase, number: int) -> CasePart:
    source = content.languages[0]
    return CasePart(
        anchor=f"case-{number}",
        city=_place(content, case.city),
        title=pick(case.title, language(), source),
        text=pick(case.text, language(), source),
        lessons=_uses(content, case.lessons),
        terms=_terms(content, case.terms),
        sources=[_source(one) for one in case.sources],
    )


def _place(content: Catalogue, name: str) -> str:
    """Return what a place is called in the reader's language; the name itself where all call it so."""
    names = content.collections.labels.places.get(make_slug(name, "place"), {})
    return pick(names, language(), content.languages[0]) or name


def _terms(content: Catalogue, slugs: Iterable[str]) -> list[tuple[str, str, str]]:
    glossary, source = content.collections.glossary, content.languages[0]
    return [
        (
            pick(glossary[slug].term, language(), source),
            pick(glossary[slug].definition, language(), source),
            _if_there(f"/{language()}/glossary/{slug}"),
        )
        for slug in slugs
        if slug in glossary
    ]


def _if_there(path: str) -> str:
    """Return a path if a page of the site answers there, else nothing."""
    try:
        current_app.url_map.bind("").match(path, "GET")
    except HTTPException:
        return ""
    return path


def _source(address: str) -> Link:
    """Name a source by its address as people read it; UCLG's page by its name."""
    if same_address(address) == same_address(UCLG_PAGE):
        return Link(_("UCLG’s page on human mobility"), address)
    parts = urlsplit(address)
    return Link(_host(address) + unquote(parts.path).rstrip("/"), address)


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")
