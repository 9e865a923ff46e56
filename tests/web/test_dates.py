"""Dates as each language writes them."""

from datetime import UTC, date, datetime

import pytest

from course.web.i18n import format_day, format_moment, moment_parts, speak

NEW_YEAR = datetime(2027, 1, 1, 1, 11, tzinfo=UTC)


@pytest.fixture
def french():
    speak("fr", "UTC")
    yield
    speak("en", "UTC")


@pytest.mark.usefixtures("french")
def test_french_tells_the_first_of_a_month_as_first():
    assert format_day(date(2027, 1, 1)) == "1er janvier 2027"
    assert format_day(NEW_YEAR, "full") == "vendredi 1er janvier 2027"
    assert format_moment(NEW_YEAR).startswith("1er janv. 2027")
    assert moment_parts(NEW_YEAR)["day"] == "1er janvier 2027"


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize("day", [11, 21, 31])
def test_french_tells_other_days_as_numbers(day):
    assert format_day(date(2027, 1, day)) == f"{day} janvier 2027"
    assert format_day(date(2027, 1, 1), "short") == "01/01/2027"


def test_other_languages_tell_the_first_as_a_number():
    speak("es", "UTC")
    assert format_day(date(2027, 1, 1)) == "1 de enero de 2027"
    speak("en", "UTC")
