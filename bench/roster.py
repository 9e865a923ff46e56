"""A roster of 100,000 people through the real server, while others read a lesson and keep their place.

Part of `make bench`. Starts `flask serve` with its worker, as `make run` does, uploads the file, applies it, and
prints seconds, memory above the idle process, and how long the others waited at most.
"""

import csv
import io
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

import psutil
from sqlalchemy import insert

from bench import load
from bench.fill import account_row, cohort_row
from bench.load import fetch
from bench.people import SECRET, Person, open_app, sign_in
from course.core.ids import new_id
from course.db.session import Database
from course.schema import metadata

ROOT = Path(__file__).resolve().parent.parent
PORT = 8766
ROWS = 100_000
COHORT = "ministry"
LESSON = "/en/course/module-01/lesson-01-01"


def roster_file(rows: int) -> bytes:
    """Return a roster as a ministry's spreadsheet would hold it: all people are new."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["email", "given_name", "family_name", "country", "city", "organisation", "language"])
    for number in range(rows):
        writer.writerow(
            [
                f"person{number}@town{number % 500}.example.org",
                "Amina",
                f"Diallo {number}",
                "SN",
                "Dakar",
                "Ville de Dakar",
                "fr",
            ]
        )
    return text.getvalue().encode()


@contextmanager
def serving(folder: Path, database_url: str) -> Iterator[psutil.Process]:
    environment = {
        **os.environ,
        "COURSE_INSTANCE_DIR": str(folder),
        "COURSE_CONTENT_DIR": str(folder / "modules"),
        "COURSE_QUIZ_DIR": str(folder / "quizzes"),
        "COURSE_DATABASE_URL": database_url,
        "COURSE_BASE_URL": f"http://127.0.0.1:{PORT}",
        "COURSE_SECRET_KEY": SECRET,
        "COURSE_REQUIRE_SECOND_FACTOR": "0",
    }
    command = [sys.executable, "-m", "flask", "--app", "app", "serve", "--no-demo", "--port", str(PORT)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        for _ in range(4_000):
            try:
                if fetch(PORT, LESSON, {})[0] == 200:
                    break
            except OSError:
                time.sleep(0.01)
        yield psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@dataclass(slots=True)
class Others:
    """Everybody else: they read and keep their place the whole time, and note how long each request took."""

    learner: Person
    stop: threading.Event = field(default_factory=threading.Event)
    waits: dict[str, list[float]] = field(default_factory=lambda: {"lesson": [], "place": []})
    failures: list[str] = field(default_factory=list)

    def run(self) -> None:
        token = f"csrf_token={self.learner.csrf}&lesson=lesson-01-01&heading=part-1".encode()
        while not self.stop.wait(0.05):
            self._time("lesson", "GET", LESSON, None)
            self._time("place", "POST", "/en/place", token)

    def _time(self, name: str, method: str, path: str, body: bytes | None) -> None:
        began = time.perf_counter()
        try:
            status, _headers, _body = send(method, path, body, self.learner)
            if status >= 400 and status != 429:
                self.failures.append(f"{name}: {status}")
        except OSError as error:
            self.failures.append(f"{name}: {error!r}")
        self.waits[name].append(time.perf_counter() - began)


def send(
    method: str,
    path: str,
    body: bytes | None,
    person: Person,
    content_type: str = "application/x-www-form-urlencoded",
) -> tuple[int, dict[str, str], bytes]:
    headers = person.headers(**({"Content-Type": content_type} if body is not None else {}))
    return load.send(PORT, (method, path, body, headers), timeout=300)


def watch_memory(process: psutil.Process, stop: threading.Event, peak: list[int]) -> None:
    while not stop.wait(0.1):
        peak[0] = max(peak[0], process.memory_info().rss)


def prepare(database: Database) -> tuple[UUID, UUID]:
    """Add an admin and an empty cohort; return their ids."""
    admin, cohort = new_id(), new_id()
    with database.writer.begin() as connection:
        connection.execute(insert(metadata.tables["account"]), account_row(admin, Random(1), role="admin"))
        connection.execute(insert(metadata.tables["cohort"]), cohort_row(cohort, COHORT, 0))
    return admin, cohort


def upload(data: bytes, admin: Person) -> str:
    """Send the file as the form does; return the preview's address."""
    boundary = uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{admin.csrf}\r\n'.encode(),
        (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="ministry.csv"\r\n'
            "Content-Type: text/csv\r\n\r\n"
        ).encode(),
        data,
        f"\r\n--{boundary}--\r\n".encode(),
    ]
    status, headers, body = send(
        "POST",
        f"/en/admin/cohorts/{COHORT}/import",
        b"".join(parts),
        admin,
        f"multipart/form-data; boundary={boundary}",
    )
    assert status == 303, (status, re.sub(rb"<[^>]+>", b"", body)[-500:])
    return headers["location"]


def bench_roster(folder: Path, database_url: str, learner_id: object, rows: int = ROWS) -> None:
    app = open_app(folder, database_url, PORT)
    database: Database = app.extensions["course_database"]
    admin_id, cohort_id = prepare(database)
    admin, learner = sign_in(app, database, admin_id), sign_in(app, database, learner_id)
    with serving(folder, database_url) as process:
        time.sleep(3)
        for _ in range(50):
            send("GET", LESSON, None, learner)
        idle = process.memory_info().rss
        stop, peak = threading.Event(), [idle]
        others = Others(learner, stop)
        threads = [
            threading.Thread(target=others.run),
            threading.Thread(target=watch_memory, args=(process, stop, peak)),
        ]
        for thread in threads:
            thread.start()
        began = time.perf_counter()
        preview = upload(roster_file(rows), admin)
        checked = time.perf_counter() - began
        form = f"csrf_token={admin.csrf}&send_invitations=1".encode()
        status, _headers, _body = send("POST", preview + "/apply", form, admin)
        assert status == 303, status
        applied = wait_until_applied(database, cohort_id, began)
        stop.set()
        for thread in threads:
            thread.join()
    print(f"\n### A roster of {rows:,} people, {database.dialect}, waitress, worker in the same process\n")
    print("| what | at most | measured |\n|---|---|---|")
    print(f"| upload, read, check and stage | | {checked:.1f} s |")
    print(f"| apply with invitations | | {applied - checked:.1f} s |")
    print(f"| in all | 60 s | {applied:.1f} s |")
    print(
        f"| memory above the idle process ({idle / 1e6:.0f} MB) | 150 MB | {(peak[0] - idle) / 1e6:.0f} MB |"
    )
    for name, waits in others.waits.items():
        print(f"| others: {name}, longest of {len(waits)} | 1 s | {max(waits):.2f} s |")
    print(f"| others: failures | 0 | {len(others.failures)} {others.failures[:3] or ''} |")
    database.dispose()


def wait_until_applied(database: Database, cohort_id: object, began: float) -> float:
    table = metadata.tables["roster_import"]
    for _ in range(3_000):
        time.sleep(0.1)
        with database.reading() as session:
            state = session.execute(
                table.select().with_only_columns(table.c.state).where(table.c.cohort_id == cohort_id)
            ).scalar_one()
        if state == "applied":
            return time.perf_counter() - began
    raise RuntimeError("the roster was not applied within five minutes")
