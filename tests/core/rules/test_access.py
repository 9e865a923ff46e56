from datetime import date

import pytest

from course.core.rules.access import JoinVerdict, is_open, may_join

FIRST, LAST = date(2026, 3, 2), date(2026, 5, 10)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "today", "expected"),
    [
        (FIRST, LAST, date(2026, 3, 1), False),
        (FIRST, LAST, FIRST, True),
        (FIRST, LAST, LAST, True),
        (FIRST, LAST, date(2026, 5, 11), False),
        (None, LAST, date(2020, 1, 1), True),
        (FIRST, None, date(2030, 1, 1), True),
        (None, None, date(2030, 1, 1), True),
    ],
)
def test_a_cohort_is_open_from_its_first_to_its_last_day(starts_on, ends_on, today, expected):
    assert is_open(starts_on, ends_on, today) is expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, JoinVerdict(allowed=True)),
        ({"places": None, "taken": 900}, JoinVerdict(allowed=True)),
        ({"taken": 34}, JoinVerdict(allowed=True)),
        ({"taken": 35}, JoinVerdict(allowed=False, reason="full")),
        ({"taken": 36}, JoinVerdict(allowed=False, reason="full")),
        ({"places": 0, "taken": 0}, JoinVerdict(allowed=False, reason="full")),
        ({"closed": True, "taken": 35}, JoinVerdict(allowed=False, reason="closed")),
        ({"today": date(2026, 3, 1), "taken": 35}, JoinVerdict(allowed=False, reason="not_started")),
        ({"today": date(2026, 5, 11), "taken": 35}, JoinVerdict(allowed=False, reason="ended")),
    ],
)
def test_joining_says_why_not(change, expected):
    facts = {"closed": False, "starts_on": FIRST, "ends_on": LAST, "places": 35, "taken": 3, "today": FIRST}

    assert may_join(**facts | change) == expected
