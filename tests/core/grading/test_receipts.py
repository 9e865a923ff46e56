from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from course.core.grading.receipts import receipt_code

ATTEMPT = UUID(int=1)
NOON = datetime(2026, 3, 2, 12, 0, 0, 250, tzinfo=UTC)


def test_a_receipt_is_the_same_for_the_same_facts():
    there = NOON.astimezone(timezone(timedelta(hours=-5)))

    assert receipt_code(ATTEMPT, "stock", NOON, '"a"') == receipt_code(ATTEMPT, "stock", there, '"a"')


@pytest.mark.parametrize(
    "other",
    [
        (UUID(int=2), "stock", NOON, '"a"'),
        (ATTEMPT, "flow", NOON, '"a"'),
        (ATTEMPT, "stock", NOON + timedelta(microseconds=1), '"a"'),
        (ATTEMPT, "stock", NOON, '"b"'),
    ],
)
def test_a_receipt_changes_with_each_fact(other):
    assert receipt_code(*other) != receipt_code(ATTEMPT, "stock", NOON, '"a"')


def test_a_receipt_has_eight_signs_that_nobody_mixes_up():
    codes = [receipt_code(UUID(int=number), "stock", NOON, '"a"') for number in range(500)]

    assert {len(code) for code in codes} == {8}
    assert set("".join(codes)) == set("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")


def test_a_receipt_needs_a_time_with_its_zone():
    with pytest.raises(ValueError, match="time zone"):
        receipt_code(ATTEMPT, "stock", NOON.replace(tzinfo=None), '"a"')
