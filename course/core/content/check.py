"""Checks across files: each is right for itself, and here it shows whether they fit together."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from course.core.content.addresses import check_addresses
from course.core.content.behind import ADDED, REMOVED, standing, work
from course.core.content.check_collections import check_collections
from course.core.content.check_links import check_links
from course.core.content.check_quizzes import check_quizzes
from course.core.content.model import Problem
from course.core.content.outline import Part, different_parts
from course.core.content.sources import COURSE, LessonSource, ModuleSource, Sources
from course.core.text import N_


def check(sources: Sources) -> list[Problem]:
    """Return what does not fit together. Faults of single files are in `sources.problems` already."""
    problems = [
        *_course_problems(sources),
        *_module_problems(sources),
        *_lesson_problems(sources),
        *_translation_problems(sources),
        *check_links(sources),
        *check_quizzes(sources),
        *check_collections(sources),
        *check_addresses(sources),
    ]
    return sorted(problems, key=lambda problem: (problem.file, problem.line, problem.column))


def _twice(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def _course_problems(sources: Sources) -> Iterator[Problem]:
    if sources.course is None:
        return
    document = sources.course_document
    for field, values in (("languages", sources.course.languages), ("modules", sources.course.modules)):
        for value in _twice(values):
            line, column = document.place((field, len(values) - 1 - values[::-1].index(value)))
            template = N_("“%(value)s” stands here twice.")
            yield Problem(COURSE, line, "listed_twice", template, {"value": value}, column)
    folders = {
        path.split("/")[1].partition("-")[2] for path in sources.files if path.endswith("/module.yaml")
    }
    for place, slug in enumerate(sources.course.modules):
        if slug not in folders:
            line, column = document.place(("modules", place))
            template = N_("There is no folder with a module.yaml for the module “%(module)s”.")
            yield Problem(COURSE, line, "module_missing", template, {"module": slug}, column)


def _module_problems(sources: Sources) -> Iterator[Problem]:
    twice = _twice(module.slug for module in sources.modules)
    listed = sources.course.modules if sources.course else None
    for module in sources.modules:
        if module.slug in twice:
            template = N_("Two folders have the slug “%(module)s”.")
            yield Problem(module.file, 0, "module_twice", template, {"module": module.slug})
        if listed is not None and module.slug not in listed:
            template = N_("The module “%(module)s” is not listed in course.yaml.")
            yield Problem(module.file, 0, "module_unlisted", template, {"module": module.slug})
        if not any(lesson.module == module.slug for lesson in sources.lessons):
            yield Problem(module.file, 0, "module_empty", N_("This module has no lessons."))
        yield from _listed_quizzes(sources, module)
    for lesson in sources.lessons:
        folder = lesson.file.rpartition("/")[0]
        if f"{folder}/module.yaml" not in sources.files:
            yield Problem(lesson.file, 0, "module_file_missing", N_("This folder has no module.yaml."))


def _listed_quizzes(sources: Sources, module: ModuleSource) -> Iterator[Problem]:
    for field, slugs in (("quizzes", module.shape.quizzes), ("games", module.shape.games)):
        for place, slug in enumerate(slugs):
            if fault := _listing_fault(sources, module.slug, field, slug):
                line, column = module.document.place((field, place))
                code, template = fault
                yield Problem(module.file, line, code, template, {"quiz": slug}, column)
    both = (*module.shape.quizzes, *module.shape.games)
    for slug in _twice(both):
        line, column = module.document.place(("games",) if slug in module.shape.games else ("quizzes",))
        yield Problem(
            module.file, line, "quiz_listed_twice", N_("“%(quiz)s” is listed twice."), {"quiz": slug}, column
        )


def _listing_fault(sources: Sources, module: str, field: str, slug: str) -> tuple[str, str] | None:
    if f"quizzes/{slug}.yaml" not in sources.files:
        return "quiz_unknown", N_("There is no file quizzes/%(quiz)s.yaml.")
    found = sources.quizzes.get(slug)
    if found is None:  # its own faults are named at its file
        return None
    if found.quiz.module != module:
        return "quiz_of_other_module", N_("The quiz “%(quiz)s” names another module as its own.")
    if (found.quiz.purpose == "game") != (field == "games"):
        return "quiz_purpose", N_(
            "“%(quiz)s” stands in the wrong list: those with the purpose “game” are games, all others quizzes."
        )
    return None


def _lesson_problems(sources: Sources) -> Iterator[Problem]:
    first_of: dict[str, LessonSource] = {}
    for lesson in sources.lessons:
        if sources.languages and lesson.language not in sources.languages:
            template = N_("“%(language)s” is not a language of this course.")
            yield Problem(lesson.file, 0, "lesson_language", template, {"language": lesson.language})
        first = first_of.setdefault(lesson.slug, lesson)
        same = (lesson.module, lesson.number) == (first.module, first.number)
        if not same:
            template = N_(
                "The slug “%(lesson)s” belongs to %(other)s: a lesson's slug is unique in the course."
            )
            yield Problem(
                lesson.file, 0, "lesson_slug_twice", template, {"lesson": lesson.slug, "other": first.file}
            )


def lessons_by_slug(sources: Sources) -> list[tuple[str, dict[str, LessonSource]]]:
    """Return each lesson's texts by language, in the order of folders and files."""
    ordered = sorted(
        sources.lessons, key=lambda lesson: (lesson.file.rpartition("/")[0], lesson.number, lesson.slug)
    )
    return [
        (slug, {lesson.language: lesson for lesson in group})
        for slug, group in groupby(ordered, key=lambda lesson: lesson.slug)
    ]


def _translation_problems(sources: Sources) -> Iterator[Problem]:
    for _, texts in lessons_by_slug(sources):
        source = texts.get(sources.source_language)
        stem = next(iter(texts.values())).file.rsplit(".", 2)[0]
        for language in sources.languages:
            if f"{stem}.{language}.md" in sources.files:
                continue
            code = "translation_missing" if language != sources.source_language else "source_missing"
            template = N_("The file %(file)s is missing.")
            shown = source or next(iter(texts.values()))
            yield Problem(shown.file, 1, code, template, {"file": f"{stem}.{language}.md"})
        if source:
            if source.front.made_from:
                line, column = source.document.place(("made-from",))
                template = N_("“made-from” stands in translations only.")
                yield Problem(source.file, line, "made_from_source", template, {}, column)
            for language, text in texts.items():
                if language != sources.source_language:
                    yield from _compare(source, text)


def _compare(source: LessonSource, text: LessonSource) -> Iterator[Problem]:
    if text.front.kind != source.front.kind:
        line, column = text.document.place(("kind",))
        template = N_("The kind is “%(kind)s” here and “%(source)s” in the source.")
        values = {"kind": text.front.kind, "source": source.front.kind}
        yield Problem(text.file, line, "kind_differs", template, values, column)
    yield from _behind(source, text)
    if difference := different_parts(source.outline, text.outline):
        yield _parts_problem(text, *difference)


def _behind(source: LessonSource, text: LessonSource) -> Iterator[Problem]:
    """Warn of each paragraph whose source has changed since, or of the whole where that cannot be told."""
    found = standing(source, text)
    if found.state == "undated":
        template = N_(
            "Nobody can say which text this was made from: flask --app app course translated %(file)s."
        )
        yield Problem(text.file, 1, "made_from_missing", template, {"file": text.file}, warning=True)
    elif found.state == "behind" and not found.changes:
        line, column = text.document.place(("made-from",))
        template = N_("The source text has changed since this translation.")
        yield Problem(text.file, line, "translation_behind", template, {}, column, warning=True)
    templates = {
        ADDED: N_("After this the source has a new part (line %(line)s): “%(words)s”."),
        REMOVED: N_("The source no longer has this part."),
    }
    changed = N_("The source of this has changed since it was translated (line %(line)s): “%(words)s”.")
    for each in work(source, text):
        values = {"words": each.words, "line": each.source_line}
        template = templates.get(each.kind, changed)
        yield Problem(text.file, each.line, "paragraph_behind", template, values, warning=True)


def _parts_problem(text: LessonSource, ours: Part | None, theirs: Part | None) -> Problem:
    values = {
        "here": " ".join(theirs.shape).strip() if theirs else "-",
        "there": " ".join(ours.shape).strip() if ours else "-",
        "line": ours.line if ours else 0,
    }
    if theirs is None:
        template = N_("“%(there)s” of the source (line %(line)s) is missing in this translation.")
        return Problem(text.file, 0, "parts_differ", template, values)
    if ours is None:
        template = N_("“%(here)s” stands in this translation only.")
    else:
        template = N_("Here stands “%(here)s”, in the source “%(there)s” (line %(line)s).")
    return Problem(text.file, theirs.line, "parts_differ", template, values)
