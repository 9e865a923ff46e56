"""A database for tests of races: they commit, so that nothing can be rolled back at their end."""

import pytest

from course.db import revisions
from course.db.session import Database
from tests.conftest import HAS_POSTGRES, drop_postgres_database, make_postgres_database


@pytest.fixture(params=["sqlite", "postgresql"])
def own_database(request, tmp_path):
    """An upgraded, empty database that one test has for itself."""
    if request.param == "postgresql" and not HAS_POSTGRES:
        pytest.skip("PostgreSQL does not answer")
    url = f"sqlite:///{tmp_path / 'races.sqlite3'}" if request.param == "sqlite" else make_postgres_database()
    found = Database(url)
    revisions.upgrade(found.writer)
    yield found
    found.dispose()
    if request.param == "postgresql":
        drop_postgres_database(url)
