"""Attempts handed in by a crowd while the server is killed about every second: is all that was acknowledged stored once?

`make bench-kill`. Each learner gives one answer and hands in, and sends each request until it is acknowledged. The
server's whole process group is killed with SIGKILL about a second after it first acknowledges, the ledger is checked
while it is dead, and it is started again. At the end everything is sent once more and must be acknowledged in the
same words.
"""

import argparse
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from random import Random
from typing import Any
from uuid import UUID, uuid4

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from flask import Flask
from sqlalchemy import Connection, func, select, text

from bench.fill import QUESTIONS, fill_cohort, publish_course, write_course
from bench.load import Request, send
from bench.people import Person, open_app, sign_in
from bench.run import launch, postgres_database, wait_for_answer
from course.core.grading.reading import form_name, show_response
from course.db import revisions
from course.db.session import Database
from course.flows.start_attempt import start_attempt
from course.flows.store_answer import attempt_questions, lock_attempt
from course.schema import metadata

PORT = 8767
QUIZ = "big"
CLIENTS = 50  # requests on their way at once
SAMPLE = 20  # sent again after each kill; at the end all are
PATIENCE = 180  # seconds after which a request counts as never acknowledged


@dataclass(slots=True)
class Learner:
    """One person with an open attempt: what they send, and what was acknowledged so far."""

    id: UUID
    person: Person
    attempt: UUID
    option: str  # what they answer to `question`; "a" is right
    body: bytes  # the answer, under its key
    key: str
    receipt: str = ""  # of the answer
    review: str = ""  # where handing in led
    submitted_at: datetime | None = None  # as the ledger first showed it

    def answer(self) -> Request:
        headers = self.person.headers(**{"Content-Type": "application/json", "X-CSRFToken": self.person.csrf})
        return "POST", f"/en/quiz/{QUIZ}/attempts/{self.attempt}/answers", self.body, headers

    def hand_in(self) -> Request:
        headers = self.person.headers(**{"Content-Type": "application/x-www-form-urlencoded"})
        form = f"csrf_token={self.person.csrf}&submit=anyway".encode()
        return "POST", f"/en/quiz/{QUIZ}/attempts/{self.attempt}", form, headers


def prepare(app: Flask, database: Database, number: int) -> list[Learner]:
    """Enrol learners in one cohort, sign each in, and open an attempt of each."""
    with database.writer.begin() as connection:
        _cohort, ids = fill_cohort(connection, "killed", number, Random(1))
    people = [sign_in(app, database, one) for one in ids]
    with database.writing() as session:
        return [_begin(app, session, one, person) for one, person in zip(ids, people, strict=True)]


def _begin(app: Flask, session: Any, learner_id: UUID, person: Person) -> Learner:
    content = app.extensions["course_content"].catalogue()
    attempt = start_attempt(
        session,
        content,
        learner_id=learner_id,
        quiz_slug=QUIZ,
        key=uuid4().hex,
        language="en",
        now=datetime.now(UTC),
    )
    row = lock_attempt(session, content, attempt_id=attempt, learner_id=learner_id, quiz_slug=QUIZ)
    place = 1 + attempt.int % QUESTIONS
    question = attempt_questions(content, row).questions[place - 1]
    option, key = "abcd"[attempt.int // QUESTIONS % 4], uuid4().hex
    token = show_response(question, row.seed, option)
    body = {"key": key, "question": form_name(place), "value": token, "seen": 0}
    return Learner(learner_id, person, attempt, option, json.dumps(body).encode(), key)


@dataclass(slots=True)
class Crowd:
    """Clients who take one learner after another and send each request until it is acknowledged."""

    waiting: SimpleQueue[Learner] = field(default_factory=SimpleQueue)
    threads: list[threading.Thread] = field(default_factory=list)
    acknowledged: int = 0  # requests, repeated ones included
    broken: int = 0  # requests whose connection ended without an answer
    turned_away: int = 0  # answers 429 and 503
    faults: list[str] = field(default_factory=list)

    def start(self, learners: Sequence[Learner]) -> None:
        for learner in learners:
            self.waiting.put(learner)
        self.threads = [threading.Thread(target=self._run, daemon=True) for _ in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    @property
    def is_done(self) -> bool:
        return not any(thread.is_alive() for thread in self.threads)

    def join(self) -> None:
        for thread in self.threads:
            thread.join()

    def wait_for_one(self) -> None:
        """Wait until the next request is acknowledged, so that the server is killed at work and not at its start."""
        before = self.acknowledged
        while self.acknowledged == before and not self.is_done:
            time.sleep(0.01)

    def _run(self) -> None:
        while True:
            try:
                learner = self.waiting.get_nowait()
            except Empty:
                return
            self.serve(learner)

    def serve(self, learner: Learner) -> None:
        """Answer and hand in; what was acknowledged before must be acknowledged in the same words again."""
        answered = self._deliver(learner.answer(), 200)
        if answered is None:
            return
        receipt = str(json.loads(answered[1])["receipt"])
        self._compare("receipt", learner.receipt, receipt)
        learner.receipt = receipt
        handed_in = self._deliver(learner.hand_in(), 303)
        if handed_in is None:
            return
        review = handed_in[0]["location"]
        self._compare("review", learner.review, review)
        if not review.endswith(f"/{learner.attempt}/review"):
            self.faults.append(f"handing in led to {review}")
        learner.review = review

    def _compare(self, what: str, before: str, now: str) -> None:
        if before and before != now:
            self.faults.append(f"another {what} for the same deed: {before}, then {now}")

    def _deliver(self, request: Request, wanted: int) -> tuple[dict[str, str], bytes] | None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                status, headers, body = send(PORT, request, timeout=20)
            except ConnectionRefusedError:
                time.sleep(0.05)
            except (OSError, http.client.HTTPException):
                self.broken += 1
            else:
                if status == wanted:
                    self.acknowledged += 1
                    return headers, body
                if status not in {429, 503}:
                    self.faults.append(f"{request[0]} {request[1]}: {status} {body[:200]!r}")
                    return None
                self.turned_away += 1
                time.sleep(0.05)
        self.faults.append(f"{request[0]} {request[1]}: never acknowledged")
        return None


@dataclass(slots=True)
class Ledger:
    """What the database holds of all attempts, as one moment shows it."""

    attempts: dict[UUID, Any]  # id to state, submitted_at, score
    events: dict[UUID, list[Any]]  # attempt to key, value and receipt of each
    responses: dict[UUID, list[Any]]  # attempt to value and receipt of each that counts
    marks: Counter[UUID]  # by attempt
    audits: Counter[str]  # by attempt
    results: dict[UUID, Any]  # learner to attempts and score
    failed: dict[UUID, int]  # learner to the failed attempts that their cohort is shown
    uncounted: int  # attempts that wait for the job that counts
    tallies: list[int]  # how many the cohort's sums of each question count


def read_ledger(database: Database) -> Ledger:
    """Read all of it in one transaction, since PostgreSQL may still be ending what a killed server asked for."""
    engine = database.reader
    if database.dialect == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    tables = metadata.tables
    attempt, event, response = tables["attempt"], tables["response_event"], tables["response"]
    mark, audit, tally = tables["question_mark"], tables["audit_event"], tables["question_tally"]
    result, line = tables["quiz_result"], tables["cohort_progress"]
    with engine.connect() as connection:
        return Ledger(
            {row.id: row for row in connection.execute(select(attempt))},
            _by_attempt(connection, select(event.c.attempt_id, event.c.key, event.c.value, event.c.receipt)),
            _by_attempt(connection, select(response.c.attempt_id, response.c.value, response.c.receipt)),
            Counter(
                dict(
                    connection.execute(
                        select(mark.c.attempt_id, func.count()).group_by(mark.c.attempt_id)
                    ).all()
                )
            ),
            Counter(
                connection.scalars(
                    select(audit.c.subject_id).where(audit.c.action == "attempt.submitted")
                ).all()
            ),
            {row.learner_id: row for row in connection.execute(select(result))},
            dict(connection.execute(select(line.c.learner_id, line.c.failed_attempts)).all()),
            connection.scalar(select(func.count()).select_from(tables["uncounted_attempt"])),
            list(connection.scalars(select(tally.c.right + tally.c.partly + tally.c.wrong + tally.c.blank))),
        )


def _by_attempt(connection: Connection, statement: Any) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in connection.execute(statement):
        found.setdefault(row.attempt_id, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class Checked:
    """One look at the ledger."""

    faults: list[str]
    unheard: int  # answers and submissions that are stored though nobody heard of it yet


def check(database: Database, learners: Sequence[Learner]) -> Checked:
    """Compare the ledger with what was acknowledged up to now, and look for anything half there."""
    acknowledged = [(bool(learner.receipt), bool(learner.review)) for learner in learners]
    ledger = read_ledger(database)
    faults = list(_whole(database))
    if len(ledger.attempts) != len(learners):
        faults.append(f"{len(ledger.attempts)} attempts of {len(learners)} learners")
    submitted = sum(row.state == "submitted" for row in ledger.attempts.values())
    counted = submitted - ledger.uncounted
    if ledger.tallies != [counted] * (QUESTIONS if counted else 0):
        faults.append(
            f"{submitted} are submitted, {ledger.uncounted} wait to be counted, and the cohort's sums count"
            f" {set(ledger.tallies)}"
        )
    unheard = 0
    for learner, (answered, handed_in) in zip(learners, acknowledged, strict=True):
        faults += [
            f"attempt {learner.attempt}: {words}" for words in _faults(learner, ledger, answered, handed_in)
        ]
        unheard += (learner.attempt in ledger.events) > answered
        unheard += (ledger.attempts[learner.attempt].state == "submitted") > handed_in
    return Checked(faults, unheard)


def _faults(learner: Learner, ledger: Ledger, answered: bool, handed_in: bool) -> Iterator[str]:  # noqa: FBT001
    """Tell what is wrong with one learner's rows: acknowledged is there, and the rest wholly or not at all."""
    attempt = ledger.attempts[learner.attempt]
    events = ledger.events.get(learner.attempt, [])
    if answered and len(events) != 1:
        yield f"its answer was acknowledged and is stored {len(events)} times"
    if handed_in and attempt.state != "submitted":
        yield "it was acknowledged as submitted and is open"
    if any((row.key, json.loads(row.value)) != (learner.key, learner.option) for row in events):
        yield "what is stored was not sent"
    if answered and any(row.receipt != learner.receipt for row in events):
        yield "the receipt is another"
    if [row[1:] for row in ledger.responses.get(learner.attempt, [])] != [row[2:] for row in events]:
        yield "the answer that counts is not the one that came in"

    done = attempt.state == "submitted"
    score = (learner.option == "a") / QUESTIONS if done else None
    kept = ledger.results.get(learner.id)
    found = (
        attempt.score,
        kept and (kept.attempts, kept.score),
        ledger.marks[learner.attempt],
        ledger.audits[str(learner.attempt)],
        ledger.failed[learner.id],
    )
    if found != ((score, (1, score), QUESTIONS, 1, 1) if done else (None, None, 0, 0, 0)):
        yield f"it is {attempt.state} by half: {found}"
    if done and not events:
        yield "it was submitted before its answer"
    if learner.submitted_at and attempt.submitted_at != learner.submitted_at:
        yield "it was submitted twice"
    learner.submitted_at = attempt.submitted_at


def _whole(database: Database) -> Iterator[str]:
    """Ask SQLite itself whether its file is whole; PostgreSQL was not killed."""
    if database.dialect == "sqlite":
        with database.reader.connect() as connection:
            said = connection.execute(text("PRAGMA integrity_check")).scalars().all()
            orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
        if said != ["ok"] or orphans:
            yield f"the file is not whole: {said[:3]}, {len(orphans)} orphans"


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the process group at once, and wait until nothing of it runs."""
    if process.poll() is not None:
        return
    group = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    while any(_runs(one) for one in group):
        time.sleep(0.001)


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@dataclass(slots=True)
class Told:
    """What a run came to."""

    kills: int = 0
    served: float = 0.0  # seconds in which the server was up
    unheard: int = 0  # stored while the acknowledgement was lost, over all kills
    sent_again: int = 0  # acknowledged ones, to compare their receipts
    faults: list[str] = field(default_factory=list)


def run(folder: Path, url: str, database: Database, learners: Sequence[Learner], options: Any) -> Told:
    """Let the crowd hand in while the server is killed, until all is acknowledged; then send everything again."""
    told, random, crowd = Told(), Random(options.seed), Crowd()
    again = Crowd()
    crowd.start(learners)
    process = launch(folder, url, options.server, PORT, workers=options.workers)
    try:
        while True:
            wait_for_answer("/healthz", PORT)
            crowd.wait_for_one()
            began = time.monotonic()
            if again.is_done:
                heard = [learner for learner in learners if learner.review]
                again.start(random.sample(heard, min(SAMPLE, len(heard))))
                told.sent_again += min(SAMPLE, len(heard))
            time.sleep(random.uniform(0.5, 1.5) * options.every)
            kill(process)
            told.kills, told.served = told.kills + 1, told.served + time.monotonic() - began
            _note(told, check(database, learners))
            _progress(told, learners)
            process = launch(folder, url, options.server, PORT, workers=options.workers)
            if crowd.is_done:
                break
        wait_for_answer("/healthz", PORT)
        again.join()
        again.start(learners)
        again.join()
        told.sent_again += len(learners)
    finally:
        kill(process)
    _note(told, check(database, learners))
    told.faults += [*crowd.faults, *again.faults]
    told.faults += [f"{learner.attempt} was not acknowledged" for learner in learners if not learner.review]
    _print(database, learners, crowd, told, options)
    return told


def _note(told: Told, checked: Checked) -> None:
    told.faults += checked.faults
    told.unheard += checked.unheard


def _progress(told: Told, learners: Sequence[Learner]) -> None:
    done = sum(bool(learner.review) for learner in learners)
    words = f"{told.kills} kills, {done:,} of {len(learners):,} handed in, {len(told.faults)} faults"
    print(words, file=sys.stderr, flush=True)


def _print(database: Database, learners: Sequence[Learner], crowd: Crowd, told: Told, options: Any) -> None:
    workers = f"gunicorn with {options.workers} workers" if options.server == "gunicorn" else "waitress"
    print(f"\n### {database.dialect}, {workers}, {datetime.now(UTC):%Y-%m-%d}\n")
    print("| what | measured |\n|---|---|")
    print(f"| attempts answered and handed in | {sum(bool(one.review) for one in learners):,} |")
    print(f"| clients at once | {CLIENTS} |")
    print(
        f"| kills | {told.kills}, on average {told.served / told.kills:.2f} s after the first acknowledgement |"
    )
    print(f"| requests cut off | {crowd.broken:,} |")
    print(f"| stored, and the acknowledgement lost | {told.unheard:,} |")
    print(f"| turned away to come again (429, 503) | {crowd.turned_away:,} |")
    print(f"| acknowledged ones sent again | {told.sent_again:,} |")
    print(f"| checks of the ledger | {told.kills + 1} |")
    print(f"| faults | {len(told.faults)} |", flush=True)
    for fault in told.faults[:20]:
        print(f"- {fault}")


def bench(folder: Path, url: str, options: Any) -> bool:
    """Prepare a database and run on it; tell whether all held."""
    app = open_app(folder, url, PORT)
    database: Database = app.extensions["course_database"]
    revisions.upgrade(database.writer)
    learners = prepare(app, database, options.submits)
    told = run(folder, url, database, learners, options)
    database.dispose()
    return not told.faults


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submits", type=int, default=6_000)
    parser.add_argument("--server", choices=["waitress", "gunicorn"], default="gunicorn")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--every", type=float, default=1, help="seconds that the server is up, on average")
    parser.add_argument("--seed", type=int, default=1, help="of the moments of the kills")
    options = parser.parse_args()
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(1)
    )  # so that a run that is stopped leaves no server behind
    folder = Path(tempfile.mkdtemp(prefix="course-bench-kill-"))
    held = []
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        write_course(folder, 1)  # a small course, so that the server is soon up again
        publish_course(folder)
        if options.database in {"sqlite", "both"}:
            held.append(bench(folder, f"sqlite:///{folder / 'course.sqlite3'}", options))
        if options.database in {"postgresql", "both"}:
            held.append(bench(folder, stack.enter_context(postgres_database("course_bench_kill")), options))
    sys.exit(not all(held))


if __name__ == "__main__":
    main()
