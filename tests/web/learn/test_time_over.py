"""An attempt whose time is over, before the job has closed it: each page shows it as handed in, and none changes it."""

import pytest
from sqlalchemy import select

from course.flows.store_answer import GRACE
from course.store.attempts.models import Attempt
from course.web.learn import attempts
from tests.attempts import begin, opened
from tests.builders import add_person, sign_in
from tests.conftest import NOON
from tests.web.learn.test_attempts import fields, limit, stored, url

LONG_AGO = NOON.replace(year=2020)


@pytest.fixture
def attempt(session, catalogue, client, app, monkeypatch):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    changed = limit(monkeypatch, app, catalogue, time_limit=20)
    attempt_id = begin(session, changed, amina, now=LONG_AGO)
    session.commit()
    return opened(session, changed, amina, attempt_id)


def state(session):
    session.expire_all()
    return session.scalar(select(Attempt.state))


@pytest.mark.parametrize("page", ["/quiz/steps", "/progress/answers", "/progress/answers/{attempt}"])
def test_no_page_says_that_it_is_not_handed_in(client, attempt, session, page):
    client.get("/en" + page.format(attempt=attempt.row.id))

    words = client.words()
    assert "handed in" in words.lower()
    assert "not handed in" not in words
    assert "In progress" not in words
    assert state(session) == "open"


@pytest.mark.parametrize("page", ["", "/course", "/progress"])
def test_where_one_goes_on_says_that_the_time_is_over(client, attempt, session, page):
    client.get(f"/en{page}")

    assert "The time is over, it is being handed in" in client.words()
    assert "not handed in" not in client.words()
    assert "1: open" not in client.words()
    assert state(session) == "open"


def test_the_page_of_the_quiz_leads_to_the_result_with_one_button(client, attempt):
    client.get("/en/quiz/steps")
    assert "Attempt 1: handed in" in client.words()

    client.submit("See my result")

    assert client.path == url(attempt, page="/review")
    assert "The time was over: what was stored then was handed in." in client.words()


@pytest.mark.parametrize("page", ["", "/check", "/review"])
def test_the_pages_of_the_attempt_say_that_it_is_handed_in(client, attempt, session, page):
    client.get(url(attempt, page=page))

    assert "Your answers are handed in as they were stored then, and they count." in client.words()
    assert state(session) == "open"


def test_what_is_typed_later_is_told_to_come_too_late(client, attempt, session, monkeypatch):
    deadline = attempt.row.deadline
    monkeypatch.setattr(attempts, "utc_now", lambda: deadline)
    client.get(url(attempt))
    monkeypatch.setattr(attempts, "utc_now", lambda: deadline + 2 * GRACE)

    client.submit("Save", fields(attempt, {"in-words": "shoes"}))

    assert client.path == url(attempt, page="/review")
    assert "This attempt takes no answers any more: nothing was changed." in client.words()
    assert stored(session) == {}


LATE = "What you changed last came too late and does not count. What was stored before counts."


def test_what_is_handed_in_later_is_told_to_come_too_late(client, attempt, session, monkeypatch):
    deadline = attempt.row.deadline
    monkeypatch.setattr(attempts, "utc_now", lambda: deadline)
    client.get(url(attempt))
    client.submit("Save", fields(attempt, {"in-words": "shoes"}))
    client.get(url(attempt))
    monkeypatch.setattr(attempts, "utc_now", lambda: deadline + 2 * GRACE)

    client.submit("Check my answers", fields(attempt, {"in-words": "boots"}))

    assert client.path == url(attempt, page="/review")
    assert LATE in client.words()
    assert stored(session) == {"in-words": "shoes"}


def test_handing_in_later_what_is_stored_already_is_told_nothing(client, attempt, session, monkeypatch):
    deadline = attempt.row.deadline
    monkeypatch.setattr(attempts, "utc_now", lambda: deadline)
    client.get(url(attempt))
    client.submit("Save", fields(attempt, {"in-words": "shoes"}))
    client.get(url(attempt))
    monkeypatch.setattr(attempts, "utc_now", lambda: deadline + 2 * GRACE)

    client.submit("Check my answers")

    assert client.path == url(attempt, page="/review")
    assert LATE not in client.words()
    assert state(session) == "submitted"


def test_who_asks_for_the_result_at_the_deadline_waits_for_no_grace(client, attempt, session, monkeypatch):
    monkeypatch.setattr(attempts, "utc_now", lambda: attempt.row.deadline)

    client.post(url(attempt), {"submit": "over"})

    assert client.path == url(attempt, page="/review")
    assert state(session) == "submitted"


def test_asking_for_the_result_before_the_deadline_hands_nothing_in(client, attempt, session, monkeypatch):
    monkeypatch.setattr(attempts, "utc_now", lambda: attempt.row.started_at)

    client.post(url(attempt), {"submit": "over"})

    assert client.path == url(attempt)
    assert state(session) == "open"
