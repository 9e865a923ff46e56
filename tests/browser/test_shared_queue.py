"""Two windows of one browser share what waits on the device: neither takes the other's answer for its own."""

from uuid import UUID

import pytest
from sqlalchemy import select

from course.store.attempts.models import Response
from tests.browser.test_reconciled import SILENT, stored, windows  # noqa: F401 - a fixture
from tests.browser.test_sure_and_tied import STORED, begin, say  # noqa: F401 - begin is a fixture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-quiz")]
BUSY = {"status": 503, "headers": {"Retry-After": "60"}, "body": "{}"}
ONLINE = "dispatchEvent(new Event('online'))"


def is_sent(answer):
    return answer.request.method == "POST" and "/answers" in answer.url


def test_an_answer_whose_acknowledgement_another_window_lost_is_asked_about(small_site, windows):  # noqa: F811
    first, second = windows
    first.choose("choice", "A hen")
    first.wait_until("choice", "stored")
    second.page.reload()
    lost = []

    def lose(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
        route.abort()

    first.page.route("**/answers", lose)
    first.choose("choice", "A bee")
    first.wait_until("choice", "kept")

    second.page.evaluate("document.querySelector('form[data-autosave]').dispatchEvent(new Event('look'))")

    second.page.locator(".clash").wait_for()
    assert second.chosen("choice") == ["A hen"]
    assert stored(small_site, first, "pick-one") == ('"bee"', 2)


def test_what_another_window_types_on_is_not_replaced_by_nothing(small_site, windows):  # noqa: F811
    first, second = windows
    first.page.route("**/answers", lambda route: route.fulfill(**BUSY))
    first.type("boots")
    first.wait_until("short-text", "kept")
    sent = []

    def go_on(route):
        if route.request.method != "POST":
            return route.continue_()
        sent.append(route.request)
        if len(sent) > 2:
            return route.fulfill(**BUSY)
        answer = route.fetch()
        if len(sent) == 1:
            first.type("boots and socks")
            first.page.wait_for_timeout(300)
        return route.fulfill(response=answer)

    second.page.route("**/answers", go_on)
    second.page.evaluate(ONLINE)
    second.page.locator(".clash").wait_for()

    second.page.get_by_role("button", name="Check my answers").click()

    second.page.wait_for_timeout(500)
    assert second.page.locator(".clash").is_visible()
    assert stored(small_site, first, "in-words") == ('"boots"', 1)


def test_an_answer_equal_to_one_that_waits_in_another_window_is_sent(small_site, windows):  # noqa: F811
    first, second = windows
    first.choose("choice", "A hen")
    first.wait_until("choice", "stored")
    second.page.reload()
    second.choose("choice", "A bee")
    second.wait_until("choice", "stored")
    first.choose("choice", "A dog")
    first.page.locator(".clash").wait_for()
    with second.page.expect_response(is_sent):
        second.page.evaluate(ONLINE)

    with second.page.expect_response(is_sent):
        second.choose("choice", "A dog")

    assert stored(small_site, second, "pick-one") == ('"dog"', 3)


def test_a_certainty_that_another_window_stored_is_not_replaced_unasked(small_site, begin):  # noqa: F811
    page = begin("say-how-sure")
    page.context.add_init_script(SILENT)
    page.reload()
    page.get_by_label("The hen").check()
    page.locator(STORED).wait_for()
    say(page, "Not sure")
    other = page.context.new_page()
    other.goto(page.url)
    other.route("**/answers", lambda route: route.fulfill(**BUSY))
    say(other, "Very sure")
    other.locator("#q1 [data-stored][data-state=kept]").wait_for()
    attempt_id = UUID(page.url.split("/attempts/")[1][:36])

    page.evaluate(ONLINE)
    page.locator(".clash").wait_for()
    page.locator("button[name=submit][value=check]").click()

    page.wait_for_timeout(500)
    assert page.locator(".clash").is_visible()
    with small_site.app.extensions["course_database"].reading() as session:
        assert session.scalars(select(Response.certainty).where(Response.attempt_id == attempt_id)).all() == [
            3
        ]
