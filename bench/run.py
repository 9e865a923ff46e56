"""`make bench`: what each kind of request costs the server, as ratios to a bare route of the same run.

Starts a real server process on a course of 300 lessons with a million learners, sends requests over loopback, and
prints a table in Markdown for docs/performance.md. Ratios are medians of three rounds, each with its own bare route.
Storing one answer has a limit in milliseconds too: the exit code is 0 where it is kept.
"""

import argparse
import gzip
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from flask import Flask
from sqlalchemy import create_engine, insert, select, text

from bench.fill import fill_database, publish_course, write_course
from bench.load import Cost, Request, cpu_seconds, fetch, measure, postgres_cpu_seconds, send
from bench.people import SECRET, Person, open_app, sign_in
from bench.roster import bench_roster
from course.db import revisions
from course.db.session import Database
from course.schema import metadata

ROOT = Path(__file__).resolve().parent.parent
PORT = 8765
ROUNDS = 3
LEARNERS = 12  # who answer questions in turn
ANSWER = "storing one answer"
MOST_MS = {ANSWER: 8.0}  # of processor time a request, the database's own included
LESSON = "/en/course/module-01/lesson-01-01"
POSTGRES_URL = os.environ.get(
    "COURSE_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)


@contextmanager
def serving(instance: Path, database_url: str, server: str) -> Iterator[psutil.Process]:
    """Start the server in a process of its own, wait for its first answer, and stop it at the end."""
    process = launch(instance, database_url, server, PORT)
    try:
        wait_for_answer("/healthz", PORT)
        yield psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def launch(
    instance: Path, database_url: str, server: str, port: int, workers: int = 1, threads: int = 4
) -> subprocess.Popen[bytes]:
    """Start the server in a process group of its own; waitress is always one process."""
    environment = {
        **os.environ,
        "BENCH_INSTANCE": str(instance),
        "BENCH_PORT": str(port),
        "BENCH_DATABASE_URL": database_url,
    }
    if server == "gunicorn":
        command = [sys.executable, "-m", "gunicorn", "-w", str(workers), "-k", "gthread"]
        command += ["--threads", str(threads)]
        command += [
            "--keep-alive",
            "60",
            "-b",
            f"127.0.0.1:{port}",
            "bench.serve:application_from_environment()",
        ]
    else:
        command = [sys.executable, str(ROOT / "bench" / "serve.py"), str(instance), str(port), database_url]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, start_new_session=True
    )


def launch_worker(instance: Path, database_url: str, port: int) -> subprocess.Popen[bytes]:
    """Start `flask jobs work` in a process group of its own, over what a server on this port has."""
    environment = {
        **os.environ,
        "COURSE_INSTANCE_DIR": str(instance),
        "COURSE_CONTENT_DIR": str(instance / "modules"),
        "COURSE_QUIZ_DIR": str(instance / "quizzes"),
        "COURSE_DATABASE_URL": database_url,
        "COURSE_BASE_URL": f"http://127.0.0.1:{port}",
        "COURSE_SECRET_KEY": SECRET,
    }
    command = [sys.executable, "-m", "flask", "--app", "app", "jobs", "work"]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, start_new_session=True
    )


def wait_for_rest(process: subprocess.Popen[bytes]) -> None:
    """Wait until a worker has loaded what it needs and started its threads, and works no more."""
    found, before, after = psutil.Process(process.pid), 0.0, 1.0
    while found.num_threads() < 3 or after - before > 0.1:  # itself, its clock, and who does the jobs
        if process.poll() is not None:
            raise RuntimeError("the worker ended")
        time.sleep(0.5)
        before, after = after, cpu_seconds(found)


def wait_for_answer(path: str, port: int) -> None:
    for _ in range(2_000):
        try:
            if fetch(port, path, {})[0] == 200:
                return
        except OSError:
            time.sleep(0.005)
    raise RuntimeError("the server does not answer")


def answer_requests(learners: list[Person]) -> Callable[[int], Request]:
    """Start an attempt of each learner over HTTP and return requests that store one new answer, learner by learner.

    Several learners, because one alone may send 300 answers a minute.
    """
    makers = [answers_of(person) for person in learners]
    return lambda index: makers[index % len(makers)](index)


def answers_of(person: Person) -> Callable[[int], Request]:
    """Start an attempt and return requests that each store one new answer in it."""
    path = "/en/quiz/big"
    form = f"csrf_token={person.csrf}&key={uuid4()}".encode()
    headers = person.headers(**{"Content-Type": "application/x-www-form-urlencoded"})
    attempt = _post(path, form, headers)
    _, _, page = fetch(PORT, attempt, person.headers())
    tokens = re.findall(r'name="q1" value="([\w-]+)"', page.decode())
    assert len(tokens) == 4, tokens
    url = attempt + "/answers"
    json_headers = person.headers(**{"Content-Type": "application/json", "X-CSRFToken": person.csrf})
    shown = re.search(r'data-version="(\d+)"', page.decode())
    seen = [int(shown[1]) if shown else 0]  # the attempt may be open from another server's round

    def make(index: int) -> Request:
        body = {"key": uuid4().hex, "question": "q1", "value": tokens[index % 4], "seen": seen[0]}
        seen[0] += 1
        return "POST", url, json.dumps(body).encode(), json_headers

    return make


def _post(path: str, body: bytes, headers: dict[str, str]) -> str:
    status, found, _body = send(PORT, ("POST", path, body, headers))
    place = found.get("location", "")
    assert status == 303, (status, place)
    return place


def get(path: str, headers: dict[str, str] | None = None) -> Callable[[int], Request]:
    return lambda _index: ("GET", path, None, headers or {})


@dataclass(slots=True)
class Line:
    """One line of the table."""

    name: str
    limit: str
    ratios: list[float]
    cpu: list[float]
    database: list[float]
    most_ms: float = 0.0  # of processor time, the database's own included; 0 is no limit

    @property
    def held(self) -> bool:
        used = statistics.median(self.cpu) + statistics.median(self.database)
        return not self.most_ms or used <= self.most_ms


def run_rounds(
    process: psutil.Process, cases: list[tuple[str, str, Callable[[int], Request], int]]
) -> list[Line]:
    """Measure each case and the bare route in turn, three times."""
    lines = [Line(name, limit, [], [], [], MOST_MS.get(name, 0.0)) for name, limit, _, _ in cases]
    for _ in range(ROUNDS):
        bare = measure(process, PORT, get("/bare/"), 2_000)
        for line, (_, _, make, number) in zip(lines, cases, strict=True):
            before = postgres_cpu_seconds()
            cost: Cost = measure(process, PORT, make, number)
            line.cpu.append(cost.cpu_ms)
            line.ratios.append(cost.cpu_ms / bare.cpu_ms)
            line.database.append((postgres_cpu_seconds() - before) / number * 1000)
    return lines


def sizes(person: Person) -> list[tuple[str, str, str]]:
    """Weigh the first lesson page of a cold browser, and a return visit."""
    accept = {"Accept-Encoding": "br, gzip"}
    _, headers, body = fetch(PORT, LESSON, accept)
    page = _unpacked(headers, body)
    addresses = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    total = len(body) + sum(len(fetch(PORT, address, accept)[2]) for address in addresses)
    status, again_headers, again = fetch(PORT, LESSON, {**accept, "If-None-Match": headers.get("etag", "")})
    mine = fetch(PORT, LESSON, person.headers(**accept))
    status_mine, _, again_mine = fetch(
        PORT, LESSON, person.headers(**accept, **{"If-None-Match": mine[1].get("etag", "")})
    )
    cohort = fetch(PORT, "/en/facilitate/large", FACILITATOR[0].headers(**accept))
    return [
        (
            "first lesson page, cold browser",
            "50 kB, 6 requests",
            f"{total / 1000:.1f} kB, {1 + len(addresses)} requests",
        ),
        (
            "return visit, anonymous",
            "5 kB",
            f"{status}, {len(again) + sum(map(len, again_headers.values()))} B",
        ),
        ("return visit, signed in", "5 kB", f"{status_mine}, body {len(again_mine)} B"),
        ("cohort page of 10,000 learners", "60 kB", f"{len(cohort[2]) / 1000:.1f} kB"),
    ]


def _unpacked(headers: dict[str, str], body: bytes) -> str:
    encoding = headers.get("content-encoding", "")
    if encoding == "br":
        import brotli

        return brotli.decompress(body).decode()
    return (gzip.decompress(body) if encoding == "gzip" else body).decode()


FACILITATOR: list[Person] = []


def people(app: Flask, database: Database) -> tuple[list[Person], Person]:
    """Sign in learners of the small cohort and a facilitator of both."""
    tables = metadata.tables
    with database.writer.begin() as connection:
        small, large = (
            connection.execute(
                select(tables["cohort"].c.id).where(tables["cohort"].c.slug == slug)
            ).scalar_one()
            for slug in ("small", "large")
        )
        learners = connection.scalars(
            select(tables["enrolment"].c.learner_id)
            .where(tables["enrolment"].c.cohort_id == small)
            .limit(LEARNERS)
        ).all()
        guide = connection.execute(
            select(tables["enrolment"].c.learner_id).where(tables["enrolment"].c.cohort_id == large).limit(1)
        ).scalar_one()
        connection.execute(
            tables["account"].update().where(tables["account"].c.id == guide).values(role="facilitator")
        )
        for cohort_id in (small, large):
            connection.execute(
                insert(tables["facilitation"]),
                {"cohort_id": cohort_id, "account_id": guide, "since": datetime.now(UTC)},
            )
    return [sign_in(app, database, one) for one in learners], sign_in(app, database, guide)


def start_time(instance: Path, database_url: str) -> float:
    """Return the seconds from starting the process to its first answered lesson page."""
    started = time.perf_counter()
    with serving(instance, database_url, "waitress"):
        wait_for_answer(LESSON, PORT)
        return time.perf_counter() - started


def bench(folder: Path, database_url: str, number: int, servers: list[str]) -> bool:
    """Fill the database with `number` learners, serve, measure and print; at last a large roster.

    Tell whether all kept to their limit in milliseconds.
    """
    app = open_app(folder, database_url, PORT)
    database: Database = app.extensions["course_database"]
    revisions.upgrade(database.writer)
    fill_database(database, number)
    learners, guide = people(app, database)
    FACILITATOR[:] = [guide]
    starts = [start_time(folder, database_url) for _ in range(3)]
    held = True
    for server in servers:
        lines, weights, memory = measure_server(folder, database_url, server, learners, guide)
        print(
            f"\n### {database.dialect}, {server}, Python {sys.version.split()[0]}, "
            f"{datetime.now(UTC):%Y-%m-%d}, {number:,} learners\n"
        )
        print_lines(lines, is_postgresql=database.dialect == "postgresql")
        held = held and all(line.held for line in lines)
        growth = statistics.median(big / small for big, small in zip(lines[4].cpu, lines[3].cpu, strict=True))
        print("\n| what | at most | measured |\n|---|---|---|")
        print(f"| cohort of 10,000 against 100 | 1.3 | {growth:.2f} |")
        for name, limit, found in weights:
            print(f"| {name} | {limit} | {found} |")
        print(f"| start to first answered lesson, 300 lessons | 1 s | {statistics.median(starts):.2f} s |")
        print(f"| memory of the worker after this load (PSS) | 120 MB | {memory:.0f} MB |", flush=True)
    with database.reading() as session:
        table = metadata.tables["enrolment"]
        learner_id = session.execute(select(table.c.learner_id).limit(1)).scalar_one()
    database.dispose()
    bench_roster(folder, database_url, learner_id)
    return held


def measure_server(
    folder: Path, database_url: str, server: str, learners: list[Person], guide: Person
) -> tuple[list[Line], list[tuple[str, str, str]], float]:
    """Return the costs of each kind of request, the weights of pages, and the worker's memory in MB."""
    learner = learners[0]
    with serving(folder, database_url, server) as process:
        wait_for_answer(LESSON, PORT)
        cases = [
            ("lesson, anonymous", "2.0", get(LESSON), 1_500),
            ("lesson, signed in", "2.5", get(LESSON, learner.headers()), 1_500),
            (ANSWER, "5.0", answer_requests(learners), 800),
            ("cohort page, 100 learners", "", get("/en/facilitate/small", guide.headers()), 150),
            ("cohort page, 10,000 learners", "", get("/en/facilitate/large", guide.headers()), 150),
        ]
        lines = run_rounds(process, cases)
        weights = sizes(learner)
        worker = max((process, *process.children(recursive=True)), key=lambda one: one.memory_info().rss)
        return lines, weights, worker.memory_full_info().pss / 1e6


def print_lines(lines: list[Line], *, is_postgresql: bool) -> None:
    print(
        "| request | CPU ms | at most | ratio to bare | at most | database CPU ms |\n|---|---|---|---|---|---|"
    )
    for line in lines:
        cpu, ratio = statistics.median(line.cpu), statistics.median(line.ratios)
        extra = f"{statistics.median(line.database):.2f}" if is_postgresql else "in the process"
        most = (
            f"{line.most_ms:g}, with the database's: {'held' if line.held else '**not held**'}"
            if line.most_ms
            else ""
        )
        print(f"| {line.name} | {cpu:.2f} | {most} | {ratio:.2f} | {line.limit} | {extra} |")


@contextmanager
def postgres_database(name: str) -> Iterator[str]:
    """Make an empty database on the server of the tests, and drop it at the end."""
    admin = create_engine(POSTGRES_URL, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield POSTGRES_URL.rsplit("/", 1)[0] + f"/{name}"
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=1_000_000)
    parser.add_argument("--server", choices=["waitress", "gunicorn", "both"], default="both")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    options = parser.parse_args()
    servers = ["gunicorn", "waitress"] if options.server == "both" else [options.server]
    folder = Path(tempfile.mkdtemp(prefix="course-bench-"))
    held = []
    try:
        write_course(folder)
        publish_course(folder)
        if options.database in {"sqlite", "both"}:
            held.append(bench(folder, f"sqlite:///{folder / 'course.sqlite3'}", options.learners, servers))
        if options.database in {"postgresql", "both"}:
            with postgres_database("course_bench") as url:
                held.append(bench(folder, url, options.learners, servers))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(not all(held))


if __name__ == "__main__":
    main()
