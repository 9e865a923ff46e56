"""Numbers and passages with gaps in a browser: by keyboard alone, without script, on two devices, in both looks."""

import shutil
from collections.abc import Iterator

import pytest
import yaml

from tests.browser.attempt_page import add_learner
from tests.browser.conftest import Site, serving
from tests.browser.looking import faults, follow, sign_in
from tests.conftest import COURSE_FILES
from tests.core.content.test_kinds import Spelled
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
    folder = tmp_path_factory.mktemp("gaps")
    shutil.copytree(COURSE_FILES, folder / "course")
    modules, quizzes = folder / "course" / "modules", folder / "course" / "quizzes"
    (quizzes / "gaps.yaml").write_text(yaml.dump(QUIZ, Dumper=Spelled, allow_unicode=True), "utf-8")
    module = modules / "01-first-steps" / "module.yaml"
    module.write_text(module.read_text("utf-8").replace("[steps]", "[steps, gaps]"), "utf-8")
    with serving(folder, modules=modules, quizzes=quizzes) as found:
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


def tab_into(page, question):
    """Press Tab until a field of the question has the focus, past the links that stand before it."""
    inside = f"document.activeElement.matches('#{question} input, #{question} select')"
    for _press in range(6):
        page.keyboard.press("Tab")
        if page.evaluate(inside):
            return
    raise AssertionError(f"no field of {question} is reached")


def test_all_of_it_is_answered_with_the_keyboard_alone(begin):
    page = begin()
    page.locator("#q1 input").focus()
    page.keyboard.type("42,2 km")
    tab_into(page, "q2")
    page.keyboard.type("horse")
    page.keyboard.press("Tab")
    page.keyboard.type("4")
    page.keyboard.press("Tab")
    page.keyboard.type("land")
    tab_into(page, "q3")
    page.keyboard.type("swims")
    page.keyboard.press("Tab")
    page.keyboard.type("flies")
    wait_until_stored(page, "q1", "q2", "q3")
    assert faults(page) == []

    button = page.get_by_role("button", name="Check my answers")
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert "Passed: 100%" in page.locator("h1").inner_text()
    assert faults(page) == []


def test_what_was_typed_is_stored_as_it_is_typed_and_there_after_a_reload(begin):
    page = begin()
    page.locator("#q2 input").first.fill("mare")
    page.locator("#q2 select").select_option(label="air")
    wait_until_stored(page, "q2")

    page.reload()

    assert page.locator("#q2 input").first.input_value() == "mare"
    assert page.locator("#q2 select option:checked").inner_text() == "air"


def test_it_works_without_script(begin):
    page = begin(java_script_enabled=False)
    page.locator("#q1 input").fill("42.2 km")
    page.locator("#q2 input").first.fill("horse")
    page.locator("#q2 input").nth(1).fill("4")
    page.locator("#q2 select").select_option(label="land")
    for number, words in enumerate(("swims", "flies")):
        page.locator("#q3 select").nth(number).select_option(label=words)

    follow(page.get_by_role("button", name="Check my answers"))

    assert "Passed: 100%" in page.locator("h1").inner_text()


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
