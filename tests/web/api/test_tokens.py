"""A token opens what its scopes and its person's role allow, and nothing once either ends."""

from datetime import timedelta

import pytest

from course.store.accounts.models import ApiToken
from course.store.accounts.operations import set_role, suspend
from course.web.session import utc_now
from tests.builders import add_cohort, add_facilitator, add_person, sign_in
from tests.web.api.calls import Program, program

ME = "/me"


def test_without_a_token_the_call_is_told_how_to_come_in(app):
    response = Program(app).call("GET", ME, status=401)

    assert response.get_json()["code"] == "token_needed"
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="course"'


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Basic abc", "Bearer wrong", "wrong", "Bearer \u00e9"]
)
def test_a_token_that_is_none_opens_nothing(app, header):
    response = Program(app).call("GET", ME, status=401, headers={"Authorization": header})

    assert 'error="invalid_token"' in response.headers["WWW-Authenticate"]


def test_a_browsers_cookie_opens_nothing(app, client, session):
    sign_in(client, session, add_person(session, role="admin"))

    response = client.http.get("/api/v1/me")

    assert response.status_code == 401


def test_a_token_does_only_what_its_scopes_allow(app, session):
    reader = program(app, session, add_person(session), "profile:read")

    reader.get(ME)
    response = reader.call("PATCH", ME, json={"city": "Dakar"}, status=403)

    assert response.headers["WWW-Authenticate"] == (
        'Bearer realm="course", error="insufficient_scope", scope="profile:write"'
    )


@pytest.mark.parametrize("path", ["/cohorts", "/people", "/audit"])
def test_a_scope_beyond_the_role_opens_nothing(app, session, path):
    learner = program(app, session, add_person(session), "cohorts:read", "people:read", "cohorts:write")

    learner.get(path, status=403)


def test_a_token_without_scopes_reads_only_what_is_public(app, session):
    nobody = program(app, session, add_person(session, role="admin"), "none:such")

    nobody.get(ME, status=403)
    nobody.get("/course", status=200)


def test_an_ended_token_opens_nothing_on_the_next_call(app, session):
    learner = program(app, session, add_person(session))
    learner.get(ME)
    session.query(ApiToken).update({"ended_at": utc_now()})
    session.commit()

    learner.get(ME, status=401)


def test_a_token_past_its_day_opens_nothing(app, session):
    learner = program(app, session, add_person(session))
    session.query(ApiToken).update({"expires_at": utc_now() - timedelta(seconds=1)})
    session.commit()

    learner.get(ME, status=401)


def test_suspension_acts_on_the_next_call(app, session):
    person = add_person(session)
    learner = program(app, session, person)
    suspend(session, account_id=person.id, now=utc_now())
    session.commit()

    learner.get(ME, status=401)


def test_a_lost_role_acts_on_the_next_call(app, session):
    person = add_person(session, role="facilitator")
    add_facilitator(session, add_cohort(session, slug="spring"), person)
    facilitator = program(app, session, person)
    facilitator.get("/cohorts/spring")
    set_role(session, account_id=person.id, role="learner", now=utc_now())
    session.commit()

    facilitator.get("/cohorts/spring", status=403)


def test_the_owner_sees_when_a_token_was_used(app, session):
    program(app, session, add_person(session)).get(ME)

    assert session.query(ApiToken.last_used_on).one()[0] is not None


def test_replies_that_show_people_are_not_kept(app, session):
    admin = program(app, session, add_person(session, role="admin"))

    for path in ("/me", "/people", "/audit", "/cohorts", "/community/people"):
        assert admin.call("GET", path).headers["Cache-Control"] == "no-store"


def test_who_calls_too_often_is_told_when_to_come_again(app, session, monkeypatch):
    learner = program(app, session, add_person(session))
    monkeypatch.setattr(app.extensions["course_limiter"], "hit", lambda rate_class, caller: 7)

    response = learner.call("GET", ME, status=429)

    assert response.headers["Retry-After"] == "7"
    assert response.get_json()["code"] == "too_many"


def test_a_token_with_the_scope_whose_owner_has_not_the_role_is_told_so(app, session):
    facilitator = program(app, session, add_person(session, role="facilitator"), "assessment:write")

    response = facilitator.call("POST", "/outages", json={}, status=403)

    assert response.get_json()["code"] == "role_missing"
    assert "WWW-Authenticate" not in response.headers
