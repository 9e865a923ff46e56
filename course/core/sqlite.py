"""Which SQLite library is used, by the database and by the files of a build."""

from typing import Any


def sqlite_driver() -> Any:
    """Return the SQLite module: pysqlite3 where it is installed, for its newer library, else the standard one."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        import sqlite3

        return sqlite3
    return dbapi2
