"""What can be recorded as an outage and given as other rules: the same limits at every door."""

from datetime import UTC, date, datetime, timedelta

import pytest

from course.core.grading.window_limits import (
    ATTEMPTS_MOST,
    LONGEST_OUTAGE,
    MINUTES_MOST,
    REASON_MAX,
    is_near,
    outage_faults,
    override_faults,
)
from course.core.grading.windows import Outage, Override

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def names(faults):
    return [(fault.name, fault.code) for fault in faults]


@pytest.mark.parametrize(
    ("begins", "ends", "reason", "found"),
    [
        (NOON - HOUR, NOON, "Power cut", []),
        (NOON - LONGEST_OUTAGE, NOON, "Power cut", []),
        (NOON - LONGEST_OUTAGE - HOUR, NOON, "Power cut", [("ends", "outage_too_long")]),
        (NOON - HOUR, NOON + HOUR, "Power cut", [("ends", "outage_to_come")]),
        (NOON, NOON - HOUR, "Power cut", [("ends", "outage_ends_first")]),
        (NOON, NOON, "", [("ends", "outage_ends_first"), ("reason", "outage_without_reason")]),
        (NOON - HOUR, NOON, "x" * (REASON_MAX + 1), [("reason", "words_too_long")]),
        (
            datetime(1, 1, 1, tzinfo=UTC),
            datetime(1, 1, 1, 1, tzinfo=UTC),
            "x",
            [("begins", "moment_too_far"), ("ends", "moment_too_far")],
        ),
    ],
)
def test_an_outage_is_over_not_too_long_and_has_a_reason(begins, ends, reason, found):
    assert names(outage_faults(Outage(begins, ends, reason), now=NOON)) == found


@pytest.mark.parametrize(
    ("rules", "reason", "found"),
    [
        ({"opens": NOON, "closes": NOON + HOUR, "time_limit": MINUTES_MOST, "attempts": 0}, "A storm", []),
        ({"opens": NOON, "closes": NOON}, "A storm", [("closes", "override_closes_first")]),
        (
            {"time_limit": MINUTES_MOST + 1, "attempts": ATTEMPTS_MOST + 1},
            " ",
            [
                ("time_limit", "override_minutes"),
                ("attempts", "override_attempts"),
                ("reason", "override_without_reason"),
            ],
        ),
        (
            {"time_limit": -1, "attempts": -1},
            "x",
            [("time_limit", "override_minutes"), ("attempts", "override_attempts")],
        ),
        ({"expires_at": datetime(9999, 1, 1, tzinfo=UTC)}, "x", [("expires_at", "moment_too_far")]),
        ({"expires_at": NOON, "attempts": 2}, "x", [("expires_at", "override_expired")]),
        ({"closes": datetime(2200, 1, 1, tzinfo=UTC)}, "x", []),
    ],
)
def test_other_rules_are_in_order_within_bounds_and_have_a_reason(rules, reason, found):
    assert names(override_faults(Override(personal=False, **rules), reason, now=NOON)) == found


@pytest.mark.parametrize(("year", "near"), [(1999, False), (2000, True), (2199, True), (2200, False)])
def test_days_of_two_centuries_are_near(year, near):
    assert is_near(date(year, 6, 1)) is near
