"""Two devices, or two windows of one, with different answers: nobody's is lost or handed in unseen, and one is asked."""

from uuid import UUID

import pytest
from sqlalchemy import select

from course.store.attempts.models import Response
from tests.browser.attempt_page import AttemptPage, add_learner
from tests.browser.looking import follow, sign_in
from tests.web.account.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-quiz")]
SILENT = "for (const kind of ['focus', 'visibilitychange']) addEventListener(kind, e => e.stopImmediatePropagation(), true)"
SLOW = """ms => {
    const there = window.fetch;
    window.fetch = (...given) => new Promise((go) => setTimeout(go, ms)).then(() => there(...given));
}"""


def stored(site, attempt, question_id):
    """Return the stored answer as JSON, and how often one was stored."""
    attempt_id = UUID(attempt.page.url.split("/attempts/")[1][:36])
    with site.app.extensions["course_database"].reading() as session:
        found = session.scalars(
            select(Response).where(Response.attempt_id == attempt_id, Response.question_id == question_id)
        ).one()
        return found.value, found.number


@pytest.fixture
def devices(small_site, open_window):
    """Two devices: on the first "A hen" was chosen, on the second "A bee" since; nothing told the first of it."""
    email = add_learner(small_site)
    first_window, second_window = open_window(), open_window()
    first_window.add_init_script(SILENT)
    first = AttemptPage.begin(first_window, email)
    first.choose("choice", "A hen")
    first.wait_until("choice", "stored")
    second = AttemptPage.begin(second_window, email)
    second.choose("choice", "A bee")
    second.wait_until("choice", "stored")
    return first, second


def test_saving_an_older_page_leaves_what_another_device_stored(small_site, devices):
    first, second = devices

    follow(first.page.get_by_role("button", name="Save and finish later"))

    assert stored(small_site, second, "pick-one") == ('"bee"', 2)


def test_an_older_page_is_not_handed_in_before_it_is_decided(small_site, devices):
    first, second = devices

    follow(first.page.get_by_role("button", name="Check my answers"))

    clash = first.page.locator(".clash")
    words = clash.inner_text()
    assert "A hen" in words
    assert "A bee" in words
    assert stored(small_site, second, "pick-one") == ('"bee"', 2)
    follow(clash.get_by_role("button", name="Keep the answer on this page"))
    assert stored(small_site, second, "pick-one") == ('"hen"', 3)


@pytest.mark.parametrize("button", ["Check my answers", "Save and finish later"])
def test_a_clash_on_the_page_that_came_back_is_not_decided_by_pressing_again(small_site, devices, button):
    first, second = devices
    follow(first.page.get_by_role("button", name="Check my answers"))

    follow(first.page.get_by_role("button", name=button))

    assert not first.page.url.endswith("/review")
    assert stored(small_site, second, "pick-one") == ('"bee"', 2)


@pytest.fixture
def windows(small_site, open_window):
    """Two windows of one browser, whose storage is shared; nothing tells the one what the other stores."""
    page = open_window()
    page.context.add_init_script(SILENT)
    first = AttemptPage.begin(page, add_learner(small_site))
    second = AttemptPage(page.context.new_page())
    second.page.goto(first.page.url)
    return first, second


def test_a_clash_on_the_page_that_came_back_keeps_the_answer_that_was_given_there(small_site, windows):
    first, second = windows
    first.choose("choice", "A hen")
    first.wait_until("choice", "stored")
    second.page.reload()
    second.choose("choice", "A bee")
    second.wait_until("choice", "stored")

    follow(first.page.get_by_role("button", name="Check my answers"))

    assert first.chosen("choice") == ["A hen"]
    follow(first.page.locator(".clash").get_by_role("button", name="Keep the answer on this page"))
    assert stored(small_site, second, "pick-one") == ('"hen"', 3)


def test_beside_a_clash_that_the_server_tells_another_windows_waiting_answer_does_not_take_the_place(
    small_site, windows
):
    first, second = windows
    first.choose("choice", "A hen")
    first.wait_until("choice", "stored")
    third = AttemptPage(first.page.context.new_page())
    third.page.goto(first.page.url)
    third.choose("choice", "A bee")
    third.wait_until("choice", "stored")
    busy = {"status": 503, "headers": {"Retry-After": "60"}, "body": "{}"}
    second.page.route("**/answers", lambda route: route.fulfill(**busy))
    second.choose("choice", "A dog")
    second.wait_until("choice", "kept")
    first.page.route("**/answers", lambda route: route.abort())

    follow(first.page.get_by_role("button", name="Check my answers"))

    assert first.chosen("choice") == ["A hen"]
    follow(first.page.locator("button[name=keep][value^=here]"))
    assert stored(small_site, first, "pick-one") == ('"hen"', 3)


def test_an_answer_that_another_window_held_when_the_attempt_was_handed_in_stays_on_the_device(windows):
    first, second = windows
    first.choose("choice", "A hen")
    first.wait_until("choice", "stored")
    second.choose("choice", "A bee")
    second.question("choice").locator(".clash").wait_for()
    follow(first.page.get_by_role("button", name="Check my answers"))
    follow(first.page.locator("button[name=submit][value=anyway]"))
    assert first.page.url.endswith("/review")

    follow(first.page.get_by_role("link", name="My answers and receipts"))

    first.page.get_by_text("that did not arrive before the attempt was handed in").wait_for()
    assert "A bee" in first.page.locator("td[data-device] bdi").all_inner_texts()


def test_an_answer_that_only_the_form_carried_is_not_told_as_missing(windows):
    first, _ = windows
    first.page.route("**/answers", lambda route: route.fulfill(status=503, body="{}"))
    first.choose("choice", "A hen")
    first.wait_until("choice", "kept")
    follow(first.page.get_by_role("button", name="Check my answers"))
    follow(first.page.locator("button[name=submit][value=anyway]"))

    follow(first.page.get_by_role("link", name="My answers and receipts"))

    first.page.get_by_text("This device holds nothing else than what stands here.").wait_for()


HELD_HERE = "Object.keys(localStorage).some(one => /answers\\.[0-9a-f]/.test(one))"
NOT_THERE = "This device has answers that the server does not have."


@pytest.fixture
def carried(windows):
    """A page on which an answer was chosen that cannot be sent by itself: the form alone will carry it."""
    first, _ = windows
    first.page.route("**/attempts/*/answers", lambda route: route.fulfill(status=503, body="{}"))
    first.choose("choice", "A hen")
    first.wait_until("choice", "kept")
    return first


def hand_in(attempt):
    follow(attempt.page.get_by_role("button", name="Check my answers"))
    follow(attempt.page.locator("button[name=submit][value=anyway]"))
    assert attempt.page.url.endswith("/review")


def test_the_review_lets_go_what_the_form_carried(carried):
    hand_in(carried)

    carried.page.wait_for_function(f"() => !{HELD_HERE}")


def test_the_review_lets_go_what_the_form_carried_without_a_sign_that_nobody_sees(carried):
    carried.type("bo\x07ots")
    carried.wait_until("short-text", "kept")
    hand_in(carried)

    carried.page.wait_for_function(f"() => !{HELD_HERE}")


def test_what_the_form_carried_is_not_told_as_missing_where_the_review_could_not_tell(carried):
    carried.page.route("**/progress/answers/*", lambda route: route.abort())
    hand_in(carried)
    carried.page.unroute("**/progress/answers/*")
    assert carried.page.evaluate(HELD_HERE)

    carried.page.goto("/en/progress/answers")

    carried.page.wait_for_function(f"() => !{HELD_HERE}")
    assert not carried.page.get_by_text(NOT_THERE).is_visible()


def test_what_another_window_held_is_told_in_the_list_of_attempts(windows):
    first, second = windows
    first.choose("choice", "A hen")
    first.wait_until("choice", "stored")
    second.choose("choice", "A bee")
    second.question("choice").locator(".clash").wait_for()
    hand_in(first)

    first.page.goto("/en/progress/answers")

    first.page.get_by_text(NOT_THERE).wait_for()


def test_an_order_that_another_window_held_when_the_attempt_was_handed_in_stays_on_the_device(windows):
    first, second = windows
    first.question("order").locator("li").nth(0).locator("[data-move='1']").click()
    first.wait_until("order", "stored")
    second.question("order").locator("li").nth(1).locator("[data-move='1']").click()
    second.question("order").locator(".clash").wait_for()
    theirs = "; ".join(second.items())
    hand_in(first)

    follow(first.page.get_by_role("link", name="My answers and receipts"))

    first.page.get_by_text("that did not arrive before the attempt was handed in").wait_for()
    assert theirs in first.page.locator("td[data-device] bdi").all_inner_texts()


def give(attempt, kind):
    """Answer a question that has parts."""
    question = attempt.question(kind)
    if kind == "order":
        question.locator("li").nth(0).locator("[data-move='1']").click()
    elif kind == "choices":
        question.get_by_label("An owl").check()
        question.get_by_label("A bat").check()
    else:
        for place in range(question.locator("select").count()):
            question.locator("select").nth(place).select_option(index=place + 1)


QUEUE = "Object.entries(localStorage).find(([name]) => /answers\\.[0-9a-f]/.test(name))"


def let_wait(page, name, held, turned):
    """Put the answer that `held`, a queue with its name, has to a question back as one that waits; `turned` about."""
    page.evaluate(
        """([[queue, held], name, turned]) => {
            const { version, ...entry } = JSON.parse(held)[name];
            const about = (all) => (turned ? all.reverse() : all);
            const { value } = entry;
            entry.value = Array.isArray(value) ? about(value) : Object.fromEntries(about(Object.entries(value)));
            localStorage.setItem(queue, JSON.stringify({ [name]: entry }));
        }""",
        [held, name, turned],
    )


@pytest.mark.parametrize(("kind", "is_there"), [("choices", True), ("match", True), ("order", False)])
def test_the_same_parts_in_another_sequence_are_there_unless_that_is_the_answer(windows, kind, is_there):
    first, _ = windows
    give(first, kind)
    first.page.wait_for_function("() => !document.querySelector('[data-state=storing]')")
    name, held = first.question(kind).get_attribute("data-question"), first.page.evaluate(QUEUE)
    hand_in(first)
    address = first.page.get_by_role("link", name="My answers and receipts").get_attribute("href")
    first.page.wait_for_function(f"() => !{HELD_HERE}")

    waits = []
    for turned in (False, True):
        let_wait(first.page, name, held, turned)
        first.page.goto(address)
        first.page.locator("[data-compared]:visible").wait_for()
        waits.append(first.page.evaluate(HELD_HERE))

    assert waits == [False, not is_there]


def test_an_answer_that_takes_the_place_while_the_review_asks_what_arrived_stays(windows, carried):
    _, second = windows
    asked = []
    carried.page.route("**/progress/answers/*", lambda route: asked.append(route))  # noqa: PLW0108 - Playwright takes no built-in method
    hand_in(carried)
    carried.page.wait_for_timeout(500)
    second.page.evaluate(
        f"""() => {{
            const [queue, held] = {QUEUE};
            const [name, entry] = Object.entries(JSON.parse(held))[0];
            localStorage.setItem(queue, JSON.stringify({{ [name]: {{ ...entry, key: "another", value: "other" }} }}));
        }}"""
    )

    with carried.page.expect_response("**/progress/answers/*"):
        asked[0].continue_()
    carried.page.wait_for_timeout(500)

    assert carried.page.evaluate(HELD_HERE)


@pytest.fixture
def dragged(windows):
    """Two windows: the second waits with an order, which the first sends while an item is dragged there, and dropped."""
    first, second = windows
    second.page.route("**/answers", lambda route: route.abort())
    second.question("order").locator("li").nth(0).locator("[data-move='1']").click()
    second.wait_until("order", "kept")
    first.page.evaluate(
        """() => {
            window.dragged = document.querySelector("[data-order]").children[2];
            dragged.dispatchEvent(new DragEvent("dragstart", { bubbles: true, dataTransfer: new DataTransfer() }));
        }"""
    )
    with first.page.expect_response("**/answers"):
        first.page.evaluate("document.querySelector('[data-retry]').click()")
    first.page.wait_for_timeout(500)
    first.page.evaluate("dragged.dispatchEvent(new DragEvent('dragend', { bubbles: true }))")
    first.page.wait_for_timeout(500)
    return first, second


def test_an_order_dragged_while_another_windows_order_is_sent_does_not_replace_it_unasked(
    small_site, dragged
):
    first, second = dragged

    assert first.question("order").locator(".clash").count() == 1
    assert stored(small_site, first, "in-order")[1] == 1
    first.question("order").get_by_role("button", name="Keep the stored answer").click()
    first.wait_until("order", "stored")
    assert first.items() == second.items()


def test_an_order_that_is_asked_about_is_not_stored_by_the_other_window(small_site, dragged):
    first, second = dragged
    before = stored(small_site, first, "in-order")
    second.page.unroute("**/answers")

    second.choose("choice", "A bee")
    second.wait_until("choice", "stored")
    second.page.wait_for_timeout(1_000)

    assert stored(small_site, first, "in-order") == before
    assert second.question("order").locator(".clash").count() == 0  # it shows what is stored: the first asks
    assert second.question("order").locator("[data-stored][data-state=stored]").count() == 1
    first.question("order").get_by_role("button", name="Keep the answer on this page").click()
    first.wait_until("order", "stored")
    assert stored(small_site, first, "in-order")[1] == 2


def test_an_answer_given_while_another_windows_is_sent_does_not_replace_it_unasked(small_site, windows):
    first, second = windows
    second.page.route("**/answers", lambda route: route.abort())
    second.choose("choice", "A bee")
    second.wait_until("choice", "kept")
    first.page.evaluate(SLOW, 700)
    with first.page.expect_response("**/answers"):
        first.page.evaluate("document.querySelector('[data-retry]').click()")
        first.choose("choice", "A hen")

    first.question("choice").locator(".clash").wait_for()
    assert stored(small_site, first, "pick-one") == ('"bee"', 1)
    first.question("choice").get_by_role("button", name="Keep the answer on this page").click()
    first.wait_until("choice", "stored")
    assert stored(small_site, first, "pick-one") == ('"hen"', 2)


def test_what_was_typed_while_another_answer_was_on_its_way_is_no_clash_with_oneself(small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    attempt.page.evaluate(SLOW, 700)
    attempt.type("sho")
    box = attempt.question("short-text").get_by_role("textbox")
    box.fill("shoes")

    follow(attempt.page.get_by_role("button", name="Check my answers"))

    assert attempt.page.locator(".clash").count() == 0
    assert stored(small_site, attempt, "in-words")[0] == '"shoes"'


def test_two_windows_without_a_line_that_disagree_ask_and_neither_claims_a_receipt_for_the_other(
    small_site, open_window
):
    first = AttemptPage.begin(open_window(), add_learner(small_site))
    window = first.page.context
    second = AttemptPage(window.new_page())
    second.page.goto(first.page.url)
    window.set_offline(True)
    first.choose("choice", "A hen")
    first.wait_until("choice", "kept")
    second.choose("choice", "A bee")
    second.wait_until("choice", "kept")

    window.set_offline(False)
    second.wait_until("choice", "stored")
    first.page.bring_to_front()

    clash = first.question("choice").get_by_role("alert")
    words = clash.inner_text()
    assert "A hen" in words
    assert "A bee" in words
    assert stored(small_site, first, "pick-one") == ('"bee"', 1)
    clash.get_by_role("button", name="Keep the stored answer").click()
    first.wait_until("choice", "stored")
    assert first.chosen("choice") == ["A bee"]


@pytest.fixture
def check_at_once(small_site, open_window):
    """Return a function that opens the quiz whose questions are checked one by one, on one more device."""
    email = add_learner(small_site)

    def opened():
        page = open_window()
        page.add_init_script(SILENT)
        sign_in(page, email, PASSWORD)
        page.goto("/en/quiz/check-at-once")
        follow(page.locator("main form button[type=submit], main a[href*='/attempts/'].btn").first)
        page.wait_for_url("**/attempts/*")
        return page

    return opened


def type_second(page, words, state):
    """Type an answer to the second question, and wait until it is "stored" or "kept"."""
    page.locator("#q2 input").fill(words)
    page.locator("#q2 input").blur()
    page.locator(f"#q2 [data-stored][data-state={state}]").wait_for()


def test_checking_one_question_empties_no_answer_that_another_device_gave_to_the_next(
    small_site, check_at_once
):
    first, second = check_at_once(), check_at_once()
    type_second(second, "shoes", "stored")

    first.get_by_label("The hen").check()
    first.get_by_role("button", name="Check question 1").click()
    clash = first.locator("#q2 .clash")
    clash.wait_for()

    assert "shoes" in clash.inner_text()
    assert stored(small_site, AttemptPage(first), "worn") == ('"shoes"', 1)
    clash.get_by_role("button", name="Keep the stored answer").click()
    first.locator("#q2 [data-stored][data-state=stored]").wait_for()
    assert first.locator("#q2 input").input_value() == "shoes"


def test_a_clash_beside_the_question_that_is_checked_is_told_at_once(check_at_once):
    first, second = check_at_once(), check_at_once()
    type_second(second, "shoes", "stored")
    busy = {"status": 503, "headers": {"Retry-After": "60"}, "body": "{}"}
    first.route(
        "**/answers",
        lambda route: route.fulfill(**busy) if route.request.method == "POST" else route.continue_(),
    )
    type_second(first, "boots", "kept")

    first.get_by_label("The hen").check()
    first.get_by_role("button", name="Check question 1").click()

    clash = first.locator("#q2 .clash")
    clash.wait_for()
    words = clash.inner_text()
    assert "boots" in words
    assert "shoes" in words


def test_what_is_not_shown_is_not_checked(small_site, check_at_once):
    first = check_at_once()
    first.get_by_label("The hen").check()
    first.locator("#q1 [data-stored][data-state=stored]").wait_for()
    second = check_at_once()
    other = second.locator("#q1 input:not(:checked)").first
    other.check()
    second.locator("#q1 [data-stored][data-state=stored]").wait_for()

    first.get_by_role("button", name="Check question 1").click()

    clash = first.locator("#q1 .clash")
    clash.wait_for()
    assert first.locator("#q1 .feed").count() == 0
    clash.get_by_role("button", name="Keep the answer on this page").click()
    first.locator("#q1 [data-stored][data-state=stored]").wait_for()
    first.get_by_role("button", name="Check question 1").click()
    first.locator("[data-told]", has_text="Correct.").wait_for(state="attached")


def test_an_answer_that_came_too_late_stays_on_the_device_until_its_learner_lets_it_go(
    small_site, open_window
):
    email = add_learner(small_site)
    late = AttemptPage.begin(open_window(), email)
    late.page.context.set_offline(True)
    late.type("boots, and a long reason")
    late.wait_until("short-text", "kept")
    other = AttemptPage.begin(open_window(), email)
    other.submit()
    follow(other.page.get_by_role("button", name="Mark anyway"))

    late.page.context.set_offline(False)
    late.page.get_by_text("handed in").filter(visible=True).first.wait_for()
    late.page.goto(f"/en/progress/answers/{late.page.url.split('/attempts/')[1]}")

    row = late.page.locator("tr", has_text="boots, and a long reason")
    assert "did not arrive before the attempt was handed in" in row.inner_text()
    row.get_by_role("button", name="Remove it from this device").click()
    late.page.get_by_role("table").get_by_text("Removed from this device").wait_for()
    assert (
        late.page.locator("[data-compared]").inner_text()
        == "This device holds nothing else than what stands here."
    )
    assert late.page.evaluate("Object.keys(localStorage).filter(one => /answers\\.[0-9a-f]/.test(one))") == []
