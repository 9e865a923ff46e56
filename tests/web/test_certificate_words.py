"""What a certificate says in words, on paper as on its pages."""

import pytest

from course.web.certificates import effort_words
from course.web.i18n import speak

HOURS = {
    0: "about 1 hour",
    89: "about 1 hour",
    90: "about 2 hours",
    149: "about 2 hours",
    150: "about 3 hours",
    270: "about 5 hours",
    390: "about 7 hours",
}


@pytest.mark.parametrize(("minutes", "told"), HOURS.items())
def test_half_an_hour_counts_as_one_as_where_certificates_are_checked_without_a_network(minutes, told):
    speak("en")

    assert effort_words(minutes) == told
