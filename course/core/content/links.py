"""Addresses that a lesson's text names and the paths they become.

Authors write `lesson:slug`, `lesson:slug#heading`, `quiz:slug`, `term:slug`, `#heading` and `media/file`. Rendered
text keeps these, so that it depends on one file alone; here they become paths, once all files are known.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from course.core.content.phrases import phrases
from course.core.content.pictures import Picture
from course.core.content.terms import Vocabulary
from course.core.grading.quiz import Quiz
from course.core.text import Text, pick

_TAG = re.compile(r'<(a|audio|img|track)((?: [a-z-]+="[^"]*")*)>(</a>(?:<span class="small mute"></span>)?)?')
_ADDRESS = re.compile(r' (href|src)="([^"]*)"')
_EXTERNAL = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Target:
    """A lesson that can be linked to."""

    module: str
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Targets:
    """All that texts may point at. `media` maps "media/x.mp3" to its name in a build and
    `pictures` "media/x.svg" to what is drawn, both for one module.
    """

    lessons: Mapping[str, Target]
    quizzes: Mapping[str, Quiz]
    media: Mapping[str, str]
    pictures: Mapping[str, Picture]
    source_language: str
    terms: Mapping[str, Text] = field(default_factory=dict)  # of the glossary
    vocabularies: Mapping[str, Vocabulary] = field(default_factory=dict)  # by language


def lesson_path(language: str, module: str, lesson: str, heading: str = "") -> str:
    return f"/{language}/course/{module}/{lesson}" + (f"#{heading}" if heading else "")


def resolve_links(markup: str, language: str, targets: Targets) -> str:
    """Return the sanitised HTML with paths; a link without words gets the title of what it leads to."""

    def replace(found: re.Match[str]) -> str:
        tag, attributes, end = found[1], found[2], found[3] or ""
        address = _ADDRESS.search(attributes)
        if address is None:
            return found[0]
        target = html.unescape(address[2])
        path = html.escape(_path(target, language, targets))
        added = ' rel="noopener noreferrer"' if tag == "a" and target.startswith(_EXTERNAL) else ""
        if target.startswith("term:") and ' class="' not in attributes:
            added = ' class="term"'
        attributes = (
            f'{attributes[: address.start()]} {address[1]}="{path}"{attributes[address.end() :]}{added}'
        )
        return f"<{tag}{attributes}>" + _words(end, target, language, targets)

    return _TAG.sub(replace, markup)


def _path(target: str, language: str, targets: Targets) -> str:
    kind, _, rest = target.partition(":")
    slug, _, heading = rest.partition("#")
    if kind == "lesson" and slug in targets.lessons:
        return lesson_path(language, targets.lessons[slug].module, slug, heading)
    if kind == "quiz":
        return f"/{language}/quiz/{slug}"
    if kind == "term":
        return f"/{language}/glossary/{slug}"
    file, mark, moment = target.partition("#")
    if mark and file in targets.media:
        return f"/media/{targets.media[file]}#{moment}"
    return f"/media/{targets.media[file]}" if file in targets.media else target


def _words(end: str, target: str, language: str, targets: Targets) -> str:
    """Return what stands between the link's tag and the text after it."""
    if not end:
        return ""
    kind, _, rest = target.partition(":")
    slug = rest.partition("#")[0]
    if kind == "quiz" and slug in targets.quizzes:
        quiz = targets.quizzes[slug]
        title = html.escape(pick(quiz.title, language, targets.source_language), quote=False)
        minutes = phrases(language)["minutes"].format(minutes=quiz.minutes)
        return f"{title}</a>" + (f' <span class="small mute">{minutes}</span>' if end != "</a>" else "")
    if kind == "lesson" and slug in targets.lessons:
        title = pick(targets.lessons[slug].titles, language, targets.source_language)
        return html.escape(title, quote=False) + end
    if kind == "term" and slug in targets.terms:
        return html.escape(pick(targets.terms[slug], language, targets.source_language), quote=False) + end
    return end
