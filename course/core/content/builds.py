"""The catalogue as one JSON text and back. Reading is plain: what a build holds was checked when it was made."""

import json
from typing import Any

from course.core.content.collected import collections_from_data, collections_to_data
from course.core.content.model import Catalogue, Heading, Lesson, LessonText, Module, Source
from course.core.content.quiz_files import quiz_from_body


def catalogue_to_json(catalogue: Catalogue) -> str:
    """Return the same text for equal catalogues, on every host."""
    data = {
        "version": catalogue.version,
        "languages": catalogue.languages,
        "title": catalogue.title,
        "summary": catalogue.summary,
        "modules": [_module_data(module) for module in catalogue.modules],
        "quizzes": {slug: quiz.body for slug, quiz in catalogue.quizzes.items()},
        "collections": collections_to_data(catalogue.collections),
        "about": catalogue.about,
    }
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _module_data(module: Module) -> dict[str, Any]:
    return {
        "slug": module.slug,
        "number": module.number,
        "title": module.title,
        "summary": module.summary,
        "aims": module.aims,
        "lessons": [_lesson_data(lesson) for lesson in module.lessons],
        "quizzes": module.quizzes,
        "games": module.games,
    }


def _lesson_data(lesson: Lesson) -> dict[str, Any]:
    return {
        "slug": lesson.slug,
        "number": lesson.number,
        "kind": lesson.kind,
        "texts": {language: _text_data(text) for language, text in lesson.texts.items()},
        "version": lesson.version,
    }


def _text_data(text: LessonText) -> dict[str, Any]:
    return {
        "title": text.title,
        "summary": text.summary,
        "aims": text.aims,
        "minutes": text.minutes,
        "headings": [(heading.id, heading.title, heading.level) for heading in text.headings],
        "sources": [(source.title, source.address) for source in text.sources],
        "version": text.version,
        "behind": text.behind,
        "terms": text.terms,
    }


def catalogue_from_json(text: str) -> Catalogue:
    """Return the catalogue that `catalogue_to_json` wrote."""
    data = json.loads(text)
    return Catalogue(
        version=data["version"],
        languages=tuple(data["languages"]),
        title=data["title"],
        summary=data["summary"],
        modules=tuple(_module(module) for module in data["modules"]),
        quizzes={slug: quiz_from_body(body) for slug, body in data["quizzes"].items()},
        collections=collections_from_data(data["collections"]),
        about=data["about"],
    )


def _module(data: dict[str, Any]) -> Module:
    return Module(
        slug=data["slug"],
        number=data["number"],
        title=data["title"],
        summary=data["summary"],
        aims={language: tuple(aims) for language, aims in data["aims"].items()},
        lessons=tuple(_lesson(lesson, data["slug"]) for lesson in data["lessons"]),
        quizzes=tuple(data["quizzes"]),
        games=tuple(data["games"]),
    )


def _lesson(data: dict[str, Any], module: str) -> Lesson:
    return Lesson(
        slug=data["slug"],
        module=module,
        number=data["number"],
        kind=data["kind"],
        texts={language: _text(text, language) for language, text in data["texts"].items()},
        version=data["version"],
    )


def _text(data: dict[str, Any], language: str) -> LessonText:
    return LessonText(
        language=language,
        title=data["title"],
        summary=data["summary"],
        aims=tuple(data["aims"]),
        minutes=data["minutes"],
        headings=tuple(Heading(*heading) for heading in data["headings"]),
        sources=tuple(Source(*source) for source in data["sources"]),
        version=data["version"],
        behind=data.get("behind", False),  # builds before it was kept say nothing
        terms=data["terms"],
    )
