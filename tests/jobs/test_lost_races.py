"""A job whose transaction lost a race runs it again, and does not leave its work to the next minute."""

from datetime import timedelta

from sqlalchemy.exc import OperationalError

from course.jobs import finish_attempts, tell_results
from course.store.attempts.models import Attempt
from tests.attempts import begin, with_quiz
from tests.builders import add_person
from tests.conftest import NOON


class DeadlockError(Exception):
    """What PostgreSQL's driver raises to the one of two that it takes back."""

    sqlstate = "40P01"


def losing_once(deed):
    came = []

    def lose_once(*given, **named):
        came.append(1)
        if len(came) == 1:
            raise OperationalError("UPDATE", None, DeadlockError())
        return deed(*given, **named)

    return lose_once, came


def test_results_that_lost_a_race_are_told_at_once(app, database, monkeypatch):
    deed, came = losing_once(tell_results.tell_due_results)
    monkeypatch.setattr(tell_results, "tell_due_results", deed)

    assert tell_results.tell_due(app, now=NOON) == 0
    assert len(came) == 2


def test_an_attempt_that_lost_a_race_is_finished_at_once(app, session, database, catalogue, monkeypatch):
    attempt_id = begin(session, with_quiz(catalogue, time_limit=10), add_person(session))
    session.commit()
    deed, came = losing_once(finish_attempts.finish_overdue)
    monkeypatch.setattr(finish_attempts, "finish_overdue", deed)

    assert finish_attempts.finish_overdue_attempts(app, now=NOON + timedelta(hours=1)) == 1
    assert len(came) == 2
    session.expire_all()
    assert session.get(Attempt, attempt_id).state == "submitted"
