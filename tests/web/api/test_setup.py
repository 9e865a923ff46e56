"""An admin sets up cohorts and enrols people through the API."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from course.store.accounts.models import Account
from course.store.cohorts.models import Enrolment
from course.store.outbox.models import OutboxMessage
from tests.builders import add_cohort, add_person, enrol


@pytest.fixture
def cohort(session):
    return add_cohort(session, "Spring", slug="spring", seats=3)


def rows(*emails, **cells):
    return {"rows": [{"email": email, "display_name": email.partition("@")[0], **cells} for email in emails]}


def test_a_cohort_is_set_up_and_changed(admin):
    made = admin.post(
        "/cohorts", {"name": "Delta 2027", "language": "es", "seats": 20, "starts_on": "2027-01-11"}
    )
    changed = admin.patch(
        f"/cohorts/{made['slug']}", {"starts_on": None, "ends_on": "2027-06-30", "closed": True}
    )

    assert made["slug"] == "delta-2027"
    assert (changed["name"], changed["seats"]) == ("Delta 2027", 20)
    assert (changed["starts_on"], changed["ends_on"]) == (None, "2027-06-30")
    assert changed["closed_at"]


def test_days_stay_in_order_when_one_of_them_changes(admin):
    made = admin.post("/cohorts", {"name": "Delta", "language": "es", "starts_on": "2027-01-11"})

    problem = admin.patch(f"/cohorts/{made['slug']}", {"ends_on": "2027-01-10"}, status=409)

    assert problem["errors"][0]["pointer"] == "#/ends_on"


def test_seats_do_not_fall_below_the_people(admin, cohort, session, catalogue):
    for name in ("Amina Diallo", "Bruno Costa"):
        enrol(session, catalogue, cohort, add_person(session, name))

    problem = admin.patch("/cohorts/spring", {"seats": 1}, status=409)

    assert problem["code"] == "seats_below_taken"


def test_one_person_is_enrolled_and_invited_once(admin, cohort, session):
    person = {"email": "amina@example.org", "name": "Amina Diallo", "language": "fr"}

    first = admin.post("/cohorts/spring/enrolments", person)
    second = admin.post("/cohorts/spring/enrolments", person, status=200)

    assert (first["outcome"], first["invited"]) == ("new", True)
    assert (second["outcome"], second["invited"]) == ("here", False)
    assert len(session.scalars(select(OutboxMessage.id)).all()) == 1


def test_an_address_that_cannot_be_written_to_is_named(admin, cohort):
    problem = admin.post(
        "/cohorts/spring/enrolments", {"email": "amina@localhost", "name": "Amina"}, status=409
    )

    assert problem["errors"][0]["code"] == "field_not_an_address"


def test_an_enrolment_is_ended_once(admin, cohort, session, catalogue):
    person = add_person(session)
    enrol(session, catalogue, cohort, person)

    admin.delete(f"/cohorts/spring/enrolments/{person.id}")
    admin.delete(f"/cohorts/spring/enrolments/{person.id}", status=404)

    assert session.scalars(select(Enrolment.state)).all() == ["left"]


def test_rows_are_staged_looked_at_applied_and_undone(admin, cohort, session):
    staged = admin.post("/cohorts/spring/imports", rows("amina@example.org", "bruno@example.org", "broken"))
    before = session.scalars(select(Account.email)).all()
    here = f"/cohorts/spring/imports/{staged['id']}"
    broken = admin.get(f"{here}/rows?outcome=correct")["items"]
    applied = admin.post(f"{here}/application", {"send_invitations": False}, status=200)
    after = set(session.scalars(select(Account.email)).all())
    undone = admin.post(f"{here}/undo", status=200)

    assert (staged["state"], staged["outcomes"]) == ("checked", {"correct": 1, "new": 2})
    assert [(row["number"], row["remarks"][0]["column"]) for row in broken] == [(3, "email")]
    assert (applied["state"], applied["may_undo"]) == ("applied", True)
    assert after - set(before) == {"amina@example.org", "bruno@example.org"}
    assert undone["state"] == "undone"
    assert sorted(session.scalars(select(Account.email)).all()) == sorted(before)


def test_rows_come_in_pages(admin, cohort):
    staged = admin.post("/cohorts/spring/imports", rows(*(f"p{number}@example.org" for number in range(3))))
    here = f"/cohorts/spring/imports/{staged['id']}/rows"

    first = admin.get(f"{here}?limit=2")
    second = admin.get(f"{here}?limit=2&cursor={first['next']}")

    assert [row["number"] for row in first["items"] + second["items"]] == [1, 2, 3]
    assert second["next"] is None


def test_an_import_beyond_the_seats_writes_nothing(admin, cohort, session):
    staged = admin.post("/cohorts/spring/imports", rows(*(f"p{number}@example.org" for number in range(4))))

    problem = admin.post(f"/cohorts/spring/imports/{staged['id']}/application", {}, status=409)

    assert problem["code"] == "cohort_full"
    assert admin.get(f"/cohorts/spring/imports/{staged['id']}")["state"] == "checked"
    assert not session.scalars(select(Enrolment.id)).all()


def test_taking_people_out_must_be_meant(admin, cohort, session, catalogue):
    person = add_person(session, email="amina@example.org")
    enrol(session, catalogue, cohort, person)
    staged = admin.post("/cohorts/spring/imports", rows("amina@example.org", action="remove"))
    here = f"/cohorts/spring/imports/{staged['id']}/application"

    problem = admin.post(here, {}, status=409)
    admin.post(here, {"remove": True}, status=200)

    assert problem["code"] == "removals_unconfirmed"
    assert session.scalars(select(Enrolment.state)).all() == ["left"]


def test_an_import_without_a_good_row_is_not_applied(admin, cohort):
    staged = admin.post("/cohorts/spring/imports", rows("broken"))

    problem = admin.post(f"/cohorts/spring/imports/{staged['id']}/application", {}, status=409)

    assert problem["code"] == "nothing_to_apply"


def test_an_import_is_found_only_under_its_cohort(admin, cohort, session):
    add_cohort(session, "Other", slug="other")
    staged = admin.post("/cohorts/spring/imports", rows("amina@example.org"))

    admin.get(f"/cohorts/other/imports/{staged['id']}", status=404)
    admin.post(f"/cohorts/other/imports/{staged['id']}/application", {}, status=404)
    admin.post(f"/cohorts/other/imports/{staged['id']}/undo", status=404)

    assert admin.get(f"/cohorts/spring/imports/{staged['id']}")["state"] == "checked"


def test_a_cell_that_a_spreadsheet_would_run_is_kept_as_it_is(admin, cohort):
    staged = admin.post("/cohorts/spring/imports", rows("amina@example.org", city="=1+1"))

    row = admin.get(f"/cohorts/spring/imports/{staged['id']}/rows")["items"][0]

    assert row["cells"]["city"] == "=1+1"


def test_people_are_found_changed_and_the_deed_is_told(admin, session):
    person = add_person(session, "Bruno Costa")
    session.commit()

    found = admin.get("/people?text=costa")["items"]
    changed = admin.patch(f"/people/{person.id}", {"role": "facilitator", "suspended": True})
    restored = admin.patch(f"/people/{person.id}", {"suspended": False})
    told = admin.get("/audit?action=account.role_changed")["items"]

    assert [UUID(one["id"]) for one in found] == [person.id]
    assert (changed["role"], bool(changed["suspended_at"])) == ("facilitator", True)
    assert restored["suspended_at"] is None
    assert [(deed["subject"], deed["details"]["to"]) for deed in told] == [(str(person.id), "facilitator")]


def test_nobody_takes_away_their_own_rights(admin):
    me = admin.get("/me")["id"]

    assert admin.patch(f"/people/{me}", {"role": "learner"}, status=409)["code"] == "own_account"
    assert admin.patch(f"/people/{me}", {"suspended": True}, status=409)["code"] == "own_account"


def test_people_and_deeds_come_in_pages(admin, session):
    for name in ("Amina Diallo", "Bruno Costa"):
        add_person(session, name)
    session.commit()

    first = admin.get("/people?limit=2")
    second = admin.get(f"/people?limit=2&cursor={first['next']}")

    assert [one["name"] for one in first["items"] + second["items"]] == [
        "Ada Admin",
        "Amina Diallo",
        "Bruno Costa",
    ]


def test_a_person_who_is_not_there_is_not_found(admin):
    admin.patch(f"/people/{uuid4()}", {"role": "learner"}, status=404)


def test_somebody_enrolled_without_a_language_gets_the_cohorts(admin, session):
    admin.post("/cohorts", {"name": "Automne", "language": "fr"}, status=201)

    admin.post("/cohorts/automne/enrolments", {"email": "bo@example.org", "name": "Bo"}, status=201)

    assert session.scalar(select(Account.language).where(Account.email_key == "bo@example.org")) == "fr"


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u202a"])
def test_a_name_that_turns_the_writing_round_is_refused(admin, cohort, sign):
    admin.post("/cohorts/spring/enrolments", {"email": "bo@example.org", "name": f"Bo{sign}gro"}, status=422)
