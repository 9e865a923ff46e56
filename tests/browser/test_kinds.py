"""Maps, surveys and stories of the real course in a browser, with script: stored as they are answered, and accessible."""

import re

import pytest

from tests.browser.attempt_page import add_learner
from tests.browser.looking import faults, follow, sign_in
from tests.web.account.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-kinds")]


@pytest.fixture
def begin(site, context):
    """Sign a new learner in and begin an attempt at one of the course's quizzes."""

    def begun(quiz):
        page = context.new_page()
        sign_in(page, add_learner(site), PASSWORD)
        page.goto(f"/en/quiz/{quiz}")
        follow(page.locator("main form button[type=submit]"))
        page.wait_for_url("**/attempts/*")
        return page

    return begun


def wait_until_stored(page, question="q1"):
    page.locator(f"#{question} [data-stored][data-state=stored]").wait_for()


def test_a_click_on_the_map_chooses_in_the_list_and_is_stored(begin):
    page = begin("on-the-map")
    spot = page.locator("#q1 [data-spot]").nth(2)

    spot.click()
    wait_until_stored(page)
    page.reload()

    assert page.locator("#q1 input:checked").input_value() == spot.get_attribute("data-spot")
    assert page.locator("#q1 [data-spot].on").count() == 1
    assert faults(page) == []


def test_a_choice_in_the_list_is_shown_on_the_map(begin):
    page = begin("on-the-map")

    page.locator("#q1 input").first.focus()
    page.keyboard.press("ArrowDown")

    assert page.locator("#q1 [data-spot].on text").text_content() == "2"


def test_each_statement_of_a_survey_is_stored_as_it_is_answered(begin):
    page = begin("before-you-begin")

    page.locator("fieldset.likert").nth(3).get_by_label("Mostly").check()
    wait_until_stored(page)
    page.reload()

    assert page.locator("input:checked").count() == 1
    assert page.locator("fieldset.likert").nth(3).get_by_label("Mostly").is_checked()
    assert faults(page) == []


def test_a_story_is_played_by_keyboard_and_goes_on_where_it_came_to(begin):
    page = begin("mayor-for-a-week")

    page.locator("button[name=take]").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.url.endswith("#q1-now")
    assert page.evaluate("document.activeElement.id") == "q1-now"
    assert re.search(r"\d of 10", page.locator("#q1-now").inner_text())
    assert faults(page) == []


def test_a_long_answer_that_a_list_cuts_off_stands_below_it_whole(begin):
    page = begin("match-action-to-objective")
    field = page.locator("select[data-prompt]").first
    answers = {option.inner_text(): option for option in field.locator("option").all()}
    longest, shortest = max(answers, key=len), min(answers, key=len)
    whole = field.locator("xpath=following-sibling::*[@data-whole]")

    field.select_option(label=longest)
    told = whole.inner_text()
    field.select_option(label=shortest)

    assert len(longest) > 32  # signs, what a list shows of it on a phone
    assert told == longest
    assert whole.inner_text() == ""
