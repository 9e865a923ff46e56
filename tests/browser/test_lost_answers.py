"""A line on which the server's acknowledgements are lost: answers wait, are sent again, are stored once, and forgotten."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Error as BrowserError
from sqlalchemy import func, select

from course.store.attempts.models import Attempt, ResponseEvent
from tests.browser.attempt_page import AttemptPage, add_learner
from tests.browser.conftest import Site
from tests.browser.faulty_line import FaultyLine

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-quiz")]
KEPT_HERE = "Object.keys(localStorage).filter(one => one.startsWith('course.answers'))"


@pytest.fixture(scope="module")
def small_site(site_behind_line: Site) -> Site:
    """The site on which `open_window` opens browsers."""
    return site_behind_line


@pytest.fixture(autouse=True)
def _whole_at_the_end(line: FaultyLine) -> Iterator[None]:
    yield
    line.lose_no_more()


def id_of(attempt: AttemptPage) -> UUID:
    return UUID(attempt.page.url.split("/attempts/")[1].partition("/")[0])


def events(site: Site, attempt_id: UUID) -> int:
    """Return how often an answer of the attempt was stored."""
    with site.app.extensions["course_database"].reading() as session:
        of_attempt = ResponseEvent.attempt_id == attempt_id
        return session.scalar(select(func.count()).select_from(ResponseEvent).where(of_attempt))


def test_an_answer_whose_acknowledgements_are_lost_waits_over_a_reload_and_is_stored_once(
    line, small_site, open_window
):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    line.lose_answers()

    attempt.choose("choice", "A hen")
    attempt.wait_until("choice", "kept")
    warning = attempt.page.get_by_role("alert").filter(visible=True).inner_text()
    attempt.page.reload()
    attempt.wait_until("choice", "kept")
    chosen, kept = attempt.chosen("choice"), attempt.page.evaluate(KEPT_HERE)
    lost = line.answers_lost
    line.lose_no_more()
    attempt.page.get_by_role("button", name="Try now").click()
    attempt.wait_until("choice", "stored")

    assert lost >= 2  # before the reload, and after it
    assert "kept on this device" in warning
    assert chosen == ["A hen"]
    assert kept == [f"course.answers.{id_of(attempt)}"]
    assert events(small_site, id_of(attempt)) == 1


def test_what_is_acknowledged_is_forgotten_by_the_device(small_site, open_window):
    window = open_window()
    window.clock.install()
    attempt = AttemptPage.begin(window, add_learner(small_site))

    attempt.choose("choice", "A hen")
    attempt.wait_until("choice", "stored")
    window.clock.run_for(11_000)  # for ten seconds it stays for a page that was made before
    kept = window.evaluate(KEPT_HERE)
    receipts = window.evaluate("name => Object.values(JSON.parse(localStorage.getItem(name)))", kept[0])

    assert kept == [f"course.answers.sent.{id_of(attempt)}"]
    assert [set(one) for one in receipts] == [{"receipt", "version"}]  # that it was stored, not what it says


def test_handing_in_whose_answer_is_lost_hands_in_once(line, small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    attempt_id, address = id_of(attempt), attempt.page.url
    attempt.choose("choice", "A hen")
    attempt.wait_until("choice", "stored")
    attempt.submit()
    line.lose_answers()

    attempt.page.get_by_role("button", name="Mark anyway").click()
    attempt.page.wait_for_url("chrome-error://**")
    line.lose_no_more()
    attempt.page.goto(address)

    assert line.answers_lost >= 1
    assert attempt.page.url.endswith("/review")
    with small_site.app.extensions["course_database"].reading() as session:
        row = session.get(Attempt, attempt_id)
        alike = select(func.count()).where(Attempt.learner_id == row.learner_id)
        assert (row.state, session.scalar(alike)) == ("submitted", 1)
    assert events(small_site, attempt_id) == 1


def test_a_page_that_crashes_while_acknowledgements_are_lost_loses_no_answer(line, small_site, open_window):
    attempt = AttemptPage.begin(open_window(), add_learner(small_site))
    address, window, attempt_id = attempt.page.url, attempt.page.context, id_of(attempt)
    line.lose_answers()
    attempt.choose("choice", "A bee")
    attempt.wait_until("choice", "kept")
    attempt.page.wait_for_timeout(300)  # the browser writes what is kept to its own process
    with pytest.raises(BrowserError):
        attempt.page.goto("chrome://crash", timeout=3_000)
    line.lose_no_more()

    again = AttemptPage(window.new_page())
    again.page.goto(address)

    again.wait_until("choice", "stored")
    assert again.chosen("choice") == ["A bee"]
    assert events(small_site, attempt_id) == 1
