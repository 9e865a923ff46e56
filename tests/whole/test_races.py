"""Fifty at once: the database decides, and everybody gets the same answer."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from course.core.content.load import open_build
from course.core.content.model import Catalogue
from course.core.problems import CourseProblem
from course.db import revisions
from course.db.session import Database, retried
from course.flows.enrol_learner import enrol_learner
from course.flows.start_attempt import start_attempt
from course.flows.store_answer import store_answer
from course.flows.store_form import Posted
from course.flows.submit_attempt import submit_attempt
from course.store.accounts.models import Account
from course.store.accounts.operations import find_or_add_person
from course.store.attempts.models import Attempt, QuestionMark, ResponseEvent
from course.store.audit.models import AuditEvent
from course.store.cohorts.models import Cohort, Enrolment
from course.store.cohorts.operations import CohortFull
from course.store.outbox.models import OutboxMessage
from course.store.outbox.operations import queue_mail
from tests.builders import add_cohort, add_person
from tests.conftest import HAS_POSTGRES, NOON, drop_postgres_database, make_postgres_database

pytestmark = pytest.mark.slow
CROWD = 50


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of its own, where commits are real."""
    if request.param == "postgresql" and not HAS_POSTGRES:
        pytest.skip("PostgreSQL does not answer")
    url = f"sqlite:///{tmp_path / 'race.sqlite3'}" if request.param == "sqlite" else make_postgres_database()
    found = Database(url)
    revisions.upgrade(found.writer)
    yield found
    found.dispose()
    if request.param == "postgresql":
        drop_postgres_database(url)


@pytest.fixture
def content(published: Path) -> Catalogue:
    return open_build(published / "builds")


def at_once(database: Database, deed: Callable[[Any, int], Any], number: int = CROWD) -> list[Any]:
    """Run a deed in many threads that begin together, each in a transaction of its own; return what each got."""
    barrier = threading.Barrier(min(number, 16))

    @retried
    def attempt(index: int) -> Any:
        with database.writing() as session:
            return deed(session, index)

    def one(index: int) -> Any:
        if index < 16:
            barrier.wait(10)
        try:
            return attempt(index)
        except CourseProblem as problem:
            return problem

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(one, range(number)))


def count(database: Database, model: Any, *conditions: Any) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def a_learner(database: Database) -> Any:
    with database.writing() as session:
        return add_person(session, f"Learner {uuid4().hex[:6]}").id


def test_one_address_asked_for_at_once_is_one_account_one_enrolment_one_mail(database, content):
    with database.writing() as session:
        cohort_id = add_cohort(session).id

    def join(session: Any, index: int) -> Any:
        address = ["amina@example.org", "AMINA@example.org", " amina@example.org "][index % 3]
        learner_id, _ = find_or_add_person(session, email=address, display_name="Amina", now=NOON)
        enrol_learner(
            session,
            content,
            cohort_id=cohort_id,
            learner_id=learner_id,
            source="import",
            actor_id=None,
            now=NOON,
        )
        queue_mail(
            session,
            account_id=learner_id,
            template="invitation",
            payload={},
            key=f"invitation:{cohort_id}:{learner_id}",
            now=NOON,
        )
        return learner_id

    got = at_once(database, join)

    assert len(set(got)) == 1
    assert count(database, Account) == 1
    assert count(database, Enrolment) == 1
    assert count(database, OutboxMessage) == 1
    with database.reading() as session:
        assert session.scalar(select(Cohort.seats_taken)) == 1


def test_no_more_get_in_than_there_are_seats(database, content):
    with database.writing() as session:
        cohort_id = add_cohort(session, seats=5).id
        learners = [add_person(session, f"Learner {number}").id for number in range(CROWD)]

    def join(session: Any, index: int) -> bool:
        return enrol_learner(
            session,
            content,
            cohort_id=cohort_id,
            learner_id=learners[index],
            source="code",
            actor_id=None,
            now=NOON,
        )

    got = at_once(database, join)

    assert sum(result is True for result in got) == 5
    assert sum(isinstance(result, CohortFull) for result in got) == CROWD - 5
    assert count(database, Enrolment) == 5


def test_starting_at_once_opens_one_attempt(database, content):
    learner_id = a_learner(database)

    def start(session: Any, index: int) -> Any:
        return start_attempt(
            session,
            content,
            learner_id=learner_id,
            quiz_slug="steps",
            key=f"start-{index}",
            language="en",
            now=NOON,
        )

    got = at_once(database, start)

    assert len(set(got)) == 1
    assert count(database, Attempt) == 1


def test_a_limit_of_one_attempt_holds(database, content):
    limited = replace(content, quizzes={"steps": replace(content.quizzes["steps"], attempts=1)})
    learner_id = a_learner(database)

    def go(session: Any, index: int) -> Any:
        attempt_id = start_attempt(
            session,
            limited,
            learner_id=learner_id,
            quiz_slug="steps",
            key=f"go-{index}",
            language="en",
            now=NOON,
        )
        submit_attempt(
            session,
            limited,
            learner_id=learner_id,
            quiz_slug="steps",
            attempt_id=attempt_id,
            posted=Posted({}),
            language="en",
            now=NOON,
        )
        return attempt_id

    at_once(database, go)

    assert count(database, Attempt) == 1


def test_submitting_at_once_submits_once(database, content):
    learner_id = a_learner(database)
    with database.writing() as session:
        attempt_id = start_attempt(
            session, content, learner_id=learner_id, quiz_slug="steps", key="one", language="en", now=NOON
        )

    def submit(session: Any, _index: int) -> bool:
        state = submit_attempt(
            session,
            content,
            learner_id=learner_id,
            quiz_slug="steps",
            attempt_id=attempt_id,
            posted=Posted({"q1": None}),
            language="en",
            now=NOON,
        )
        return state.submitted

    got = at_once(database, submit)

    assert got == [True] * CROWD
    assert count(database, QuestionMark, QuestionMark.attempt_id == attempt_id) == 6
    assert count(database, AuditEvent, AuditEvent.action == "attempt.submitted") == 1


def test_one_answer_sent_many_times_is_stored_once_and_gives_one_receipt(database, content):
    learner_id = a_learner(database)
    with database.writing() as session:
        attempt_id = start_attempt(
            session, content, learner_id=learner_id, quiz_slug="steps", key="one", language="en", now=NOON
        )
        position = _true_false_position(session, content, attempt_id, learner_id)

    def store(session: Any, _index: int) -> str:
        return store_answer(
            session,
            content,
            learner_id=learner_id,
            quiz_slug="steps",
            attempt_id=attempt_id,
            question=position,
            raw="true",
            key="the-same-answer",
            seen=0,
            language="en",
            now=NOON,
        ).receipt

    got = at_once(database, store)

    assert len(set(got)) == 1, set(got)
    assert count(database, ResponseEvent) == 1


def _true_false_position(session: Any, content: Catalogue, attempt_id: Any, learner_id: Any) -> str:
    from course.core.grading.questions import TrueFalse
    from course.flows.store_answer import attempt_questions, lock_attempt

    row = lock_attempt(session, content, attempt_id=attempt_id, learner_id=learner_id, quiz_slug="steps")
    questions = attempt_questions(content, row).questions
    return f"q{1 + next(at for at, one in enumerate(questions) if isinstance(one, TrueFalse))}"
