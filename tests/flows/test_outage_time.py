"""Time that outages took, given back to attempts whatever rules they were begun under."""

from datetime import timedelta

import pytest

from course.core.grading.windows import Outage
from course.core.ids import new_id
from course.flows.override_quiz import finish_override, make_override
from course.flows.record_outage import record_outage
from course.store.attempts.models import Attempt
from course.store.attempts.overrides import StoredOverride
from tests.attempts import begin, with_quiz
from tests.builders import add_cohort, add_person, enrol
from tests.conftest import NOON
from tests.statements import counted

MINUTE = timedelta(minutes=1)


@pytest.fixture
def timed(catalogue):
    return with_quiz(catalogue, time_limit=20)


@pytest.fixture
def place(session, timed):
    cohort, learner = add_cohort(session), add_person(session)
    enrol(session, timed, cohort, learner)
    return cohort, learner


def outage(session, cohort, begins, ends):
    lost = Outage(NOON + begins * MINUTE, NOON + ends * MINUTE, "Power cut")
    actor_id = add_person(session, role="facilitator").id
    return record_outage(session, cohort_id=cohort.id, outage=lost, actor_id=actor_id, now=lost.ends)


def override(session, course, cohort, **rules):
    none = dict.fromkeys(("learner_id", "opens", "closes", "time_limit", "attempts", "expires_at"))
    made = StoredOverride(
        **{**none, **rules},
        id=new_id(),
        quiz_slug="steps",
        cohort_id=cohort.id,
        reason="A storm",
        reason_told=False,
        made_at=NOON,
    )
    make_override(session, course, made, actor_id=None, now=NOON)
    return made


def minutes_of(session, attempt_id):
    session.expire_all()
    return (session.get(Attempt, attempt_id).deadline - NOON) / MINUTE


def test_an_attempt_begun_with_more_time_than_rules_give_now_gets_it_back(session, timed, place):
    cohort, learner = place
    made = override(session, timed, cohort, time_limit=60)
    attempt_id = begin(session, timed, learner)
    finish_override(session, timed, override_id=made.id, cohort_id=cohort.id, actor_id=None, now=NOON)

    moved = outage(session, cohort, 5, 15)

    assert (moved, minutes_of(session, attempt_id)) == (1, 70)


def test_what_two_outages_share_is_given_back_once(session, timed, place):
    cohort, learner = place
    attempt_id = begin(session, timed, learner)

    outage(session, cohort, 5, 15)
    outage(session, cohort, 10, 18)
    outage(session, cohort, 6, 9)

    assert minutes_of(session, attempt_id) == 33


def test_an_outage_that_two_cohorts_record_counts_once(session, timed, place):
    cohort, learner = place
    other = add_cohort(session, "Other")
    enrol(session, timed, other, learner)
    attempt_id = begin(session, timed, learner)

    moved = [outage(session, one, 5, 15) for one in (cohort, other)]

    assert (moved, minutes_of(session, attempt_id)) == ([1, 0], 30)


def test_an_outage_before_the_start_gives_nothing(session, timed, place):
    cohort, learner = place
    attempt_id = begin(session, timed, learner)

    moved = outage(session, cohort, -10, 0)

    assert (moved, minutes_of(session, attempt_id)) == (0, 20)


def test_an_override_keeps_the_time_that_an_outage_gave_back(session, timed, place):
    cohort, learner = place
    attempt_id = begin(session, timed, learner)
    outage(session, cohort, 5, 15)

    override(session, timed, cohort, time_limit=25)

    assert minutes_of(session, attempt_id) == 35


@pytest.mark.parametrize("deed", ["outage", "override"])
def test_a_large_cohort_costs_as_many_statements_as_a_small_one(app, session, timed, deed):
    cohorts = [add_cohort(session, "One"), add_cohort(session, "Many")]
    for cohort, size in zip(cohorts, (1, 12), strict=True):
        for _ in range(size):
            learner = add_person(session)
            enrol(session, timed, cohort, learner)
            begin(session, timed, learner)
    sent = []
    for cohort in cohorts:
        with counted(app) as statements:
            if deed == "outage":
                outage(session, cohort, 5, 15)
            else:
                override(session, timed, cohort, time_limit=45)
        sent.append(len(statements))

    assert sent[0] == sent[1]
