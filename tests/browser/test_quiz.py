"""A learner's answers in a browser: whatever happens to the line, the page, the tab or the sign-in, none is lost."""

import re
from uuid import UUID

import pytest
from sqlalchemy import func, select

from course.store.accounts.operations import end_sign_ins
from course.store.accounts.queries import find_account_by_email
from course.store.attempts.models import Attempt, Response, ResponseEvent
from course.web.session import utc_now
from tests.attempts import with_quiz
from tests.browser.attempt_page import QUIZ, AttemptPage, add_learner
from tests.browser.looking import follow, sign_in
from tests.web.account.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-quiz")]


def count(site, table, *conditions):
    with site.app.extensions["course_database"].reading() as session:
        return session.scalar(select(func.count()).select_from(table).where(*conditions))


def end_everywhere(site, email):
    """End all sign-ins of a person, as suspending or changing the password elsewhere does."""
    with site.app.extensions["course_database"].writing() as session:
        end_sign_ins(session, account_id=find_account_by_email(session, email).id, now=utc_now())


def disagreeing_tab(site, open_window):
    """Answer in one tab and otherwise in a second; return the second, and where it asks which answer to keep."""
    first = AttemptPage.begin(open_window(), add_learner(site))
    second = AttemptPage(first.page.context.new_page())
    second.page.goto(first.page.url)
    first.choose("choice", "A hen")
    first.wait_until("choice", "stored")
    second.choose("choice", "A dog")
    clash = second.question("choice").get_by_role("alert")
    clash.wait_for()
    return second, clash


def test_an_answer_is_stored_as_it_is_given_and_survives_a_reload(small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))

    attempt.choose("choice", "A hen")
    words = attempt.wait_until("choice", "stored")
    attempt.page.reload()

    assert re.match(r"Stored at \d\d:\d\d", words)
    assert attempt.chosen("choice") == ["A hen"]


def test_another_device_goes_on_with_the_same_attempt(small_site, open_window):
    email = add_learner(small_site)
    here = AttemptPage.begin(open_window(), email)
    here.type("boots")
    here.wait_until("short-text", "stored")

    there = AttemptPage.begin(open_window(), email)

    assert there.page.url == here.page.url
    assert there.typed() == "boots"


def test_answers_without_a_line_wait_on_the_device_and_arrive(small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))

    attempt.page.context.set_offline(True)
    attempt.choose("choice", "A bee")
    attempt.type("shoes")
    attempt.wait_until("choice", "kept")
    warning = attempt.page.get_by_role("alert").inner_text()
    attempt.page.context.set_offline(False)
    attempt.wait_until("choice", "stored")
    attempt.wait_until("short-text", "stored")
    attempt.page.reload()

    assert "kept on this device" in warning
    assert (attempt.chosen("choice"), attempt.typed()) == (["A bee"], "shoes")


def test_a_button_pressed_without_a_line_keeps_the_page_and_says_why(small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    address = attempt.page.url

    attempt.page.context.set_offline(True)
    attempt.page.get_by_role("button", name="Check my answers").click()
    warning = attempt.page.get_by_role("alert").inner_text()
    attempt.page.context.set_offline(False)
    attempt.page.get_by_role("alert").filter(has_text="The connection is back.").wait_for()
    attempt.page.get_by_role("button", name="Check my answers").click()
    attempt.page.wait_for_url("**/check")

    assert "There is no connection" in warning
    assert attempt.page.url == f"{address}/check"


def test_a_page_that_was_closed_without_a_line_sends_what_waited_when_it_is_opened(small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    address, window = attempt.page.url, attempt.page.context
    window.set_offline(True)
    attempt.choose("true-false", "True")
    attempt.wait_until("true-false", "kept")
    attempt.page.close(run_before_unload=False)

    window.set_offline(False)
    again = AttemptPage(window.new_page())
    again.page.goto("/en/progress/answers")
    line = again.page.get_by_text("This device has answers that the server does not have.")
    line.wait_for()
    again.page.goto(address)

    again.wait_until("true-false", "stored")
    assert again.chosen("true-false") == ["True"]
    again.page.goto("/en/progress/answers")
    assert not line.is_visible()


def test_two_tabs_that_disagree_show_both_answers_and_let_choose(small_site, open_window):
    second, clash = disagreeing_tab(small_site, open_window)

    words = clash.inner_text()
    clash.get_by_role("button", name="Keep the stored answer").click()
    second.wait_until("choice", "stored")

    assert "A hen" in words
    assert "A dog" in words
    assert second.chosen("choice") == ["A hen"]


@pytest.mark.parametrize("button", ["Save and finish later", "Check my answers"])
def test_no_button_decides_which_answer_to_keep_for_the_learner(small_site, open_window, button):
    second, clash = disagreeing_tab(small_site, open_window)
    address = second.page.url

    second.page.get_by_role("button", name=button).click()
    second.page.wait_for_function("document.activeElement.matches('.clash')")

    assert clash.is_visible()
    assert second.page.url == address
    with small_site.app.extensions["course_database"].reading() as session:
        stored = session.scalars(
            select(Response).where(Response.attempt_id == UUID(address.rpartition("/")[2]))
        ).all()
    assert [one.number for one in stored] == [1]


def test_keeping_the_stored_answer_takes_the_one_that_is_stored_now(small_site, open_window):
    second, clash = disagreeing_tab(small_site, open_window)
    first = second.page.context.pages[0]
    with first.expect_response("**/answers"):
        AttemptPage(first).choose("choice", "A bee")

    clash.get_by_role("button", name="Keep the stored answer").click()
    second.wait_until("choice", "stored")

    assert second.chosen("choice") == ["A bee"]


def test_a_conflict_ends_where_both_tabs_say_the_same(small_site, open_window):
    second, clash = disagreeing_tab(small_site, open_window)

    second.choose("choice", "A hen")

    second.wait_until("choice", "stored")
    assert clash.count() == 0


def test_an_answer_given_just_before_the_language_changes_is_shown(small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))

    attempt.choose("choice", "A hen")
    follow(attempt.page.get_by_role("button", name="Français"))

    attempt.wait_until("choice", "stored")
    assert attempt.chosen("choice") == ["Une poule"]


def test_a_clash_is_told_beside_the_question_and_on_top_where_a_link_leads_to_it(small_site, open_window):
    second, clash = disagreeing_tab(small_site, open_window)
    on_top = second.page.get_by_role("link", name="Another tab or device stored a different answer.")

    on_top.click()

    assert second.page.get_by_text("Another tab or device stored a different answer.").count() == 2
    assert second.page.evaluate("document.querySelector(location.hash)?.matches('fieldset > .clash')")
    clash.get_by_role("button", name="Keep the stored answer").click()
    on_top.wait_for(state="hidden")


def test_what_waits_on_the_device_does_not_tell_a_clash_again(small_site, open_window):
    email = add_learner(small_site)
    first = AttemptPage.begin(open_window(), email)
    first.page.route("**/answers", lambda route: route.abort("connectionreset"))
    first.choose("choice", "A bee")
    first.wait_until("choice", "kept")
    first.page.unroute("**/answers")
    first.page.route("**/*.js", lambda route: route.abort("connectionreset"))
    first.page.reload()
    other = AttemptPage.begin(open_window(), email)
    other.choose("choice", "A hen")
    other.wait_until("choice", "stored")

    first.choose("choice", "A dog")
    first.page.unroute("**/*.js")
    follow(first.page.get_by_role("button", name="Check my answers"))
    first.question("choice").get_by_role("alert").wait_for()

    said = first.page.get_by_text("Another tab or device stored a different answer.").filter(visible=True)
    assert said.count() == 2


def test_a_language_changes_beside_a_clash_which_is_asked_about_once(small_site, open_window):
    second, _clash = disagreeing_tab(small_site, open_window)

    follow(second.page.get_by_role("button", name="Français"))
    second.question("choice").get_by_role("alert").wait_for()

    assert second.page.locator(".clash").count() == 1
    assert second.chosen("choice") == ["Un chien"]


def test_enter_in_a_text_field_changes_no_language(small_site, open_window):
    attempt = AttemptPage.begin(open_window(java_script_enabled=False), add_learner(small_site), "fr")
    box = attempt.question("short-text").get_by_role("textbox")

    box.fill("boots")
    with attempt.page.expect_navigation():
        box.press("Enter")

    assert "/fr/" in attempt.page.url
    assert attempt.typed() == "boots"


def test_an_ended_sign_in_costs_no_answer(small_site, open_window):
    email = add_learner(small_site)
    attempt = AttemptPage.begin(open_window(), email)
    end_everywhere(small_site, email)

    attempt.type("boots")
    attempt.wait_until("short-text", "kept")
    follow(attempt.page.get_by_role("alert").get_by_role("link", name="Sign in"))
    attempt.page.locator("input[name=email]").fill(email)
    attempt.page.locator("input[name=password]").fill(PASSWORD)
    follow(attempt.page.get_by_role("button", name="Sign in", exact=True))

    attempt.wait_until("short-text", "stored")
    assert attempt.typed() == "boots"


def test_an_ended_sign_in_costs_no_answer_without_script(small_site, open_window):
    email = add_learner(small_site)
    attempt = AttemptPage.begin(open_window(java_script_enabled=False), email)
    attempt.type("boots")
    end_everywhere(small_site, email)

    follow(attempt.page.get_by_role("button", name="Save and finish later"))
    attempt.page.locator("input[name=email]").fill(email)
    attempt.page.locator("input[name=password]").fill(PASSWORD)
    follow(attempt.page.get_by_role("button", name="Sign in", exact=True))
    follow(attempt.page.locator("main form button[type=submit]").first)
    attempt.page.goto(QUIZ.format(language="en"))
    follow(attempt.page.get_by_role("link", name="Go on with my attempt"))

    assert attempt.typed() == "boots"


def test_handing_in_after_the_sign_in_ended_shows_the_answers_before_it_counts(small_site, open_window):
    email = add_learner(small_site)
    attempt = AttemptPage.begin(open_window(java_script_enabled=False), email)
    attempt.type("boots")
    end_everywhere(small_site, email)

    attempt.submit()
    attempt.page.locator("input[name=email]").fill(email)
    attempt.page.locator("input[name=password]").fill(PASSWORD)
    follow(attempt.page.get_by_role("button", name="Sign in", exact=True))
    follow(attempt.page.get_by_role("button", name="Store it now"))

    assert attempt.page.get_by_role("button", name="Check my answers").count() == 1
    assert attempt.typed() == "boots"


def test_changing_language_keeps_the_attempt_and_its_answers(small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    attempt.choose("choice", "A hen")
    attempt.wait_until("choice", "stored")

    follow(attempt.page.get_by_role("button", name="Français"))
    attempt.choose("true-false", "Vrai")
    attempt.wait_until("true-false", "stored")
    follow(attempt.page.get_by_role("button", name="Español"))

    assert attempt.chosen("choice") == ["Una gallina"]
    assert attempt.chosen("true-false") == ["Verdadero"]


def test_the_review_leads_to_the_passage_that_explains(small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    attempt.submit()
    follow(attempt.page.get_by_role("button", name="Mark anyway"))

    passage = attempt.page.locator("main a[href*='#']", has_text="again").first
    heading = passage.get_attribute("href").partition("#")[2]
    follow(passage)

    assert attempt.page.locator(f"[id='{heading}']").count() == 1


def test_at_the_edge_of_an_order_the_pressed_button_keeps_the_focus(small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    second = attempt.items()[1]
    order = attempt.question("order")
    order.locator("li").nth(1).evaluate("item => (item.dataset.item += '.\u00a0!')")
    up = order.get_by_role("button", name=f"Move up: {second}")

    up.focus()
    for _press in range(3):
        attempt.page.keyboard.press("Enter")

    assert attempt.items()[0] == second
    assert up.evaluate("button => button === document.activeElement")
    assert up.get_attribute("aria-disabled") == "true"
    assert order.locator("[data-moved]").inner_text() == f"{second}: now at place 1 of 3"


def test_handing_in_many_times_hands_in_once(small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    attempt.choose("choice", "A hen")
    attempt.wait_until("choice", "stored")
    before = count(small_site, Attempt)
    attempt.submit()
    button = attempt.page.get_by_role("button", name=re.compile("anyway", re.IGNORECASE)).first

    button.evaluate("button => { for (let n = 0; n < 20; n += 1) button.click(); }")
    attempt.page.wait_for_url("**/review")

    assert count(small_site, Attempt) == before
    assert (
        count(small_site, ResponseEvent, ResponseEvent.attempt_id == UUID(attempt.page.url.split("/")[-2]))
        == 1
    )


def test_a_link_to_the_quiz_asks_a_stranger_to_sign_in_and_leads_back(small_site, open_window):
    email, page = add_learner(small_site), open_window()

    page.goto(QUIZ.format(language="es"))
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()

    page.wait_for_url("**/es/quiz/steps")


def test_signing_out_forgets_what_waited_on_the_device(small_site, open_window):
    email = add_learner(small_site)
    attempt = AttemptPage.begin(open_window(), email)
    attempt.page.context.set_offline(True)
    attempt.choose("choice", "A bee")
    attempt.wait_until("choice", "kept")
    attempt.page.context.set_offline(False)
    attempt.page.evaluate("localStorage.setItem('course.answers.other', '{}')")

    attempt.page.goto("/en/account/sign-out")
    follow(attempt.page.get_by_role("main").get_by_role("button", name="Sign out"))
    attempt.page.wait_for_load_state()

    assert (
        attempt.page.evaluate("Object.keys(localStorage).filter(one => one.startsWith('course.answers'))")
        == []
    )
    sign_in(attempt.page, email, PASSWORD)


def test_a_browser_whose_clock_is_wrong_has_the_time_that_the_server_gives(
    small_site, open_window, monkeypatch
):
    contents = small_site.app.extensions["course_content"]
    limited = with_quiz(contents.catalogue(), time_limit=20)
    monkeypatch.setattr(contents, "catalogue", lambda: limited)
    window = open_window()
    window.clock.install(time="2031-05-05T10:00:00Z")
    attempt = AttemptPage.begin(window, add_learner(small_site))
    attempt_id = UUID(attempt.page.url.rpartition("/")[2])

    attempt.choose("choice", "A hen")
    attempt.wait_until("choice", "stored")
    attempt.page.reload()

    with small_site.app.extensions["course_database"].reading() as session:
        row = session.get(Attempt, attempt_id)
        given = row.deadline - row.started_at
        assert row.started_at.year != 2031
    assert given.total_seconds() == 20 * 60
    assert attempt.chosen("choice") == ["A hen"]


def test_the_time_that_is_left_is_in_sight_and_its_end_is_told(small_site, open_window, monkeypatch):
    contents = small_site.app.extensions["course_content"]
    limited = with_quiz(contents.catalogue(), time_limit=20)
    monkeypatch.setattr(contents, "catalogue", lambda: limited)
    window = open_window()
    window.clock.install()
    attempt = AttemptPage.begin(window, add_learner(small_site))
    timer, told = attempt.page.get_by_role("timer"), attempt.page.locator("[data-time-told]")

    timer.filter(has_text="Time left: 20 min").wait_for()
    attempt.page.mouse.wheel(0, 2_000)
    assert timer.evaluate("one => one.getBoundingClientRect().top >= 0")

    window.clock.run_for(15 * 60_000 + 1_000)
    assert told.inner_text() == "Time left: 5 min"
    window.clock.run_for(4 * 60_000)
    assert re.fullmatch(r"Time left: [0-9]+ s", timer.inner_text())

    window.clock.run_for(61_000)
    assert not timer.is_visible()
    assert "The time is over" in attempt.page.get_by_role("alert").filter(visible=True).inner_text()


def test_when_the_clock_reaches_zero_nothing_more_can_be_typed_and_a_button_leads_to_the_review(
    small_site, open_window, monkeypatch
):
    contents = small_site.app.extensions["course_content"]
    limited = with_quiz(contents.catalogue(), time_limit=20)
    monkeypatch.setattr(contents, "catalogue", lambda: limited)
    window = open_window()
    window.clock.install()
    attempt = AttemptPage.begin(window, add_learner(small_site))
    box = attempt.question("short-text").get_by_role("textbox")

    window.clock.run_for(19 * 60_000 + 50_000)
    box.press_sequentially("boots")
    window.clock.run_for(12_000)  # less than an answer may be on its way
    attempt.wait_until("short-text", "stored")

    assert (
        attempt.page.locator(
            "main form[data-autosave] :is(input:not([type=hidden]), select, textarea):enabled"
        ).count()
        == 0
    )
    assert attempt.page.evaluate("document.activeElement.matches('[data-time-over]')")
    with small_site.app.extensions["course_database"].writing() as session:
        row = session.get(Attempt, UUID(attempt.page.url.rpartition("/")[2]))
        row.deadline = row.started_at
    follow(attempt.page.get_by_role("button", name="See my result"))
    assert attempt.page.url.endswith("/review")


def test_an_answer_to_an_attempt_that_is_handed_in_is_refused_in_words_that_say_so(small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    attempt_id = UUID(attempt.page.url.rpartition("/")[2])
    with small_site.app.extensions["course_database"].writing() as session:
        session.get(Attempt, attempt_id).state = "submitted"
        session.get(Attempt, attempt_id).submitted_at = session.get(Attempt, attempt_id).started_at

    attempt.choose("choice", "A hen")
    attempt.wait_until("choice", "kept")

    assert "This quiz is handed in" in attempt.page.locator("[data-unsaved-text]").inner_text()
    assert attempt.page.locator("[data-handed-in]").is_visible()


def test_without_a_line_the_button_that_did_nothing_says_so_until_it_is_pressed_again(
    small_site, open_window
):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    words = attempt.page.locator("[data-unsaved-text]")

    attempt.page.context.set_offline(True)
    attempt.page.get_by_role("button", name="Check my answers").click()
    attempt.choose("choice", "A hen")
    attempt.wait_until("choice", "kept")
    assert "the button did nothing" in words.inner_text()

    attempt.page.context.set_offline(False)
    attempt.wait_until("choice", "stored")
    assert words.inner_text() == "The connection is back. Press the button again: nothing was handed in yet."
