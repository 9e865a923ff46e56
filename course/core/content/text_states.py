"""How each lesson stands in each language: translated, behind its source, missing or broken."""

from collections.abc import Mapping
from dataclasses import dataclass

from course.core.content.behind import Work, standing, work
from course.core.content.check import lessons_by_slug
from course.core.content.sources import LessonSource, Sources


@dataclass(frozen=True, slots=True)
class TextState:
    """How one lesson stands in one language. `state` is source, current, behind, undated, missing or
    broken: its file is there, and has faults that keep it from being read.
    """

    lesson: str
    language: str
    state: str
    file: str = ""  # empty when it is missing
    work: tuple[Work, ...] = ()  # what is behind, where that can be told


def text_states(sources: Sources) -> list[TextState]:
    """Return the state of each lesson in each language of the course, in the order of the course."""
    return [
        _state(slug, language, texts.get(language), texts.get(sources.source_language))
        if language in texts or not _is_there(sources, texts, language)
        else TextState(slug, language, "broken")
        for slug, texts in lessons_by_slug(sources)
        for language in sources.languages
    ]


def _is_there(sources: Sources, texts: Mapping[str, LessonSource], language: str) -> bool:
    stem = next(iter(texts.values())).file.rsplit(".", 2)[0]
    return f"{stem}.{language}.md" in sources.files


def _state(slug: str, language: str, text: LessonSource | None, source: LessonSource | None) -> TextState:
    if text is None:
        return TextState(slug, language, "missing")
    if text is source:
        return TextState(slug, language, "source", text.file)
    if source is None:
        return TextState(slug, language, "behind", text.file)
    return TextState(slug, language, standing(source, text).state, text.file, work(source, text))
