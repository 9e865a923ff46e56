"""Checks of the library, the glossary and the local actions: what they name must be there."""

from collections.abc import Iterator, Sequence

from course.core.content.model import Problem
from course.core.content.sources import RecordSource, Sources
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
    for source in sources.records["actions"].values():
        yield from _unknown(
            source, "themes", source.record.themes, set(sources.labels.get("action_themes", ()))
        )


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
