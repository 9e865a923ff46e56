"""Finishing overdue attempts: one that cannot be finished stops no other."""

from datetime import timedelta

from sqlalchemy import delete, select

from course.flows import finish_overdue
from course.jobs import finish_attempts
from course.jobs.finish_attempts import finish_overdue_attempts
from course.store.attempts.models import Attempt
from tests.attempts import begin, with_quiz
from tests.builders import add_person
from tests.conftest import NOON


def test_an_attempt_that_cannot_be_finished_stops_no_other(app, session, database, catalogue, monkeypatch):
    timed = with_quiz(catalogue, time_limit=10)
    broken, whole = (begin(session, timed, add_person(session)) for _ in range(2))
    session.get(Attempt, broken).deadline -= timedelta(minutes=1)  # so it is the first to be finished
    session.commit()
    finish = finish_overdue.finish_if_overdue

    def fail_at_one(session, catalogue, found, **rest):
        if found.id == broken:
            raise ValueError("the stored quiz cannot be read")
        return finish(session, catalogue, found, **rest)

    monkeypatch.setattr(finish_overdue, "finish_if_overdue", fail_at_one)

    finished = finish_overdue_attempts(app, now=NOON + timedelta(hours=1))

    session.expire_all()
    assert finished == 1
    assert dict(session.execute(select(Attempt.id, Attempt.state)).all()) == {
        broken: "open",
        whole: "submitted",
    }


def test_an_attempt_that_was_erased_after_it_was_found_is_no_error(
    app, session, database, catalogue, monkeypatch
):
    attempt_id = begin(session, with_quiz(catalogue, time_limit=10), add_person(session))
    session.commit()
    find = finish_attempts.find_overdue

    def erase_what_is_found(*args, **rest):
        found = find(*args, **rest)
        with database.writing() as other:
            other.execute(delete(Attempt).where(Attempt.id == attempt_id))
        return found

    told: list[str] = []
    monkeypatch.setattr(finish_attempts, "find_overdue", erase_what_is_found)
    monkeypatch.setattr(
        finish_attempts.log, "exception", lambda event, **_: told.append(event), raising=False
    )

    finish_overdue_attempts(app, now=NOON + timedelta(hours=1))

    assert told == []
