"""Ten thousand attempts regraded: how long the dry run, applying and undoing take, and how long others wait.

`python -m bench.regrade`. Each learner of the small course has handed in one attempt; then a key is mended, by which
every second one is right. While the marks are written, another writer asks for the database again and again.
"""

import argparse
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text

from bench.people import SECRET
from course import create_app
from course.core.content.load import publish, read_course
from course.core.content.model import Catalogue
from course.db import revisions
from course.db.session import Database
from course.flows.apply_regrade import apply_regrade, order_regrade
from course.flows.plan_regrade import make_order, plan_regrade
from course.flows.undo_regrade import begin_undo_regrade, undo_regrade
from tests.attempts import RIGHT, WRONG
from tests.builders import add_cohort, add_person, enrol
from tests.regrades import hand_in, mended

FILES = Path(__file__).resolve().parent.parent / "tests" / "files" / "course"
BATCH = 250


class OtherWriter(threading.Thread):
    """Somebody who stores something small all the time, and how long they waited for it at most."""

    def __init__(self, database: Database) -> None:
        super().__init__(daemon=True)
        self.database, self.longest, self.ends = database, 0.0, threading.Event()

    def run(self) -> None:
        while not self.ends.is_set():
            began = time.monotonic()
            with self.database.writing() as session:
                session.execute(text("UPDATE account SET city = 'x' WHERE email = 'nobody'"))
            self.longest = max(self.longest, time.monotonic() - began)
            time.sleep(0.02)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=10_000)
    parser.add_argument(
        "--database", default="", help="an empty database; SQLite in a folder of its own without it"
    )
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="regrade-"))
    publish(read_course(FILES / "modules", FILES / "quizzes"), folder / "builds")
    url = given.database or f"sqlite:///{folder / 'course.sqlite3'}"
    app = create_app(instance_dir=folder, database_url=url, secret_key=SECRET, base_url="http://localhost")
    database: Database = app.extensions["course_database"]
    revisions.upgrade(database.writer)
    catalogue = app.extensions["course_content"].catalogue()
    _fill(database, catalogue, given.attempts)
    _measure(database, mended(catalogue, pick_one="bee"))
    database.dispose()
    shutil.rmtree(folder)


def _fill(database: Database, catalogue: Catalogue, attempts: int) -> None:
    session = database.write_session()
    cohort = add_cohort(session)
    for number in range(attempts):
        learner = add_person(session, f"Learner {number}")
        enrol(session, catalogue, cohort, learner)
        bee = {**RIGHT, "pick-one": "bee", "pairs": WRONG["pairs"]}
        hand_in(session, catalogue, learner, bee if number % 2 else RIGHT)
        if number % BATCH == 0:
            session.commit()
            session.expunge_all()
    session.commit()
    session.close()


def _measure(database: Database, catalogue: Catalogue) -> None:
    now = datetime.now(UTC)

    def dry_run() -> None:
        with database.reading() as session:
            order = make_order(session, catalogue, quiz_slug="steps", questions=["pick-one"])
            raised = sum(len(learner.raised) for learner in plan_regrade(session, order, now=now))
        print(f"{raised} attempts would be raised")

    _time("dry run", dry_run, database)
    with database.writing() as session:
        regrade_id, _learners = order_regrade(
            session,
            catalogue,
            quiz_slug="steps",
            questions=["pick-one"],
            because={"en": "Bees."},
            key=uuid4().hex,
            actor_id=None,
            now=now,
        )
    _time("apply", lambda: apply_regrade(database, catalogue, regrade_id=regrade_id, now=now), database)
    with database.writing() as session:
        begin_undo_regrade(session, regrade_id=regrade_id, actor_id=None, now=now)
    _time("undo", lambda: undo_regrade(database, catalogue, regrade_id=regrade_id, now=now), database)


def _time(name: str, deed: Callable[[], None], database: Database) -> None:
    other = OtherWriter(database)
    other.start()
    began = time.monotonic()
    deed()
    took = time.monotonic() - began
    other.ends.set()
    other.join()
    print(f"{name}: {took:.1f} s, another writer waited {other.longest:.2f} s at most", flush=True)


if __name__ == "__main__":
    main()
