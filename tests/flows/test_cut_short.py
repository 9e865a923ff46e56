"""Attempts whose time ran out in an outage that was recorded too late to give it back: another one is there for each."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from course.core.grading.windows import Outage
from course.core.rules.actor import Actor
from course.flows.quiz_terms import learner_terms
from course.flows.record_outage import record_outage, withdraw_outage
from course.flows.start_attempt import start_attempt
from course.store.attempts.models import Attempt, QuizOutage
from course.store.attempts.operations import AttemptsUsedUp
from tests.attempts import begin, finish_all_overdue, submit, with_quiz
from tests.builders import add_cohort, add_person, enrol
from tests.conftest import NOON

MINUTE = timedelta(minutes=1)
NIGHT = Outage(NOON + 5 * MINUTE, NOON + 65 * MINUTE, "The server stood still")
LATER = NOON + 70 * MINUTE


@pytest.fixture
def course(catalogue):
    return with_quiz(catalogue, time_limit=20, attempts=1)


@pytest.fixture
def learner(session):
    return add_person(session)


def record(session, *, cohort=None, outage=NIGHT, now=LATER):
    boss = add_person(session, role="admin")
    record_outage(session, cohort_id=cohort.id if cohort else None, outage=outage, actor_id=boss.id, now=now)
    return boss


def run_out(session, course, learner, **options):
    attempt_id = begin(session, course, learner, **options)
    finish_all_overdue(session, course, now=LATER)
    return attempt_id


def terms(session, course, learner, now=LATER):
    session.expire_all()
    return learner_terms(session, course.quizzes["steps"], learner_id=learner.id, now=now)


def again(session, course, learner, key="again"):
    return start_attempt(
        session, course, learner_id=learner.id, quiz_slug="steps", key=key, language="en", now=LATER
    )


def test_another_attempt_can_be_begun_and_is_the_last(session, course, learner):
    run_out(session, course, learner)
    with pytest.raises(AttemptsUsedUp), session.begin_nested():
        again(session, course, learner)

    record(session)

    found = terms(session, course, learner)
    assert found.attempts == 2
    assert [(one.number, one.reason) for one in found.given_back] == [(1, "The server stood still")]
    attempt_id = again(session, course, learner)
    session.flush()
    submit(session, course, learner, attempt_id, {}, now=LATER)
    with pytest.raises(AttemptsUsedUp), session.begin_nested():
        again(session, course, learner, key="once more")


def test_time_that_was_given_back_is_not_given_twice(session, course, learner):
    begin(session, course, learner)
    short = Outage(NOON + 5 * MINUTE, NOON + 9 * MINUTE, "A short one")
    record(session, outage=short, now=NOON + 10 * MINUTE)
    finish_all_overdue(session, course, now=NOON + 200 * MINUTE)

    assert terms(session, course, learner, NOON + 200 * MINUTE).attempts == 1


def test_who_handed_in_gets_nothing(session, course, learner):
    submit(session, course, learner, begin(session, course, learner), {}, now=NOON + MINUTE)

    record(session)

    assert terms(session, course, learner).attempts == 1


@pytest.mark.parametrize(
    "outage",
    [Outage(NOON - 60 * MINUTE, NOON, "Before"), Outage(NOON + 20 * MINUTE, NOON + 60 * MINUTE, "After")],
)
def test_an_outage_before_or_after_the_attempt_gives_nothing(session, course, learner, outage):
    run_out(session, course, learner)

    record(session, outage=outage)

    assert terms(session, course, learner).attempts == 1


def test_another_cohort_s_outage_gives_nothing_and_one_s_own_does(session, course, learner):
    own, other = add_cohort(session), add_cohort(session, "Other", slug="other")
    enrol(session, course, own, learner)
    run_out(session, course, learner)

    record(session, cohort=other)
    assert terms(session, course, learner).attempts == 1
    record(session, cohort=own)
    assert terms(session, course, learner).attempts == 2


def test_a_withdrawn_outage_gives_no_attempt(session, course, learner):
    run_out(session, course, learner)
    boss = record(session)
    withdraw_outage(
        session,
        outage_id=session.scalars(select(QuizOutage.id)).one(),
        cohort_id=None,
        actor=Actor(account_id=boss.id, role="admin"),
        now=LATER,
    )

    assert terms(session, course, learner).attempts == 1


def test_without_a_limit_nothing_is_counted(session, catalogue, learner):
    course = with_quiz(catalogue, time_limit=20)
    attempt_id = run_out(session, course, learner)
    assert session.get(Attempt, attempt_id).state == "submitted"

    record(session)

    assert terms(session, course, learner).attempts == 0
    assert terms(session, course, learner).given_back == ()
