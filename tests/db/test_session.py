"""What the database reports, and whether the same deed may succeed later."""

import pytest
from sqlalchemy.exc import OperationalError, ProgrammingError

from course.db.session import is_busy


class ReportedError(Exception):
    """What a driver raises."""

    def __init__(self, words, sqlstate=None):
        super().__init__(words)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    "reported",
    [
        ReportedError("database is locked"),
        ReportedError("deadlock detected", "40P01"),
        ReportedError("could not serialize access due to concurrent update", "40001"),
    ],
)
def test_who_lost_a_race_may_try_again(reported):
    assert is_busy(OperationalError("UPDATE", None, reported))


def test_a_fault_of_ours_is_not_taken_for_one_that_passes():
    assert not is_busy(ProgrammingError("SELEC", None, ReportedError("syntax error", "42601")))
    assert not is_busy(OperationalError("SELECT", None, ReportedError("no such table: attempt")))
