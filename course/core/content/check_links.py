"""Checks of links: each must land, or be named."""

import re
from collections.abc import Iterator

from course.core.content.model import Problem
from course.core.content.outline import Part
from course.core.content.sources import LessonSource, Sources
from course.core.text import N_

_EXTERNAL = re.compile(r"https?://[^\s/]+\S*|mailto:\S+@\S+")
_PLACE = re.compile(r"#(.*)")
_LESSON = re.compile(r"lesson:([^#]*)(?:#(.*))?")
_QUIZ = re.compile(r"quiz:(.*)")
_MEDIA = re.compile(r"(media/[^#]*)(?:#t=\d+)?")


def check_links(sources: Sources) -> Iterator[Problem]:
    """Yield every link, quiz and media file of a lesson that leads nowhere."""
    for lesson in sources.lessons:
        for link in lesson.outline.links:
            if fault := _link_fault(sources, lesson, link.target):
                yield Problem(lesson.file, link.line, *fault, {"target": link.target})
        for part in lesson.outline.parts:
            if part.name == "quiz" and f"quizzes/{part.key}.yaml" not in sources.files:
                template = N_("There is no file quizzes/%(quiz)s.yaml.")
                yield Problem(lesson.file, part.line, "quiz_unknown", template, {"quiz": part.key})
            file = part.options.get("file")
            if part.name == "explainer" and file:
                yield from _picture_faults(sources, lesson, part, file)
            if part.name == "podcast" and file and file not in sources.media.get(lesson.module, {}):
                template = N_("There is no file %(target)s in the module's folder.")
                yield Problem(lesson.file, part.line, "media_missing", template, {"target": file})


def _picture_faults(sources: Sources, lesson: LessonSource, part: Part, file: str) -> Iterator[Problem]:
    folder = lesson.file.rpartition("/")[0]
    if f"{folder}/{file}" not in sources.files:
        template = N_("There is no file %(target)s in the module's folder.")
        yield Problem(lesson.file, part.line, "media_missing", template, {"target": file})
    picture = sources.pictures.get(lesson.module, {}).get(file)
    if picture and part.numbered != picture.steps:
        template = N_("This picture has %(steps)s steps and here are %(captions)s captions.")
        values = {"steps": picture.steps, "captions": part.numbered}
        yield Problem(lesson.file, part.line, "explainer_steps", template, values)


def _link_fault(sources: Sources, lesson: LessonSource, target: str) -> tuple[str, str] | None:
    fault: tuple[str, str] | None = None
    if place := _PLACE.fullmatch(target):
        if place[1] not in lesson.outline.heading_ids:
            fault = "link_heading", N_("No heading of this lesson has the id of “%(target)s”.")
    elif other := _LESSON.fullmatch(target):
        fault = landing_fault(sources, other[1], other[2] or "")
    elif quiz := _QUIZ.fullmatch(target):
        if f"quizzes/{quiz[1]}.yaml" not in sources.files:
            fault = "link_quiz", N_("There is no quiz for “%(target)s”.")
    elif media := _MEDIA.fullmatch(target):
        if media[1] not in sources.media.get(lesson.module, {}):
            fault = "media_missing", N_("There is no file %(target)s in the module's folder.")
    elif not _EXTERNAL.fullmatch(target):
        fault = "link_form", N_("“%(target)s” is no address that a lesson can name. See docs/authors.md.")
    return fault


def landing_fault(sources: Sources, slug: str, heading: str) -> tuple[str, str] | None:
    """Return why a passage cannot be reached, as (code, template with %(target)s), or None."""
    texts = [lesson for lesson in sources.lessons if lesson.slug == slug]
    if not texts:
        if any(
            re.fullmatch(rf"modules/[^/]+/\d\d-{re.escape(slug)}\.[a-z]+\.md", file) for file in sources.files
        ):
            return None  # the lesson is there and its own faults are named at its file
        return "link_lesson", N_("There is no lesson for “%(target)s”.")
    source = next((text for text in texts if text.language == sources.source_language), texts[0])
    if heading and heading not in source.outline.heading_ids:
        return "link_heading", N_("No heading of that lesson has the id of “%(target)s”.")
    return None
