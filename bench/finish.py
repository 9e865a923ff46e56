"""Ten thousand learners who hand in at the deadline: is each accepted in time, stored once, and at what cost?

`make bench-finish`. Each learner has answered the 16 questions of an open attempt and presses the button once, at a
moment spread over a window of 60, 10 or 1 second. Whoever is turned away (429, 503) comes again when Retry-After
says so. Afterwards the ledger must hold each attempt submitted once, whole, with every mark.
"""

import argparse
import selectors
import shutil
import signal
import socket
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from heapq import heappop, heappush
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from flask import Flask
from sqlalchemy import func, select

from bench.fill import fill_cohort, publish_course, write_course
from bench.kill import kill
from bench.load import cpu_seconds, fetch, postgres_cpu_seconds
from bench.people import Person, open_app, sign_in
from bench.run import launch, postgres_database, wait_for_answer
from course.core.grading.reading import form_name, show_response
from course.db import revisions
from course.db.session import Database, Session
from course.flows.start_attempt import start_attempt
from course.flows.store_answer import attempt_questions, lock_attempt
from course.flows.store_form import Posted, store_form
from course.schema import metadata

PORT = 8768
QUIZ = "big"
QUESTIONS = 16
CONNECTIONS = 500  # on their way at once; further learners wait for one, and their waiting counts
PATIENCE = 300  # seconds after which a learner gives up


@dataclass(slots=True)
class Learner:
    """One person whose attempt is answered and open, and what became of handing it in."""

    person: Person
    attempt: UUID
    waited: float = 0.0  # seconds from pressing the button until it was accepted

    def request(self) -> bytes:
        form = f"csrf_token={self.person.csrf}&submit=anyway"
        return (
            f"POST /en/quiz/{QUIZ}/attempts/{self.attempt} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\n"
            f"Cookie: session={self.person.cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(form)}\r\nConnection: close\r\n\r\n{form}"
        ).encode()


class _Press(NamedTuple):
    """When a request is due, of which learner, and when that learner pressed first."""

    at: float
    learner: int  # place in the list of learners
    pressed: float


@dataclass(slots=True)
class Told:
    """What a window came to."""

    accepted: int = 0
    turned_away: Counter[int] = field(default_factory=Counter)  # by status
    cut_off: int = 0  # connections that ended without an answer
    took: float = 0.0  # seconds from the first press to the last acceptance
    cpu_ms: float = 0.0  # of the server's processes, per learner
    database_ms: float = 0.0  # of PostgreSQL's processes, per learner
    crowd_ms: float = 0.0  # of the crowd itself, per learner
    faults: list[str] = field(default_factory=list)


def prepare(app: Flask, database: Database, name: str, number: int) -> list[Learner]:
    """Enrol learners in one cohort, sign each in, and answer all questions of an attempt of each."""
    random = Random(1)
    with database.writer.begin() as connection:
        _cohort, ids = fill_cohort(connection, name, number, random)
    people = [sign_in(app, database, one) for one in ids]
    learners = []
    for start in range(0, number, 500):
        with database.writing() as session:
            learners += [
                _answered(app, session, one, person, random)
                for one, person in zip(ids[start : start + 500], people[start : start + 500], strict=True)
            ]
    return learners


def _answered(app: Flask, session: Session, learner_id: UUID, person: Person, random: Random) -> Learner:
    content, now = app.extensions["course_content"].catalogue(), datetime.now(UTC)
    attempt = start_attempt(
        session, content, learner_id=learner_id, quiz_slug=QUIZ, key=uuid4().hex, language="en", now=now
    )
    row = lock_attempt(session, content, attempt_id=attempt, learner_id=learner_id, quiz_slug=QUIZ)
    found = attempt_questions(content, row)
    raws = {
        form_name(place): show_response(question, row.seed, random.choice("abcd"))
        for place, question in enumerate(found.questions, 1)
    }
    store_form(session, found, Posted(raws, {}), language="en", now=now)
    return Learner(person, attempt)


def finish(learners: Sequence[Learner], window: float, told: Told) -> None:
    """Let each press the button at a moment of the window, and wait until all are accepted.

    One thread, sockets and a selector: the crowd shares the machine's cores with the server, so it must cost little.
    """
    random, began = Random(2), time.monotonic()
    presses = sorted(began + random.uniform(0, window) for _ in learners)
    due = [_Press(at, index, at) for index, at in enumerate(presses)]  # sorted is a heap too
    with selectors.DefaultSelector() as selector:
        while due or selector.get_map():
            _send_due(learners, due, selector)
            wait = max(0.0, due[0].at - time.monotonic()) if due else None
            if len(selector.get_map()) == CONNECTIONS:
                wait = None
            for key, _events in selector.select(wait):
                again = _read(learners, key, selector, told)
                if again is not None:
                    heappush(due, again)
    told.took = time.monotonic() - began


def _send_due(learners: Sequence[Learner], due: list[_Press], selector: selectors.BaseSelector) -> None:
    """Send the requests whose moment has come, as far as connections are left."""
    while due and due[0].at <= time.monotonic() and len(selector.get_map()) < CONNECTIONS:
        press = heappop(due)
        connection = socket.create_connection(("127.0.0.1", PORT), timeout=10)
        connection.sendall(learners[press.learner].request())
        connection.setblocking(False)
        selector.register(connection, selectors.EVENT_READ, (press, bytearray()))


def _read(
    learners: Sequence[Learner], key: selectors.SelectorKey, selector: selectors.BaseSelector, told: Told
) -> _Press | None:
    """Read what came; where the answer is whole and asks to come again, return when that will be."""
    connection: Any = key.fileobj
    press, answer = key.data
    try:
        part = connection.recv(65_536)
    except BlockingIOError:
        return None
    except OSError:
        part = b""
    answer += part
    if part:
        return None
    selector.unregister(connection)
    connection.close()
    learner, now = learners[press.learner], time.monotonic()
    status, headers = _read_head(answer)
    if status == 303 and headers["location"].endswith(f"/{learner.attempt}/review"):
        told.accepted += 1
        learner.waited = now - press.pressed
        return None
    if status == 0:
        told.cut_off += 1
        pause = 1
    elif status in {429, 503} and headers.get("retry-after", "").isdigit():
        told.turned_away[status] += 1
        pause = int(headers["retry-after"])
    else:
        told.faults.append(f"{learner.attempt}: {status} {headers}")
        return None
    if now - press.pressed >= PATIENCE:
        told.faults.append(f"{learner.attempt}: not accepted within {PATIENCE} s")
        return None
    return press._replace(at=now + pause)


def _read_head(answer: bytearray) -> tuple[int, dict[str, str]]:
    """Return the status, 0 where the connection ended without an answer, and the headers by small name."""
    head = answer.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    if not head[0]:
        return 0, {}
    pairs = (line.partition(": ") for line in head[1:])
    return int(head[0].split()[1]), {name.lower(): value for name, _colon, value in pairs}


def check(database: Database, learners: Sequence[Learner]) -> Iterator[str]:
    """Compare the ledger with what was acknowledged: each attempt submitted once, with all that belongs to it."""
    tables, ids = metadata.tables, {one.attempt for one in learners}
    attempt, mark, audit = tables["attempt"], tables["question_mark"], tables["audit_event"]
    with database.reader.connect() as connection:
        rows = [row for row in connection.execute(select(attempt)) if row.id in ids]
        marks = Counter(
            dict(
                connection.execute(
                    select(mark.c.attempt_id, func.sum(mark.c.points)).group_by(mark.c.attempt_id)
                ).all()
            )
        )
        counts = dict(
            connection.execute(select(mark.c.attempt_id, func.count()).group_by(mark.c.attempt_id)).all()
        )
        deeds = Counter(
            connection.scalars(select(audit.c.subject_id).where(audit.c.action == "attempt.submitted"))
        )
        results = Counter(connection.scalars(select(tables["quiz_result"].c.learner_id)))
    if len(rows) != len(learners):
        yield f"{len(rows)} attempts of {len(learners)} learners"
    for row in rows:
        whole = (row.state, counts.get(row.id), deeds[str(row.id)], results[row.learner_id])
        if whole != ("submitted", QUESTIONS, 1, 1) or abs(marks[row.id] - row.points) > 1e-9:
            yield f"{row.id}: state, marks, deeds and results are {whole}"


def run(
    app: Flask, folder: Path, url: str, database: Database, window: float, options: argparse.Namespace
) -> bool:
    """Prepare a cohort, let it hand in over one window, and check; tell whether all held."""
    name = f"finish-{window:g}"
    learners = prepare(app, database, name, options.learners)
    told = Told()
    process = launch(folder, url, options.server, PORT, workers=options.workers, threads=options.threads)
    try:
        wait_for_answer("/healthz", PORT)
        fetch(PORT, "/en/", {})
        server = psutil.Process(process.pid)
        before = cpu_seconds(server), postgres_cpu_seconds(), time.process_time()
        finish(learners, window, told)
        told.cpu_ms = (cpu_seconds(server) - before[0]) / len(learners) * 1000
        told.crowd_ms = (time.process_time() - before[2]) / len(learners) * 1000
        told.database_ms = (postgres_cpu_seconds() - before[1]) / len(learners) * 1000
    finally:
        kill(process)
    told.faults += check(database, learners)
    _print(database, learners, window, told, options)
    return not told.faults


def _print(
    database: Database, learners: Sequence[Learner], window: float, told: Told, options: argparse.Namespace
) -> None:
    waits = sorted(one.waited for one in learners)
    by_status = ", ".join(f"{number:,} × {status}" for status, number in sorted(told.turned_away.items()))
    print(
        f"\n### {database.dialect}, {options.server}, window of {window:g} s, {datetime.now(UTC):%Y-%m-%d}\n"
    )
    print("| what | measured |\n|---|---|")
    print(f"| accepted | {told.accepted:,} of {len(learners):,} in {told.took:.1f} s |")
    shown = (statistics.median(waits), waits[int(0.95 * len(waits))], waits[-1])
    print(f"| waited: median, 95 of 100, longest | {', '.join(f'{wait:.2f} s' for wait in shown)} |")
    print(f"| turned away to come again | {by_status or 'none'} |")
    print(f"| connections that ended without an answer | {told.cut_off:,} |")
    print(f"| processor time a submission, server | {told.cpu_ms:.2f} ms |")
    if database.dialect == "postgresql":
        print(f"| processor time a submission, PostgreSQL | {told.database_ms:.2f} ms |")
    print(f"| processor time a submission, the crowd itself | {told.crowd_ms:.2f} ms |")
    print(f"| faults | {len(told.faults)} |", flush=True)
    for fault in told.faults[:20]:
        print(f"- {fault}")


def bench(folder: Path, url: str, options: argparse.Namespace) -> bool:
    app = open_app(folder, url, PORT)
    database: Database = app.extensions["course_database"]
    revisions.upgrade(database.writer)
    held = [run(app, folder, url, database, window, options) for window in options.windows]
    database.dispose()
    return all(held)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=10_000)
    parser.add_argument("--windows", type=float, nargs="+", default=[60, 10, 1], help="seconds")
    parser.add_argument("--server", choices=["waitress", "gunicorn"], default="gunicorn")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=4, help="of each worker")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder = Path(tempfile.mkdtemp(prefix="course-bench-finish-"))
    held = []
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        write_course(folder, 1, QUESTIONS)
        publish_course(folder)
        if options.database in {"sqlite", "both"}:
            held.append(bench(folder, f"sqlite:///{folder / 'course.sqlite3'}", options))
        if options.database in {"postgresql", "both"}:
            held.append(bench(folder, stack.enter_context(postgres_database("course_bench_finish")), options))
    sys.exit(not all(held))


if __name__ == "__main__":
    main()
