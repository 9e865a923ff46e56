"""Ten thousand learners who hand in at the deadline: is each accepted in time, stored once, and at what cost?

`make bench-finish`. Each learner has answered the 16 questions of an open attempt and presses the button of its page
once, at a moment of the last 60, 10 or 1 second before the deadline, which all share. Whoever is turned away (429, 503)
comes again when Retry-After says so. The worker runs beside the server, and hands in what is open when deadline and grace
are over. Afterwards the ledger must hold each attempt submitted once, whole, with every mark, as of the deadline at the
latest. What is promised is judged: the exit code is 0 where all of it held.
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
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from flask import Flask
from sqlalchemy import func, select

from bench.answered import Learner, end_at, prepare
from bench.fill import publish_course, write_course
from bench.kill import kill
from bench.load import cpu_seconds, fetch, postgres_cpu_seconds
from bench.people import open_app
from bench.run import launch, launch_worker, postgres_database, wait_for_answer, wait_for_rest
from course.db import revisions
from course.db.session import Database
from course.flows.store_answer import GRACE
from course.schema import metadata

PORT = 8768
QUESTIONS = 16
CONNECTIONS = 500  # on their way at once; further learners wait for one, and their waiting counts
PATIENCE = 300  # seconds after which a learner gives up
TICK = 60.0  # seconds from one look of the worker at what is overdue to the next
# Promised (F-15). Whoever presses as the minute ends cannot be accepted within it: they may wait so long.
MOST_SECONDS, LAST_SECONDS = 60.0, 2.0  # from the first press until all are accepted
MOST_CPU_MS = 8.0  # of server and worker, for one that hands in


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
    refused: list[str] = field(default_factory=list)  # answers that neither accept nor say when to come again
    took: float = 0.0  # seconds from the first press to the last acceptance
    by_worker: int = 0  # handed in by the worker, since the server came to it after deadline and grace
    late: int = 0  # handed in after deadline and grace, by whom ever
    server_ms: float = 0.0  # of the server's processes, per learner
    worker_ms: float = 0.0  # of the worker, per learner, with the sums for statistics that it made meanwhile
    database_ms: float = 0.0  # of PostgreSQL's processes, per learner, the worker's statements included
    crowd_ms: float = 0.0  # of the crowd itself, per learner
    faults: list[str] = field(default_factory=list)


def finish(learners: Sequence[Learner], began: float, window: float, told: Told) -> None:
    """Let each press the button at a moment of the window, and wait until all are accepted.

    `began` is the window's first moment, by time.monotonic(). One thread, sockets and a selector: the crowd shares the
    machine's cores with the server, so it must cost little.
    """
    random = Random(2)
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
    told.took = time.monotonic() - presses[0]


def _send_due(learners: Sequence[Learner], due: list[_Press], selector: selectors.BaseSelector) -> None:
    """Send the requests whose moment has come, as far as connections are left."""
    while due and due[0].at <= time.monotonic() and len(selector.get_map()) < CONNECTIONS:
        press = heappop(due)
        connection = socket.create_connection(("127.0.0.1", PORT), timeout=10)
        connection.sendall(learners[press.learner].request(PORT))
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
        told.refused.append(f"{learner.attempt}: {status} {headers}")
        learner.waited = now - press.pressed
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


def check(
    database: Database,
    learners: Sequence[Learner],
    deadline: datetime,
    told: Told,
    questions: int = QUESTIONS,
) -> Iterator[str]:
    """Compare the ledger with what was acknowledged: each attempt submitted once, with all that belongs to it.

    Also fills in who handed in late, and whom the worker did.
    """
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
        lines = connection.execute(
            select(audit.c.subject_id, audit.c.request_id, audit.c.at).where(
                audit.c.action == "attempt.submitted"
            )
        ).all()
        results = Counter(connection.scalars(select(tables["quiz_result"].c.learner_id)))
    names = {str(one) for one in ids}
    deeds = Counter(line.subject_id for line in lines)
    mine = [line for line in lines if line.subject_id in names]
    told.by_worker = sum(not line.request_id for line in mine)
    told.late = sum(line.at > deadline + GRACE for line in mine)
    if len(rows) != len(learners):
        yield f"{len(rows)} attempts of {len(learners)} learners"
    for row in rows:
        whole = (row.state, counts.get(row.id), deeds[str(row.id)], results[row.learner_id])
        if whole != ("submitted", questions, 1, 1) or abs(marks[row.id] - row.points) > 1e-9:
            yield f"{row.id}: state, marks, deeds and results are {whole}"
        elif row.submitted_at > deadline:
            yield f"{row.id}: handed in {row.submitted_at - deadline} after its deadline"


def judge(told: Told, learners: int, window: float) -> list[tuple[str, bool]]:
    """Say of each thing that is promised whether it held."""
    most = max(MOST_SECONDS, window + LAST_SECONDS)
    return [
        (
            f"all accepted within {most:g} s of the first press",
            told.accepted == learners and told.took <= most,
        ),
        ("none lost, halved or doubled", not told.faults),
        (
            "nobody turned away but with 429 or 503 and when to come again",
            not told.cut_off and not told.refused,
        ),
        (
            f"at most {MOST_CPU_MS:g} ms of processor time of server and worker a submission",
            told.server_ms + told.worker_ms <= MOST_CPU_MS,
        ),
    ]


def run(
    app: Flask, folder: Path, url: str, database: Database, window: float, options: argparse.Namespace
) -> bool:
    """Prepare a cohort, let it hand in over one window before the deadline, and check; tell whether all held."""
    learners = prepare(app, database, f"finish-{window:g}", options.learners)
    told = Told()
    process = launch(folder, url, options.server, PORT, workers=options.workers, threads=options.threads)
    worker = launch_worker(folder, url, PORT)
    try:
        wait_for_answer("/healthz", PORT)
        fetch(PORT, "/en/", {})
        wait_for_rest(worker)
        began = begin_before_tick(time.monotonic(), window)
        deadline = datetime.now(UTC) + timedelta(seconds=began + window - time.monotonic())
        end_at(database, learners, deadline)
        time.sleep(max(0.0, began - time.monotonic()))
        server, beside = psutil.Process(process.pid), psutil.Process(worker.pid)
        before = cpu_seconds(server), cpu_seconds(beside), postgres_cpu_seconds(), time.process_time()
        finish(learners, began, window, told)
        if worker.poll() is not None:
            told.faults.append("the worker ended")
        used = cpu_seconds(server), cpu_seconds(beside), postgres_cpu_seconds(), time.process_time()
    finally:
        kill(process)
        kill(worker)
    told.faults += check(database, learners, deadline, told)
    spent = [(after - sooner) * 1000 for after, sooner in zip(used, before, strict=True)]
    told.server_ms, told.worker_ms, told.database_ms, told.crowd_ms = (one / len(learners) for one in spent)
    judged = judge(told, len(learners), window)
    _print(database, learners, window, told, options)
    _print_judged(judged)
    return all(held for _words, held in judged)


def begin_before_tick(rested: float, window: float) -> float:
    """Return the window's first moment, so that the worker's next look comes just after deadline and grace.

    The worker looks each minute from its start, of which `rested` is about the moment. In a longer window it looks
    meanwhile too.
    """
    whole = window + GRACE.total_seconds() + 4  # the start is known to 2 seconds or so
    return rested + TICK * (whole // TICK + 1) - whole


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
    grace = f"{GRACE.total_seconds():g} s after the deadline"
    print(
        f"| handed in by what was stored, later than {grace} | {told.late:,}, {told.by_worker:,} by the worker |"
    )
    print(f"| processor time a submission, server | {told.server_ms:.2f} ms |")
    print(f"| processor time a submission, the worker beside | {told.worker_ms:.2f} ms |")
    if database.dialect == "postgresql":
        print(f"| processor time a submission, PostgreSQL | {told.database_ms:.2f} ms |")
    print(f"| processor time a submission, the crowd itself | {told.crowd_ms:.2f} ms |")
    print(f"| answers that were neither | {len(told.refused)} |")
    print(f"| faults | {len(told.faults)} |")
    for fault in [*told.refused, *told.faults][:20]:
        print(f"- {fault}")


def _print_judged(judged: Sequence[tuple[str, bool]]) -> None:
    print("\n| promised | |\n|---|---|")
    for words, held in judged:
        print(f"| {words} | {'held' if held else '**not held**'} |", flush=True)


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
