"""A write sent twice, or fifty times at once, happens once and is answered the same."""

import json
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from course.store.accounts.models import StoredReply
from course.store.accounts.operations.replies import keep_reply
from course.store.audit.models import AuditEvent
from course.store.cohorts.models import Cohort
from tests.builders import add_person
from tests.web.api.calls import Program, program, token_of

COHORT = {"name": "Autumn in the delta", "language": "en"}


def test_the_same_request_under_the_same_key_brings_the_same_bytes(admin, session):
    key = str(uuid4())

    first = admin.call("POST", "/cohorts", key=key, json=COHORT, status=201)
    second = admin.call("POST", "/cohorts", key=key, json=dict(reversed(COHORT.items())), status=201)

    assert first.data == second.data
    assert session.scalar(select(func.count()).select_from(Cohort)) == 1


def test_another_request_under_the_same_key_is_refused(admin, session):
    key = str(uuid4())
    admin.call("POST", "/cohorts", key=key, json=COHORT, status=201)

    problem = admin.post("/cohorts", {**COHORT, "name": "Another"}, key=key, status=409)

    assert problem["code"] == "idempotency_key_reused"
    assert session.scalar(select(func.count()).select_from(Cohort)) == 1


def test_another_address_under_the_same_key_is_refused(admin):
    key = str(uuid4())
    admin.post("/me/lessons/walk/completion", key=key, status=204)

    problem = admin.post("/me/lessons/run/completion", key=key, status=409)

    assert problem["code"] == "idempotency_key_reused"


def test_another_person_may_use_the_same_key(admin, app, session):
    key = str(uuid4())
    other = program(app, session, add_person(session, "Bruno Costa", role="admin"))

    first = admin.post("/cohorts", COHORT, key=key)
    second = other.post("/cohorts", COHORT, key=key)

    assert first["slug"] != second["slug"]


def test_a_reply_without_content_is_repeated_too(admin, session):
    key = str(uuid4())

    first = admin.call("POST", "/me/lessons/walk/completion", key=key, status=204)
    second = admin.call("POST", "/me/lessons/walk/completion", key=key, status=204)

    assert (first.data, second.data) == (b"", b"")


def test_a_refused_request_may_be_mended_and_sent_under_its_key(admin):
    key = str(uuid4())
    admin.post("/cohorts/none/enrolments", {"email": "a@example.org", "name": "A"}, key=key, status=404)

    admin.post("/cohorts", COHORT, key=key, status=201)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "field_missing"),
        ({"Idempotency-Key": "short"}, "key_wrong_form"),
        ({"Idempotency-Key": "k" * 201}, "key_wrong_form"),
        ({"Idempotency-Key": "with blank inside"}, "key_wrong_form"),
        ({"Idempotency-Key": ""}, "key_wrong_form"),
    ],
)
def test_a_write_needs_a_key_of_its_own(admin, session, headers, code):
    problem = admin.post("/cohorts", COHORT, key=None, headers=headers, status=400)

    assert [(fault["header"], fault["code"]) for fault in problem["errors"]] == [("Idempotency-Key", code)]
    assert session.scalar(select(func.count()).select_from(Cohort)) == 0


def test_fifty_calls_at_once_have_one_effect(live_app):
    with live_app.extensions["course_database"].write_session() as session:
        token = token_of(session, add_person(session, role="admin"))
    key = str(uuid4())

    def call(_number):
        return Program(live_app, token).call("POST", "/cohorts", key=key, json=COHORT, status=201).data

    with ThreadPoolExecutor(10) as pool:
        replies = set(pool.map(call, range(50)))

    with live_app.extensions["course_database"].read_session() as session:
        cohorts = session.scalars(select(Cohort.slug)).all()
        told = session.scalar(select(func.count()).where(AuditEvent.action == "cohort.created"))
        kept = session.scalar(select(func.count()).select_from(StoredReply))
    assert len(replies) == 1
    assert cohorts == [json.loads(replies.pop())["slug"]]
    assert (told, kept) == (1, 1)


def test_fifty_starts_at_once_open_one_attempt(live_app):
    with live_app.extensions["course_database"].write_session() as session:
        token = token_of(session, add_person(session))

    def start(_number):
        return Program(live_app, token).post("/me/quizzes/steps/attempts", status=None)

    with ThreadPoolExecutor(10) as pool:
        attempts = list(pool.map(start, range(50)))

    assert len({one["id"] for one in attempts}) == 1
    assert [one["new"] for one in attempts].count(True) == 1


def test_a_write_that_lost_a_race_and_ran_again_is_told_once(admin, monkeypatch):
    """What the first run noted of itself goes with it."""
    told, lost = [], [OperationalError("", {}, SimpleNamespace(sqlstate="40001"))]

    def keep(*given, **named):
        if lost:
            raise lost.pop()
        return keep_reply(*given, **named)

    monkeypatch.setattr("course.web.api.operations.keep_reply", keep)
    monkeypatch.setattr("course.web.session.log.info", lambda _event, **deed: told.append(deed["action"]))

    admin.post("/cohorts", COHORT)

    assert told == ["cohort.created"]
