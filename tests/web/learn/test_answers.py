"""Storing one answer as it is given."""

import re

import pytest
from sqlalchemy import func, select

from course.store.attempts.models import Response, ResponseEvent
from tests.attempts import RIGHT, answer, begin, name_of, opened, raw_of, submit
from tests.builders import add_person, sign_in
from tests.pages import PageClient
from tests.statements import counted


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


@pytest.fixture
def attempt(session, catalogue, learner):
    attempt_id = begin(session, catalogue, learner)
    session.commit()
    return opened(session, catalogue, learner, attempt_id)


def url(attempt, quiz="steps"):
    return f"/en/quiz/{quiz}/attempts/{attempt.row.id}/answers"


def body(attempt, question_id="pick-one", response="hen", **changes):
    return {
        "key": "key-1",
        "question": name_of(attempt, question_id),
        "value": raw_of(attempt, question_id, response),
        "seen": 0,
        **changes,
    }


def send(client, path, document):
    return client.http.post(path, json=document, headers={"X-CSRFToken": client.csrf_token()})


def events(session):
    return session.scalar(select(func.count()).select_from(ResponseEvent))


@pytest.mark.parametrize("question_id", sorted(RIGHT))
def test_an_answer_is_acknowledged_with_time_and_receipt(client, attempt, session, question_id):
    response = send(client, url(attempt), body(attempt, question_id, RIGHT[question_id]))

    told = response.get_json()
    assert response.status_code == 200
    assert set(told) == {"stored_at", "stored_text", "fault", "receipt", "version", "certainty"}
    assert re.fullmatch(r"Stored at \d\d:\d\d", told["stored_text"])
    assert (told["receipt"], told["version"]) == (session.scalar(select(Response.receipt)), 1)
    assert response.headers["Cache-Control"] == "no-store"


def test_the_time_is_told_in_the_learners_zone(client, attempt, learner, session):
    learner.time_zone = "Asia/Kathmandu"
    session.commit()

    told = send(client, url(attempt), body(attempt)).get_json()

    from datetime import datetime
    from zoneinfo import ZoneInfo

    local = datetime.fromisoformat(told["stored_at"]).astimezone(ZoneInfo("Asia/Kathmandu"))
    assert told["stored_text"] == f"Stored at {local:%H:%M}"


def test_the_same_key_gives_the_same_receipt(client, attempt, session):
    first = send(client, url(attempt), body(attempt)).get_json()

    again = send(client, url(attempt), body(attempt)).get_json()

    assert again == first
    assert events(session) == 1


def test_storing_takes_at_most_five_statements(client, attempt, app, session):
    send(client, url(attempt), body(attempt))
    token = client.csrf_token()
    changed = body(attempt, response="dog", key="key-2", seen=1)

    with counted(app) as statements:
        response = client.http.post(url(attempt), json=changed, headers={"X-CSRFToken": token})

    assert response.get_json()["version"] == 2
    assert len(statements) <= 5, statements


def test_another_tabs_answer_comes_back_with_its_time(client, attempt, learner, session, catalogue):
    first = send(client, url(attempt), body(attempt)).get_json()

    response = send(client, url(attempt), body(attempt, response="dog", key="key-2"))

    told = response.get_json()
    assert (response.status_code, told["code"]) == (409, "answer_clash")
    expected = {
        name: first[name] for name in ("stored_text", "fault", "receipt", "version", "stored_at", "certainty")
    }
    assert told["stored"] == {"value": raw_of(attempt, "pick-one", "hen"), **expected}
    assert session.scalar(select(Response.value)) == '"hen"'


def test_after_submission_the_answer_is_refused(client, attempt, learner, session, catalogue):
    submit(session, catalogue, learner, attempt.row.id)
    session.commit()

    response = send(client, url(attempt), body(attempt))

    assert (response.status_code, response.get_json()["code"]) == (409, "attempt_submitted")
    assert events(session) == 0


def test_anothers_attempt_is_not_there(client, attempt, session, app):
    other = PageClient(app)
    sign_in(other, session, add_person(session, "Bilal"))

    response = send(other, url(attempt), body(attempt))

    assert (response.status_code, response.get_json()["code"]) == (404, "not_found")
    assert events(session) == 0


def test_an_attempt_of_another_quiz_is_not_there(client, attempt, session):
    assert send(client, url(attempt, "other"), body(attempt)).status_code == 404
    assert events(session) == 0


def test_signed_out_is_401_in_json(client, attempt, session, app):
    other = PageClient(app)

    response = send(other, url(attempt), body(attempt))

    assert response.status_code == 401
    assert response.mimetype == "application/problem+json"
    assert events(session) == 0


def test_without_the_token_nothing_is_stored(client, attempt, session):
    response = client.http.post(url(attempt), json=body(attempt))

    assert (response.status_code, response.get_json()["code"]) == (400, "form_expired")
    assert events(session) == 0


SHAPES = [
    {},
    [],
    "x",
    {"key": "k"},
    {"key": 1},
    {"key": ""},
    {"key": "k" * 101},
    {"key": "a b"},
    {"question": 1},
    {"question": "q" * 9},
    {"seen": -1},
    {"seen": "0"},
    {"seen": 1.5},
    {"seen": True},
    {"seen": None},
    {"score": 1},
    {"learner_id": "x", "number": 3},
]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_document_of_another_shape_is_refused_with_each_fault(client, attempt, session, shape):
    partial = isinstance(shape, dict) and len(shape) and shape != {"key": "k"}
    document = {**body(attempt), **shape} if partial else shape

    response = send(client, url(attempt), document)

    told = response.get_json()
    assert (response.status_code, told["code"]) == (422, "answer_unreadable")
    assert told["errors"]
    assert events(session) == 0


VALUES = [
    ("pick-one", "hen"),
    ("pick-one", []),
    ("pick-one", 3),
    ("pick-some", ["owl"]),
    ("pick-some", "owl"),
    ("pick-some", [[]]),
    ("is-true", "yes"),
    ("in-words", "x" * 201),
    ("in-words", "\ud800"),
    ("in-words", ["shoes"]),
    ("pairs", {"sea": "ship"}),
    ("pairs", ["sea"]),
    ("in-order", ["stand"]),
    ("in-order", "stand"),
]


@pytest.mark.parametrize(("question_id", "value"), VALUES)
def test_a_value_that_does_not_fit_is_refused_and_the_stored_one_stays(
    client, attempt, learner, session, catalogue, question_id, value
):
    kept = answer(session, catalogue, learner, attempt.row.id, question_id, RIGHT[question_id])
    session.commit()

    response = send(client, url(attempt), body(attempt, question_id, RIGHT[question_id], value=value, seen=1))

    assert response.status_code == 400
    assert response.get_json()["code"].startswith("response_")
    assert session.scalar(select(Response.receipt)) == kept.receipt


@pytest.mark.parametrize("question", ["q0", "q7", "q99", "pick-one", "", "q1\n", "q１"])
def test_a_question_of_another_attempt_is_refused(client, attempt, session, question):
    response = send(client, url(attempt), body(attempt, question=question))

    assert (response.status_code, response.get_json()["code"]) in {
        (400, "response_foreign_token"),
        (422, "answer_unreadable"),
    }
    assert events(session) == 0


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"\xff", b'{"key":', b"[" * 9_000, b'{"value":' * 2_000, b"NaN", b"1" * 5_000]
)
def test_what_is_no_json_is_refused(client, attempt, session, raw):
    response = client.http.post(
        url(attempt),
        data=raw,
        content_type="application/json",
        headers={"X-CSRFToken": client.csrf_token()},
    )

    assert response.status_code in {400, 422}
    assert response.mimetype == "application/problem+json"


def test_a_huge_document_is_refused_unread(client, attempt, session):
    response = send(client, url(attempt), body(attempt, "in-words", "shoes", value="x" * 90_000))

    assert (response.status_code, response.get_json()["code"]) == (413, "too_large")
