"""Which SQLite library is used, by the database and by the files of a build."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any


def sqlite_driver() -> Any:
    """Return the SQLite module: pysqlite3 where it is installed, for its newer library, else the standard one."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        import sqlite3

        return sqlite3
    return dbapi2


def make_private(path: Path) -> None:
    """Make a database's file, if there is none yet, for its owner alone to read: it will hold people's answers.

    Files that SQLite keeps beside it take over its rights. One that is there keeps those that it was given.
    """
    with suppress(OSError):  # a folder that is missing is named when the file is opened
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
