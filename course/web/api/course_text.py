"""The course and its lessons, for whoever asks."""

from collections.abc import Sequence
from datetime import datetime

from course.core.content.model import Catalogue, Lesson, LessonText, Module
from course.core.grading.quiz import Quiz
from course.core.problems import NotFound
from course.core.text import pick
from course.web.api.blueprint import bp
from course.web.api.given import Given, LanguageQuery, Reply, Share, Slug
from course.web.api.operations import operation
from course.web.content import catalogue, store
from course.web.gate import open_to
from course.web.i18n import language as spoken_language


class LessonLine(Reply):
    """A lesson in a list. `language` is that of the title: the source language where there is no translation."""

    slug: str
    number: int
    kind: str
    title: str
    summary: str
    minutes: int
    language: str
    languages: list[str]


class QuizLine(Reply):
    """A quiz or game. `attempts` is how many a learner may submit and `time_limit` minutes; 0 is no limit. A survey
    asks for no score: its `pass_score` is 0. Outside of
    `opens` and `closes` no attempt can be begun; null is no limit.
    """

    slug: str
    title: str
    purpose: str
    minutes: int
    questions: int
    pass_score: Share
    attempts: int
    time_limit: int
    opens: datetime | None
    closes: datetime | None


class ModuleLine(Reply):
    """A module in the course's order."""

    slug: str
    number: int
    title: str
    summary: str
    aims: list[str]
    minutes: int
    lessons: list[LessonLine]
    quizzes: list[QuizLine]
    games: list[QuizLine]


class CourseReply(Reply):
    """The course. `version` names the build: the same version, the same texts."""

    version: str
    title: str
    summary: str
    languages: list[str]
    modules: list[ModuleLine]


class HeadingLine(Reply):
    """A heading of a lesson; its id is an anchor in the HTML."""

    id: str
    title: str
    level: int


class SourceLine(Reply):
    """Where a lesson's facts come from."""

    title: str
    address: str


class LessonReply(LessonLine):
    """A lesson whole. `behind` says that the source text changed since this translation was made."""

    module: str
    aims: list[str]
    headings: list[HeadingLine]
    sources: list[SourceLine]
    previous: str | None
    next: str | None
    behind: bool
    version: str
    html: str


class LessonPath(Given):
    lesson: Slug


@bp.get("/course")
@open_to("anonymous", cache="public", rate="api")
@operation("The course with its modules, lessons and quizzes")
def read_course(query: LanguageQuery) -> CourseReply:
    course, language = catalogue(), chosen_language(query)
    source = course.languages[0]
    return CourseReply(
        version=course.version,
        title=pick(course.title, language, source),
        summary=pick(course.summary, language, source),
        languages=list(course.languages),
        modules=[_module(course, module, language) for module in course.modules],
    )


@bp.get("/course/lessons/<lesson>")
@open_to("anonymous", cache="public", rate="api")
@operation("One lesson with its text")
def read_lesson(path: LessonPath, query: LanguageQuery) -> LessonReply:
    """Return a lesson's text as sanitised HTML. A missing translation is answered in the source language."""
    course, language = catalogue(), chosen_language(query)
    lesson = course.lesson(path.lesson)
    if lesson is None:
        raise NotFound
    text = lesson.text(language, course.languages[0])
    before, after = course.neighbours(lesson.slug)
    return LessonReply(
        **_lesson(course, lesson, text).model_dump(),
        module=lesson.module,
        aims=list(text.aims),
        headings=[HeadingLine(id=each.id, title=each.title, level=each.level) for each in text.headings],
        sources=[SourceLine(title=each.title, address=each.address) for each in text.sources],
        previous=before.slug if before else None,
        next=after.slug if after else None,
        behind=lesson.is_behind(text.language, course.languages[0]),
        version=text.version,
        html=store().html(text),
    )


def chosen_language(query: LanguageQuery) -> str:
    """Return the language that the query names, else the one spoken to this caller."""
    return query.language or spoken_language()


def _module(course: Catalogue, module: Module, language: str) -> ModuleLine:
    source = course.languages[0]
    lessons = [(lesson, lesson.text(language, source)) for lesson in module.lessons]
    return ModuleLine(
        slug=module.slug,
        number=module.number,
        title=pick(module.title, language, source),
        summary=pick(module.summary, language, source),
        aims=list(module.aims.get(language) or module.aims.get(source, ())),
        minutes=module.minutes(language, course.quizzes),
        lessons=[_lesson(course, lesson, text) for lesson, text in lessons],
        quizzes=_quizzes(course, module.quizzes, language),
        games=_quizzes(course, module.games, language),
    )


def _lesson(course: Catalogue, lesson: Lesson, text: LessonText) -> LessonLine:
    return LessonLine(
        slug=lesson.slug,
        number=lesson.number,
        kind=lesson.kind,
        title=text.title,
        summary=text.summary,
        minutes=text.minutes,
        language=text.language,
        languages=[code for code in course.languages if code in lesson.texts],
    )


def _quizzes(course: Catalogue, slugs: Sequence[str], language: str) -> list[QuizLine]:
    return [_quiz(course.quizzes[slug], language, course.languages[0]) for slug in slugs]


def _quiz(quiz: Quiz, language: str, source: str) -> QuizLine:
    return QuizLine(
        slug=quiz.slug,
        title=pick(quiz.title, language, source),
        purpose=quiz.purpose,
        minutes=quiz.minutes,
        questions=sum(quiz.draw.values()) or len(quiz.questions),
        pass_score=quiz.pass_score,
        attempts=quiz.attempts,
        time_limit=quiz.time_limit,
        opens=quiz.opens,
        closes=quiz.closes,
    )
