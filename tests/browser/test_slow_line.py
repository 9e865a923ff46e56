"""Sent in time on a slow line: within the grace it counts as it was sent, after it it does not, and the learner is told.

The line is a real one, before a real server, and holds back what a browser has sent. Within the grace the deadline passes
by the clock. For what arrives later the deadline is moved back by as much as the line would have been slower: nobody has
to wait for it, and no machine is too slow for the test.
"""

import json
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from course.flows.store_answer import GRACE
from course.jobs.finish_attempts import finish_overdue_attempts
from course.store.attempts.models import Attempt, Response
from course.web.session import utc_now
from tests.browser.attempt_page import AttemptPage, add_learner
from tests.browser.conftest import Site
from tests.browser.faulty_line import FaultyLine

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-quiz")]
SOON = timedelta(seconds=2)  # long enough to press a button before
TOO_LATE = "What you changed last came too late and does not count."


@pytest.fixture(scope="module")
def small_site(site_behind_line: Site) -> Site:
    """The site on which `open_window` opens browsers."""
    return site_behind_line


@pytest.fixture(autouse=True)
def _fast_at_the_end(line: FaultyLine) -> Iterator[None]:
    yield
    line.let_arrive()


class Timed:
    """An attempt in a browser, of which the test sets the deadline."""

    def __init__(self, site: Site, page: AttemptPage) -> None:
        self.site, self.page = site, page
        self.id = UUID(page.page.url.rpartition("/")[2])

    def end_at(self, moment: datetime) -> None:
        with self.site.app.extensions["course_database"].writing() as session:
            session.get(Attempt, self.id).deadline = moment

    def row(self) -> Attempt:
        with self.site.app.extensions["course_database"].reading() as session:
            return session.get(Attempt, self.id)

    def stored(self) -> dict[str, object]:
        with self.site.app.extensions["course_database"].reading() as session:
            rows = session.scalars(select(Response).where(Response.attempt_id == self.id))
            return {one.question_id: json.loads(one.value) for one in rows}


@pytest.fixture(params=["with script", "without script"])
def attempt(request, small_site: Site, open_window) -> Timed:
    window = open_window(java_script_enabled=request.param == "with script")
    return Timed(small_site, AttemptPage.begin(window, add_learner(small_site)))


@pytest.fixture
def scripted(small_site: Site, open_window) -> Timed:
    return Timed(small_site, AttemptPage.begin(open_window(), add_learner(small_site)))


def press(attempt: Timed, button: str) -> None:
    """Press a button and do not wait for what comes of it."""
    attempt.page.page.get_by_role("button", name=button).click(no_wait_after=True)


def arrive_within_the_grace(line: FaultyLine, deadline: datetime) -> None:
    """Hold what was sent until just after the deadline."""
    assert utc_now() < deadline, "it was sent too late to prove anything"
    line.wait_until_sent()
    time.sleep(max(0.0, (deadline - utc_now()).total_seconds()) + 0.05)
    line.let_arrive()


def arrive_after_the_grace(line: FaultyLine, attempt: Timed) -> datetime:
    """Let what was sent be on its way for longer than the grace; return the deadline."""
    line.wait_until_sent()
    deadline = utc_now() - GRACE - timedelta(seconds=0.05)
    attempt.end_at(deadline)
    line.let_arrive()
    return deadline


def test_an_answer_that_arrives_within_the_grace_is_stored_and_counts(line, scripted):
    deadline = utc_now() + SOON
    scripted.end_at(deadline)
    line.get_slow()

    scripted.page.choose("choice", "A hen")
    arrive_within_the_grace(line, deadline)
    scripted.page.wait_until("choice", "stored")
    finish_overdue_attempts(scripted.site.app, now=deadline + GRACE + timedelta(seconds=1))

    row = scripted.row()
    assert scripted.stored() == {"pick-one": "hen"}
    assert (row.state, row.submitted_at) == ("submitted", deadline)
    assert row.points > 0


def test_an_answer_that_arrives_after_the_grace_is_not_stored_and_the_page_says_so(line, scripted):
    scripted.page.type("boots")
    scripted.page.wait_until("short-text", "stored")
    before = scripted.stored()
    line.get_slow()

    scripted.page.choose("choice", "A hen")
    arrive_after_the_grace(line, scripted)
    scripted.page.wait_until("choice", "kept")

    told = scripted.page.page.get_by_role("alert").filter(visible=True).inner_text()
    assert "The time for this quiz is over. What was stored before counts." in told
    assert scripted.stored() == before


def test_what_is_handed_in_and_arrives_within_the_grace_counts_as_it_was_sent(line, attempt):
    deadline = utc_now() + SOON
    attempt.end_at(deadline)
    line.get_slow()

    attempt.page.choose("choice", "A hen")
    press(attempt, "Check my answers")
    arrive_within_the_grace(line, deadline)
    attempt.page.page.wait_for_url("**/check")  # other questions are open: it asks once more
    press(attempt, "Mark anyway")
    attempt.page.page.wait_for_url("**/review")

    row = attempt.row()
    assert attempt.stored()["pick-one"] == "hen"
    assert (row.state, row.submitted_at) == ("submitted", deadline)
    assert row.points > 0
    assert TOO_LATE not in attempt.page.page.inner_text("main")


def test_what_is_handed_in_and_arrives_after_the_grace_changes_nothing_and_the_review_says_so(line, attempt):
    line.get_slow()

    attempt.page.choose("choice", "A hen")
    press(attempt, "Check my answers")
    deadline = arrive_after_the_grace(line, attempt)
    attempt.page.page.wait_for_url("**/review")

    row = attempt.row()
    assert attempt.stored() == {}
    assert (row.state, row.submitted_at, row.points) == ("submitted", deadline, 0)
    assert TOO_LATE in attempt.page.page.inner_text("body")
