"""The running build of the course: which one pages show, and how a newly published one is taken up."""

import threading
import time
from pathlib import Path
from typing import cast

import structlog
from flask import Flask, current_app

from course.core.content.load import current_version, lesson_html, open_build
from course.core.content.model import Catalogue, LessonText
from course.core.problems import CourseProblem
from course.reports.search import NoSearchFile, SearchFile

log = structlog.get_logger("course.content")

LOOK_EVERY_SECONDS = 2.0


class ContentStore:
    """Keeps the catalogue of the published build in memory; looks every two seconds whether another is published."""

    def __init__(self, builds_dir: Path) -> None:
        self.builds_dir = builds_dir
        self._lock = threading.Lock()
        self._catalogue: Catalogue | None = None
        self._looked_at = 0.0
        self._search: tuple[str, SearchFile | None] = ("", None)  # with the version of its build

    def catalogue(self) -> Catalogue:
        """Return the running build's catalogue; raises NoBuild before the first publication."""
        now = time.monotonic()
        if self._catalogue is None or now - self._looked_at > LOOK_EVERY_SECONDS:
            with self._lock:
                self._look(now)
        return cast("Catalogue", self._catalogue)

    def _look(self, now: float) -> None:
        if self._catalogue is None:
            self._catalogue = open_build(self.builds_dir)
        elif current_version(self.builds_dir) != self._catalogue.version:
            self._take_up()
        self._looked_at = now

    def _take_up(self) -> None:
        """Take up a newly published build; one that cannot be opened is reported, and the running one stays."""
        try:
            self._catalogue = open_build(self.builds_dir)
        except (CourseProblem, OSError, ValueError) as error:
            log.warning("build_not_opened", reason=type(error).__name__)

    def ready(self) -> bool:
        try:
            self.catalogue()
        except (CourseProblem, OSError, ValueError):
            return False
        return True

    def search_file(self) -> SearchFile | None:
        """Return the running build's search file, opened once; None where the build has none that can be read."""
        content = self.catalogue()
        version, found = self._search
        if version != content.version:
            try:
                found = SearchFile(self.builds_dir / content.version, content.languages)
            except NoSearchFile:
                log.warning("no_search_file", version=content.version)
                found = None
            self._search = (content.version, found)
        return found

    def html(self, text: LessonText) -> str:
        """Return the sanitised HTML of one lesson in one language."""
        return lesson_html(self.builds_dir, text.version)


def install(app: Flask, builds: Path) -> None:
    app.extensions["course_content"] = ContentStore(builds)


def builds_dir() -> Path:
    """Return the folder of the builds, with the media that they share."""
    store: ContentStore = current_app.extensions["course_content"]
    return store.builds_dir


def store() -> ContentStore:
    return cast("ContentStore", current_app.extensions["course_content"])


def catalogue() -> Catalogue:
    """Return the course as the running build has it."""
    return store().catalogue()
