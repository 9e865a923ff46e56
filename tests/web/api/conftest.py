"""Applications over databases of their own, for calls that come at once and for thousands of generated ones."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from course import create_app
from course.db import revisions
from course.db.session import Database
from course.web.limits import Limiter
from tests.builders import add_cohort, add_facilitator, add_person
from tests.conftest import (
    COURSE_FILES,
    HAS_POSTGRES,
    SECRET,
    drop_postgres_database,
    make_postgres_database,
)
from tests.statements import noted
from tests.web.api.calls import program


class NoLimits(Limiter):
    """Counts nothing, so that thousands of calls reach what is tested."""

    def hit(self, rate_class: str, caller: str) -> int:
        return 0


def open_app(url: str, published: Path, instance: Path) -> Flask:
    database = Database(url)
    revisions.upgrade(database.writer)
    database.dispose()
    shutil.copytree(published / "builds", instance / "builds")
    app = create_app(
        instance_dir=instance,
        database_url=url,
        secret_key=SECRET,
        base_url="http://localhost:80",
        content_dir=COURSE_FILES / "modules",
        quiz_dir=COURSE_FILES / "quizzes",
    )
    app.extensions["course_limiter"] = NoLimits("")
    return app


@pytest.fixture(params=["sqlite", "postgresql"])
def live_app(
    request: pytest.FixtureRequest, published: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """An application whose calls commit, each over a connection of its own."""
    instance = tmp_path_factory.mktemp("live")
    if request.param == "postgresql" and not HAS_POSTGRES:
        pytest.skip("PostgreSQL does not answer")
    is_postgres = request.param == "postgresql"
    url = make_postgres_database() if is_postgres else f"sqlite:///{instance / 'course.sqlite3'}"
    app = open_app(url, published, instance)
    yield app
    app.extensions["course_database"].dispose()
    if is_postgres:
        drop_postgres_database(url)


@pytest.fixture
def sqlite_app(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    instance = tmp_path_factory.mktemp("sqlite")
    app = open_app(f"sqlite:///{instance / 'course.sqlite3'}", published, instance)
    yield app
    app.extensions["course_database"].dispose()


@pytest.fixture
def boss(session):
    return add_person(session, "Farid", role="facilitator")


@pytest.fixture
def autumn(session, boss):
    """A cohort that `boss` facilitates."""
    cohort = add_cohort(session, "Autumn", slug="autumn")
    add_facilitator(session, cohort, boss)
    return cohort


@pytest.fixture
def facilitator(app, session, autumn, boss):
    """A program of who facilitates `autumn`."""
    return program(app, session, boss)


@pytest.fixture
def admin(app, session):
    """A program of an admin."""
    return program(app, session, add_person(session, "Ada Admin", role="admin"))


@pytest.fixture
def count_statements(connection):
    """Gather the statements that the application sends while a block runs."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(statement, _parameters) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                sent.append(statement)

        with noted(connection, note):
            yield sent

    return counting
