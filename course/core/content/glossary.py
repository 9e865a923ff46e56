"""The glossary as a reader sees it: in order, narrowed to what is looked for, and where each term is used."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from course.core.alphabet import fold, initial, sort_key
from course.core.content.collected import Term
from course.core.content.model import Catalogue, Lesson, LessonText, Module
from course.core.text import pick


@dataclass(frozen=True, slots=True)
class Letter:
    """The terms that begin with a letter."""

    letter: str
    terms: Sequence[Term]


@dataclass(frozen=True, slots=True)
class Use:
    """A lesson whose text uses a term; `heading` is the id of the section, empty before the first."""

    module: Module
    lesson: Lesson
    text: LessonText
    heading: str
    heading_title: str


def letters_of(catalogue: Catalogue, language: str, wanted: str = "") -> list[Letter]:
    """Return the terms in a language's order under their letters.

    Each word of `wanted` must stand in the term or in one of its forms, in any language; accents and case are all one.
    """
    source = catalogue.languages[0]
    words = fold(wanted).split()
    found = [
        (pick(term.term, language, source), term)
        for term in catalogue.collections.glossary.values()
        if _is_found(term, words)
    ]
    found.sort(key=lambda pair: sort_key(pair[0], language))
    return [
        Letter(letter, [term for _, term in group])
        for letter, group in groupby(found, key=lambda pair: initial(pair[0], language))
    ]


def _is_found(term: Term, words: Sequence[str]) -> bool:
    if not words:
        return True
    named = [*term.term.values(), *(form for forms in term.forms.values() for form in forms)]
    return any(all(word in name for word in words) for name in map(fold, named))


def uses_of(catalogue: Catalogue, slug: str, language: str) -> list[Use]:
    """Return the lessons that use a term in the text that a reader of this language gets, in course order."""
    uses = []
    for module in catalogue.modules:
        for lesson in module.lessons:
            text = lesson.text(language, catalogue.languages[0])
            if slug in text.terms:
                heading = text.terms[slug]
                titles = {one.id: one.title for one in text.headings}
                uses.append(Use(module, lesson, text, heading, titles.get(heading, "")))
    return uses
