"""A real browser judges where an address leads: whatever passes the check stays on this site."""

import pytest

from course.core.rules.local_path import safe_next
from tests.core.rules.next_paths import LEADING_AWAY, STAYING_HERE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
HERE = "https://course.example.org"
# Turned and bent once more: what a careless check would let through must be caught in these forms too.
BENT = [
    bend(path)
    for path in LEADING_AWAY
    for bend in (lambda one: "/" + one, lambda one: one.replace("/", "\\"))
]


def test_a_browser_reads_every_accepted_address_as_this_site(chromium):
    page = chromium.new_page()
    accepted = [path for path in [*LEADING_AWAY, *STAYING_HERE, *BENT] if safe_next(path)]

    origins = page.evaluate(
        "([paths, here]) => paths.map(path => new URL(path, here + '/en/account/sign-in').origin)",
        [accepted, HERE],
    )
    page.close()

    assert set(accepted) >= set(STAYING_HERE)
    assert set(origins) == {HERE}


def test_the_corpus_holds_addresses_that_a_browser_does_follow_away(chromium):
    """Else the test above would prove nothing."""
    page = chromium.new_page()

    away = page.evaluate(
        """([paths, here]) => paths.filter(path => {
            try { return new URL(path, here + '/en/account/sign-in').origin !== here } catch { return false }
        }).length""",
        [LEADING_AWAY, HERE],
    )
    page.close()

    assert len(LEADING_AWAY) >= 60
    assert away >= 25
