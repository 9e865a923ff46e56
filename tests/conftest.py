"""Fixtures: a real database for each test, rolled back at its end; an application over it; a client that looks at pages."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from course import create_app
from course.core.content.load import publish, read_course
from course.core.content.model import Catalogue
from course.db import revisions
from course.db.session import Database
from course.web.i18n import speak
from course.web.limits import Limiter
from tests.pages import PageClient

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
COURSE_FILES = Path(__file__).parent / "files" / "course"
POSTGRES_URL = os.environ.get(
    "COURSE_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)
REDIS_URL = os.environ.get("COURSE_TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
SECRET = "a-secret-of-the-tests-0123456789-abcdefghij"


def postgres_answers() -> bool:
    engine = create_engine(POSTGRES_URL, connect_args={"connect_timeout": 2})
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except OperationalError:
        return False
    finally:
        engine.dispose()
    return True


HAS_POSTGRES = postgres_answers()


def make_postgres_database() -> str:
    """Create an empty database for this process and return its address."""
    name = f"course_test_{uuid4().hex[:12]}"
    engine = create_engine(POSTGRES_URL, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return POSTGRES_URL.rsplit("/", 1)[0] + "/" + name


def drop_postgres_database(url: str) -> None:
    engine = create_engine(POSTGRES_URL, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{url.rsplit("/", 1)[1]}" WITH (FORCE)'))
    engine.dispose()


@pytest.fixture(autouse=True)
def _english() -> None:
    """Begin each test in English: a request of the test before may have left its language in this thread."""
    speak("en")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with the small course published."""
    instance = tmp_path_factory.mktemp("published")
    publish(read_course(COURSE_FILES / "modules", COURSE_FILES / "quizzes"), instance / "builds")
    return instance


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An upgraded, empty database of each kind."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('database') / 'course.sqlite3'}"
    elif HAS_POSTGRES:
        url = make_postgres_database()
    else:
        pytest.skip("PostgreSQL does not answer")
    database = Database(url)
    revisions.upgrade(database.writer)
    database.dispose()
    yield url
    if request.param == "postgresql":
        drop_postgres_database(url)


@pytest.fixture(scope="session")
def shared_app(
    database_url: str, published: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """One application for each kind of database; tests use `app`, which rolls back."""
    instance = tmp_path_factory.mktemp("instance")
    shutil.copytree(published / "builds", instance / "builds")
    app = create_app(
        instance_dir=instance,
        database_url=database_url,
        secret_key=SECRET,
        base_url="http://localhost:80",
        content_dir=COURSE_FILES / "modules",
        quiz_dir=COURSE_FILES / "quizzes",
    )
    app.testing = True
    yield app
    app.extensions["course_database"].dispose()


@pytest.fixture
def connection(shared_app: Flask) -> Iterator[Connection]:
    """A connection inside a transaction that is undone at the end of the test."""
    database: Database = shared_app.extensions["course_database"]
    with database.writer.connect() as found:
        transaction = found.begin()
        yield found
        transaction.rollback()


@pytest.fixture
def session(connection: Connection) -> Iterator[Session]:
    """A session over the test's connection; its commits are seen by the application and undone at the end."""
    with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as found:
        yield found


@pytest.fixture
def database(shared_app: Flask, connection: Connection, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The application's database, with all that it opens inside the test's transaction."""

    def open_writer(**_options: object) -> Session:
        return Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)

    def open_reader(**_options: object) -> Session:
        # Without a savepoint of its own: closing it would take back what a writer committed since it was opened.
        return Session(connection, join_transaction_mode="rollback_only", expire_on_commit=False)

    @contextmanager
    def lend() -> Iterator[object]:
        yield connection.connection.driver_connection

    found: Database = shared_app.extensions["course_database"]
    monkeypatch.setattr(found, "write_session", open_writer)
    monkeypatch.setattr(found, "read_session", open_reader)
    monkeypatch.setattr(found, "lend", lend)
    return found


@pytest.fixture
def app(shared_app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application over the test's transaction, with limits that begin at nought."""
    monkeypatch.setitem(shared_app.extensions, "course_limiter", Limiter(""))
    return shared_app


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser without script that checks every page it gets."""
    return PageClient(app)


@pytest.fixture
def catalogue(shared_app: Flask) -> Catalogue:
    found: Catalogue = shared_app.extensions["course_content"].catalogue()
    return found
