"""When a quiz is open and until when an attempt takes answers, also where clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest

from course.core.grading.windows import (
    Outage,
    Override,
    Terms,
    deadline_after_outages,
    deadline_of,
    effective_terms,
    moment_in,
    narrower_rules,
    start_reason,
)

OPENS = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
CLOSES = datetime(2027, 3, 31, 22, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def wall(*parts: int) -> datetime:
    """Return what a clock on the wall shows, without a zone."""
    return datetime(*parts)  # noqa: DTZ001 - meant


@pytest.mark.parametrize(
    ("written", "zone", "closing", "utc"),
    [
        (date(2027, 3, 1), "UTC", False, "2027-03-01T00:00"),
        (date(2027, 3, 1), "UTC", True, "2027-03-02T00:00"),
        (date(2027, 3, 1), "Africa/Dakar", False, "2027-03-01T00:00"),
        (date(2027, 3, 1), "America/Guayaquil", False, "2027-03-01T05:00"),
        (date(2027, 3, 1), "Asia/Kathmandu", False, "2027-02-28T18:15"),
        # In Madrid clocks go forward on 28 March 2027 at 2:00 and back on 31 October at 3:00.
        (date(2027, 3, 28), "Europe/Madrid", False, "2027-03-27T23:00"),
        (date(2027, 3, 28), "Europe/Madrid", True, "2027-03-28T22:00"),
        (date(2027, 10, 31), "Europe/Madrid", True, "2027-10-31T23:00"),
        (wall(2027, 3, 28, 1, 59), "Europe/Madrid", False, "2027-03-28T00:59"),
        (wall(2027, 3, 28, 2, 30), "Europe/Madrid", False, "2027-03-28T01:30"),
        (wall(2027, 3, 28, 2, 30), "Europe/Madrid", True, "2027-03-28T01:30"),
        (wall(2027, 3, 28, 3, 0), "Europe/Madrid", False, "2027-03-28T01:00"),
        (wall(2027, 10, 31, 2, 30), "Europe/Madrid", False, "2027-10-31T00:30"),
        (wall(2027, 10, 31, 2, 30), "Europe/Madrid", True, "2027-10-31T01:30"),
        (wall(2027, 10, 31, 3, 0), "Europe/Madrid", True, "2027-10-31T02:00"),
        # In Santiago the day of 5 September 2027 has no midnight.
        (date(2027, 9, 5), "America/Santiago", False, "2027-09-05T04:00"),
        (date(2027, 9, 4), "America/Santiago", True, "2027-09-05T04:00"),
    ],
)
def test_what_is_written_in_a_zone_is_one_moment(written, zone, closing, utc):
    assert moment_in(written, zone, closing=closing) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "begun", "reason"),
    [
        (OPENS - MINUTE, 0, "not_open"),
        (OPENS, 0, ""),
        (CLOSES - MINUTE, 0, ""),
        (CLOSES, 0, "closed"),
        (OPENS, 2, "used_up"),
        (CLOSES, 2, "closed"),
        (OPENS - MINUTE, 2, "not_open"),
    ],
)
def test_a_quiz_is_begun_only_in_its_window_and_within_its_attempts(now, begun, reason):
    terms = Terms(opens=OPENS, closes=CLOSES, attempts=2)

    assert start_reason(terms, begun=begun, now=now) == reason


def test_without_limits_a_quiz_is_always_open():
    assert start_reason(Terms(), begun=400, now=OPENS) == ""


@pytest.mark.parametrize(
    ("closes", "limit", "started", "deadline"),
    [
        (None, 0, OPENS, None),
        (None, 45, OPENS, OPENS + 45 * MINUTE),
        (CLOSES, 0, OPENS, CLOSES),
        (CLOSES, 45, OPENS, OPENS + 45 * MINUTE),
        (CLOSES, 45, CLOSES - 45 * MINUTE, CLOSES),
        (CLOSES, 45, CLOSES - 10 * MINUTE, CLOSES),
        # Minutes are minutes, whatever the clock on the wall does: begun at 1:45 in Madrid, 15 minutes before it jumps.
        (None, 60, datetime(2027, 3, 28, 0, 45, tzinfo=UTC), datetime(2027, 3, 28, 1, 45, tzinfo=UTC)),
        (None, 60, datetime(2027, 10, 31, 0, 45, tzinfo=UTC), datetime(2027, 10, 31, 1, 45, tzinfo=UTC)),
    ],
)
def test_the_deadline_is_the_time_and_never_beyond_the_window(closes, limit, started, deadline):
    assert deadline_of(Terms(closes=closes, time_limit=limit), started_at=started) == deadline


def rule(*, personal=False, **rules):
    return Override(personal=personal, **rules)


LATER = CLOSES + timedelta(days=7)
LATEST = CLOSES + timedelta(days=9)
QUIZ = Terms(opens=OPENS, closes=CLOSES, time_limit=30, attempts=2)


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ([], (OPENS, CLOSES, 30, 2)),
        ([rule(closes=LATER)], (OPENS, LATER, 30, 2)),
        ([rule(closes=LATER), rule(closes=LATEST)], (OPENS, LATEST, 30, 2)),
        ([rule(closes=LATEST), rule(personal=True, closes=LATER)], (OPENS, LATER, 30, 2)),
        ([rule(closes=LATER), rule(personal=True, time_limit=45)], (OPENS, LATER, 45, 2)),
        ([rule(opens=OPENS + MINUTE), rule(opens=OPENS - MINUTE)], (OPENS - MINUTE, CLOSES, 30, 2)),
        ([rule(time_limit=45), rule(time_limit=0)], (OPENS, CLOSES, 0, 2)),
        ([rule(attempts=3), rule(attempts=0)], (OPENS, CLOSES, 30, 0)),
        ([rule(attempts=5), rule(personal=True, attempts=1)], (OPENS, CLOSES, 30, 1)),
        ([rule(closes=LATER, expires_at=OPENS)], (OPENS, CLOSES, 30, 2)),
        ([rule(closes=LATER, expires_at=OPENS + MINUTE)], (OPENS, LATER, 30, 2)),
    ],
)
def test_personal_rules_come_before_those_of_cohorts_and_those_before_the_quizs_own(overrides, expected):
    terms = effective_terms(QUIZ, overrides, now=OPENS)

    assert (terms.opens, terms.closes, terms.time_limit, terms.attempts) == expected


def test_the_rules_that_count_are_named_once_and_personal_ones_first():
    cohort = rule(closes=LATER, attempts=4, told_reason="Storm")
    personal = rule(personal=True, time_limit=45)

    terms = effective_terms(QUIZ, [cohort, rule(closes=CLOSES), personal], now=OPENS)

    assert terms.because == (personal, cohort)


def minutes(number):
    return OPENS + number * MINUTE


@pytest.mark.parametrize(
    ("outages", "expected"),
    [
        ([], 30),
        ([(10, 20)], 40),
        ([(-20, 5)], 35),
        ([(-20, -5)], 30),
        ([(25, 60)], 65),
        ([(30, 60)], 30),
        ([(10, 20), (15, 25)], 45),
        ([(10, 20), (10, 20)], 40),
        ([(10, 20), (35, 45)], 50),
        ([(35, 45), (10, 20)], 50),
    ],
)
def test_the_clock_stands_still_in_an_outage_and_what_two_share_counts_once(outages, expected):
    found = deadline_after_outages(
        minutes(30), [Outage(minutes(begins), minutes(ends)) for begins, ends in outages], started_at=OPENS
    )

    assert found == minutes(expected)


def test_without_a_deadline_an_outage_makes_none():
    assert deadline_after_outages(None, [Outage(OPENS, minutes(9))], started_at=OPENS) is None


@pytest.mark.parametrize(
    ("own", "rule", "narrower"),
    [
        ({}, {"attempts": 6, "time_limit": 30}, ("time_limit", "attempts")),
        ({"attempts": 3, "time_limit": 20}, {"attempts": 2, "time_limit": 20}, ("attempts",)),
        ({"attempts": 3, "time_limit": 20}, {"attempts": 0, "time_limit": 25}, ()),
        ({"attempts": 3, "time_limit": 20}, {}, ()),
    ],
)
def test_a_rule_is_narrower_where_it_gives_less_than_the_quiz_and_no_limit_is_most(own, rule, narrower):
    assert narrower_rules(Terms(**own), Override(personal=False, **rule)) == narrower
