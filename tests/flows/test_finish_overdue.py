"""Submitting what learners left open when its time ran out."""

from datetime import timedelta

from sqlalchemy import select

from course.flows.finish_overdue import find_overdue, finish_overdue
from course.flows.store_answer import GRACE
from course.store.attempts.models import Attempt, QuestionMark
from course.store.progress.models import CohortProgress
from tests.attempts import answer, begin, finish_all_overdue, submit, with_quiz
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

    done = finish_all_overdue(session, limited, now=END + timedelta(days=1))

    row = session.get(Attempt, attempt_id)
    session.refresh(row)
    assert done
    assert (row.state, row.submitted_at, row.points) == ("submitted", END, 1.0)


def test_what_is_found_is_the_longest_overdue_and_is_found_once(session, catalogue):
    _, limited, later = overdue(session, catalogue)
    _, _, first = overdue(session, catalogue, "Bilal")
    session.get(Attempt, first).deadline -= timedelta(minutes=1)
    session.flush()
    late = END + timedelta(days=1)

    assert [one.id for one in find_overdue(session, now=late, limit=5)] == [first, later]
    assert [one.id for one in find_overdue(session, now=late, limit=1)] == [first]
    assert [one.id for one in find_overdue(session, now=late, limit=5, but={first})] == [later]
    assert [finish_all_overdue(session, limited, now=late) for _ in range(2)] == [2, 0]


def test_what_was_found_and_then_given_more_time_stays_open(session, catalogue):
    _, limited, attempt_id = overdue(session, catalogue)
    late = END + timedelta(days=1)
    (found,) = find_overdue(session, now=late, limit=5)
    session.get(Attempt, attempt_id).deadline = late
    session.flush()

    finish_overdue(session, limited, found, now=late)

    assert session.get(Attempt, attempt_id).state == "open"


def test_what_was_found_and_then_handed_in_is_left_as_it_is(session, catalogue):
    learner, limited, attempt_id = overdue(session, catalogue)
    late = END + timedelta(days=1)
    (found,) = find_overdue(session, now=late, limit=5)
    submit(session, limited, learner, attempt_id, {}, now=late)
    session.flush()
    marks = session.scalars(select(QuestionMark).where(QuestionMark.attempt_id == attempt_id)).all()

    finish_overdue(session, limited, found, now=late + timedelta(hours=1))

    session.expire_all()
    assert session.get(Attempt, attempt_id).submitted_at == END
    assert session.scalars(select(QuestionMark).where(QuestionMark.attempt_id == attempt_id)).all() == marks


def test_within_the_grace_nothing_is_taken_away(session, catalogue):
    _, limited, attempt_id = overdue(session, catalogue)

    done = finish_all_overdue(session, limited, now=END + GRACE)

    assert not done
    assert session.get(Attempt, attempt_id).state == "open"


def test_an_attempt_without_a_limit_stays_open(session, catalogue):
    begin(session, catalogue, add_person(session))

    assert not finish_all_overdue(session, catalogue, now=NOON + timedelta(days=400))


def test_the_server_finishing_an_attempt_is_no_visit_of_the_learner(session, catalogue):
    learner, limited, _ = overdue(session, catalogue)
    enrol(session, limited, add_cohort(session), learner)

    finish_all_overdue(session, limited, now=END + timedelta(days=1))

    line = session.scalars(select(CohortProgress)).one()
    assert line.last_active_at is None
