"""The file in a build in which a search finds the course's passages: SQLite's full-text index FTS5.

It is written once, with the build, and never changed (docs/decisions/0012). Each language has a table of its own,
so that a word's weight is that which it has in that language. The library folds capitals and accents.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from course.core.content.model import Catalogue
from course.core.content.passages import passages
from course.core.sqlite import sqlite_driver

SEARCH = "1"  # counts up whenever the same course may give another file: it is part of every build's version
NAME = "search.sqlite"

_TABLE = """
CREATE VIRTUAL TABLE passage_{language} USING fts5(
    title, heading, text, kind UNINDEXED, slug UNINDEXED, anchor UNINDEXED,
    tokenize = "unicode61 remove_diacritics 2", prefix = '3 4'
)
"""


def has_full_text() -> bool:
    """Tell whether this host's SQLite has FTS5; nearly all have."""
    driver = sqlite_driver()
    connection = driver.connect(":memory:")
    try:
        connection.execute(_TABLE.format(language="en"))
    except driver.OperationalError:
        return False
    finally:
        connection.close()
    return True


def write_search_file(place: Path, catalogue: Catalogue, bodies: Mapping[str, str]) -> None:
    """Write the index of a course to `place`, where nothing stands yet; it is on the disk when this returns.

    Without FTS5 no file is written: the course is published all the same, and the search says what is missing.
    Raises OSError.
    """
    if not has_full_text():
        return
    driver = sqlite_driver()
    try:
        connection = driver.connect(str(place), isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = off").close()  # a half-written file is thrown away
            connection.execute("PRAGMA synchronous = off").close()
            connection.execute("BEGIN")
            for language in catalogue.languages:
                _fill(connection, catalogue, bodies, language)
            connection.execute("COMMIT")
        finally:
            connection.close()
    except driver.Error as error:
        raise OSError(str(error)) from error
    with place.open("rb+") as written:
        os.fsync(written.fileno())


def _fill(connection: object, catalogue: Catalogue, bodies: Mapping[str, str], language: str) -> None:
    rows = [
        (one.title, one.heading, one.text, one.kind, one.slug, one.anchor)
        for one in passages(catalogue, bodies, language)
    ]
    table = f"passage_{language}"  # a language of course.yaml: two or three small letters
    run = connection.execute  # type: ignore[attr-defined]  # of either driver
    run(_TABLE.format(language=language))
    for row in rows:
        run(f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?, ?)", row)  # noqa: S608
    run(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608
