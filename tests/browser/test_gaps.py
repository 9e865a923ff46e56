"""Numbers and passages with gaps in a browser: stored as they are typed, on two devices, in both looks."""

from collections.abc import Iterator

import pytest

from tests.browser.attempt_page import add_learner
from tests.browser.conftest import Site
from tests.browser.looking import faults, follow, sign_in
from tests.browser.quiz_site import serving_quizzes
from tests.kinds import CLOZE, NUMERIC, WORDS, said
from tests.web.account.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-kinds")]
QUIZ = {
    "module": "first-steps",
    "title": said("Gaps"),
    "purpose": "check",
    "pass_score": 0.7,
    "shuffle": False,
    "questions": [NUMERIC, CLOZE, WORDS],
}


@pytest.fixture(scope="module")
def gaps_site(tmp_path_factory) -> Iterator[Site]:
    """The small course with a quiz of numbers and gaps besides."""
    with serving_quizzes(tmp_path_factory.mktemp("gaps"), {"gaps": QUIZ}) as found:
        yield found


@pytest.fixture
def begin(chromium, gaps_site):
    windows = []

    def begun(email="", language="en", **options):
        window = chromium.new_context(
            base_url=gaps_site.url, bypass_csp=True, viewport={"width": 360, "height": 800}, **options
        )
        window.set_default_timeout(15_000)
        windows.append(window)
        page = window.new_page()
        sign_in(page, email or add_learner(gaps_site), PASSWORD, language)
        page.goto(f"/{language}/quiz/gaps")
        follow(page.locator("main form button[type=submit], main a[href*='/attempts/'].btn").first)
        return page

    yield begun
    for window in windows:
        window.close()


def wait_until_stored(page, *questions):
    for question in questions:
        page.locator(f"#{question} [data-stored][data-state=stored]").wait_for()


def test_the_filled_passages_and_their_review_are_accessible(begin):
    page = begin()
    page.locator("#q1 input").fill("42,2 km")
    page.locator("#q2 input").first.fill("horse")
    page.locator("#q3 select").first.select_option(label="swims")
    wait_until_stored(page, "q1", "q2", "q3")
    filled = faults(page)

    follow(page.get_by_role("button", name="Check my answers"))
    follow(page.get_by_role("button", name="Mark anyway"))

    assert filled == []
    assert faults(page) == []


def test_what_was_typed_is_stored_as_it_is_typed_and_there_after_a_reload(begin):
    page = begin()
    page.locator("#q2 input").first.fill("mare")
    page.locator("#q2 select").select_option(label="air")
    wait_until_stored(page, "q2")

    page.reload()

    assert page.locator("#q2 input").first.input_value() == "mare"
    assert page.locator("#q2 select option:checked").inner_text() == "air"


def test_two_devices_that_disagree_show_both_passages(begin, gaps_site):
    email = add_learner(gaps_site)
    here, there = begin(email), begin(email)
    there.locator("#q2 input").first.fill("horse")
    wait_until_stored(there, "q2")

    here.locator("#q2 input").first.fill("cow")
    clash = here.locator("#q2 .clash")
    clash.wait_for()

    assert "cow" in clash.inner_text()
    assert "horse" in clash.inner_text()
    clash.get_by_role("button").nth(1).click()
    wait_until_stored(here, "q2")
    assert here.locator("#q2 input").first.input_value() == "horse"
