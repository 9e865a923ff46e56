"""Poll, description, text and file in a browser: by keyboard alone, marked, read, in both looks."""

from collections.abc import Iterator

import pytest

from tests.browser.conftest import Site
from tests.browser.looking import faults, follow
from tests.browser.quiz_site import add_people, serving_quizzes
from tests.kinds import DESCRIPTION, ESSAY, POLL, UPLOAD, said

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-kinds")]
QUIZ = {
    "module": "first-steps",
    "title": said("Your plan"),
    "purpose": "check",
    "pass_score": 0.7,
    "shuffle": False,
    "questions": [DESCRIPTION, POLL, ESSAY, UPLOAD],
}
PLAN = "I would ask them first."


@pytest.fixture(scope="module")
def plan_site(tmp_path_factory) -> Iterator[Site]:
    """The small course with a quiz besides that people mark."""
    with serving_quizzes(tmp_path_factory.mktemp("plan"), {"plan": QUIZ}) as found:
        yield found


@pytest.fixture
def people(plan_site):
    """The addresses of a learner and of who facilitates their cohort, and the cohort's slug."""
    found = add_people(plan_site)
    return found.learner_email, found.guide_email, found.cohort


@pytest.fixture
def window(open_as, plan_site):
    """Return a function that signs somebody in on a phone; the policy is bypassed so that axe can be put into pages."""

    def one(email, language="en", **options):
        size = {"width": 360, "height": 800}
        return open_as(plan_site, email, language, bypass_csp=True, viewport=size, **options)

    return one


def begin(page):
    page.goto("/en/quiz/plan")
    follow(page.locator("main form button[type=submit]").first)


def tab_to(page, selector):
    """Press Tab until the focus is there."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached with the keyboard")


def press(page, selector):
    """Go to a button or link with Tab, and press Enter; wait for the page that it leads to."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_all_of_it_is_answered_marked_and_read_with_the_keyboard_alone(window, people, paper):
    learner, guide, cohort = people
    page = window(learner)
    begin(page)
    assert "A long story." in page.locator("main").inner_text()
    assert faults(page) == []

    tab_to(page, "#q1 input")
    page.keyboard.press("Space")
    tab_to(page, "#q2 textarea")
    page.keyboard.type(PLAN)
    assert page.locator("#q2-count").inner_text() == f"Words: {len(PLAN.split())}"
    for question in ("q1", "q2"):
        page.locator(f"#{question} [data-stored][data-state=stored]").wait_for()
    press(page, "#q3 button[name=file]")
    assert faults(page) == []
    page.locator("#file").set_input_files(paper)  # the system's own dialog is not ours to try
    press(page, "form[enctype] button[type=submit]")
    assert "plan.txt" in page.locator("#q3").inner_text()
    assert page.evaluate("document.activeElement.id") == "q3-file"
    button = page.get_by_role("button", name="Hand in")
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "facilitator" in page.locator("main").inner_text()
    assert faults(page) == []

    assert "waits for a mark" in page.locator("ol.tl").inner_text()

    marker = window(guide)
    marker.goto(f"/en/facilitate/{cohort}/marking")
    assert faults(marker) == []
    press(marker, "main table a, main li a, main article a")
    for _answer in range(2):
        assert faults(marker) == []
        for criterion in ("clear", "own"):
            tab_to(marker, f"input[name='level.{criterion}']")
            marker.keyboard.press("Space")
        tab_to(marker, "#comment")
        marker.keyboard.type("Well seen.")
        press(marker, "#mark button[value=next]:not([aria-hidden])")
    assert "Nothing waits for a mark" in marker.locator("main").inner_text()

    page.reload()
    told = page.locator("main").inner_text()
    assert "Well seen." in told
    assert "Throughout" in told
    assert "100%" in page.locator("h1").inner_text()
    assert faults(page) == []


def test_a_text_that_is_too_long_says_so_beside_it_and_stays_whole(window, people):
    page = window(people[0])
    begin(page)

    page.locator("#q2 textarea").fill("x" * 10_001)
    line = page.locator("#q2 [data-stored][data-state=kept]", has_text="too long")
    line.wait_for()

    assert "at most 10000 characters" in line.inner_text()
    assert len(page.locator("#q2 textarea").input_value()) == 10_001


def test_a_text_that_is_too_long_is_kept_on_the_device_to_be_cut(window, people):
    page = window(people[0])
    begin(page)
    text, line = page.locator("#q2 textarea"), page.locator("#q2 [data-stored]")

    for long in ("x" * 10_001, "x" * 60_000):
        text.fill(long)
        page.locator("[data-unsaved]").wait_for()
        page.reload()
        assert text.input_value() == long
    text.fill(PLAN)

    page.locator("#q2 [data-stored][data-state=stored]").wait_for()
    assert "Stored at" in line.inner_text()
