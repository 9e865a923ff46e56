"""Regrading while others do: hand in, apply the same regrade, order another; with transactions of their own."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from course.core.content.load import open_build
from course.flows.apply_regrade import apply_regrade, apply_regrade_chunk
from course.flows.count_attempts import count_new_attempts
from course.store.attempts.models import Attempt, QuestionTally, QuizResult
from course.store.outbox.models import OutboxMessage
from course.store.regrades.models import Regrade, RegradedLearner
from course.store.regrades.operations import RegradeInWork
from tests.attempts import RIGHT, WRONG, begin, submit
from tests.builders import add_cohort, add_person, enrol
from tests.conftest import NOON
from tests.races import together, within
from tests.regrades import hand_in, mended, order

LEARNERS = 12
NEARLY = {**RIGHT, "pick-one": "bee", "pairs": WRONG["pairs"]}
pytestmark = pytest.mark.slow


@pytest.fixture
def database(own_database):
    return own_database


@pytest.fixture(scope="module")
def catalogue(published):
    return open_build(published / "builds")


@pytest.fixture
def learners(database, catalogue):
    with database.write_session() as session:
        cohort = add_cohort(session)
        found = [add_person(session) for _ in range(LEARNERS)]
        for learner in found:
            enrol(session, catalogue, cohort, learner)
            hand_in(session, catalogue, learner, NEARLY)
        session.commit()
    return found


def test_handing_in_meanwhile_loses_nothing(database, catalogue, learners):
    bees = mended(catalogue, pick_one="bee")
    with database.writing() as session:
        attempts = [begin(session, catalogue, learner) for learner in learners]
        regrade_id = order(session, bees)

    def hand_in_again(learner, attempt_id):
        def deed():
            with database.writing() as session:
                submit(session, catalogue, learner, attempt_id, {"pick-one": "hen"})

        return deed

    together(
        lambda: apply_regrade(database, bees, regrade_id=regrade_id, now=NOON),
        *(hand_in_again(*each) for each in zip(learners, attempts, strict=True)),
    )

    with database.reading() as session:
        results = session.execute(select(QuizResult.score, QuizResult.attempts)).all()
    assert results == [(0.75, 2)] * LEARNERS


def test_two_workers_apply_it_once(database, catalogue, learners):
    bees = mended(catalogue, pick_one="bee")
    with database.writing() as session:
        regrade_id = order(session, bees)

    together(*[lambda: apply_regrade(database, bees, regrade_id=regrade_id, now=NOON)] * 3)

    count_new_attempts(database, bees)
    with database.reading() as session:
        tally = session.scalars(select(QuestionTally).where(QuestionTally.question_id == "pick-one")).one()
        assert (tally.right, tally.wrong) == (LEARNERS, 0)
        assert session.scalar(select(func.count()).select_from(RegradedLearner)) == LEARNERS
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == LEARNERS
        assert session.scalars(select(Regrade.counts)).one() == {"raised": LEARNERS}
        assert set(session.scalars(select(Attempt.score))) == {0.75}


def test_of_many_orders_at_once_one_is_taken(database, catalogue, learners):
    bees = mended(catalogue, pick_one="bee")

    def deed():
        try:
            with database.writing() as session:
                return order(session, bees, key=str(uuid4()))
        except RegradeInWork as problem:
            return problem

    found = together(*[deed] * 10)

    assert sum(isinstance(one, RegradeInWork) for one in found) == 9


@pytest.mark.parametrize("regrade_first", [True, False])
def test_an_attempt_begun_and_handed_in_meanwhile_counts_with_the_raised_one(
    database, catalogue, learners, regrade_first
):
    bees, learner = mended(catalogue, pick_one="bee"), learners[0]
    with database.writing() as session:
        regrade_id = order(session, bees)

    def regrades(session):
        apply_regrade_chunk(session, bees, regrade_id=regrade_id, now=NOON, size=LEARNERS + 1)

    def hands_in(session):
        submit(session, bees, learner, begin(session, bees, learner), {**RIGHT, "pick-one": "bee"})

    within(database, *((regrades, hands_in) if regrade_first else (hands_in, regrades)))

    with database.reading() as session:
        result = session.get(QuizResult, (learner.id, "steps"))
        assert (result.score, result.attempts, result.passed_at) == (1.0, 2, NOON)
