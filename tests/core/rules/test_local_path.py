"""After signing in one stays on this site."""

import pytest

from course.core.rules.local_path import safe_next
from tests.core.rules.next_paths import LEADING_AWAY, STAYING_HERE


@pytest.mark.parametrize("path", LEADING_AWAY)
def test_what_could_lead_away_is_not_followed(path):
    assert safe_next(path) == ""


@pytest.mark.parametrize("path", STAYING_HERE)
def test_a_page_of_this_site_is_followed(path):
    assert safe_next(path) == path


def test_nothing_leads_nowhere():
    assert safe_next(None) == ""
