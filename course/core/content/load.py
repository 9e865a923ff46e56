"""The course on disk: reading its files, publishing a build, opening one. Only this file opens files.

A build is `builds/<version>/catalogue.json` and, beside it, `search.sqlite`, never changed once they are there.
Pages and media lie beside the builds, named by what they hold, and are shared: `texts/<version>.html`,
`media/<hash>.mp3`. `current` names the build that is on, `summed` that by which the cohorts' lists were summed up.
Renderings are kept in `cache/`, so that only changed texts are rendered again; it may be deleted.
"""

import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import file_digest
from pathlib import Path

from course.core.content.assemble import assemble, hash_of
from course.core.content.behind import digests, with_made_from
from course.core.content.builds import catalogue_from_json, catalogue_to_json
from course.core.content.check import check, lessons_by_slug
from course.core.content.media import Media, picture_size
from course.core.content.model import Catalogue, Problem
from course.core.content.rendered import RENDERER, Rendered
from course.core.content.search_file import NAME as SEARCH_NAME
from course.core.content.search_file import SEARCH, write_search_file
from course.core.content.sources import LessonSource, Sources, read_sources
from course.core.content.text_states import TextState, text_states
from course.core.content.worker import SECONDS, RenderFailed, RenderProcess, RenderTooLong
from course.core.problems import CourseProblem, NotFound
from course.core.text import N_

TEXT_BYTES = 1_000_000  # of one text file
MEDIA_BYTES = 100_000_000
PAGES_KEPT = 256  # pages in memory: 300 lessons of 20 kB would be 6 MB a language

# A lesson without a translation is shown in the source language; the check still fails until it is there.
SHOWN_ANYWAY = frozenset({"translation_missing"})

_TEXT_VERSION = re.compile(r"[0-9a-f]{12}-[0-9a-f]{12}")
_BUILD_VERSION = re.compile(r"[0-9a-f]{24}")
_MEDIA_NAME = re.compile(r"[0-9a-f]{24}\.[a-z0-9]{3,5}")


class CourseBroken(CourseProblem):
    """The files have faults that keep them from being published; the build that is on stays."""

    code = "course_broken"


class NoBuild(CourseProblem):
    """Nothing was ever published here."""

    code = "no_build"
    status = 503


@dataclass(frozen=True, slots=True)
class Draft:
    """The files as they are now. `catalogue` is None when they cannot be published."""

    catalogue: Catalogue | None
    bodies: Mapping[str, str]  # HTML by a text's version
    problems: tuple[Problem, ...]
    states: tuple[TextState, ...] = ()
    media: Mapping[str, Path] = field(default_factory=dict)  # names in a build to files

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.warning)


@dataclass(frozen=True, slots=True)
class Marked:
    """A translation that was marked as made from its source as it is now."""

    file: str
    is_new: bool  # False when it said so already
    source_blocks: int
    blocks: int  # where the two differ, changes cannot be shown paragraph by paragraph


@dataclass(frozen=True, slots=True)
class Build:
    """What was published. `is_new` is False when the files are those of the build that was on."""

    version: str
    is_new: bool


@dataclass(slots=True)
class _Files:
    texts: dict[str, bytes] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    places: dict[str, Path] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_course(
    content_dir: Path, quiz_dir: Path, cache_dir: Path | None = None, seconds: float = SECONDS
) -> Draft:
    """Read, check and render the whole course, reporting every problem. Writes nothing but the cache.

    `seconds` limit the rendering of one text. Problems name files under `modules/` and `quizzes/`, wherever
    the two folders are.
    """
    files = _Files()
    _gather(files, content_dir, "modules")
    _gather(files, quiz_dir, "quizzes")
    sources = read_sources(files.texts, files.media)
    renderings, faults = _render_all(sources, cache_dir, seconds)
    found = [*files.problems, *sources.problems, *check(sources), *faults]
    problems = tuple(sorted(found, key=lambda problem: (problem.file, problem.line, problem.column)))
    states = tuple(text_states(sources))
    blocked = any(not problem.warning and problem.code not in SHOWN_ANYWAY for problem in problems)
    if blocked or sources.course is None:
        return Draft(None, {}, problems, states)
    catalogue, bodies = assemble(sources, sources.course, renderings, _version(files))
    media = {media.name: files.places[path] for path, media in files.media.items()}
    return Draft(catalogue, bodies, problems, states, media)


def mark_translated(content_dir: Path, chosen: Callable[[str], bool]) -> tuple[list[Marked], list[Problem]]:
    """Write into each chosen translation, by its name under `modules/`, that it is made from its source as it is now.

    Nothing but the line `made-from` is touched. What cannot be read is not written and comes back as problems.
    """
    sources = read_files(content_dir)
    marked = []
    for _slug, texts in lessons_by_slug(sources):
        source = texts.get(sources.source_language)
        for text in texts.values():
            if source is None or text is source or not chosen(text.file):
                continue
            place = content_dir / text.file.removeprefix("modules/")
            before = place.read_bytes()
            after = with_made_from(before, digests(source))
            if after != before:
                _write(place, after)
            marked.append(Marked(text.file, after != before, len(source.blocks), len(text.blocks)))
    return marked, [problem for problem in sources.problems if not problem.warning]


def read_files(content_dir: Path, quiz_dir: Path | None = None) -> Sources:
    """Return the files as they are, for lists and reports: nothing is rendered and nothing checked across files."""
    files = _Files()
    _gather(files, content_dir, "modules")
    if quiz_dir:
        _gather(files, quiz_dir, "quizzes")
    sources = read_sources(files.texts, files.media)
    sources.problems.extend(files.problems)
    return sources


def is_published(content_dir: Path, quiz_dir: Path, builds_dir: Path) -> bool:
    """Tell whether the build that is on was made from exactly these files, without parsing any of them."""
    files = _Files()
    _gather(files, content_dir, "modules")
    _gather(files, quiz_dir, "quizzes")
    try:
        return not files.problems and _version(files) == current_version(builds_dir)
    except UnicodeDecodeError:
        return False


def _version(files: _Files) -> str:
    """Name a build by what it is made of: each file's path and content, the renderer, and the search file's form."""
    hashes = [f"{path} {hash_of(data.decode())}" for path, data in sorted(files.texts.items())]
    hashes += [f"{path} {media.digest}" for path, media in sorted(files.media.items())]
    return hash_of(RENDERER, SEARCH, *hashes)


def _gather(files: _Files, folder: Path, name: str) -> None:
    """Read a folder. Names that begin with a dot belong to editors and systems, not to the course."""
    for place in sorted(folder.rglob("*")):
        inside = place.relative_to(folder)
        if any(part.startswith(".") for part in inside.parts) or place.is_dir():
            continue
        path = f"{name}/{inside.as_posix()}"
        try:
            _take(files, place, path)
        except OSError as error:
            template = N_("This file cannot be read: %(reason)s.")
            files.problems.append(Problem(path, 0, "file_unreadable", template, {"reason": error.strerror}))


def _take(files: _Files, place: Path, path: str) -> None:
    if place.is_symlink():
        files.problems.append(Problem(path, 0, "file_link", N_("Links to other files are not followed.")))
        return
    is_text = place.suffix in {".md", ".yaml", ".json", ".svg"}
    limit = TEXT_BYTES if is_text else MEDIA_BYTES
    if place.stat().st_size > limit:
        template = N_("This file is larger than %(limit)s bytes.")
        files.problems.append(Problem(path, 0, "file_large", template, {"limit": limit}))
    elif is_text:
        files.texts[path] = place.read_bytes().replace(b"\r\n", b"\n")  # the same on every system
    else:
        files.media[path] = _media(place)
        files.places[path] = place


def _media(place: Path) -> Media:
    ending = place.suffix.removeprefix(".")
    with place.open("rb") as opened:
        digest = file_digest(opened, "sha256").hexdigest()
        opened.seek(0)
        return Media(digest, ending, place.stat().st_size, *picture_size(opened, ending))


def _render_all(
    sources: Sources, cache_dir: Path | None, seconds: float
) -> tuple[dict[str, Rendered], list[Problem]]:
    """Render what has no fault of its own and is not in the cache."""
    broken = {problem.file for problem in sources.problems if not problem.warning}
    renderings: dict[str, Rendered] = {}
    problems: list[Problem] = []
    with RenderProcess(seconds) as process:
        for lesson in sources.lessons:
            if lesson.file in broken:
                continue
            try:
                renderings[lesson.file] = _rendered(lesson, cache_dir, process)
            except RenderTooLong:
                template = N_("This text takes more than %(seconds)s seconds to render: simplify it.")
                problems.append(Problem(lesson.file, 0, "render_too_long", template, {"seconds": seconds}))
            except RenderFailed:
                problems.append(Problem(lesson.file, 0, "render_failed", N_("This text cannot be rendered.")))
            else:
                problems.extend(_raw_problems(lesson, renderings[lesson.file]))
    return renderings, problems


def _rendered(lesson: LessonSource, cache_dir: Path | None, process: RenderProcess) -> Rendered:
    text = lesson.outline.text
    if cache_dir is None:
        return process.render(text, lesson.language)
    kept = cache_dir / f"{hash_of(RENDERER, lesson.language, text)}.json"
    try:
        return Rendered.from_data(json.loads(kept.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):  # not there, or not whole
        rendered = process.render(text, lesson.language)
        cache_dir.mkdir(parents=True, exist_ok=True)
        _write(kept, json.dumps(rendered.to_data(), ensure_ascii=False).encode())
        return rendered


def _raw_problems(lesson: LessonSource, rendered: Rendered) -> list[Problem]:
    lines = lesson.outline.text.split("\n")
    problems = []
    for raw in dict.fromkeys(rendered.raw):
        at = next((number for number, line in enumerate(lines) if raw.split("\n")[0] in line), None)
        line = 0 if at is None else lesson.outline.first_line + at
        template = N_("Raw HTML is taken out: %(raw)s.")
        problems.append(Problem(lesson.file, line, "raw_html", template, {"raw": raw[:60]}, warning=True))
    return problems


def publish(draft: Draft, builds_dir: Path) -> Build:
    """Write the draft as a build and put it on. Raises CourseBroken, leaving everything as it was.

    Everything is on the disk before `current` names it, so a fall of power leaves the old build or the new one.
    """
    catalogue = draft.catalogue
    if catalogue is None:
        raise CourseBroken(errors=len(draft.errors))
    for folder in (builds_dir, builds_dir / "texts", builds_dir / "media"):
        folder.mkdir(parents=True, exist_ok=True)
    # What is named by its content is written once.
    for version, page in draft.bodies.items():
        place = builds_dir / "texts" / f"{version}.html"
        if not place.exists():
            _write(place, page.encode())
    for name, source in draft.media.items():
        place = builds_dir / "media" / name
        if not place.exists():
            _write(place, source.read_bytes())
    _write_build(builds_dir, catalogue, draft.bodies)
    is_new = current_version(builds_dir) != catalogue.version
    if is_new:
        _write(builds_dir / "current", catalogue.version.encode())
    return Build(catalogue.version, is_new)


def _write_build(builds_dir: Path, catalogue: Catalogue, bodies: Mapping[str, str]) -> None:
    final = builds_dir / catalogue.version
    if final.exists():
        return
    growing = _beside(final)
    growing.mkdir()
    try:
        _write(growing / "catalogue.json", catalogue_to_json(catalogue).encode())
        write_search_file(growing / SEARCH_NAME, catalogue, bodies)
        growing.rename(final)
    except OSError:
        shutil.rmtree(growing, ignore_errors=True)
        if not final.exists():  # else another process has just written the same build
            raise
    _keep(builds_dir)


def _beside(place: Path) -> Path:
    return place.with_name(f".{place.name}.{secrets.token_hex(6)}")


def _write(place: Path, data: bytes) -> None:
    """Put a whole file in its place: readers see the old one or the new one, also after a fall of power."""
    growing = _beside(place)
    try:
        with growing.open("wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        growing.replace(place)
    finally:
        growing.unlink(missing_ok=True)
    _keep(place.parent)


def _keep(folder: Path) -> None:
    """Have the names in a folder written to the disk, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def current_version(builds_dir: Path) -> str | None:
    """Return the version that is on, or None before the first publishing."""
    return _named_version(builds_dir / "current")


def summed_version(builds_dir: Path) -> str | None:
    """Return the version by which the cohorts' lists were last summed up, or None where that is not known."""
    return _named_version(builds_dir / "summed")


def keep_summed_version(builds_dir: Path, version: str) -> None:
    """Remember by which version the cohorts' lists are summed up."""
    _write(builds_dir / "summed", version.encode())


def _named_version(place: Path) -> str | None:
    try:
        version = place.read_text("ascii").strip()
    except FileNotFoundError:
        return None
    return version if _BUILD_VERSION.fullmatch(version) else None


def open_build(builds_dir: Path) -> Catalogue:
    """Return the catalogue that is on. Raises NoBuild. Nothing is parsed but JSON."""
    version = current_version(builds_dir)
    if version is None:
        raise NoBuild
    return catalogue_from_json((builds_dir / version / "catalogue.json").read_text("utf-8"))


@lru_cache(maxsize=PAGES_KEPT)
def lesson_html(builds_dir: Path, version: str) -> str:
    """Return the HTML of a lesson's text by its `LessonText.version`; it is safe as it is. Raises NotFound."""
    if not _TEXT_VERSION.fullmatch(version):
        raise NotFound
    try:
        return (builds_dir / "texts" / f"{version}.html").read_text("utf-8")
    except FileNotFoundError:
        raise NotFound from None


def media_file(builds_dir: Path, name: str) -> Path:
    """Return the place of a media file, which pages name `/media/<name>`. Raises NotFound."""
    place = builds_dir / "media" / name
    if not _MEDIA_NAME.fullmatch(name) or not place.is_file():
        raise NotFound
    return place
