"""The roster shows through the API what it shows on the page: what each person chose."""

import pytest

from course.store.accounts.models import FieldAudience
from tests.builders import add_cohort, add_person, enrol
from tests.web.api.calls import program

CANARY = "Hiddencanary"


@pytest.fixture
def cohort(session):
    return add_cohort(session, slug="spring")


@pytest.fixture
def viewer(app, session, catalogue, cohort):
    person = add_person(session, "Amina Diallo")
    enrol(session, catalogue, cohort, person)
    return program(app, session, person)


def test_a_field_is_seen_by_those_to_whom_it_is_shown(viewer, session, catalogue, cohort):
    shown = add_person(session, "Bruno Costa", city="Lisbon", organisation=CANARY)
    session.add(FieldAudience(account_id=shown.id, field="city", audience="cohort"))
    enrol(session, catalogue, cohort, shown)

    reply = viewer.call("GET", "/community/people")
    page = reply.get_json()

    assert [(one["display_name"], one["city"], one["email"]) for one in page["items"]] == [
        ("Bruno Costa", "Lisbon", "")
    ]
    assert (page["everybody"], page["matching"]) == (1, 1)
    assert CANARY not in reply.get_data(as_text=True)


def test_what_is_hidden_is_not_searched_either(viewer, session, catalogue, cohort):
    enrol(session, catalogue, cohort, add_person(session, "Bruno Costa", city=CANARY, country="PT"))

    assert viewer.get(f"/community/people?text={CANARY}")["matching"] == 0
    assert viewer.get("/community/people?country=PT")["matching"] == 0


def test_people_come_in_pages(viewer, session, catalogue, cohort):
    for number in range(30):
        enrol(session, catalogue, cohort, add_person(session, f"Person {number:02}"))

    first = viewer.get("/community/people?limit=24")
    second = viewer.get(f"/community/people?limit=24&cursor={first['next']}")

    names = [one["display_name"] for one in first["items"] + second["items"]]
    assert names == [f"Person {number:02}" for number in range(30)]
    assert second["next"] is None


def test_a_cohort_of_others_cannot_be_looked_through(viewer, session):
    add_cohort(session, slug="foreign")
    session.commit()

    viewer.get("/community/people?cohort=foreign", status=404)


def test_a_page_of_people_is_as_long_as_was_asked(viewer, session, catalogue, cohort):
    for number in range(3):
        enrol(session, catalogue, cohort, add_person(session, f"Person {number:02}"))

    first = viewer.get("/community/people?limit=2")
    rest = viewer.get(f"/community/people?limit=2&cursor={first['next']}")

    assert [len(page["items"]) for page in (first, rest)] == [2, 1]
    viewer.get("/community/people?limit=101", status=400)
