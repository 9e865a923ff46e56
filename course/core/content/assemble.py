"""From files that were read and texts that were rendered to the catalogue and its pages."""

import hashlib
import math
from collections.abc import Mapping

from course.core.content.behind import standing, with_marks
from course.core.content.check import lessons_by_slug
from course.core.content.files import CourseFile
from course.core.content.links import Target, Targets, lesson_path, resolve_links
from course.core.content.model import Catalogue, Lesson, LessonText, Module, Source
from course.core.content.pictures import put_pictures
from course.core.content.rendered import RENDERER, Rendered
from course.core.content.sources import LessonSource, ModuleSource, Sources
from course.core.content.terms import link_terms, vocabulary

WORDS_A_MINUTE = 180

Renderings = Mapping[str, Rendered]  # by a lesson's file


def hash_of(*parts: str) -> str:
    """Return 24 hexadecimal digits that tell these texts, in this order, from all others."""
    joined = hashlib.sha256()
    for part in parts:
        joined.update(f"{len(part)}:{part}".encode())
    return joined.hexdigest()[:24]


def reading_minutes(rendered: Rendered) -> int:
    """Return how long a text takes, at least one minute: reading, rounded up, and listening."""
    return max(1, math.ceil(rendered.words / WORDS_A_MINUTE) + rendered.podcast_minutes)


def assemble(
    sources: Sources, course: CourseFile, renderings: Renderings, version: str
) -> tuple[Catalogue, dict[str, str]]:
    """Return the catalogue and each text's HTML by its version. `sources` passed all checks that matter."""
    by_slug = {module.slug: module for module in sources.modules}
    pages: dict[str, str] = {}
    quizzes = {slug: source.quiz for slug, source in sorted(sources.quizzes.items())}
    titles = {
        slug: {code: text.front.title for code, text in texts.items()}
        for slug, texts in lessons_by_slug(sources)
    }
    homes = {lesson.slug: lesson.module for lesson in sources.lessons}
    lessons = {slug: Target(homes[slug], titles[slug]) for slug in titles}
    glossary = sources.collections.glossary
    terms = {slug: term.term for slug, term in glossary.items()}
    vocabularies = {language: vocabulary(glossary, language) for language in sources.languages}
    modules = []
    for number, slug in enumerate(course.modules, 1):
        media = {path: media.name for path, media in sources.media.get(slug, {}).items()}
        pictures = sources.pictures.get(slug, {})
        targets = Targets(lessons, quizzes, media, pictures, sources.source_language, terms, vocabularies)
        modules.append(_module(sources, by_slug[slug], number, targets, renderings, pages))
    about = {
        "licence": course.licence,
        "partners": [partner.model_dump() for partner in course.partners],
        "audiences": course.audiences,
        "certificate": course.certificate.model_dump(),
        "time_zone": course.time_zone,
    }
    catalogue = Catalogue(
        version=version,
        languages=sources.languages,
        title=course.title,
        summary=course.summary,
        modules=tuple(modules),
        quizzes=quizzes,
        collections=sources.collections,
        about=about,
    )
    return catalogue, pages


def _module(
    sources: Sources,
    source: ModuleSource,
    number: int,
    targets: Targets,
    renderings: Renderings,
    pages: dict[str, str],
) -> Module:
    lessons: list[Lesson] = []
    for slug, texts in lessons_by_slug(sources):
        if targets.lessons[slug].module == source.slug:
            lessons.append(_lesson(slug, len(lessons) + 1, texts, sources, targets, renderings, pages))
    return Module(
        slug=source.slug,
        number=number,
        title=source.shape.title,
        summary=source.shape.summary,
        aims={language: tuple(aims) for language, aims in source.shape.aims.items()},
        lessons=tuple(lessons),
        quizzes=tuple(source.shape.quizzes),
        games=tuple(source.shape.games),
    )


def _lesson(
    slug: str,
    number: int,
    sources_by_language: Mapping[str, LessonSource],
    sources: Sources,
    targets: Targets,
    renderings: Renderings,
    pages: dict[str, str],
) -> Lesson:
    main = sources_by_language[sources.source_language]
    linked = {
        language: link_terms(renderings[source.file].html, targets.vocabularies[language])
        for language, source in sources_by_language.items()
        if language in sources.languages
    }
    ours = resolve_links(linked[main.language].html, main.language, targets)
    path = lesson_path(main.language, main.module, slug)
    texts = {}
    for language in sources.languages:
        if source := sources_by_language.get(language):
            page, behind = ours, False
            if source is not main:
                theirs = resolve_links(linked[language].html, language, targets)
                page = with_marks(theirs, source, ours, main, path)
                behind = standing(main, source).state != "current"
            page = put_pictures(page, language, targets.pictures)
            terms, rendered = linked[language].terms, renderings[source.file]
            texts[language] = _text(source, rendered, page, behind=behind, terms=terms)
            pages[texts[language].version] = page
    return Lesson(
        slug=slug,
        module=main.module,
        number=number,
        kind=main.front.kind,
        texts=texts,
        version=hash_of(*(f"{language} {text.version}" for language, text in texts.items())),
    )


def _text(
    source: LessonSource, rendered: Rendered, page: str, *, behind: bool, terms: Mapping[str, str]
) -> LessonText:
    front = source.front
    return LessonText(
        language=source.language,
        title=front.title,
        summary=front.summary,
        aims=tuple(front.aims),
        minutes=reading_minutes(rendered),
        headings=rendered.headings,
        sources=tuple(Source(line.title, line.address or "") for line in front.sources),
        version=f"{source.digest}-{hash_of(RENDERER, page)[:12]}",
        behind=behind,
        terms=terms,
    )
