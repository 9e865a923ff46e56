"""The benchmarks do what they say: the crowd sends what a browser sends, and what is promised is judged."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bench import finish, run
from bench.answered import QUIZ, end_at, prepare
from bench.fill import publish_course, write_course
from bench.people import open_app
from course.db import revisions
from course.schema import metadata
from tests.pages import NS, PageClient, fields_of

PORT = 8799
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The measured course, with a quiz of three questions."""
    folder = tmp_path_factory.mktemp("bench")
    write_course(folder, 1, 3)
    publish_course(folder)
    found = open_app(folder, f"sqlite:///{folder / 'course.sqlite3'}", PORT)
    revisions.upgrade(found.extensions["course_database"].writer)
    yield found
    found.extensions["course_database"].dispose()


@pytest.fixture
def learner(app, request):
    database = app.extensions["course_database"]
    return prepare(app, database, request.node.name, 1)[0]


def browser_of(app, learner):
    client = PageClient(app)
    client.http.set_cookie("session", learner.person.cookie, domain="127.0.0.1")
    return client


def test_a_learner_of_the_crowd_sends_what_the_button_of_the_page_sends(app, learner):
    client = browser_of(app, learner)
    client.get(learner.path, base_url=f"http://127.0.0.1:{PORT}")
    form = next(one for one in client.page.iter(f"{NS}form") if one.get("id") == "attempt-form")
    button = next(one for one in form.iter(f"{NS}button") if one.get("name") == "submit")

    sent = {**fields_of(form), button.get("name"): button.get("value")}

    assert list(sent) == list(learner.form)
    assert {**sent, "csrf_token": ""} == {**learner.form, "csrf_token": ""}
    assert learner.form["seen"] == "1,1,1"


def test_what_a_learner_of_the_crowd_sends_hands_in_by_the_deadline(app, learner):
    database, deadline = app.extensions["course_database"], datetime.now(UTC) + timedelta(hours=1)
    end_at(database, [learner], deadline)
    _head, _blank, body = learner.request(PORT).partition(b"\r\n\r\n")

    answer = browser_of(app, learner).http.post(
        learner.path, data=body, headers=HEADERS, base_url=f"http://127.0.0.1:{PORT}"
    )

    assert (answer.status_code, answer.location) == (303, f"{learner.path}/review")
    ways = finish.Told()
    assert list(finish.check(database, [learner], deadline, ways, questions=3)) == []
    assert (ways.late, ways.by_worker) == (0, 0)
    with database.reader.connect() as connection:
        found = connection.execute(select(metadata.tables["attempt"]).filter_by(id=learner.attempt)).one()
    assert (found.quiz_slug, found.state, found.deadline) == (QUIZ, "submitted", deadline)


def told(**found):
    return finish.Told(**{"accepted": 10, "took": 59.0, "server_ms": 5.0, "worker_ms": 2.9, **found})


def judged(window=60, **found):
    return [held for _words, held in finish.judge(told(**found), 10, window)]


@pytest.mark.parametrize(
    ("window", "took", "held"),
    [(1, 60.0, True), (1, 60.1, False), (10, 60.1, False), (60, 62.0, True), (60, 62.1, False)],
)
def test_all_are_accepted_within_the_minute_and_who_presses_as_it_ends_within_two_seconds(window, took, held):
    assert judged(window, took=took) == [held, True, True, True]


@pytest.mark.parametrize(
    ("found", "place"),
    [
        ({"accepted": 9}, 0),
        ({"faults": ["one is lost"]}, 1),
        ({"cut_off": 1}, 2),
        ({"refused": ["500"]}, 2),
        ({"server_ms": 5.2}, 3),
    ],
)
def test_whatever_is_promised_and_does_not_hold_is_told(found, place):
    assert judged(**found) == [place != number for number in range(4)]


@pytest.mark.parametrize("window", [1, 10, 60])
def test_the_worker_looks_just_after_deadline_and_grace(window):
    began = finish.begin_before_tick(1_000.0, window)

    look = began + window + 10 + 4
    assert began > 1_000
    assert (look - 1_000) % 60 == pytest.approx(0)


def test_storing_one_answer_has_a_limit_in_milliseconds_with_the_databases_own():
    line = run.Line("storing one answer", "5.0", [], [5.0, 5.5, 9.0], [2.0, 2.0, 2.0], most_ms=8.0)

    assert line.held
    line.database[:] = [3.0, 3.0, 3.0]
    assert not line.held
