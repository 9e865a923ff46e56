"""Questions that are checked one by one, in a browser: by keyboard alone, without script, and without a line."""

import re

import pytest

from tests.browser.attempt_page import add_learner
from tests.browser.looking import follow, sideways, sign_in, violations
from tests.web.account.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-quiz")]


@pytest.fixture
def begin(small_site, open_window):
    """Sign a new learner in and begin an attempt at one of the quizzes with a behaviour."""

    def begun(quiz, **options):
        page = open_window(bypass_csp=True, **options)
        sign_in(page, add_learner(small_site), PASSWORD)
        page.goto(f"/en/quiz/{quiz}")
        follow(page.locator("main form button[type=submit]"))
        page.wait_for_url("**/attempts/*")
        return page

    return begun


def press_on(page, name):
    """Press Tab until the button of this name has the focus, then Enter."""
    wanted = page.get_by_role("button", name=name).first
    for _ in range(30):
        if wanted.evaluate("one => one === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(name)


def focused_text(page):
    return page.evaluate("document.activeElement.textContent.trim().replace(/\\s+/g, ' ')")


def wait_told(page, words):
    page.locator("[data-told]", has_text=re.compile(f"^{re.escape(words)}")).wait_for(state="attached")


def choose_by_keys(page, label):
    """Reach the first question's options by Tab and choose one with the arrows."""
    page.locator("#q1 input").first.focus()
    page.keyboard.press("Space")
    wanted = page.get_by_label(label)
    while not wanted.is_checked():
        page.keyboard.press("ArrowDown")


def test_checked_at_once_by_keyboard_the_reasons_are_told_in_place_and_take_the_focus(begin):
    page = begin("check-at-once")
    address = page.url

    choose_by_keys(page, "The dog")
    press_on(page, "Check question 1")
    wait_told(page, "Not correct.")

    assert page.url == address
    assert "The dog needs four." in focused_text(page)
    assert page.locator("#q1 input").count() == 0
    assert page.locator("[data-answer-of=q1] small").inner_text() == "Checked"
    assert (violations(page), sideways(page)) == ([], [])


def test_with_hints_by_keyboard_the_button_keeps_the_focus_and_the_second_try_is_right(begin):
    page = begin("check-with-hints")

    choose_by_keys(page, "The dog")
    press_on(page, "Check question 1")
    wait_told(page, "Not correct. Hint: It has feathers.")
    focus = focused_text(page)
    choose_by_keys(page, "The hen")
    press_on(page, "Check question 1")
    wait_told(page, "Correct.")

    assert focus == "Check question 1"
    assert "Points: 0.75 of 1" in page.locator("#q1").inner_text()


def test_as_often_as_one_likes_by_keyboard(begin):
    page = begin("check-as-often")

    for label, told in (("The dog", "Not correct."), ("The hen", "Correct.")):
        choose_by_keys(page, label)
        press_on(page, "Check question 1")
        wait_told(page, told)

    assert "2 tries" in page.locator("#q1").inner_text()


def test_how_sure_one_is_by_keyboard_on_a_phone(begin):
    page = begin("check-how-sure")
    page.set_viewport_size({"width": 360, "height": 800})

    choose_by_keys(page, "The hen")
    press_on(page, "Very sure 3 if right, −6 if wrong")
    wait_told(page, "Correct.")
    page.locator("#q2 input").fill("boots")
    press_on(page, "Fairly sure 2 if right, −2 if wrong")
    page.locator("#q2-told").wait_for()
    found = (violations(page), sideways(page))
    follow(page.get_by_role("button", name="Hand in"))

    assert found == ([], [])
    assert "2.5 on average" in page.locator("main").inner_text()


def test_without_a_line_nothing_is_checked_and_the_answer_waits(begin):
    page = begin("check-at-once")

    page.context.set_offline(True)
    choose_by_keys(page, "The hen")
    press_on(page, "Check question 1")
    page.locator("#q1 ~ [data-check] [data-check-line]").wait_for()
    page.context.set_offline(False)
    page.locator("#q1 [data-stored][data-state=stored]").wait_for()
    assert not page.locator("[data-check-line]").filter(visible=True).count()
    press_on(page, "Check question 1")

    wait_told(page, "Correct.")


def test_without_script_a_check_leads_back_to_its_question(begin):
    page = begin("check-with-hints", java_script_enabled=False)

    page.get_by_label("The dog").check()
    follow(page.get_by_role("button", name="Check question 1"))

    assert page.url.endswith("#q1-told")
    assert "Hint: It has feathers." in page.locator("#q1-told").inner_text()


def test_an_answer_that_waited_for_a_question_fixed_elsewhere_does_not_stop_the_others(begin):
    page = begin("check-at-once")
    choose_by_keys(page, "The hen")
    press_on(page, "Check question 1")
    wait_told(page, "Correct.")
    page.evaluate(
        """() => localStorage.setItem(
            "course.answers." + document.querySelector("form[data-autosave]").dataset.attempt,
            JSON.stringify({q1: {key: "k", question: "q1", value: "x", seen: 0, tried: []}}))"""
    )

    page.reload()
    page.context.set_offline(True)
    page.locator("#q2 input").fill("boots")
    page.locator("#q2 input").blur()
    page.locator("[data-unsaved]").wait_for()

    assert "Answers waiting: 1" in page.locator("[data-unsaved]").inner_text()
    page.context.set_offline(False)
    page.locator("#q2 [data-stored][data-state=stored]").wait_for()


def test_how_sure_one_is_beside_the_answer_is_stored_as_it_is_said(begin):
    page = begin("say-how-sure")
    page.set_viewport_size({"width": 360, "height": 800})
    sure = page.locator("[data-sure=q1]")

    choose_by_keys(page, "The dog")
    with page.expect_response(lambda one: one.ok and one.request.post_data_json.get("certainty") == 2):
        sure.get_by_label("Fairly sure").check()
    page.reload()

    assert sure.get_by_label("Fairly sure").is_checked()
    assert page.get_by_label("The dog").is_checked()
    found = (violations(page), sideways(page))
    follow(page.get_by_role("button", name="Check my answers"))
    assert "These answers count" not in page.locator("main").inner_text()
    follow(page.get_by_role("button", name="Mark anyway"))
    assert "You were fairly sure: mark by certainty −2." in page.locator("main").inner_text()
    assert found == ([], [])
