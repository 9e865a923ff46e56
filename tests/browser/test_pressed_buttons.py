"""A button that is pressed while an answer is on its way, refused, or out of time: it decides and empties nothing."""

from datetime import timedelta
from uuid import UUID

import pytest

from course.store.attempts.models import Attempt
from course.web.session import utc_now
from tests.browser.attempt_page import AttemptPage, add_learner
from tests.browser.test_reconciled import SLOW, check_at_once, stored  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-quiz")]


def leave_seconds(site, page, seconds):
    """Move the deadline of the attempt on a page to so many seconds from now, and open the page again."""
    attempt_id = UUID(page.url.split("/attempts/")[1])
    with site.app.extensions["course_database"].writing() as session:
        session.get(Attempt, attempt_id).deadline = utc_now() + timedelta(seconds=seconds)
    page.reload()


@pytest.mark.parametrize("button", ["Check my answers", "Save and finish later"])
def test_time_that_ends_while_an_answer_is_on_its_way_empties_none(small_site, open_window, button):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    attempt.choose("choice", "A hen")
    attempt.wait_until("choice", "stored")
    leave_seconds(small_site, attempt.page, 4)
    attempt.page.evaluate(SLOW, 3_500)
    attempt.page.wait_for_timeout(1_500)
    attempt.question("short-text").get_by_role("textbox").fill("boots and shoes")

    attempt.page.get_by_role("button", name=button).click(no_wait_after=True)
    attempt.page.wait_for_timeout(6_500)

    assert attempt.page.locator("[data-time-over]").is_visible()
    assert stored(small_site, attempt, "pick-one")[0] == '"hen"'
    assert stored(small_site, attempt, "in-words")[0] == '"boots and shoes"'


def test_time_that_ends_while_a_check_waits_empties_nothing(small_site, check_at_once):  # noqa: F811
    page = check_at_once()
    page.get_by_label("The hen").check()
    page.locator("#q1 [data-stored][data-state=stored]").wait_for()
    leave_seconds(small_site, page, 4)
    page.evaluate(SLOW, 3_500)
    page.wait_for_timeout(1_500)
    page.locator("#q2 input").fill("shoes")

    page.get_by_role("button", name="Check question 1").click(no_wait_after=True)
    page.wait_for_timeout(9_500)

    assert stored(small_site, AttemptPage(page), "legs") == ('"hen"', 1)


def test_a_form_that_is_posted_after_the_end_says_nothing(small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    attempt.choose("choice", "A hen")
    attempt.wait_until("choice", "stored")
    leave_seconds(small_site, attempt.page, 2)
    attempt.page.locator("[data-time-over]").wait_for()

    with attempt.page.expect_navigation():
        attempt.page.evaluate(
            "HTMLFormElement.prototype.submit.call(document.querySelector('form[data-autosave]'))"
        )

    assert stored(small_site, attempt, "pick-one") == ('"hen"', 1)


def test_why_an_answer_was_refused_is_told_where_it_is_checked(check_at_once):  # noqa: F811
    page = check_at_once()
    page.locator("#q2 input").evaluate("one => one.removeAttribute('maxlength')")
    page.locator("#q2 input").fill("x" * 300)
    page.locator("#q2 input").blur()
    page.locator("#q2 [data-stored][data-state=kept]").wait_for()

    page.get_by_role("button", name="Check question 2").click()

    page.locator("[data-told]", has_text="200").wait_for(state="attached")
    assert not page.locator("[data-check-line]").filter(visible=True).count()


def test_what_was_checked_elsewhere_is_shown_as_it_stands_when_it_is_checked_again(check_at_once):  # noqa: F811
    first, second = check_at_once(), check_at_once()
    second.get_by_label("The hen").check()
    second.get_by_role("button", name="Check question 1").click()
    second.locator("[data-told]", has_text="Correct.").wait_for(state="attached")
    first.get_by_label("The dog").check()
    first.locator("#q1 [data-stored][data-state=kept]").wait_for()

    first.get_by_role("button", name="Check question 1").click()

    first.locator("[data-asked=q1] .feed").wait_for()
    assert first.locator("[data-asked=q1] input:enabled").count() == 0


def test_keeping_the_stored_answer_without_a_sign_in_says_what_to_do(small_site, open_window):
    email = add_learner(small_site)
    first, second = AttemptPage.begin(open_window(), email), AttemptPage.begin(open_window(), email)
    second.choose("choice", "A bee")
    second.wait_until("choice", "stored")
    first.page.evaluate("document.querySelector('form[data-autosave]').dispatchEvent(new Event('look'))")
    clash = first.question("choice").locator(".clash")
    clash.wait_for()
    first.page.context.clear_cookies()

    clash.get_by_role("button", name="Keep the stored answer").click()

    first.page.locator("[data-unsaved] [data-sign-in]").wait_for()


def test_an_order_that_is_being_dragged_is_no_other_answer(small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    attempt.page.evaluate(SLOW, 1_000)
    question = attempt.question("order")
    question.locator("li").nth(0).locator("[data-move='1']").click()
    attempt.page.wait_for_timeout(200)
    attempt.page.evaluate(
        """() => {
            const [item, over] = [0, 2].map((place) => document.querySelector("[data-order]").children[place]);
            const dataTransfer = new DataTransfer();
            item.dispatchEvent(new DragEvent("dragstart", { bubbles: true, dataTransfer }));
            const clientY = over.getBoundingClientRect().bottom - 1;
            over.dispatchEvent(new DragEvent("dragover", { bubbles: true, cancelable: true, dataTransfer, clientY }));
            window.dropped = item;
        }"""
    )
    attempt.page.wait_for_timeout(2_000)
    assert question.locator(".clash").count() == 0

    attempt.page.evaluate("dropped.dispatchEvent(new DragEvent('dragend', { bubbles: true }))")
    attempt.wait_until("order", "stored")
    assert question.locator(".clash").count() == 0
