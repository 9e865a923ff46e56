"""Other dates, time and attempts at a quiz, for one learner or a cohort."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from course.core.ids import new_id
from course.core.problems import NotFound
from course.flows.override_quiz import OverrideEmpty, finish_override, make_override
from course.flows.start_attempt import QuizClosed
from course.store.attempts.models import Attempt
from course.store.attempts.operations import AttemptsUsedUp
from course.store.attempts.overrides import StoredOverride
from course.store.audit.models import AuditEvent
from tests.attempts import begin, submit, with_quiz
from tests.builders import add_cohort, add_person, enrol
from tests.conftest import NOON

HOUR = timedelta(hours=1)


@pytest.fixture
def place(session, catalogue):
    cohort, learner = add_cohort(session), add_person(session)
    enrol(session, catalogue, cohort, learner)
    return cohort, learner


def override(session, catalogue, cohort, learner=None, *, now=NOON, **rules):
    given = {"opens": None, "closes": None, "time_limit": None, "attempts": None, "expires_at": None} | rules
    made = StoredOverride(
        id=new_id(),
        quiz_slug="steps",
        cohort_id=cohort.id,
        learner_id=learner.id if learner else None,
        reason="A storm",
        reason_told=False,
        made_at=now,
        **given,
    )
    make_override(session, catalogue, made, actor_id=add_person(session, "Farid").id, now=now)
    return made


def deadline(session, attempt_id):
    session.expire_all()
    return session.get(Attempt, attempt_id).deadline


def test_a_cohorts_own_close_lets_its_learners_begin_and_nobody_else(session, catalogue, place):
    cohort, learner = place
    closed = with_quiz(catalogue, closes=(NOON - HOUR).isoformat())
    override(session, closed, cohort, closes=NOON + HOUR)

    attempt_id = begin(session, closed, learner)

    assert deadline(session, attempt_id) == NOON + HOUR
    with pytest.raises(QuizClosed):
        begin(session, closed, add_person(session, "Bilal"))


def test_more_attempts_are_kept_by_the_database_too(session, catalogue, place):
    cohort, learner = place
    limited = with_quiz(catalogue, attempts=1)
    override(session, limited, cohort, learner, attempts=2)

    for _ in range(2):
        submit(session, limited, learner, begin(session, limited, learner))

    with pytest.raises(AttemptsUsedUp):
        begin(session, limited, learner)


def test_more_time_acts_on_an_open_attempt_and_less_time_does_not(session, catalogue, place):
    cohort, learner = place
    limited = with_quiz(catalogue, time_limit=20)
    attempt_id = begin(session, limited, learner)

    override(session, limited, cohort, learner, time_limit=5)
    shorter = deadline(session, attempt_id)
    override(session, limited, cohort, learner, time_limit=45)
    longer = deadline(session, attempt_id)

    assert shorter == NOON + timedelta(minutes=20)
    assert longer == NOON + timedelta(minutes=45)


def test_what_is_ended_acts_no_more_and_open_attempts_keep_their_time(session, catalogue, place):
    cohort, learner = place
    limited = with_quiz(catalogue, time_limit=20)
    made = override(session, limited, cohort, time_limit=45)
    attempt_id = begin(session, limited, learner)
    who = {"actor_id": learner.id, "now": NOON}

    finish_override(session, limited, override_id=made.id, cohort_id=cohort.id, **who)

    assert deadline(session, attempt_id) == NOON + timedelta(minutes=45)
    submit(session, limited, learner, attempt_id)
    assert deadline(session, begin(session, limited, learner)) == NOON + timedelta(minutes=20)
    with pytest.raises(NotFound):
        finish_override(session, limited, override_id=made.id, cohort_id=cohort.id, **who)
    actions = session.scalars(select(AuditEvent.action)).all()
    assert {"quiz_override.made", "quiz_override.ended"} <= set(actions)


def test_the_log_tells_the_rules_that_were_given_and_not_the_reason(session, catalogue, place):
    cohort, learner = place
    override(session, catalogue, cohort, learner, closes=NOON + HOUR, attempts=0)

    told = session.scalars(select(AuditEvent.details).where(AuditEvent.action == "quiz_override.made")).one()

    assert told == {"quiz": "steps", "closes": "2026-11-22T13:00+00:00", "attempts": 0}


def test_an_override_of_another_cohort_cannot_be_ended(session, catalogue, place):
    cohort, learner = place
    made = override(session, catalogue, cohort, attempts=3)
    other = add_cohort(session, "Other")

    with pytest.raises(NotFound):
        finish_override(
            session, catalogue, override_id=made.id, cohort_id=other.id, actor_id=learner.id, now=NOON
        )


def test_a_later_close_moves_the_moment_at_which_a_held_result_is_told(session, catalogue, place):
    cohort, learner = place
    closing = with_quiz(catalogue, release="at-close", closes=(NOON + HOUR).isoformat())
    attempt_id = begin(session, closing, learner)
    submit(session, closing, learner, attempt_id)

    override(session, closing, cohort, closes=NOON + 5 * HOUR)

    session.expire_all()
    assert session.get(Attempt, attempt_id).held_until == NOON + 5 * HOUR


def test_an_override_of_nothing_is_refused(session, catalogue, place):
    cohort, _ = place

    with pytest.raises(OverrideEmpty):
        override(session, catalogue, cohort)
