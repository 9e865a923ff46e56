"""The database and the rule name the same people: for random lines, under all kinds of calendars."""

from datetime import date, timedelta
from random import Random

import pytest

from course.core.rules.attention import EnrolmentFacts, attention_reasons
from course.reports.cohort_overview import LOOK_AT_MAX, cohort_overview, figures_of, look_at
from course.reports.cohort_rows import GridView, stream_rows
from tests.conftest import NOON
from tests.reports.cohorts import Line, a_cohort

LESSONS = 4  # of the test course
CALENDARS = {
    "running": (date(2026, 10, 1), date(2026, 12, 31)),
    "half over at noon": (date(2026, 11, 2), date(2026, 12, 12)),
    "nearly over": (date(2026, 9, 1), date(2026, 11, 23)),
    "last day": (date(2026, 9, 1), date(2026, 11, 22)),
    "over": (date(2026, 9, 1), date(2026, 11, 21)),
    "not begun": (date(2026, 11, 23), date(2026, 12, 31)),
    "begun today": (date(2026, 11, 22), date(2026, 12, 31)),
    "without a start": (None, date(2026, 12, 1)),
    "without an end": (date(2026, 10, 1), None),
    "without dates": (None, None),
}


def random_line(random: Random) -> Line:
    enrolled = NOON - random.choice(
        [timedelta(days=random.randrange(-2, 90)), timedelta(hours=random.randrange(2000)), timedelta(0)]
    )
    seen = None
    if random.random() < 0.75:
        seen = NOON - random.choice(
            [timedelta(days=random.randrange(60)), timedelta(minutes=random.randrange(60 * 24 * 60))]
        )
    return Line(
        name=f"Learner {random.randrange(10**6)}",
        enrolled_at=enrolled,
        last_active_at=seen,
        lessons_done=random.randrange(LESSONS + 1),
        share=random.choice([0.0, 0.25, 0.9999, 1.0]),
        failed_quiz="steps",
        failed_attempts=random.choice([0, 0, 0, 1, 2, 3, 7]),
    )


def named_by_the_rule(lines: list[Line], starts_on, ends_on) -> set[str]:
    return {
        line.name
        for line in lines
        if attention_reasons(
            EnrolmentFacts(
                enrolled_at=line.enrolled_at,
                last_active_at=line.last_active_at,
                lessons_done=line.lessons_done,
                lessons_total=LESSONS,
                finished=line.share >= 1,
                failed_attempts={line.failed_quiz: line.failed_attempts},
                starts_on=starts_on,
                ends_on=ends_on,
            ),
            NOON,
        )
    }


@pytest.mark.parametrize("calendar", CALENDARS)
def test_the_database_names_whom_the_rule_names(session, catalogue, calendar):
    starts_on, ends_on = CALENDARS[calendar]
    random = Random(calendar)
    lines = list({line.name: line for line in (random_line(random) for _ in range(400))}.values())
    cohort = a_cohort(session, lines, starts_on=starts_on, ends_on=ends_on)
    a_cohort(session, [random_line(random) for _ in range(50)], starts_on=starts_on, ends_on=ends_on)

    rows = list(stream_rows(session, catalogue, cohort, GridView(show="hand"), now=NOON))
    overview = cohort_overview(session, cohort, lessons_total=LESSONS, now=NOON)
    first = look_at(session, cohort, lessons_total=LESSONS, now=NOON)

    expected = named_by_the_rule(lines, starts_on, ends_on)
    assert {row.name for row in rows} == expected
    assert all(row.reasons for row in rows)
    assert overview.figures.needing_a_hand == len(expected)
    assert len(first) == min(len(expected), LOOK_AT_MAX)
    assert {each.name for each in first} <= expected


def test_the_figures_of_many_cohorts_are_those_of_each(session):
    random = Random(1)
    cohorts = [
        a_cohort(session, [random_line(random) for _ in range(40)], starts_on=starts_on, ends_on=ends_on)
        for starts_on, ends_on in CALENDARS.values()
    ]

    together = figures_of(session, cohorts, lessons_total=LESSONS, now=NOON)

    for cohort in cohorts:
        alone = cohort_overview(session, cohort, lessons_total=LESSONS, now=NOON)
        assert together[cohort.id] == alone.figures
