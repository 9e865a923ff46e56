"""Faults on purpose: the server killed in the middle, and a database that is held by somebody else."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import session as cookie
from flask_wtf.csrf import generate_csrf
from sqlalchemy import text
from sqlalchemy.orm import Session

from course import create_app
from course.core.grading.kinds import kind_of
from course.db import revisions
from course.db.session import Database
from course.flows.start_attempt import start_attempt
from course.flows.store_answer import attempt_questions, lock_attempt
from course.web.session import utc_now
from tests.builders import add_person
from tests.conftest import COURSE_FILES, HAS_POSTGRES, SECRET, drop_postgres_database, make_postgres_database

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]
ROOT = Path(__file__).resolve().parents[2]
WRITERS = 6
KILLS = 5
SERVER = """
    import sys
    from waitress import serve
    from tests.whole.test_faults import make_app
    serve(make_app(sys.argv[1], sys.argv[2], int(sys.argv[3])), host="127.0.0.1", port=int(sys.argv[3]), threads=8)
"""


def make_app(instance: str, url: str, port: int) -> Any:
    return create_app(
        instance_dir=Path(instance),
        database_url=url,
        secret_key=SECRET,
        base_url=f"http://127.0.0.1:{port}",
        content_dir=COURSE_FILES / "modules",
        quiz_dir=COURSE_FILES / "quizzes",
    )


class Server:
    """The application in a process of its own, that can be killed and started again."""

    def __init__(self, instance: Path, url: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.instance, self.url = instance, url
        self.app = make_app(str(instance), url, self.port)
        self.database: Database = self.app.extensions["course_database"]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            sys.executable,
            "-c",
            textwrap.dedent(SERVER),
            str(self.instance),
            self.url,
            str(self.port),
        ]
        self.process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)
        for _ in range(600):
            try:
                if self.ask("GET", "/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("the server does not start")

    def kill(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, tmp_path: Path, published: Path) -> Iterator[Server]:
    if request.param == "postgresql" and not HAS_POSTGRES:
        pytest.skip("PostgreSQL does not answer")
    shutil.copytree(published / "builds", tmp_path / "builds")
    url = (
        f"sqlite:///{tmp_path / 'course.sqlite3'}" if request.param == "sqlite" else make_postgres_database()
    )
    found = Server(tmp_path, url)
    revisions.upgrade(found.database.writer)
    yield found
    if found.process is not None and found.process.poll() is None:
        found.kill()
    found.database.dispose()
    if request.param == "postgresql":
        drop_postgres_database(url)


def a_browser(server: Server, name: str) -> tuple[dict[str, str], str, Any, str]:
    """Return a signed-in learner's headers, the address for answers of their attempt, its id, and a question."""
    from course.store.accounts.operations import add_sign_in

    with server.database.writing() as session:
        learner = add_person(session, name)
        token = add_sign_in(session, account_id=learner.id, device="test", now=utc_now())
        content = server.app.extensions["course_content"].catalogue()
        attempt = start_attempt(
            session,
            content,
            learner_id=learner.id,
            quiz_slug="steps",
            key=uuid4().hex,
            language="en",
            now=utc_now(),
        )
        row = lock_attempt(session, content, attempt_id=attempt, learner_id=learner.id, quiz_slug="steps")
        kinds = [kind_of(question) for question in attempt_questions(content, row).questions]
    with server.app.test_request_context("/", base_url=f"http://127.0.0.1:{server.port}"):
        csrf = generate_csrf()
        signed = server.app.session_interface.get_signing_serializer(server.app).dumps(
            {**dict(cookie), "_user_id": token, "_fresh": True}
        )
    headers = {"Cookie": f"session={signed}", "X-CSRFToken": csrf, "Content-Type": "application/json"}
    position = f"q{1 + kinds.index('short-text')}"
    return headers, f"/en/quiz/steps/attempts/{attempt}/answers", attempt, position


class Writer(threading.Thread):
    """A learner who stores answers, sending each again under its key until it is acknowledged."""

    def __init__(self, server: Server, name: str) -> None:
        super().__init__()
        self.server = server
        self.headers, self.path, self.attempt, self.position = a_browser(server, name)
        self.acknowledged: dict[str, tuple[str, str]] = {}  # key to what was typed and its receipt
        self.stopping = threading.Event()
        self.refused: list[tuple[int, bytes]] = []

    def run(self) -> None:
        number = 0
        while not self.stopping.is_set():
            number += 1
            key, typed = uuid4().hex, f"answer {number}"
            body = json.dumps(
                {"key": key, "question": self.position, "value": typed, "seen": number - 1}
            ).encode()
            receipt = self._send(body)
            if receipt:
                self.acknowledged[key] = (typed, receipt)

    def _send(self, body: bytes) -> str:
        for _ in range(400):
            try:
                status, answer = self.server.ask("POST", self.path, body, self.headers)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if status == 200:
                return str(json.loads(answer)["receipt"])
            if status not in {429, 503}:
                self.refused.append((status, answer[:200]))
                return ""
            time.sleep(0.05)
        return ""


def test_what_was_acknowledged_is_stored_once_whenever_the_server_is_killed(server: Server):
    server.start()
    writers = [Writer(server, f"Writer {number}") for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    for _ in range(KILLS):
        time.sleep(1.0)
        server.kill()
        server.start()
    for writer in writers:
        writer.stopping.set()
    for writer in writers:
        writer.join(60)

    acknowledged = sum(len(writer.acknowledged) for writer in writers)
    assert acknowledged > 50
    assert [writer.refused for writer in writers] == [[]] * WRITERS
    with server.database.reading() as session:
        for writer in writers:
            _check_ledger(session, writer)
        _check_whole(session, server.database.dialect)


def _check_ledger(session: Session, writer: Writer) -> None:
    attempt = writer.attempt.hex if session.get_bind().dialect.name == "sqlite" else writer.attempt
    rows = session.execute(
        text("SELECT key, value, receipt, number FROM response_event WHERE attempt_id = :attempt"),
        {"attempt": attempt},
    ).all()
    stored = {key: (json.loads(value), receipt) for key, value, receipt, _ in rows}
    assert len(stored) == len(rows)
    assert {key: stored[key] for key in writer.acknowledged} == writer.acknowledged
    assert sorted(number for *_, number in rows) == list(range(1, len(rows) + 1))
    last = session.execute(
        text("SELECT value, number FROM response WHERE attempt_id = :attempt"), {"attempt": attempt}
    ).one()
    newest = max(rows, key=lambda row: row[3])
    assert (last[0], last[1]) == (newest[1], newest[3])


def _check_whole(session: Session, dialect: str) -> None:
    if dialect == "sqlite":
        assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []


@pytest.fixture
def impatient(
    tmp_path: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Server, Any]]:
    """The application on SQLite in this process, where a writer waits for two seconds; and a client without cookies."""
    from course.db import session as database_room

    monkeypatch.setattr(database_room, "BUSY_TIMEOUT_MS", 2_000)
    shutil.copytree(published / "builds", tmp_path / "builds")
    server = Server(tmp_path, f"sqlite:///{tmp_path / 'course.sqlite3'}")
    revisions.upgrade(server.database.writer)
    server.app.testing = True
    yield server, server.app.test_client(use_cookies=False)  # the headers carry the cookie
    server.database.dispose()


def test_a_held_database_delays_a_write_and_then_says_busy(impatient):
    """Held for a moment: the write waits and succeeds. Held for longer than the timeout: 503, and nothing is lost."""
    server, client = impatient
    headers, path, _, position = a_browser(server, "Patient")

    def store(key: str, typed: str, seen: int) -> Any:
        body = {"key": key, "question": position, "value": typed, "seen": seen}
        return client.post(path, json=body, headers=headers, base_url=f"http://127.0.0.1:{server.port}")

    with holding(server.database, 0.8):
        waited = store("a" * 16, "first", 0)
    with holding(server.database, 4.0):
        refused = store("b" * 16, "second", 1)
    again = store("b" * 16, "second", 1)

    assert waited.status_code == 200
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert again.status_code == 200


@pytest.mark.parametrize("button", ["check", "anyway"])
def test_who_hands_in_what_is_handed_in_already_waits_for_nobody(impatient, button):
    server, client = impatient
    headers, path, _, _ = a_browser(server, "Second")
    page, base = path.removesuffix("/answers"), f"http://127.0.0.1:{server.port}"
    del headers["Content-Type"]  # a form, not JSON

    def hand_in(button: str) -> Any:
        return client.post(page, data={"submit": button}, headers=headers, base_url=base)

    first = hand_in("anyway")
    with holding(server.database, 4.0):
        again = hand_in(button)

    assert first.headers["Location"].endswith("/review")
    assert (again.status_code, again.headers.get("Location")) == (303, first.headers["Location"])


class holding:  # noqa: N801 - reads as the deed it is
    """Hold the database's writing lock for some seconds, from another connection."""

    def __init__(self, database: Database, seconds: float) -> None:
        self.database, self.seconds = database, seconds
        self.held = threading.Event()

    def __enter__(self) -> None:
        self.thread = threading.Thread(target=self._hold)
        self.thread.start()
        self.held.wait(10)

    def __exit__(self, *_error: object) -> None:
        self.thread.join()

    def _hold(self) -> None:
        with self.database.writer.connect() as connection:
            connection.execute(text("SELECT 1"))  # BEGIN IMMEDIATE has taken the lock
            self.held.set()
            time.sleep(self.seconds)
            connection.rollback()
