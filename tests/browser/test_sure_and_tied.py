"""In a browser: two certainties of one answer are asked about, and what is amiss is tied to its field as script tells it."""

import pytest

from tests.browser.attempt_page import add_learner
from tests.browser.looking import follow, sign_in, violations
from tests.browser.test_reconciled import SILENT
from tests.web.account.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-quiz")]
STORED = "#q1 [data-stored][data-state=stored]"


@pytest.fixture
def begin(small_site, open_window):
    def begun(quiz):
        page = open_window(bypass_csp=True)
        sign_in(page, add_learner(small_site), PASSWORD)
        page.goto(f"/en/quiz/{quiz}")
        follow(page.locator("main form button[type=submit]"))
        page.wait_for_url("**/attempts/*")
        return page

    return begun


def say(page, words):
    with page.expect_response(lambda one: one.request.method == "POST" and "/answers" in one.url):
        page.locator("[data-sure=q1]").get_by_label(words).check()


@pytest.fixture
def asked(begin):
    """A page that said "Not sure" after another one of the same attempt said "Very sure"; and where it asks."""
    page = begin("say-how-sure")
    page.get_by_label("The hen").check()
    page.locator(STORED).wait_for()
    say(page, "Fairly sure")
    other = page.context.new_page()
    other.goto(page.url)
    say(other, "Very sure")
    say(page, "Not sure")
    clash = page.locator("#q1 .clash")
    clash.wait_for()
    return page, clash


@pytest.mark.parametrize(("button", "stays"), [("on this page", "Not sure"), ("stored", "Very sure")])
def test_two_certainties_of_one_answer_are_asked_about(asked, button, stays):
    page, clash = asked
    words = clash.inner_text()

    clash.get_by_role(
        "button", name=f"Keep the {'answer on this page' if button != 'stored' else 'stored answer'}"
    ).click()
    clash.wait_for(state="detached")
    page.locator(STORED).wait_for()
    page.reload()

    assert "The hen (Not sure)" in words
    assert "The hen (Very sure)" in words
    assert page.locator("[data-sure=q1]").get_by_label(stays).is_checked()


def test_a_certainty_that_another_window_held_when_the_attempt_was_handed_in_stays_on_the_device(begin):
    page = begin("say-how-sure")
    page.context.add_init_script(SILENT)
    page.get_by_label("The hen").check()
    page.locator(STORED).wait_for()
    say(page, "Not sure")
    other = page.context.new_page()
    other.goto(page.url)
    other.route(
        "**/answers", lambda route: route.fulfill(status=503, headers={"Retry-After": "60"}, body="{}")
    )
    say(other, "Very sure")
    other.locator("#q1 [data-stored][data-state=kept]").wait_for()
    follow(page.locator("button[name=submit][value=check]"))
    follow(page.locator("button[name=submit][value=anyway]"))
    assert page.url.endswith("/review")

    follow(page.get_by_role("link", name="My answers and receipts"))

    page.get_by_text("that did not arrive before the attempt was handed in").wait_for()
    assert page.locator("td[data-device] bdi").all_inner_texts() == ["The hen (Very sure)"]


def test_a_certainty_said_while_an_acknowledgement_was_lost_is_stored(begin):
    page = begin("say-how-sure")
    page.route("**/answers", lambda route: (route.fetch(), route.abort()), times=1)
    page.get_by_label("The hen").check()
    page.locator("[data-sure=q1]").get_by_label("Very sure").check()
    page.wait_for_function("!document.querySelector('[data-state=storing], [data-state=kept]')")
    page.reload()

    assert page.locator("[data-sure=q1]").get_by_label("Very sure").is_checked()
    assert page.locator(".clash").count() == 0


def test_a_check_that_is_refused_in_place_is_tied_to_the_field_and_let_go_again(begin):
    page = begin("check-with-hints")
    page.get_by_role("button", name="Check question 2").click()
    page.locator("#q2-error").wait_for()
    tied = page.locator("#q2 input").get_attribute("aria-describedby")
    found = violations(page)

    page.locator("#q2 input").fill("hats")
    page.get_by_role("button", name="Check question 2").click()
    page.locator("#q2-error").wait_for(state="detached")

    assert (tied, found) == ("q2-error", [])
    assert page.locator("#q2 input").get_attribute("aria-invalid") is None
