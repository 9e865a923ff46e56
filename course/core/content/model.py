"""The course as values: what a build holds. Rows point at these by slug; these never know rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from course.core.content.collected import Collections
from course.core.grading.quiz import Quiz
from course.core.text import Text


@dataclass(frozen=True, slots=True)
class Problem:
    """Something an author must mend. `line` and `column` count from 1; 0 means the whole file.

    `template` is an English sentence with %(named)s places, also the key of its translations.
    """

    file: str  # relative to the project, with forward slashes
    line: int
    code: str
    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    column: int = 0
    warning: bool = False  # a warning never fails a check

    @property
    def sentence(self) -> str:
        return self.template % dict(self.values)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a lesson that can be linked to."""

    id: str
    title: str
    level: int  # 2 or 3


@dataclass(frozen=True, slots=True)
class Source:
    """Where a lesson's facts come from."""

    title: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonText:
    """One lesson in one language. Its HTML lies in the build under `version`."""

    language: str
    title: str
    summary: str
    aims: tuple[str, ...]
    minutes: int  # reading time from the words, listening time from the transcript
    headings: tuple[Heading, ...]
    sources: tuple[Source, ...]
    version: str  # hash of this text's file, a hyphen, hash of its HTML
    behind: bool = False  # a translation's: its source has changed somewhere since, or nobody can say
    terms: Mapping[str, str] = field(default_factory=dict)  # slugs of terms used, to a heading's id or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One lesson in all its languages. Its slug is unique in the course."""

    slug: str
    module: str
    number: int  # 1 for the first of its module
    kind: str  # reading, podcast, video, game, conversation
    texts: Mapping[str, LessonText]
    version: str  # hash over all its texts

    def text(self, language: str, source_language: str = "en") -> LessonText:
        """Return the text in `language`, else in the source language; `.language` tells which it is."""
        return self.texts.get(language) or self.texts[source_language]

    def is_behind(self, language: str, source_language: str = "en") -> bool:
        """Tell whether the source text has changed since this translation was made, or nobody can say."""
        return self.text(language, source_language).behind


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A module: its lessons in order, then its quizzes and games."""

    slug: str
    number: int  # 1 to 4: also chooses its colour
    title: Text
    summary: Text
    aims: Mapping[str, tuple[str, ...]]
    lessons: tuple[Lesson, ...]
    quizzes: tuple[str, ...]  # slugs, in order; all count for completion
    games: tuple[str, ...] = ()

    def minutes(self, language: str, quizzes: Mapping[str, Quiz]) -> int:
        """Return how long the whole module takes, quizzes and games included."""
        reading = sum(lesson.text(language).minutes for lesson in self.lessons)
        return reading + sum(quizzes[slug].minutes for slug in (*self.quizzes, *self.games))


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The whole course as one build has it: immutable, and named by the hash of its files."""

    version: str
    languages: tuple[str, ...]  # the first is the source
    title: Text
    summary: Text
    modules: tuple[Module, ...]
    quizzes: Mapping[str, Quiz]
    collections: Collections = field(default_factory=Collections)
    about: Mapping[str, object] = field(default_factory=dict)  # licence, partners, audiences as written
    lessons: tuple[Lesson, ...] = field(init=False, repr=False, compare=False)  # all, in course order
    _places: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lessons = tuple(lesson for module in self.modules for lesson in module.lessons)
        object.__setattr__(self, "lessons", lessons)
        object.__setattr__(self, "_places", {lesson.slug: place for place, lesson in enumerate(lessons)})

    def module(self, slug: str) -> Module | None:
        return next((module for module in self.modules if module.slug == slug), None)

    def lesson(self, slug: str) -> Lesson | None:
        place = self._places.get(slug)
        return None if place is None else self.lessons[place]

    @property
    def quiz_places(self) -> Mapping[str, int]:
        """The quizzes and games with their places, module by module; those that stand in none come last."""
        listed = [slug for module in self.modules for slug in (*module.quizzes, *module.games)]
        return {slug: place for place, slug in enumerate(dict.fromkeys((*listed, *sorted(self.quizzes))))}

    @property
    def quizzes_in_order(self) -> tuple[Quiz, ...]:
        """All quizzes and games in the order of their places."""
        return tuple(self.quizzes[slug] for slug in self.quiz_places)

    def neighbours(self, slug: str) -> tuple[Lesson | None, Lesson | None]:
        """Return the lessons before and after this one in course order."""
        place = self._places.get(slug)
        if place is None:
            return None, None
        before = self.lessons[place - 1] if place else None
        after = self.lessons[place + 1] if place + 1 < len(self.lessons) else None
        return before, after
