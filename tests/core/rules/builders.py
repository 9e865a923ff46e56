"""Courses of a few lessons and quizzes, by their slugs."""

from course.core.content.model import Catalogue, Lesson, LessonText, Module
from tests.core.grading.builders import a_choice, a_quiz, in_languages


def a_lesson_text(language, minutes):
    return LessonText(
        language=language,
        title="A lesson",
        summary="One sentence.",
        aims=(),
        minutes=minutes,
        headings=(),
        sources=(),
        version="1",
    )


def a_lesson(slug, *, module="first", minutes=None):
    texts = {language: a_lesson_text(language, length) for language, length in (minutes or {"en": 5}).items()}
    return Lesson(slug=slug, module=module, number=1, kind="reading", texts=texts, version="1")


def a_module(slug="first", *, lessons=("one", "two"), quizzes=(), games=()):
    built = tuple(
        lesson if isinstance(lesson, Lesson) else a_lesson(lesson, module=slug) for lesson in lessons
    )
    return Module(
        slug=slug,
        number=1,
        title=in_languages(slug),
        summary=in_languages("What it is about."),
        aims={},
        lessons=built,
        quizzes=quizzes,
        games=games,
    )


def a_catalogue(*modules, version="v1", **quiz_facts):
    """A course whose quizzes have three questions each: two minutes."""
    slugs = [slug for module in modules for slug in (*module.quizzes, *module.games)]
    questions = [a_choice(f"question{number}") for number in range(3)]
    return Catalogue(
        version=version,
        languages=("en", "es", "fr"),
        title=in_languages("The course"),
        summary=in_languages("What it is about."),
        modules=modules,
        quizzes={slug: a_quiz(*questions, slug=slug, **quiz_facts) for slug in slugs},
    )
