"""A job whose transaction lost a race runs it again, and does not leave its work to the next minute."""

import pytest
from sqlalchemy.exc import OperationalError

from course.jobs import finish_attempts, tell_results
from tests.conftest import NOON


class DeadlockError(Exception):
    """What PostgreSQL's driver raises to the one of two that it takes back."""

    sqlstate = "40P01"


@pytest.mark.parametrize(
    ("module", "deed", "job", "nothing"),
    [
        (tell_results, "tell_due_results", tell_results.tell_due, 0),
        (finish_attempts, "finish_overdue", finish_attempts.finish_overdue_attempts, False),
    ],
)
def test_a_lost_race_is_run_again(app, database, monkeypatch, module, deed, job, nothing):
    came = []

    def lose_once(*_given, **_named):
        came.append(1)
        if len(came) == 1:
            raise OperationalError("UPDATE", None, DeadlockError())
        return nothing

    monkeypatch.setattr(module, deed, lose_once)

    assert job(app, now=NOON) == 0
    assert len(came) == 2
