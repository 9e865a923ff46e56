"""What a build's search file answers: which passages have the words that somebody looks for, the best ones first."""

import weakref
from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course.core.content.search_file import NAME
from course.core.content.search_words import expression
from course.core.sqlite import sqlite_driver

PAGE = 20
_BEGIN, _END = "\x02", "\x03"  # around what was found; no passage holds them
_WEIGHTS = "bm25(12.0, 3.0, 1.0)"  # of title, heading and text
_SNIPPET_WORDS = 32

Marked = tuple[tuple[str, bool], ...]  # pieces of a text, each with whether it was looked for


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. `title` is empty for a paragraph of a lesson; `text` is an excerpt."""

    kind: str
    slug: str
    anchor: str
    title: Marked
    heading: Marked
    text: Marked


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits. `counts` has all hits by kind; `some` says that no passage has all the words."""

    hits: tuple[Hit, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    some: bool = False

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class NoSearchFile(Exception):  # noqa: N818 - said of the build
    """The build has no search file, or none that can be read."""


class SearchFile:
    """The search file of one build. Its connections are left open and go from thread to thread: it never changes."""

    def __init__(self, build: Path, languages: Collection[str]) -> None:
        """Raises NoSearchFile: for a build of an earlier version, or where SQLite has no full-text index."""
        self._place = build.resolve() / NAME
        self._languages = frozenset(languages)
        self._free: deque[Any] = deque()
        weakref.finalize(self, _close, self._free)
        try:
            for language in languages:
                self._run(f"SELECT rowid FROM passage_{language} LIMIT 1", ())  # noqa: S608
        except sqlite_driver().Error as error:
            raise NoSearchFile from error

    def find(
        self,
        language: str,
        text: str,
        kinds: Collection[str],
        *,
        kind: str = "",
        offset: int = 0,
        limit: int = PAGE,
    ) -> Found:
        """Return hits among `kinds`, those of `kind` where one is named, from `offset` on.

        `counts` is of all kinds. Where no passage has all the words, those with some are found. Nothing that can
        be typed raises.
        """
        wanted = expression(text, language)
        for words, some in ((wanted.all, False), (wanted.any, True)):
            counts = self._counts(language, words, kinds)
            if counts:
                shown = [kind] if kind else sorted(kinds)
                return Found(self._hits(language, words, shown, offset, limit), counts, some)
        return Found()

    def count(self, language: str, text: str, kinds: Collection[str]) -> int:
        """Return how many passages of a language have all the words."""
        return sum(self._counts(language, expression(text, language).all, kinds).values())

    def _counts(self, language: str, words: str, kinds: Collection[str]) -> dict[str, int]:
        if not words or language not in self._languages:
            return {}
        rows = self._run(
            f"SELECT kind, count(*) FROM passage_{language} WHERE passage_{language} MATCH ? GROUP BY kind",  # noqa: S608
            (words,),
        )
        return {kind: number for kind, number in rows if kind in kinds}

    def _hits(
        self, language: str, words: str, kinds: Collection[str], offset: int, limit: int
    ) -> tuple[Hit, ...]:
        table = f"passage_{language}"
        places = ", ".join("?" * len(kinds))
        # Ranked first and marked then: marking is the dear part, and is done for one page of hits.
        statement = f"""
            SELECT kind, slug, anchor, highlight({table}, 0, ?, ?), highlight({table}, 1, ?, ?),
                   snippet({table}, 2, ?, ?, '…', {_SNIPPET_WORDS})
            FROM {table}
            WHERE {table} MATCH ? AND rank MATCH '{_WEIGHTS}' AND kind IN ({places})
            ORDER BY rank LIMIT ? OFFSET ?
        """  # noqa: S608 - a language of the course, and signs of ours
        rows = self._run(statement, (*(_BEGIN, _END) * 3, words, *kinds, limit, offset))
        return tuple(Hit(kind, slug, anchor, *map(_pieces, marked)) for kind, slug, anchor, *marked in rows)

    def _run(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        try:
            connection = self._free.pop()
        except IndexError:
            address = f"{self._place.as_uri()}?mode=ro&immutable=1"
            connection = sqlite_driver().connect(
                address, uri=True, isolation_level=None, check_same_thread=False
            )
        try:
            rows: list[Any] = connection.execute(statement, values).fetchall()
        finally:
            self._free.append(connection)
        return rows


def _close(connections: deque[Any]) -> None:
    for connection in connections:
        connection.close()


def _pieces(text: str) -> Marked:
    """Cut a text at the signs around what was found."""
    before, *others = text.split(_BEGIN)
    pieces = [(before, False)]
    for other in others:
        hit, _, after = other.partition(_END)
        pieces += [(hit, True), (after, False)]
    return tuple((words, is_hit) for words, is_hit in pieces if words)
