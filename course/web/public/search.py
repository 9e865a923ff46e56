"""The search: lessons, glossary, library and local actions, in the reader's language, open to everybody."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.core.content.model import Catalogue
from course.core.content.search_words import one_line
from course.core.text import Text
from course.reports.search import PAGE, Found, Hit, Marked, SearchFile
from course.web.content import catalogue, store
from course.web.gate import open_to
from course.web.i18n import gettext as _
from course.web.i18n import language, language_name
from course.web.kept import kept_page
from course.web.paging import chosen
from course.web.public.blueprint import bp

DIGITS_MOST = 4  # of a page's number
# Where a record of a collection has its page, with the name of the slug in the address.
RECORDS: Mapping[str, tuple[str, str]] = {
    "glossary": ("public.term", "term"),
    "library": ("public.publication", "publication"),
    "actions": ("community.action", "action"),
}
_ICONS = {"lesson": "reading", "glossary": "info", "library": "document", "actions": "place"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. An unknown kind is no kind, a bad number the first page."""

    words: str
    kind: str
    page: int


@dataclass(frozen=True, slots=True)
class Result:
    """A hit as the page shows it. `title_language` is empty where it is the page's."""

    url: str
    kind: str
    icon: str
    title: Marked
    title_language: str
    heading: Marked
    text: Marked


@bp.get("/search")
@open_to("anonymous", cache="private")
def search() -> ResponseReturnValue:
    """Show what has the words that were typed, the best first."""
    content, asked = catalogue(), _asked()
    return kept_page((content.version, asked), lambda: _page(content, asked))


def kinds_with_pages() -> list[str]:
    """Return the kinds of passages that have a page to open, in the order in which pages name them."""
    there = [kind for kind, (endpoint, _slug) in RECORDS.items() if endpoint in current_app.view_functions]
    return ["lesson", *there]


def kind_name(kind: str) -> str:
    """Return what many of a kind are called."""
    names = {
        "lesson": _("Lessons"),
        "glossary": _("Glossary"),
        "library": _("Library"),
        "actions": _("Local actions"),
    }
    return names[kind]


def _asked() -> Asked:
    number = request.args.get("page", "")
    is_number = number.isascii() and number.isdigit() and len(number) <= DIGITS_MOST
    return Asked(
        words=one_line(request.args.get("q", "")),
        kind=chosen("kind", kinds_with_pages(), ""),
        page=max(1, int(number)) if is_number else 1,
    )


def _page(content: Catalogue, asked: Asked) -> str:
    file = store().search_file()
    found, page, pages = Found(), 1, 1
    if file is not None:
        found, page, pages = _find(file, asked)
    return render_template(
        "public/search.html",
        current_area="search",
        asked=asked,
        is_ready=file is not None,
        found=found,
        page=page,
        pages=pages,
        results=[_result(content, hit) for hit in found.hits],
        kinds=_kind_links(found, asked),
        elsewhere=[] if file is None or found.total or not asked.words else _elsewhere(content, file, asked),
        previous_url=_url(asked, page - 1) if page > 1 else "",
        next_url=_url(asked, page + 1) if page < pages else "",
    )


def _find(file: SearchFile, asked: Asked) -> tuple[Found, int, int]:
    """Return what was found, the page's number, which is the last one where there are fewer, and how many there are."""
    kinds, page = kinds_with_pages(), asked.page
    found = file.find(language(), asked.words, kinds, kind=asked.kind, offset=(page - 1) * PAGE)
    total = found.counts.get(asked.kind, 0) if asked.kind else found.total
    pages = max(1, -(-total // PAGE))
    if page > pages:
        page = pages
        found = file.find(language(), asked.words, kinds, kind=asked.kind, offset=(page - 1) * PAGE)
    return found, page, pages


def _result(content: Catalogue, hit: Hit) -> Result:
    title, title_language = hit.title, ""
    lesson = content.lesson(hit.slug) if hit.kind == "lesson" else None
    if lesson is not None:
        title = title or ((lesson.text(language(), content.languages[0]).title, False),)
        url = url_for("learn.lesson", module=lesson.module, lesson=lesson.slug, _anchor=hit.anchor or None)
    else:
        endpoint, name = RECORDS[hit.kind]
        url = url_for(endpoint, **{name: hit.slug})  # type: ignore[arg-type]  # none is named as an option
    if hit.kind == "library":
        title_language = _other_language(content.collections.library[hit.slug].title, content.languages[0])
    icon = lesson.kind if lesson else _ICONS[hit.kind]
    return Result(url, kind_name(hit.kind), icon, title, title_language, hit.heading, hit.text)


def _other_language(title: Text, source: str) -> str:
    """Return the language of an official title where it is not the page's."""
    if language() in title:
        return ""
    return source if source in title else next(iter(title), "")


def _kind_links(found: Found, asked: Asked) -> list[tuple[str, str, int, bool]]:
    """Return name, address, number of hits and whether it is chosen: of all kinds together, then of each found."""
    links = [(_("All"), _url(Asked(asked.words, "", 1)), found.total, not asked.kind)]
    for kind in kinds_with_pages():
        number = found.counts.get(kind, 0)
        if number or kind == asked.kind:
            url = _url(Asked(asked.words, kind, 1))
            links.append((kind_name(kind), url, number, kind == asked.kind))
    return links


def _elsewhere(content: Catalogue, file: SearchFile, asked: Asked) -> list[tuple[str, str, str, int]]:
    """Return code, name, address and number of hits of the other languages that have all the words."""
    kinds = kinds_with_pages()
    numbers = [
        (code, file.count(code, asked.words, kinds)) for code in content.languages if code != language()
    ]
    return [
        (code, language_name(code), url_for("public.search", lang=code, q=asked.words), number)
        for code, number in numbers
        if number
    ]


def _url(asked: Asked, page: int = 1) -> str:
    return url_for("public.search", q=asked.words, kind=asked.kind or None, page=page if page > 1 else None)
