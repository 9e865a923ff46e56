"""The search of the course, for whoever asks."""

from typing import Annotated

from pydantic import StringConstraints

from course.core.content.model import Catalogue
from course.core.content.passages import KINDS
from course.core.content.search_words import TEXT_MOST
from course.core.problems import CourseProblem
from course.reports.search import Hit, Marked
from course.web.api.blueprint import bp
from course.web.api.course_text import chosen_language
from course.web.api.given import LINE, LanguageQuery, OneOf, PageQuery, PageReply, Reply
from course.web.api.operations import operation
from course.web.api.pages import CursorUnknown, after_number, next_cursor
from course.web.content import catalogue, store
from course.web.gate import open_to


class SearchNotReady(CourseProblem):
    """The running build has no search file."""

    code = "search_not_ready"
    status = 503


class FoundPassage(Reply):
    """A passage that was found.

    `anchor` is the paragraph's id in a lesson's HTML, empty for a lesson's summary and for what is no lesson;
    `heading` stands above it. `text` is an excerpt.
    """

    kind: str
    slug: str
    anchor: str
    title: str
    heading: str
    text: str


class SearchPage(PageReply):
    """One page of passages, the best first. `some` says that none has all the words, and these have some."""

    items: list[FoundPassage]
    matching: int
    some: bool


class SearchQuery(LanguageQuery, PageQuery):
    """What is looked for. Capitals and accents make no difference; the beginning of a word is enough."""

    q: Annotated[str, StringConstraints(pattern=LINE, max_length=TEXT_MOST)]
    kind: Annotated[str, OneOf(KINDS)] | None = None


@bp.get("/search")
@open_to("anonymous", cache="public", rate="api")
@operation("Passages of the course that have these words", problems=[SearchNotReady, CursorUnknown])
def search_course(query: SearchQuery) -> SearchPage:
    """Search lessons, glossary, library and local actions in one language."""
    course, language, offset = catalogue(), chosen_language(query), after_number(query)
    file = store().search_file()
    if file is None:
        raise SearchNotReady
    kind = query.kind or ""
    found = file.find(language, query.q, KINDS, kind=kind, offset=offset, limit=query.limit)
    matching = found.counts.get(kind, 0) if kind else found.total
    after = offset + query.limit
    return SearchPage(
        items=[_line(course, language, hit) for hit in found.hits],
        next=next_cursor(after) if after < matching else None,
        matching=matching,
        some=found.some,
    )


def _line(course: Catalogue, language: str, hit: Hit) -> FoundPassage:
    lesson = course.lesson(hit.slug) if hit.kind == "lesson" else None
    return FoundPassage(
        kind=hit.kind,
        slug=hit.slug,
        anchor=hit.anchor,
        title=lesson.text(language, course.languages[0]).title if lesson else _words(hit.title),
        heading=_words(hit.heading),
        text=_words(hit.text),
    )


def _words(pieces: Marked) -> str:
    return "".join(words for words, _is_hit in pieces)
