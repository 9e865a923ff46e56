"""Submitting what learners left open when its time ran out."""

from datetime import timedelta

from course.flows.finish_overdue import finish_overdue
from course.flows.store_answer import GRACE
from course.store.attempts.models import Attempt
from tests.attempts import answer, begin, with_quiz
from tests.builders import add_cohort, add_person, enrol
from tests.conftest import NOON

END = NOON + timedelta(minutes=20)


def overdue(session, catalogue, name="Amina"):
    learner = add_person(session, name)
    limited = with_quiz(catalogue, time_limit=20)
    attempt_id = begin(session, limited, learner)
    answer(session, limited, learner, attempt_id, "pick-one", "hen", now=END)
    return learner, limited, attempt_id


def test_an_abandoned_attempt_is_submitted_as_of_its_deadline(session, catalogue):
    _, limited, attempt_id = overdue(session, catalogue)

    done = finish_overdue(session, limited, now=END + timedelta(days=1))

    row = session.get(Attempt, attempt_id)
    session.refresh(row)
    assert done
    assert (row.state, row.submitted_at, row.points) == ("submitted", END, 1.0)


def test_each_call_takes_one_until_there_is_none(session, catalogue):
    _, limited, _ = overdue(session, catalogue)
    overdue(session, catalogue, "Bilal")
    late = END + timedelta(days=1)

    found = [finish_overdue(session, limited, now=late) for _ in range(3)]

    assert found == [True, True, False]


def test_within_the_grace_nothing_is_taken_away(session, catalogue):
    _, limited, attempt_id = overdue(session, catalogue)

    done = finish_overdue(session, limited, now=END + GRACE)

    assert not done
    assert session.get(Attempt, attempt_id).state == "open"


def test_an_attempt_without_a_limit_stays_open(session, catalogue):
    begin(session, catalogue, add_person(session))

    assert not finish_overdue(session, catalogue, now=NOON + timedelta(days=400))


def test_the_server_finishing_an_attempt_is_no_visit_of_the_learner(session, catalogue):
    from sqlalchemy import select

    from course.store.progress.models import CohortProgress

    learner, limited, _ = overdue(session, catalogue)
    enrol(session, limited, add_cohort(session), learner)

    finish_overdue(session, limited, now=END + timedelta(days=1))

    line = session.scalars(select(CohortProgress)).one()
    assert line.last_active_at is None
