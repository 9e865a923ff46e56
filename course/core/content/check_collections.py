"""Checks of the library, the glossary and the local actions: what they name must be there."""

from collections.abc import Iterator, Mapping, Sequence

from course.core.content.model import Problem
from course.core.content.sources import RecordSource, Sources
from course.core.content.terms import forms_of
from course.core.text import N_


def check_collections(sources: Sources) -> Iterator[Problem]:
    """Yield every theme, kind, term and lesson that a record names and that is nowhere."""
    lessons = {lesson.slug for lesson in sources.lessons}
    terms = set(sources.records["glossary"])
    for source in sources.records["library"].values():
        record = source.record
        yield from _unknown(source, "kind", [record.kind], set(sources.labels.get("kinds", ())))
        yield from _unknown(
            source, "themes", record.themes, set(sources.labels.get("publication_themes", ()))
        )
        yield from _unknown(source, "lessons", record.lessons, lessons)
        for number, case in enumerate(record.cases):
            yield from _unknown(source, "lessons", case.lessons, lessons, ("cases", number))
            yield from _unknown(source, "terms", case.terms, terms, ("cases", number))
    for source in sources.records["glossary"].values():
        yield from _unknown(source, "see_also", source.record.see_also, terms)
    yield from _claimed_twice(sources.records["glossary"])
    for source in sources.records["actions"].values():
        yield from _unknown(
            source, "themes", source.record.themes, set(sources.labels.get("action_themes", ()))
        )


def _claimed_twice(terms: Mapping[str, RecordSource]) -> Iterator[Problem]:
    """Yield every form of a term that names another term in the same language: a text could mean either."""
    owners: dict[tuple[str, str], str] = {}
    for slug, source in sorted(terms.items()):
        for language in source.record.term:
            for form in forms_of(source.record, language):
                owner = owners.setdefault((language, form), slug)
                if owner != slug:
                    forms = source.record.forms.get(language, ())
                    path = (
                        ("forms", language, list(forms).index(form)) if form in forms else ("term", language)
                    )
                    line, column = source.document.place(path)
                    template = N_("“%(form)s” names the term “%(term)s” already.")
                    values = {"form": form, "term": owner}
                    yield Problem(source.file, line, "form_twice", template, values, column)


def _unknown(
    source: RecordSource,
    field: str,
    named: Sequence[str],
    known: set[str],
    within: tuple[str | int, ...] = (),
) -> Iterator[Problem]:
    for place, name in enumerate(named):
        if name not in known:
            line, column = source.document.place((field,) if field == "kind" else (*within, field, place))
            template = N_("“%(value)s”, named in “%(field)s”, is nowhere in the course.")
            values = {"value": name, "field": field}
            yield Problem(source.file, line, "name_unknown", template, values, column)
