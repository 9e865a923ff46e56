"""Statistics of a quiz: is the page of a cohort of 10,000 with a million answers opened as that of 100 is?

`make bench-statistics`. Fills a cohort of 100 and one of 10,000 with finished attempts at a quiz of 100 questions,
lets the job add them up, and opens the item analysis of both over HTTP, in turn. The large one may take three times
as long as the small one.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import insert, text

from bench.fill import NOW, account_row, fill_cohort, publish_course, write_course
from bench.kill import kill
from bench.load import measure
from bench.people import open_app, sign_in
from bench.run import get, launch, postgres_database, wait_for_answer
from course.core.content.model import Catalogue
from course.core.grading.marking import Mark, mark_response, score
from course.core.grading.questions import AnyQuestion
from course.core.grading.quiz import Quiz
from course.core.grading.responses import Response, response_json
from course.core.ids import new_id
from course.db import revisions
from course.db.session import Database
from course.flows.count_attempts import count_new_attempts, recount_quiz
from course.flows.demonstration_answers import right_response, wrong_response
from course.schema import metadata

PORT = 8769
QUIZ = "big"
QUESTIONS = 100
SMALL, LARGE = 100, 10_000
MOST = 3.0  # times the small cohort's time
ROUNDS, PAGES = 5, 20
LANGUAGES = ("en", "en", "es", "fr")
Rows = dict[str, list[dict[str, Any]]]


def fill_attempts(database: Database, quiz: Quiz, learners: list[UUID], random: Random) -> None:
    """Insert a finished first attempt of each learner, answered by what they can, to be counted by the job."""
    with database.writer.begin() as connection:
        if not connection.execute(
            text("SELECT 1 FROM quiz_version WHERE version = :version"), {"version": quiz.version}
        ).first():
            row = {"version": quiz.version, "quiz_slug": quiz.slug, "body": quiz.body, "first_used_at": NOW}
            connection.execute(insert(metadata.tables["quiz_version"]), row)
    waiting = iter(learners)
    while batch := list(islice(waiting, 250)):
        rows: Rows = {"attempt": [], "response": [], "question_mark": [], "uncounted_attempt": []}
        for learner in batch:
            _finished(quiz, learner, random, rows)
        with database.writer.begin() as connection:
            for name, values in rows.items():
                connection.execute(insert(metadata.tables[name]), values)


def _finished(quiz: Quiz, learner: UUID, random: Random, rows: Rows) -> None:
    attempt, language = new_id(), random.choice(LANGUAGES)
    ability = min(0.98, max(0.05, random.gauss(0.65, 0.18)))
    asked = _drawn(quiz, random)
    answers = {one.id: _answer(one, ability, language, random) for one in asked}
    marks = [mark_response(one, answers[one.id]) for one in asked]
    at = NOW - timedelta(minutes=random.randrange(40_000))
    rows["attempt"].append(_attempt_row(quiz, attempt, learner, language, at, marks))
    for question in asked:
        given = answers[question.id]
        if given:
            rows["response"].append(_response_row(attempt, learner, question.id, given, at))
    rows["question_mark"] += [_mark_row(attempt, learner, mark) for mark in marks]
    rows["uncounted_attempt"].append({"attempt_id": attempt, "quiz_slug": quiz.slug})


def _drawn(quiz: Quiz, random: Random) -> list[AnyQuestion]:
    number = sum(quiz.draw.values()) or len(quiz.questions)
    return random.sample(quiz.questions, k=number)


def _answer(question: AnyQuestion, ability: float, language: str, random: Random) -> Response | None:
    hard = (sum(question.id.encode()) % 7 - 3) / 14  # each question has its own hardness
    if language == "fr" and sum(question.id.encode()) % 11 == 0:
        hard += 0.25  # a few are badly translated
    drawn = random.random()
    if drawn < ability - hard:
        return right_response(question, language)
    return None if drawn > 0.97 else wrong_response(question, random)


def _attempt_row(
    quiz: Quiz, attempt: UUID, learner: UUID, language: str, at: datetime, marks: list[Mark]
) -> dict[str, Any]:
    achieved = score(marks)
    return {
        "id": attempt,
        "learner_id": learner,
        "quiz_slug": quiz.slug,
        "number": 1,
        "max_attempts": quiz.attempts,
        "start_key": attempt.hex,
        "version": quiz.version,
        "seed": attempt.bytes,
        "state": "submitted",
        "language": language,
        "started_at": at - timedelta(minutes=12),
        "deadline": None,
        "submitted_at": at,
        "score": achieved,
        "points": sum(mark.points for mark in marks),
        "max_points": sum(mark.max_points for mark in marks),
        "passed": achieved >= quiz.pass_score,
    }


def _response_row(
    attempt: UUID, learner: UUID, question_id: str, given: Response, at: datetime
) -> dict[str, Any]:
    return {
        "attempt_id": attempt,
        "question_id": question_id,
        "learner_id": learner,
        "value": response_json(given),
        "number": 1,
        "receipt": "",
        "stored_at": at,
    }


def _mark_row(attempt: UUID, learner: UUID, mark: Mark) -> dict[str, Any]:
    return {
        "attempt_id": attempt,
        "question_id": mark.question_id,
        "learner_id": learner,
        "verdict": mark.verdict,
        "share": mark.share,
        "points": mark.points,
        "max_points": mark.max_points,
    }


def fill(database: Database, catalogue: Catalogue) -> None:
    random = Random(1)
    for name, size in (("small", SMALL), ("large", LARGE)):
        with database.writer.begin() as connection:
            _cohort, people = fill_cohort(connection, name, size, random)
        fill_attempts(database, catalogue.quizzes[QUIZ], people, random)
    analyse = "VACUUM ANALYZE" if database.dialect == "postgresql" else "ANALYZE"
    with database.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(analyse))


def add_admin(database: Database) -> UUID:
    admin = new_id()
    with database.writer.begin() as connection:
        connection.execute(insert(metadata.tables["account"]), account_row(admin, Random(2), "admin"))
    return admin


def bench(folder: Path, url: str) -> bool:
    """Fill, count, measure, print; tell whether the large cohort kept to its limit."""
    app = open_app(folder, url, PORT)
    database: Database = app.extensions["course_database"]
    catalogue = app.extensions["course_content"].catalogue()
    revisions.upgrade(database.writer)
    fill(database, catalogue)
    started = time.perf_counter()
    counted = count_new_attempts(database, catalogue)
    took = time.perf_counter() - started
    started = time.perf_counter()
    assert recount_quiz(database, catalogue, QUIZ)
    again = time.perf_counter() - started
    person = sign_in(app, database, add_admin(database))
    process = launch(folder, url, "gunicorn", PORT)
    try:
        wait_for_answer("/healthz", PORT)
        server = psutil.Process(process.pid)
        pages = {
            "the quiz with its questions": "/en/facilitate/{}/questions/" + QUIZ,
            "one question": "/en/facilitate/{}/questions/" + QUIZ + "/q7",
        }
        lines = [(name, *_compare(server, path, person.headers())) for name, path in pages.items()]
    finally:
        kill(process)
    _print(database, lines, counted, took, again)
    database.dispose()
    return all(large <= MOST * small for _name, small, large, *_cpu in lines)


def _compare(server: psutil.Process, path: str, headers: dict[str, str]) -> Iterator[float]:
    """Yield the milliseconds that a page takes in the small and in the large cohort, then the server's of both."""
    waits: dict[str, list[float]] = {"small": [], "large": []}
    used: dict[str, list[float]] = {"small": [], "large": []}
    for _round in range(ROUNDS):
        for cohort, waited in waits.items():
            cost = measure(server, PORT, get(path.format(cohort), headers), PAGES)
            waited.append(cost.wall_ms)
            used[cohort].append(cost.cpu_ms)
    yield from (statistics.median(found) for found in (*waits.values(), *used.values()))


def _print(database: Database, lines: list[Any], counted: int, took: float, again: float) -> None:
    print(f"\n### {database.dialect}, {datetime.now(UTC):%Y-%m-%d}\n")
    print(
        f"Adding {counted:,} attempts of {QUESTIONS} answers up: {took:.1f} s; anew from the facts: {again:.1f} s.\n"
    )
    print("| opened | cohort of 100 | cohort of 10,000 | ratio | processor time |\n|---|---:|---:|---:|---:|")
    for name, small, large, small_cpu, large_cpu in lines:
        cells = (
            f"{small:.1f} ms",
            f"{large:.1f} ms",
            f"{large / small:.2f}",
            f"{small_cpu:.1f}, {large_cpu:.1f} ms",
        )
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="course-bench-statistics-"))
    held = []
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        write_course(folder, 1, QUESTIONS)
        publish_course(folder)
        if options.database in {"sqlite", "both"}:
            held.append(bench(folder, f"sqlite:///{folder / 'course.sqlite3'}"))
        if options.database in {"postgresql", "both"}:
            held.append(bench(folder, stack.enter_context(postgres_database("course_bench_statistics"))))
    sys.exit(not all(held))


if __name__ == "__main__":
    main()
