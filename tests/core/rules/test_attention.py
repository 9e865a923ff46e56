from datetime import UTC, date, datetime, timedelta

import pytest

from course.core.rules.attention import EnrolmentFacts, attention_reasons

START = date(2026, 3, 2)
FIRST_DAY = datetime(2026, 3, 2, tzinfo=UTC)
END = date(2026, 5, 10)  # 70 days with the first and the last


def on_day(number):
    """Noon of a day of the cohort, counted from 0."""
    return FIRST_DAY + timedelta(days=number, hours=12)


def facts(**changes):
    defaults = {
        "enrolled_at": FIRST_DAY - timedelta(days=20),
        "last_active_at": None,
        "lessons_done": 0,
        "lessons_total": 20,
        "starts_on": START,
        "ends_on": END,
    }
    return EnrolmentFacts(**defaults | changes)


def codes(found):
    return [reason.code for reason in found]


@pytest.mark.parametrize(("day", "expected"), [(-1, []), (6, []), (7, ["never_signed_in"])])
def test_who_never_signed_in_is_named_a_week_after_the_start(day, expected):
    assert codes(attention_reasons(facts(), on_day(day))) == expected


def test_who_enrols_late_gets_their_own_week():
    late = facts(enrolled_at=on_day(10))

    assert codes(attention_reasons(late, on_day(16))) == []
    assert codes(attention_reasons(late, on_day(17))) == ["never_signed_in"]


@pytest.mark.parametrize(("day", "expected"), [(23, []), (24, ["no_visit"])])
def test_who_stays_away_for_a_fortnight_is_named(day, expected):
    away = facts(last_active_at=on_day(10), lessons_done=8)

    assert codes(attention_reasons(away, on_day(day))) == expected


def test_a_visit_before_the_start_counts_from_the_start():
    early = facts(last_active_at=on_day(-15))

    assert codes(attention_reasons(early, on_day(5))) == []


@pytest.mark.parametrize(("attempts", "expected"), [(2, []), (3, ["quiz_failed"]), (5, ["quiz_failed"])])
def test_three_failed_attempts_at_one_quiz_are_named(attempts, expected):
    stuck = facts(last_active_at=on_day(5), failed_attempts={"check": attempts, "other": 1})

    assert codes(attention_reasons(stuck, on_day(6))) == expected


@pytest.mark.parametrize(
    ("lessons", "expected"), [(0, ["behind_calendar"]), (1, ["behind_calendar"]), (2, [])]
)
def test_more_than_half_a_course_behind_the_calendar_is_named(lessons, expected):
    slow = facts(last_active_at=on_day(41), lessons_done=lessons)

    assert codes(attention_reasons(slow, FIRST_DAY + timedelta(days=42))) == expected


def test_without_an_end_there_is_no_calendar_to_lag_behind():
    slow = facts(last_active_at=on_day(300), ends_on=None)

    assert attention_reasons(slow, on_day(301)) == ()


def test_without_dates_everything_counts_from_the_enrolment():
    alone = facts(starts_on=None, ends_on=None, enrolled_at=on_day(0))

    assert codes(attention_reasons(alone, on_day(7))) == ["never_signed_in"]


@pytest.mark.parametrize(
    ("change", "day"), [({"finished": True}, 60), ({}, -3), ({}, 70)], ids=["finished", "not begun", "over"]
)
def test_nobody_is_named_who_finished_or_outside_the_cohorts_days(change, day):
    learner = facts(failed_attempts={"check": 4}, enrolled_at=on_day(-40), **change)

    assert attention_reasons(learner, on_day(day)) == ()


def test_reasons_come_with_their_facts_and_what_fits_those_to_act_on_first():
    stuck = facts(last_active_at=on_day(20), failed_attempts={"check": 3})

    found = attention_reasons(stuck, FIRST_DAY + timedelta(days=42))

    assert [(reason.rule.severity, reason.rule.action, reason.values) for reason in found] == [
        ("act", "write", {"days": 21}),
        ("look", "review_answers", {"quiz": "check", "attempts": 3}),
        ("look", "agree_plan", {"time_share": 0.6, "done_share": 0.0}),
    ]
