"""Fifty at once: starting, answering and submitting, with threads and transactions of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from course.core.content.load import open_build
from course.flows.check_answer import Check, check_form
from course.flows.count_attempts import count_new_attempts
from course.flows.store_answer import AnswerClash
from course.flows.store_form import Posted
from course.store.attempts.models import (
    Attempt,
    QuestionTally,
    QuestionTry,
    QuizResult,
    Response,
    ResponseEvent,
)
from course.store.attempts.operations import AttemptsUsedUp
from course.store.audit.models import AuditEvent
from tests.attempts import RIGHT, answer, begin, opened, place_of, raw_of, submit, with_quiz
from tests.builders import add_cohort, add_person, enrol
from tests.conftest import NOON

MANY = 50
pytestmark = pytest.mark.slow


@pytest.fixture
def database(own_database):
    return own_database


@pytest.fixture(scope="module")
def catalogue(published):
    return open_build(published / "builds")


@pytest.fixture
def learner(database, catalogue):
    with database.write_session() as session:
        amina = add_person(session)
        enrol(session, catalogue, add_cohort(session), amina)
    return amina


def at_once(database, deed):
    """Run a deed many times at once, each in a transaction of its own; return what came, errors included."""
    barrier = Barrier(MANY)

    def run(number):
        barrier.wait()
        try:
            with database.writing() as session:
                return deed(session, number)
        except (AttemptsUsedUp, AnswerClash) as problem:
            return problem

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(run, range(MANY)))


def number_of(database, table, *where):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table).where(*where))


def test_of_many_starts_one_attempt_opens(database, catalogue, learner):
    found = at_once(database, lambda session, number: begin(session, catalogue, learner, key=f"k{number}"))

    assert len(set(found)) == 1
    assert number_of(database, Attempt) == 1


def test_at_the_limit_no_second_attempt_opens(database, catalogue, learner):
    limited = with_quiz(catalogue, attempts=1)

    def start_and_submit(session, number):
        attempt_id = begin(session, limited, learner, key=f"k{number}")
        submit(session, limited, learner, attempt_id, {"pick-one": "hen"})
        return attempt_id

    found = at_once(database, start_and_submit)

    assert number_of(database, Attempt) == 1
    assert {type(one) for one in found} <= {AttemptsUsedUp, type(learner.id)}


def test_of_many_submissions_one_counts(database, catalogue, learner):
    with database.writing() as session:
        attempt_id = begin(session, catalogue, learner)

    at_once(database, lambda session, _: submit(session, catalogue, learner, attempt_id, RIGHT))

    count_new_attempts(database, catalogue)
    with database.reading() as session:
        tallies = session.scalars(select(QuestionTally.right)).all()
        result = session.scalars(select(QuizResult)).one()
    assert (result.attempts, result.score, tallies) == (1, 1.0, [1] * 6)
    assert number_of(database, AuditEvent, AuditEvent.action == "attempt.submitted") == 1


def test_the_same_answer_many_times_is_stored_once(database, catalogue, learner):
    with database.writing() as session:
        attempt_id = begin(session, catalogue, learner)

    found = at_once(
        database,
        lambda session, _: answer(session, catalogue, learner, attempt_id, "pick-one", "hen", key="k"),
    )

    assert len({one.receipt for one in found}) == 1
    assert number_of(database, ResponseEvent) == 1


def test_of_many_checks_of_one_question_one_is_a_try(database, catalogue, learner):
    checked = with_quiz(catalogue, feedback="interactive")
    with database.writing() as session:
        attempt_id = begin(session, checked, learner)
        attempt = opened(session, checked, learner, attempt_id)
        place = place_of(attempt, "pick-one")
        answers = {number: raw_of(attempt, "pick-one", ("dog", "bee")[number % 2]) for number in range(MANY)}

    at_once(
        database,
        lambda session, number: check_form(
            session,
            checked,
            learner_id=learner.id,
            quiz_slug="steps",
            attempt_id=attempt_id,
            posted=Posted({f"q{place}": answers[number]}),
            wanted=Check(place=place, number=1),
            language="en",
            now=NOON,
        ),
    )

    assert number_of(database, QuestionTry) == number_of(database, Response) == 1


def test_of_many_different_answers_one_is_stored_and_the_others_are_told(database, catalogue, learner):
    with database.writing() as session:
        attempt_id = begin(session, catalogue, learner)
    words = [f"answer {number}" for number in range(MANY)]

    found = at_once(
        database,
        lambda session, number: answer(
            session, catalogue, learner, attempt_id, "in-words", words[number], key=f"k{number}"
        ),
    )

    clashes = [one for one in found if isinstance(one, AnswerClash)]
    assert len(clashes) == MANY - 1
    assert len({one.stored.value for one in clashes}) == 1
    assert number_of(database, Response) == number_of(database, ResponseEvent) == 1


def test_learners_of_one_cohort_submit_together(database, catalogue):
    with database.write_session() as session:
        cohort = add_cohort(session)
        people = [add_person(session, f"Learner {number}") for number in range(MANY)]
        for person in people:
            enrol(session, catalogue, cohort, person)

    def take(session, number):
        attempt_id = begin(session, catalogue, people[number], now=NOON)
        submit(session, catalogue, people[number], attempt_id, {"pick-one": "dog"})

    at_once(database, take)

    count_new_attempts(database, catalogue)
    with database.reading() as session:
        wrong = session.scalars(
            select(QuestionTally.wrong).where(QuestionTally.question_id == "pick-one")
        ).all()
    assert wrong == [MANY]
