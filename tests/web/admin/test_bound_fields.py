"""Only listed fields bind: forty others on each write change nothing more than the write itself."""

import pytest
from sqlalchemy import select

from course.store.accounts.models import Account
from course.store.cohorts.models import Cohort, Enrolment
from tests.builders import add_person, enrol
from tests.conftest import NOON

EXTRA = {
    name: value
    for value, names in {
        "admin": "role roles[] account.role is_admin user_role _role Role ROLE",
        "1": "id seats_taken confirmed confirmed_at verified done outcome state rows_done before cohort_id",
        "2020-01-01": "created_at closed_at suspended_at enrolled_at accepted_at undone_at applied_at since",
        "ada@example.org": "email_key owner actor actor_id account_id learner_id sub",
        "x": "slug code password password_hash name_key external_id demonstration token_hash payload",
    }.items()
    for name in names.split()
}


def _facts(session, model, where) -> dict:
    session.expire_all()
    row = session.execute(select(model.__table__).where(where)).mappings().one()
    return dict(row)


def test_there_are_forty():
    assert len(EXTRA) >= 40


def test_changing_a_cohort_binds_its_fields_alone(admin, session, cohort):
    before = _facts(session, Cohort, Cohort.id == cohort.id)
    admin.get("/en/admin/cohorts/spring/edit")

    admin.submit("Keep the changes", {**EXTRA, "name": "Summer"})

    assert _facts(session, Cohort, Cohort.id == cohort.id) == {**before, "name": "Summer"}


def test_adding_a_person_binds_its_fields_alone(admin, session):
    admin.get("/en/admin/cohorts/spring/add")

    admin.submit("Enrol and invite", {**EXTRA, "email": "awa@example.org", "name": "Awa", "language": "en"})

    made = _facts(session, Account, Account.email_key == "awa@example.org")
    assert (made["role"], made["confirmed_at"], made["password_hash"], made["external_id"], made["suspended_at"]) == (
        "learner", None, None, None, None,
    )  # fmt: skip
    assert made["demonstration"] is False
    assert session.scalars(select(Enrolment.learner_id)).all() == [made["id"]]


def test_a_roster_binds_its_columns_alone(admin, session):
    columns = [
        name
        for name in EXTRA
        if name not in {"role", "roles[]", "Role", "ROLE", "id", "_role", "external_id"}
    ]
    admin.get("/en/admin/cohorts/spring/import")

    text = (
        ",".join(["email", *columns])
        + "\n"
        + ",".join(["awa@example.org", *(EXTRA[name] for name in columns)])
    )
    admin.submit("Check the roster", {**EXTRA, "text": text})
    admin.submit("Apply the 1 row that is ready", EXTRA)

    made = _facts(session, Account, Account.email_key == "awa@example.org")
    assert (made["role"], made["confirmed_at"], made["password_hash"], made["suspended_at"]) == (
        "learner",
        None,
        None,
        None,
    )


@pytest.mark.parametrize("deed", ["suspend", "restore"])
def test_suspending_binds_nothing(admin, session, deed):
    lea = add_person(session, "Lea")
    session.commit()
    before = _facts(session, Account, Account.id == lea.id)

    admin.post(f"/en/admin/people/{lea.id}/{deed}", EXTRA)

    after = _facts(session, Account, Account.id == lea.id)
    assert after | {"suspended_at": None} == before | {"suspended_at": None}


def test_a_repeated_field_is_refused(admin, session, cohort):
    admin.get("/en/admin/cohorts/spring/edit")

    admin.submit("Keep the changes", {"name": ["One", "Two"]}, status=400)

    assert _facts(session, Cohort, Cohort.id == cohort.id)["name"] == "Spring"


def test_mending_cells_reaches_no_row_that_is_ready(admin, session, cohort, catalogue):
    enrol(session, catalogue, cohort, add_person(session, "Bo", email="bo@example.org", confirmed_at=NOON))
    admin.get("/en/admin/cohorts/spring/import")
    admin.submit("Check the roster", {"text": "email\nawa@example.org\nno address\n"})

    admin.submit(
        "Check again",
        {"cell-1-email": "evil@example.org", "cell-2-role": "admin", "cell-9-email": "x@example.org"},
    )

    admin.get(f"{admin.path}?show=all")
    assert "awa@example.org" in admin.words()
    assert "evil@example.org" not in admin.words()
