"""What leaves the machine besides pages: log lines, what a cache in front may keep, and the hold of slow clients."""

import contextlib
import json
import socket
import subprocess
import sys
import threading
import time

import pytest

from course.cli.serve import make_server
from tests.builders import add_person, sign_in
from tests.pages import PageClient
from tests.statements import state_of

FORGED = 'canary@example.org\n{"event": "signed_in", "level": "info"}'
PASSWORD = "canary kestrel at dawn"
# In a process of its own: a logger keeps the stream that it was first used with.
SIGNING_IN = f"""
import sys
from pathlib import Path

import structlog

from course import create_app
from course.db import revisions
from tests.builders import add_person
from tests.conftest import SECRET
from tests.pages import PageClient
from course.core.passwords import hash_password

app = create_app(instance_dir=Path(sys.argv[1]), base_url="http://localhost:80", secret_key=SECRET)
app.testing = True
database = app.extensions["course_database"]
revisions.upgrade(database.writer)
with database.writing() as session:
    hashed = hash_password({PASSWORD!r})
    add_person(session, "Amina Canary", email="canary@example.org", password_hash=hashed)
for password in ("wrong-canary", {PASSWORD!r}):
    client = PageClient(app)
    client.get("/en/account/sign-in")
    form = {{"csrf_token": client.csrf_token(), "email": "canary@example.org", "password": password}}
    client.http.post("/en/account/sign-in", data=form)
client.http.get("/en/account/sign-in/token-canary?token=canary")
structlog.get_logger("course.test").warning("refused", words={FORGED!r})
print(client.http.get_cookie("session").value)
"""


def test_logs_hold_no_address_name_password_token_or_cookie_and_no_forged_line(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-c", SIGNING_IN, str(tmp_path)], capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in ran.stderr.splitlines()]
    told = json.dumps(lines[:-1])

    taken = next(line for line in lines if line.get("action") == "account.signed_in")
    assert [line["event"] for line in lines if line["event"] != "deed"] == ["password_wrong", "refused"]
    assert {"actor", "subject", "request_id"} <= set(taken)
    assert all({"event", "level", "timestamp"} <= set(line) for line in lines)
    assert "canary" not in told.lower()
    assert ran.stdout.strip() not in told


class SharedCache:
    """A cache in front that keeps what the headers let it keep, as RFC 9111 has it."""

    def __init__(self, http):
        self.http = http
        self.kept = {}

    def get(self, path):
        if path in self.kept:
            return self.kept[path]
        answer = self.http().get(path)
        rules = {rule.strip() for rule in answer.headers.get("Cache-Control", "").split(",")}
        if answer.status_code == 200 and not rules & {"private", "no-store", "no-cache"}:
            self.kept[path] = answer
        return answer


@pytest.mark.parametrize(
    "path", ["/en/course", "/en/course/first-steps/walk", "/en/progress", "/en/", "/en/account/profile"]
)
def test_a_cache_in_front_never_mixes_two_people(client, app, session, path):
    other = PageClient(app)
    sign_in(client, session, add_person(session, "Amina Canary"))
    sign_in(other, session, add_person(session, "Bo Lindgren"))
    now = {"http": client.http}
    cache = SharedCache(lambda: now["http"])
    first = cache.get(path)

    now["http"] = other.http
    second = cache.get(path)

    assert b"Amina Canary" in first.data
    assert b"Amina Canary" not in second.data
    assert "Cookie" in first.vary


def test_anonymous_reading_leaves_no_row(client, session, catalogue):
    before = state_of(session)
    for path in (
        "/en/",
        "/fr/course",
        "/es/course/first-steps/walk",
        "/en/account/join",
        "/en/account/sign-in",
    ):
        for _ in range(3):
            client.http.get(path)

    assert state_of(session) == before


@pytest.fixture
def slow_server(shared_app):
    """The embedded server, which here waits for two seconds instead of fifteen."""
    server = make_server(shared_app, host="127.0.0.1", port=0, slow_client_seconds=2)

    def run():
        with contextlib.suppress(OSError):  # closing takes the sockets from under it
            server.run()

    threading.Thread(target=run, daemon=True).start()
    yield server.effective_port
    server.close()


def _holds(port, drips):
    """Send the beginning of a request, then what `drips` gives, second by second; return how long the line stood."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        line.settimeout(0.5)
        while time.monotonic() - began < 15:
            with contextlib.suppress(TimeoutError):
                if line.recv(100) == b"":
                    break
            try:
                line.sendall(drips)
            except OSError:
                break
    return time.monotonic() - began


@pytest.mark.parametrize("drips", [b"", b"x"])
def test_a_slow_client_is_cut_off_while_others_are_served(slow_server, drips):
    held = [0.0]
    slow = threading.Thread(target=lambda: held.__setitem__(0, _holds(slow_server, drips)))
    slow.start()
    waits = []
    for _ in range(10):
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", slow_server), timeout=5) as line:
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            answer = line.recv(100)
        waits.append(time.monotonic() - began)
        assert b"200 OK" in answer
    slow.join()

    assert held[0] < 14
    assert max(waits) < 1
