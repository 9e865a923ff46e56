"""Poll, description, text and file in a browser: by keyboard alone, marked, read, in both looks."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from tests.browser.conftest import Site
from tests.browser.looking import faults, follow, sign_in
from tests.browser.quiz_site import serving_quizzes
from tests.builders import add_cohort, add_facilitator, enrol
from tests.conftest import NOON
from tests.kinds import DESCRIPTION, ESSAY, POLL, UPLOAD, said
from tests.web.account.people import PASSWORD, add_with_password

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
    slug = f"cohort-{uuid4().hex[:6]}"
    with Session(plan_site.app.extensions["course_database"].writer) as session:
        learner = add_with_password(session, "Amina Diallo")
        guide = add_with_password(session, "Inés Salgado", role="facilitator")
        cohort = add_cohort(session, "Autumn", slug=slug)
        add_facilitator(session, cohort, guide)
        with plan_site.app.app_context():
            catalogue = plan_site.app.extensions["course_content"].catalogue()
        enrol(session, catalogue, cohort, learner, NOON)
        session.commit()
        return str(learner.email), str(guide.email), slug


@pytest.fixture
def window(chromium, plan_site):
    opened = []

    def one(email, language="en", **options):
        made = chromium.new_context(
            base_url=plan_site.url, bypass_csp=True, viewport={"width": 360, "height": 800}, **options
        )
        made.set_default_timeout(15_000)
        opened.append(made)
        page = made.new_page()
        sign_in(page, email, PASSWORD, language)
        return page

    yield one
    for made in opened:
        made.close()


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text("Ask first, then act.", "utf-8")
    return path


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
