"""Programs give a cohort or one learner other rules of a quiz, and end them."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from course.store.attempts.models import Attempt, QuizOverride
from course.web.session import utc_now
from tests.attempts import begin, with_quiz
from tests.builders import add_cohort, add_person, enrol
from tests.conftest import NOON
from tests.web.api.calls import program

ADDRESS = "/cohorts/autumn/overrides"
CLOSES = "2199-07-01T16:00:00Z"


@pytest.fixture
def course(monkeypatch, app, catalogue):
    changed = with_quiz(catalogue, time_limit=20)
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: changed)
    return changed


@pytest.fixture
def amina(session, course, autumn):
    learner = add_person(session, "Amina Diallo")
    enrol(session, course, autumn, learner)
    return learner


def body(**changes):
    return {"quiz": "steps", "closes": CLOSES, "reason": "Private matter", **changes}


def test_a_learner_gets_other_rules_at_once_and_does_not_read_a_private_reason(
    app, session, course, amina, facilitator
):
    attempt_id = begin(session, course, amina, now=utc_now())
    session.commit()
    before = session.get(Attempt, attempt_id).deadline

    made = facilitator.post(ADDRESS, body(learner=str(amina.id), time_limit=45, attempts=3))

    assert (made["learner"], made["name"], made["closes"]) == (str(amina.id), "Amina Diallo", CLOSES)
    session.expire_all()
    assert (session.get(Attempt, attempt_id).deadline - before).seconds == 25 * 60
    told = program(app, session, amina).get("/me/quizzes/steps")
    assert (told["time_limit"], told["attempts"], told["closes"]) == (45, 3, CLOSES)
    assert told["because"] == [{"whose": "person", "reason": ""}]


def test_a_cohort_gets_other_rules_with_a_reason_until_they_expire(app, session, amina, facilitator):
    made = facilitator.post(ADDRESS, body(reason="A storm", reason_told=True, expires_at=CLOSES))

    assert (made["learner"], made["name"], made["expires_at"], made["time_limit"]) == (
        None,
        None,
        CLOSES,
        None,
    )
    assert facilitator.get(ADDRESS)["items"] == [made]
    told = program(app, session, amina).get("/me/quizzes/steps")
    assert told["because"] == [{"whose": "cohort", "reason": "A storm"}]


def test_rules_that_have_expired_hold_no_more_and_are_listed(app, session, amina, facilitator):
    facilitator.post(ADDRESS, body(time_limit=45, expires_at="2199-01-01T00:00:00Z"))
    session.execute(update(QuizOverride).values(expires_at=NOON - timedelta(days=1)))
    session.commit()

    assert program(app, session, amina).get("/me/quizzes/steps")["time_limit"] == 20
    assert len(facilitator.get(ADDRESS)["items"]) == 1


def test_other_rules_are_ended(app, session, amina, facilitator):
    made = facilitator.post(ADDRESS, body(time_limit=45))

    facilitator.delete(f"{ADDRESS}/{made['id']}")

    assert facilitator.get(ADDRESS)["items"] == []
    assert program(app, session, amina).get("/me/quizzes/steps")["time_limit"] == 20
    facilitator.delete(f"{ADDRESS}/{made['id']}", status=404)


def test_the_list_comes_in_pages_and_keeps_to_a_learner(session, course, autumn, amina, facilitator):
    bo = add_person(session, "Bo")
    enrol(session, course, autumn, bo)
    for learner in (amina, bo, None):
        facilitator.post(ADDRESS, body(learner=str(learner.id) if learner else None))

    first = facilitator.get(f"{ADDRESS}?limit=2")
    rest = facilitator.get(f"{ADDRESS}?limit=2&cursor={first['next']}")

    assert [one["name"] for page in (first, rest) for one in page["items"]] == [None, "Bo", "Amina Diallo"]
    assert [one["name"] for one in facilitator.get(f"{ADDRESS}?learner={bo.id}")["items"]] == ["Bo"]


@pytest.mark.parametrize(
    ("changes", "status", "pointer", "code"),
    [
        ({"closes": None}, 409, "#", "override_empty"),
        ({"opens": "2199-07-02T00:00:00Z"}, 409, "#/closes", "override_closes_first"),
        ({"quiz": "no-such"}, 409, "#/quiz", "field_not_listed"),
        ({"reason": ""}, 422, "#/reason", "field_too_short"),
        ({"reason": "x" * 301}, 422, "#/reason", "field_too_long"),
        ({"time_limit": -1}, 422, "#/time_limit", "field_too_small"),
        ({"time_limit": 10_081}, 422, "#/time_limit", "field_too_large"),
        ({"attempts": 1_001}, 422, "#/attempts", "field_too_large"),
        ({"closes": "9999-12-31T23:59:00Z"}, 409, "#/closes", "field_day_too_far"),
        ({"expires_at": "soon"}, 422, "#/expires_at", "field_not_a_moment"),
        ({"learner": "x"}, 422, "#/learner", "field_not_an_id"),
    ],
)
def test_what_makes_no_sense_is_named_at_its_field_and_nothing_is_kept(
    session, amina, facilitator, changes, status, pointer, code
):
    problem = facilitator.post(ADDRESS, body(**changes), status=status)

    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [(pointer, code)]
    assert session.scalars(select(QuizOverride)).all() == []


def test_who_is_not_in_the_cohort_and_other_cohorts_are_not_there(
    app, session, course, amina, facilitator, admin
):
    stranger, winter = add_person(session, "Bilal"), add_cohort(session, "Winter", slug="winter")
    enrol(session, course, winter, stranger)
    foreign = admin.post("/cohorts/winter/overrides", body(learner=str(stranger.id)))

    facilitator.get(f"{ADDRESS}?learner={stranger.id}", status=404)
    refused = facilitator.post(ADDRESS, body(learner=str(stranger.id)), status=409)
    facilitator.get("/cohorts/winter/overrides", status=404)
    facilitator.post("/cohorts/winter/overrides", body(), status=404)
    facilitator.delete(f"/cohorts/winter/overrides/{foreign['id']}", status=404)
    facilitator.delete(f"{ADDRESS}/{foreign['id']}", status=404)
    program(app, session, amina).get(ADDRESS, status=403)

    assert [(one["pointer"], one["code"]) for one in refused["errors"]] == [
        ("#/learner", "learner_not_in_cohort")
    ]
    assert [one.ended_at for one in session.scalars(select(QuizOverride))] == [None]


def test_a_token_needs_the_scope(app, session, autumn, boss):
    program(app, session, boss, "assessment:read").post(ADDRESS, body(), status=403)
    program(app, session, boss, "cohorts:read", "cohorts:write").get(ADDRESS, status=403)


def test_rules_that_leave_nobody_an_attempt_are_kept_only_for_who_is_sure(
    session, course, amina, facilitator
):
    begin(session, course, amina, now=utc_now())
    session.commit()

    problem = facilitator.post(ADDRESS, body(attempts=1), status=409)

    assert problem["code"] == "override_leaves_nobody"
    assert session.scalars(select(QuizOverride)).all() == []
    facilitator.post(ADDRESS, body(attempts=1, sure=True))
    assert len(session.scalars(select(QuizOverride)).all()) == 1
