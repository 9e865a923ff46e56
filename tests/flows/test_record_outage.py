"""Outages of a cohort and of everybody, and withdrawing what was recorded by mistake."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from course.core.grading.windows import FAIR_GRACE, Outage
from course.core.problems import NotFound
from course.core.rules.actor import Actor
from course.flows.record_outage import outages_during, record_outage, withdraw_outage
from course.store.attempts.models import Attempt, QuizOutage
from course.store.audit.models import AuditEvent
from tests.attempts import begin, submit, with_quiz
from tests.builders import add_cohort, add_person, enrol
from tests.conftest import NOON
from tests.flows.test_override_quiz import override
from tests.statements import noted

MINUTE = timedelta(minutes=1)
NIGHT = Outage(NOON + 5 * MINUTE, NOON + 65 * MINUTE, "The server stood still")


@pytest.fixture
def course(catalogue):
    return with_quiz(catalogue, time_limit=120)


@pytest.fixture
def boss(session):
    return add_person(session, "Root", role="admin")


@pytest.fixture
def started(session, course):
    """Begin an attempt at noon, in a cohort or without one."""

    def run(cohort=None):
        learner = add_person(session)
        if cohort:
            enrol(session, course, cohort, learner)
        return learner, begin(session, course, learner)

    return run


def record(session, course, boss, cohort=None, outage=NIGHT, *, now=NOON + 66 * MINUTE):
    moved = record_outage(
        session, cohort_id=cohort.id if cohort else None, outage=outage, actor_id=boss.id, now=now
    )
    session.expire_all()
    return moved


def withdraw(session, course, boss, cohort=None, *, now=NOON + 70 * MINUTE, role="admin"):
    outage_id = session.scalars(select(QuizOutage.id).order_by(QuizOutage.id.desc())).first()
    moved = withdraw_outage(
        session,
        outage_id=outage_id,
        cohort_id=cohort.id if cohort else None,
        actor=Actor(account_id=boss.id, role=role),
        now=now,
    )
    session.expire_all()
    return moved


def minutes(session, attempt_id):
    """Return the deadline as minutes after noon."""
    session.expire_all()
    return (session.get(Attempt, attempt_id).deadline - NOON) / MINUTE


def read_by(session, learner, attempt_id):
    attempt = session.get(Attempt, attempt_id)
    return outages_during(
        session, learner_id=learner.id, started_at=attempt.started_at, deadline=attempt.deadline
    )


def test_a_learner_reads_no_outage_that_gave_nothing_beyond_another(session, course, boss, started):
    learner, attempt_id = started()
    record(session, course, boss)
    within = Outage(NOON + 10 * MINUTE, NOON + 60 * MINUTE, "Overlap")
    record(session, course, boss, outage=within, now=NOON + 67 * MINUTE)

    assert read_by(session, learner, attempt_id) == [NIGHT]


def test_an_outage_of_everybody_gives_time_in_cohorts_and_without_one(session, course, boss, started):
    alone, first = started()
    _enrolled, second = started(add_cohort(session))

    moved = record(session, course, boss)

    assert (moved, record(session, course, boss)) == (2, 0)
    assert (minutes(session, first), minutes(session, second)) == (180, 180)
    assert read_by(session, alone, first) == [NIGHT]


def test_what_a_cohort_and_everybody_share_counts_once(session, course, boss, started):
    cohort = add_cohort(session)
    _, attempt_id = started(cohort)

    record(session, course, boss, cohort)
    record(session, course, boss)

    assert minutes(session, attempt_id) == 180


def test_the_statements_do_not_grow_with_the_attempts(session, course, boss, started):
    counted = []
    for number in (1, 5):
        for _ in range(number):
            started()
        statements = []
        assert boss.id  # read again before it is counted
        with noted(session.bind, lambda statement, _parameters, to=statements: to.append(statement)):
            record(session, course, boss, outage=Outage(NOON, NOON + number * MINUTE, "Away"))
        counted.append(len(statements))

    assert counted[0] == counted[1]


def test_a_withdrawn_outage_gives_back_the_deadline_of_the_remaining_facts(session, course, boss, started):
    cohort = add_cohort(session)
    _, attempt_id = started(cohort)
    shorter = Outage(NOON + 5 * MINUTE, NOON + 15 * MINUTE, "Away")
    record(session, course, boss, cohort, shorter)
    record(session, course, boss)

    moved = withdraw(session, course, boss)

    assert (moved, minutes(session, attempt_id)) == (1, 130)


def test_who_counted_on_it_has_a_fair_while_from_now(session, course, boss, started):
    _, attempt_id = started()
    record(session, course, boss)

    withdraw(session, course, boss, now=NOON + 119 * MINUTE)

    assert minutes(session, attempt_id) == 119 + FAIR_GRACE / MINUTE


def test_a_deadline_that_is_nearer_than_the_grace_stays(session, course, boss, started):
    _, attempt_id = started()
    record(session, course, boss)

    moved = withdraw(session, course, boss, now=NOON + 170 * MINUTE)

    assert (moved, minutes(session, attempt_id)) == (0, 180)


def test_what_is_handed_in_stays(session, course, boss, started):
    learner, attempt_id = started()
    record(session, course, boss)
    submit(session, course, learner, attempt_id, now=NOON + 69 * MINUTE)

    moved = withdraw(session, course, boss)

    assert (moved, minutes(session, attempt_id)) == (0, 180)


def test_time_for_another_reason_is_not_taken_back(session, course, boss, started):
    cohort = add_cohort(session)
    learner, attempt_id = started(cohort)
    made = override(session, course, cohort, learner, time_limit=300)
    record(session, course, boss)
    from course.flows.override_quiz import finish_override

    finish_override(session, course, override_id=made.id, cohort_id=cohort.id, actor_id=boss.id, now=NOON)

    withdraw(session, course, boss)

    assert minutes(session, attempt_id) == 300


def test_it_stays_in_the_list_and_stands_in_the_log_and_tells_learners_nothing(
    session, course, boss, started
):
    learner, attempt_id = started()
    record(session, course, boss)

    first, second = withdraw(session, course, boss), withdraw(session, course, boss)

    row = session.scalars(select(QuizOutage)).one()
    assert (row.withdrawn_at, first, second) == (NOON + 70 * MINUTE, 1, 0)
    deeds = session.scalars(select(AuditEvent).where(AuditEvent.subject_id == str(row.id))).all()
    assert sorted(one.action for one in deeds) == ["outage.recorded", "outage.withdrawn"]
    times = {"begins": "2026-11-22T12:05+00:00", "ends": "2026-11-22T13:05+00:00", "for": "everybody"}
    assert [one.details for one in deeds] == [times, times]
    assert read_by(session, learner, attempt_id) == []


def test_withdrawn_by_mistake_it_is_recorded_again(session, course, boss, started):
    _, attempt_id = started()
    record(session, course, boss)
    withdraw(session, course, boss)

    assert record(session, course, boss) == 1
    assert minutes(session, attempt_id) == 180


def test_a_facilitator_withdraws_only_what_they_recorded(session, course, boss, started):
    cohort = add_cohort(session)
    started(cohort)
    other = add_person(session, "Other", role="facilitator")
    record(session, course, boss, cohort)

    with pytest.raises(NotFound):
        withdraw(session, course, other, cohort, role="facilitator")

    assert withdraw(session, course, boss, cohort, role="facilitator") == 1


def test_an_outage_of_everybody_is_not_withdrawn_from_a_cohort(session, course, boss):
    cohort = add_cohort(session)
    record(session, course, boss)

    with pytest.raises(NotFound):
        withdraw(session, course, boss, cohort)
