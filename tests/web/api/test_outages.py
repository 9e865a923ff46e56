"""Programs record outages of their person's cohorts, admins' those of everybody; who recorded one withdraws it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from course.store.attempts.models import Attempt, QuizOutage
from course.web.session import utc_now
from tests.attempts import begin, with_quiz
from tests.builders import add_cohort, add_facilitator, add_person, enrol
from tests.web.api.calls import program

MINUTE = timedelta(minutes=1)
ADDRESS = "/cohorts/autumn/outages"


@pytest.fixture
def course(monkeypatch, app, catalogue):
    changed = with_quiz(catalogue, time_limit=60)
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: changed)
    return changed


@pytest.fixture
def given():
    """An outage of eight minutes that ended just now."""
    now = utc_now().replace(microsecond=0)
    return {
        "begins": (now - 10 * MINUTE).isoformat(),
        "ends": (now - 2 * MINUTE).isoformat(),
        "reason": "Power cut in town",
    }


def start(session, course, cohort=None):
    learner = add_person(session)
    if cohort is not None:
        enrol(session, course, cohort, learner)
    attempt_id = begin(session, course, learner, now=utc_now() - 15 * MINUTE)
    session.commit()
    return attempt_id


def deadline(session, attempt_id):
    session.expire_all()
    return session.get(Attempt, attempt_id).deadline


def test_an_outage_gives_open_attempts_of_the_cohort_their_time_back_once(
    session, course, autumn, facilitator, given
):
    mine, others = start(session, course, autumn), start(session, course)
    before = deadline(session, mine), deadline(session, others)

    recorded = facilitator.post(ADDRESS, given)
    again = facilitator.post(ADDRESS, given, status=200)

    assert (recorded["moved"], recorded["whose"], recorded["may_withdraw"]) == (1, "cohort", True)
    assert again == {**recorded, "moved": 0, "new": False}
    assert (deadline(session, mine) - before[0], deadline(session, others) - before[1]) == (
        8 * MINUTE,
        0 * MINUTE,
    )
    (listed,) = facilitator.get(ADDRESS)["items"]
    assert {**listed, "moved": 1, "new": True} == recorded
    assert listed["attempts"] == 1


def test_moments_are_read_in_whatever_zone_they_are_written(facilitator):
    body = {"begins": "2026-11-22T10:00:00+01:00", "ends": "2026-11-22T04:30:00.5-05:00", "reason": "Away"}

    recorded = facilitator.post(ADDRESS, body)

    assert (recorded["begins"], recorded["ends"]) == ("2026-11-22T09:00:00Z", "2026-11-22T09:30:00.500000Z")


def test_who_recorded_it_withdraws_it_and_attempts_end_earlier_again(
    session, course, autumn, facilitator, given
):
    attempt_id = start(session, course, autumn)
    before = deadline(session, attempt_id)
    recorded = facilitator.post(ADDRESS, given)

    withdrawn = facilitator.post(f"{ADDRESS}/{recorded['id']}/withdrawal", status=200)
    again = facilitator.post(f"{ADDRESS}/{recorded['id']}/withdrawal", status=200)

    assert (withdrawn["moved"], again["moved"], withdrawn["may_withdraw"]) == (1, 0, False)
    assert facilitator.get(ADDRESS)["items"][0]["attempts"] == 0
    assert (
        withdrawn["withdrawn_at"]
        == again["withdrawn_at"]
        == facilitator.get(ADDRESS)["items"][0]["withdrawn_at"]
    )
    assert deadline(session, attempt_id) == before


def test_a_call_sent_again_under_its_key_brings_the_same_reply(session, course, autumn, facilitator, given):
    start(session, course, autumn)

    first, second = (facilitator.post(ADDRESS, given, key="outage-0001") for _ in range(2))

    assert first == second
    assert first["attempts"] == 1


@pytest.mark.parametrize(
    ("changes", "status", "pointer", "code"),
    [
        ({"ends": "2026-01-02T09:00:00Z"}, 409, "#/ends", "outage_ends_first"),
        ({"ends": "2199-01-02T09:00:00Z"}, 409, "#/ends", "outage_to_come"),
        ({"ends": "2026-01-12T09:00:00Z"}, 409, "#/ends", "outage_too_long"),
        ({"begins": "0001-01-01T00:00:00Z"}, 409, "#/begins", "field_day_too_far"),
        ({"begins": "9999-12-31T23:59:59-23:59"}, 409, "#/begins", "field_day_too_far"),
        ({"begins": "2026-01-02T10:00:00"}, 422, "#/begins", "field_not_a_moment"),
        ({"begins": "2026-02-30T10:00:00Z"}, 422, "#/begins", "field_not_a_moment"),
        ({"begins": "2026-01-02"}, 422, "#/begins", "field_not_a_moment"),
        ({"begins": "1767348000"}, 422, "#/begins", "field_not_a_moment"),
        ({"begins": 1767348000}, 422, "#/begins", "field_not_a_moment"),
        ({"begins": None}, 422, "#/begins", "field_not_a_moment"),
        ({"reason": ""}, 422, "#/reason", "field_too_short"),
        ({"reason": "x" * 301}, 422, "#/reason", "field_too_long"),
        ({"cohort": "winter"}, 422, "#/cohort", "field_unknown"),
    ],
)
def test_what_cannot_be_is_named_at_its_field_and_not_recorded(
    session, facilitator, changes, status, pointer, code
):
    body = {"begins": "2026-01-02T10:00:00Z", "ends": "2026-01-02T11:00:00Z", "reason": "x", **changes}

    problem = facilitator.post(ADDRESS, body, status=status)

    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [(pointer, code)]
    assert session.scalars(select(QuizOutage)).all() == []


def test_one_of_everybody_is_the_admins_and_stands_in_each_cohorts_list(
    session, course, autumn, facilitator, admin, given
):
    attempt_id = start(session, course)
    before = deadline(session, attempt_id)

    recorded = admin.post("/outages", given)

    assert (recorded["moved"], recorded["attempts"], recorded["whose"]) == (1, 1, "everybody")
    assert [one["attempts"] for one in admin.get("/outages")["items"]] == [1]
    assert deadline(session, attempt_id) - before == 8 * MINUTE
    (seen,) = facilitator.get(ADDRESS)["items"]
    assert (seen["id"], seen["whose"], seen["may_withdraw"]) == (recorded["id"], "everybody", False)
    assert seen["attempts"] == 0  # of who is in this cohort
    facilitator.post("/outages", given, status=403)
    facilitator.get("/outages", status=403)
    facilitator.post(f"/outages/{recorded['id']}/withdrawal", status=403)
    facilitator.post(f"{ADDRESS}/{recorded['id']}/withdrawal", status=404)
    assert admin.post(f"/outages/{recorded['id']}/withdrawal", status=200)["withdrawn_at"]


def test_another_facilitator_of_the_cohort_sees_it_and_cannot_withdraw_it(
    app, session, autumn, facilitator, admin, given
):
    recorded = facilitator.post(ADDRESS, given)
    other = add_person(session, "Other", role="facilitator")
    add_facilitator(session, autumn, other)
    colleague = program(app, session, other)

    assert colleague.get(ADDRESS)["items"][0]["may_withdraw"] is False
    colleague.post(f"{ADDRESS}/{recorded['id']}/withdrawal", status=404)
    admin.post(f"{ADDRESS}/{recorded['id']}/withdrawal", status=200)


def test_of_other_cohorts_nothing_is_there(session, facilitator, admin, given):
    add_cohort(session, "Winter", slug="winter")
    foreign = admin.post("/cohorts/winter/outages", given)

    facilitator.get("/cohorts/winter/outages", status=404)
    facilitator.post("/cohorts/winter/outages", given, status=404)
    facilitator.post(f"/cohorts/winter/outages/{foreign['id']}/withdrawal", status=404)
    facilitator.post(f"{ADDRESS}/{foreign['id']}/withdrawal", status=404)

    assert facilitator.get(ADDRESS)["items"] == []
    assert session.scalars(select(QuizOutage.withdrawn_at)).all() == [None]


def test_outages_come_in_pages_the_latest_first(facilitator):
    for hour in range(3):
        body = {
            "begins": f"2026-11-22T0{hour}:00:00Z",
            "ends": f"2026-11-22T0{hour}:30:00Z",
            "reason": f"Number {hour}",
        }
        facilitator.post(ADDRESS, body)

    first = facilitator.get(f"{ADDRESS}?limit=2")
    rest = facilitator.get(f"{ADDRESS}?limit=2&cursor={first['next']}")

    told = [one["reason"] for page in (first, rest) for one in page["items"]]
    assert (told, rest["next"]) == (["Number 2", "Number 1", "Number 0"], None)


def test_a_token_needs_the_scope(app, session, autumn, boss, given):
    program(app, session, boss, "assessment:read").post(ADDRESS, given, status=403)
    program(app, session, boss, "cohorts:read", "cohorts:write").get(ADDRESS, status=403)
