"""Files that hold what people did are read by their owner alone."""

import os
import stat

from course.db import revisions
from course.db.session import Database


def test_a_new_database_and_what_lies_beside_it_are_private(tmp_path):
    before = os.umask(0o022)
    try:
        database = Database(f"sqlite:///{tmp_path / 'course.sqlite3'}")
        revisions.upgrade(database.writer)
    finally:
        os.umask(before)

    rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    database.dispose()

    assert "course.sqlite3" in rights
    assert set(rights.values()) == {0o600}
