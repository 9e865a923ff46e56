"""A line that fails and windows that differ: what was sent, what was stored, and how a learner finds out."""

import re

import pytest
from playwright.sync_api import Error as BrowserError
from sqlalchemy import func, select

from course.store.attempts.models import ResponseEvent
from tests.browser.attempt_page import AttemptPage, add_learner
from tests.browser.looking import follow, sign_in
from tests.web.account.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-quiz")]
LOOK_AGAIN = "dispatchEvent(new Event('focus'))"


def events(site, attempt):
    key = attempt.page.url.split("/")[-1]
    with site.app.extensions["course_database"].reading() as session:
        stored = session.scalars(select(ResponseEvent.attempt_id)).all()
        assert session.scalar(select(func.count()).select_from(ResponseEvent)) == len(stored)
    return sum(str(one) == key for one in stored)


def test_an_answer_whose_acknowledgement_is_lost_is_stored_once(small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    dropped = []

    def drop_first(route):
        if route.request.method == "POST" and not dropped:
            dropped.append(route.fetch())  # it reached the server; the answer never comes back
            route.abort("connectionreset")
        else:
            route.continue_()

    attempt.page.route("**/answers", drop_first)
    attempt.choose("choice", "A hen")
    attempt.wait_until("choice", "kept")
    attempt.page.get_by_role("button", name="Try now").click()
    attempt.wait_until("choice", "stored")

    assert dropped[0].status == 200
    assert events(small_site, attempt) == 1


def test_a_crashed_page_loses_no_answer(small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    address, window = attempt.page.url, attempt.page.context
    attempt.page.route("**/answers", lambda route: route.abort("connectionreset"))
    attempt.choose("choice", "A bee")
    attempt.wait_until("choice", "kept")
    attempt.page.wait_for_timeout(300)  # the browser writes what is kept to its own process
    with pytest.raises(BrowserError):
        attempt.page.goto("chrome://crash", timeout=3_000)

    again = AttemptPage(window.new_page())
    again.page.goto(address)

    again.wait_until("choice", "stored")
    assert again.chosen("choice") == ["A bee"]


def test_a_page_that_is_looked_at_again_shows_what_another_window_stored(small_site, open_window):
    first = AttemptPage.begin(open_window(), add_learner(small_site))
    second = AttemptPage(first.page.context.new_page())
    second.page.goto(first.page.url)
    second.choose("choice", "A dog")
    second.wait_until("choice", "stored")

    first.page.evaluate(LOOK_AGAIN)
    clash = first.question("choice").get_by_role("alert")
    words = clash.inner_text()
    clash.get_by_role("button", name="Keep the stored answer").click()

    assert "A dog" in words
    first.wait_until("choice", "stored")
    assert first.chosen("choice") == ["A dog"]


def test_a_page_that_is_looked_at_again_can_keep_its_own_answer(small_site, open_window):
    first = AttemptPage.begin(open_window(), add_learner(small_site))
    first.choose("choice", "A hen")
    first.wait_until("choice", "stored")
    second = AttemptPage(first.page.context.new_page())
    second.page.goto(first.page.url)
    second.choose("choice", "A dog")
    second.wait_until("choice", "stored")

    first.page.evaluate(LOOK_AGAIN)
    first.question("choice").get_by_role("button", name="Keep the answer on this page").click()
    first.wait_until("choice", "stored")
    second.page.reload()

    assert second.chosen("choice") == ["A hen"]


def test_my_answers_tells_what_never_arrived_and_sends_it(small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    attempt.choose("true-false", "True")
    attempt.wait_until("true-false", "stored")
    attempt.page.route("**/answers", lambda route: route.abort("connectionreset"))
    attempt.choose("choice", "A bee")
    attempt.wait_until("choice", "kept")
    attempt.page.unroute("**/answers")
    follow(attempt.page.get_by_role("link", name="My answers and receipts"))
    page = attempt.page
    waiting = page.locator("tr", has_text="Which has two legs?")
    same = page.locator("tr", has_text="Running is faster").inner_text()
    before = waiting.inner_text()

    waiting.get_by_role("button", name="Send it now").click()
    waiting.get_by_text("Sent and stored").wait_for()
    page.reload()

    assert "The same as on the server" in same
    assert "This device has a newer one, not sent yet" in before
    assert "A bee" in before
    assert "A bee" in page.locator("tr", has_text="Which has two legs?").inner_text()


def test_my_answers_say_in_one_sentence_that_nothing_differs(small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    attempt.choose("choice", "A bee")
    attempt.wait_until("choice", "stored")

    follow(attempt.page.get_by_role("link", name="My answers and receipts"))

    attempt.page.get_by_text("This device holds nothing else than what stands here.").wait_for()
    assert attempt.page.locator("[data-device]:visible").count() == 0


def test_what_differs_stands_first_in_my_answers(small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    last = attempt.page.locator("[data-question] legend").last
    attempt.page.route("**/answers", lambda route: route.abort("connectionreset"))
    attempt.page.locator("[data-question]").last.evaluate("""
        question => {
          const control = question.querySelector('input:not([type=hidden]), select, [data-order]');
          if (control.matches('[type=radio], [type=checkbox]')) control.checked = true;
          else if (control.matches('select')) control.selectedIndex = 1;
          else if (control.matches('[data-order]')) control.append(control.firstElementChild);
          else control.value = 'boots';
          control.dispatchEvent(new Event(control.matches('[data-typed]') ? 'input' : 'change', {bubbles: true}));
        }""")
    attempt.page.locator("[data-question]").last.locator("[data-stored][data-state=kept]").wait_for()
    asked = last.inner_text().splitlines()[-1]
    attempt.page.unroute("**/answers")

    follow(attempt.page.get_by_role("link", name="My answers and receipts"))
    attempt.page.get_by_text("Answers that differ on this device: 1.").wait_for()

    assert asked in attempt.page.locator("tbody tr").first.inner_text()
    attempt.page.get_by_role("button", name="Send it now").click()
    attempt.page.get_by_text("This device holds nothing else than what stands here.").wait_for()


def test_my_answers_on_paper_have_every_row_and_nothing_to_click(small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    attempt.page.route("**/answers", lambda route: route.abort("connectionreset"))
    attempt.choose("choice", "A bee")
    attempt.wait_until("choice", "kept")
    attempt.page.unroute("**/answers")
    follow(attempt.page.get_by_role("link", name="My answers and receipts"))
    page = attempt.page
    page.get_by_role("button", name="Send it now").wait_for()

    page.emulate_media(media="print")

    assert page.locator("main .btn:visible").count() == 0
    assert page.get_by_text("This device has a newer one, not sent yet").is_visible()
    table = page.locator(".scroll").evaluate(
        "box => [box.scrollHeight <= box.clientHeight, getComputedStyle(box).breakInside,"
        " getComputedStyle(box.querySelector('thead th')).position, getComputedStyle(box.querySelector('tr')).breakInside]"
    )
    assert table == [True, "auto", "static", "avoid"]


def test_on_paper_the_list_of_attempts_leaves_out_the_form(small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    attempt.page.goto("/en/progress/answers")

    attempt.page.emulate_media(media="print")

    assert not attempt.page.get_by_label("Receipt", exact=True).is_visible()
    assert attempt.page.locator(".scroll").is_visible()


def test_what_became_of_an_answer_sent_from_my_answers_is_read_out_and_focus_is_not_lost(
    small_site, open_window
):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    attempt.page.route("**/answers", lambda route: route.abort("connectionreset"))
    attempt.choose("choice", "A bee")
    attempt.wait_until("choice", "kept")
    follow(attempt.page.get_by_role("link", name="My answers and receipts"))
    page = attempt.page
    told = page.locator("main [role=status]")
    button = page.get_by_role("button", name="Send it now")
    button.wait_for()

    assert told.all_inner_texts() == [""]  # a region for news, and nothing in it until there is some
    button.press("Enter")
    told.filter(has_text="Not sent").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Send it now"
    page.unroute("**/answers")
    page.keyboard.press("Enter")
    told.filter(has_text="Sent and stored").wait_for()
    assert "Which has two legs?" in page.evaluate("document.activeElement.textContent")


def test_my_answers_tell_a_typed_answer_as_it_was_typed(small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    attempt.page.route("**/answers", lambda route: route.abort("connectionreset"))
    attempt.type("constructor")
    attempt.wait_until("short-text", "kept")
    follow(attempt.page.get_by_role("link", name="My answers and receipts"))

    kept = attempt.page.locator("td[data-device]", has_text="not sent yet").locator("bdi")

    assert kept.inner_text() == "constructor"


def begin_with_a_waiting_answer(small_site, open_window):
    """Return "My answers" with an answer that waits, the row of that answer, and its learner's address."""
    email = add_learner(small_site)
    attempt = AttemptPage.begin(open_window(), email)
    attempt.page.route("**/answers", lambda route: route.abort("connectionreset"))
    attempt.type("boots")
    attempt.wait_until("short-text", "kept")
    attempt.page.unroute("**/answers")
    follow(attempt.page.get_by_role("link", name="My answers and receipts"))
    return attempt.page, attempt.page.locator("tr", has_text="boots"), email


def test_an_answer_is_sent_though_one_signed_in_anew_in_another_window(small_site, open_window):
    page, row, email = begin_with_a_waiting_answer(small_site, open_window)
    page.context.clear_cookies()
    sign_in(page.context.new_page(), email, PASSWORD)
    came = []
    page.on("response", lambda got: came.append(got.status) if got.url.endswith("/answers") else None)

    row.get_by_role("button", name="Send it now").click()
    row.get_by_text("Sent and stored").wait_for()

    assert came == [400, 200]


def test_an_answer_whose_form_stays_expired_can_be_sent_again(small_site, open_window):
    page, row, _ = begin_with_a_waiting_answer(small_site, open_window)
    refusal = {"status": 400, "content_type": "application/problem+json", "body": '{"code": "form_expired"}'}
    page.route("**/answers", lambda route: route.fulfill(**refusal))

    row.get_by_role("button", name="Send it now").click()
    page.locator("main [role=status]", has_text=re.compile(".")).wait_for()

    assert row.get_by_role("button").all_inner_texts() == ["Send it now"]


def test_one_enter_more_after_an_answer_was_refused_does_not_remove_it(small_site, open_window):
    page, row, _ = begin_with_a_waiting_answer(small_site, open_window)
    refusal = {"status": 422, "content_type": "application/problem+json", "body": '{"code": "invalid"}'}
    page.route("**/answers", lambda route: route.fulfill(**refusal))

    row.get_by_role("button", name="Send it now").press("Enter")
    row.get_by_role("button", name="Remove it from this device").wait_for()

    assert page.evaluate("document.activeElement.matches('th a')")
    assert page.evaluate("Object.keys(localStorage).some(one => /answers\\.[0-9a-f]/.test(one))")
