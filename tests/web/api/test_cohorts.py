"""A facilitator follows their cohorts through the API, and sees nothing of others."""

from uuid import uuid4

import pytest

from tests.attempts import RIGHT, begin, submit
from tests.builders import add_cohort, add_facilitator, add_person, enrol
from tests.counted import count_up
from tests.web.api.calls import program

CANARY = "Zanzibarcanary"


@pytest.fixture
def cohort(session):
    return add_cohort(session, "Spring", slug="spring")


@pytest.fixture
def facilitator(app, session, cohort):
    person = add_person(session, "Fatou Ndiaye", role="facilitator")
    add_facilitator(session, cohort, person)
    return program(app, session, person)


@pytest.fixture
def learners(session, catalogue, cohort):
    found = [add_person(session, name) for name in ("Amina Diallo", "Bruno Costa", "Chen Li")]
    for learner in found:
        enrol(session, catalogue, cohort, learner)
    submit(session, catalogue, found[0], begin(session, catalogue, found[0]), RIGHT)
    session.commit()
    return found


@pytest.fixture
def foreign(session, catalogue):
    """A cohort of somebody else, with a learner whose every text is a canary."""
    other = add_cohort(session, f"{CANARY} cohort", slug="foreign")
    person = add_person(session, CANARY, email=f"{CANARY}@example.org", city=CANARY, organisation=CANARY)
    enrol(session, catalogue, other, person)
    return person


def test_a_facilitator_sees_their_cohorts_with_figures(facilitator, learners, foreign):
    page = facilitator.get("/cohorts")

    assert [(item["slug"], item["figures"]["enrolled"]) for item in page["items"]] == [("spring", 3)]
    assert page["next"] is None


def test_a_cohort_at_a_glance(facilitator, learners):
    found = facilitator.get("/cohorts/spring")

    assert found["figures"]["enrolled"] == 3
    assert found["median"] == 0.0


def test_a_cohort_tells_its_seats_and_how_many_are_taken(facilitator, learners, session, cohort):
    cohort.seats = 5
    session.commit()

    found, (line,) = facilitator.get("/cohorts/spring"), facilitator.get("/cohorts")["items"]

    assert (found["seats"], found["seats_taken"]) == (5, 3)
    assert (line["seats"], line["seats_taken"]) == (5, 3)


def test_a_cohort_without_a_limit_has_no_seats(facilitator, learners):
    found = facilitator.get("/cohorts/spring")

    assert (found["seats"], found["seats_taken"]) == (0, 3)


def test_learners_come_in_pages_in_the_order_asked_for(facilitator, learners):
    first = facilitator.get("/cohorts/spring/learners?sort=share&limit=2")
    second = facilitator.get(f"/cohorts/spring/learners?sort=share&limit=2&cursor={first['next']}")

    names = [item["name"] for item in first["items"] + second["items"]]
    assert names[0] == "Amina Diallo"
    assert sorted(names) == ["Amina Diallo", "Bruno Costa", "Chen Li"]
    assert second["next"] is None


def test_a_cursor_of_another_order_is_no_page(facilitator, learners):
    cursor = facilitator.get("/cohorts/spring/learners?sort=share&limit=2")["next"]

    facilitator.get(f"/cohorts/spring/learners?sort=name&cursor={cursor}", status=404)


def test_a_learners_record_is_what_the_learner_sees(facilitator, learners, app, session):
    own = program(app, session, learners[0]).get("/me/progress?language=en")

    seen = facilitator.get(f"/cohorts/spring/learners/{learners[0].id}?language=en")

    assert seen["name"] == "Amina Diallo"
    assert seen["progress"] == own


def test_a_record_does_not_tell_of_other_cohorts(facilitator, learners, session, catalogue, app):
    enrol(session, catalogue, add_cohort(session, "Elsewhere", slug="elsewhere"), learners[0])
    admin = program(app, session, add_person(session, role="admin"))
    path = f"/cohorts/spring/learners/{learners[0].id}"

    assert [one["slug"] for one in facilitator.get(path)["progress"]["cohorts"]] == ["spring"]
    assert len(admin.get(path)["progress"]["cohorts"]) == 2


def test_the_questions_missed_most(facilitator, learners, session, database, catalogue):
    before = facilitator.get("/cohorts/spring/questions")
    count_up(session, database, catalogue)
    after = facilitator.get("/cohorts/spring/questions")
    lines = after["items"]

    assert (before["items"], before["uncounted"], after["uncounted"]) == ([], 1, 0)

    assert {line["answers"] for line in lines} == {1}
    assert {line["missed"] for line in lines} == {0}


@pytest.mark.parametrize("rest", ["", "/learners", "/questions", "/learners/{id}"])
def test_another_facilitators_cohort_looks_like_none(facilitator, foreign, rest):
    there = facilitator.get(f"/cohorts/foreign{rest.format(id=foreign.id)}", status=404)
    nowhere = facilitator.get(f"/cohorts/nowhere{rest.format(id=uuid4())}", status=404)

    assert {**there, "request_id": ""} == {**nowhere, "request_id": ""}


def test_a_learner_of_another_cohort_is_not_found_under_ones_own(facilitator, foreign):
    facilitator.get(f"/cohorts/spring/learners/{foreign.id}", status=404)


def test_nothing_of_foreign_people_is_told_anywhere(facilitator, learners, foreign, app, session):
    learner = program(app, session, learners[0])
    paths = ["/cohorts", "/cohorts/spring", "/cohorts/spring/learners", "/cohorts/spring/questions"]
    paths += [
        f"/cohorts/spring/learners?name={CANARY}",
        "/community/people",
        f"/community/people?text={CANARY}",
    ]

    said = [facilitator.call("GET", path).get_data(as_text=True) for path in paths]
    said += [learner.call("GET", path).get_data(as_text=True) for path in ("/me", "/me/progress", *paths)]

    assert not [text for text in said if CANARY.lower() in text.lower()]


def test_a_facilitator_sets_nothing_up(facilitator, learners):
    facilitator.post("/cohorts", {"name": "Mine", "language": "en"}, status=403)
    facilitator.patch("/cohorts/spring", {"seats": 5}, status=403)
    facilitator.delete(f"/cohorts/spring/enrolments/{learners[0].id}", status=403)
    facilitator.get("/people", status=403)
    facilitator.get("/audit", status=403)


def test_a_list_asks_as_much_for_many_rows_as_for_one(
    facilitator, learners, session, catalogue, cohort, count_statements
):
    facilitator.get("/cohorts/spring/learners")  # the first call in an hour notes the use of the token

    with count_statements() as few:
        facilitator.get("/cohorts/spring/learners?limit=1")
    with count_statements() as many:
        facilitator.get("/cohorts/spring/learners?limit=3")

    assert len(few) == len(many)
