"""Programs read which results of their person's cohorts are held, and tell them."""

import pytest
from sqlalchemy import select

from course.store.attempts.models import Attempt
from course.store.audit.models import AuditEvent
from tests.attempts import RIGHT, begin, submit, with_quiz
from tests.builders import add_cohort, add_person, enrol
from tests.web.api.calls import program

ADDRESS = "/cohorts/autumn/results"
CLOSES = "2199-04-01T00:00:00+00:00"


@pytest.fixture
def hold(session, app, catalogue, autumn, monkeypatch):
    """Hand in rightly at a quiz that holds its results; return the attempt."""

    def make(cohort=None, **rules):
        changed = with_quiz(catalogue, **rules)
        monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: changed)
        learner = add_person(session)
        enrol(session, changed, cohort or autumn, learner)
        attempt_id = begin(session, changed, learner)
        submit(session, changed, learner, attempt_id, RIGHT)
        session.commit()
        return attempt_id

    return make


@pytest.fixture
def woken(app, monkeypatch, session):
    """Gather what was committed whenever the worker is woken."""
    seen = []

    def wake():
        session.expire_all()
        seen.append({one.held_until is not None for one in session.scalars(select(Attempt))})

    monkeypatch.setitem(app.extensions, "course_wake_results", wake)
    return seen


def test_what_is_held_is_listed_with_how_many_and_until_when(facilitator, hold):
    hold(release="at-close", closes=CLOSES)

    (quiz,) = facilitator.get(f"{ADDRESS}?language=es")["items"]

    assert quiz == {
        "quiz": "steps",
        "title": "Pasos",
        "release": "at-close",
        "held": 1,
        "next_at": "2199-04-01T00:00:00Z",
        "told_since": None,
    }


def test_results_are_told_once_and_the_worker_is_woken_after_it_is_stored(session, facilitator, hold, woken):
    hold(release="by-hand")
    assert facilitator.get(ADDRESS)["items"][0]["held"] == 1

    told = facilitator.post(f"{ADDRESS}/steps/release", {"with_mail": True}, status=200, key="release-0001")
    same = facilitator.post(f"{ADDRESS}/steps/release", {"with_mail": True}, status=200, key="release-0001")

    assert told == same == {"told": 1}
    assert woken == [{True}]
    assert facilitator.get(ADDRESS)["items"][0]["told_since"]
    actions = session.scalars(select(AuditEvent.action)).all()
    assert actions.count("results.released") == 1


def test_results_to_come_are_held_again(facilitator, hold):
    hold(release="by-hand")
    facilitator.post(f"{ADDRESS}/steps/release", {}, status=200)

    for _ in range(2):
        facilitator.delete(f"{ADDRESS}/steps/release")

    assert facilitator.get(ADDRESS)["items"][0]["told_since"] is None


def test_a_quiz_that_tells_by_itself_is_told_by_nobody(session, facilitator, hold, woken):
    attempt_id = hold(release="at-close", closes=CLOSES)

    problem = facilitator.post(f"{ADDRESS}/steps/release", {}, status=409)

    assert problem["code"] == "results_told_at_close"
    assert session.get(Attempt, attempt_id).held_until.year == 2199
    assert woken == []

    assert facilitator.delete(f"{ADDRESS}/steps/release", status=409)["code"] == "results_told_at_close"


def test_a_quiz_that_tells_at_once_holds_nothing_and_says_so(facilitator, hold, woken):
    assert facilitator.get(ADDRESS)["items"] == []
    for refused in (
        facilitator.post(f"{ADDRESS}/steps/release", {}, status=409),
        facilitator.delete(f"{ADDRESS}/steps/release", status=409),
    ):
        assert refused["code"] == "results_told_at_once"
    assert woken == []


@pytest.mark.parametrize("rules", [{"feedback": "certainty"}, {"purpose": "survey", "release": "by-hand"}])
def test_a_quiz_that_tells_each_question_at_once_and_a_survey_are_not_listed(
    app, catalogue, facilitator, monkeypatch, rules
):
    changed = with_quiz(catalogue, **rules)
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: changed)

    assert facilitator.get(ADDRESS)["items"] == []


def test_no_quiz_and_other_cohorts_are_not_there(session, facilitator, hold, woken):
    facilitator.post(f"{ADDRESS}/no-such/release", {}, status=404)
    facilitator.delete(f"{ADDRESS}/no-such/release", status=404)
    hold(add_cohort(session, "Winter", slug="winter"), release="by-hand")

    facilitator.get("/cohorts/winter/results", status=404)
    facilitator.post("/cohorts/winter/results/steps/release", {}, status=404)
    facilitator.delete("/cohorts/winter/results/steps/release", status=404)

    assert facilitator.get(ADDRESS)["items"][0]["held"] == 0
    assert woken == []


def test_a_token_needs_the_scope(app, session, autumn, boss, hold):
    hold(release="by-hand")

    program(app, session, boss, "assessment:read").post(f"{ADDRESS}/steps/release", {}, status=403)
    program(app, session, boss, "cohorts:read", "cohorts:write").get(ADDRESS, status=403)
