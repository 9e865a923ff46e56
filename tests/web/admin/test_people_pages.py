"""People: found, given a role, suspended; the rules that keep an admin in the house; the audit log."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from course.flows.change_role import LastAdmin, change_role
from course.store.accounts.models import Account
from course.store.audit.models import AuditEvent
from course.store.cohorts.models import Facilitation
from course.web.session import utc_now
from tests.builders import add_facilitator, add_person, enrol, sign_in
from tests.conftest import NOON
from tests.pages import PageClient


def role_of(session, person) -> str:
    session.expire_all()
    return session.scalars(select(Account.role).where(Account.id == person.id)).one()


@pytest.mark.parametrize("text", ["diallo", "AMÍNA", "amina@exa"])
def test_people_are_found_by_a_word_of_their_name_or_by_address(admin, session, text):
    add_person(session, "Amína Diallo", email="amina@example.org")
    add_person(session, "Bo Chen", email="bo@example.org")
    session.commit()

    admin.get(f"/en/admin/people?q={text}")

    assert "Amína Diallo" in admin.words()
    assert "Bo Chen" not in admin.words()


@pytest.mark.parametrize(
    "query", ["role=owner", "state=1%20or%201", "after=AAAA", "after=WyIiLCIiXQ", "q=%25", "q=%00"]
)
def test_foreign_words_in_the_address_narrow_to_nothing_odd(admin, query):
    admin.get(f"/en/admin/people?{query}")
    admin.get(f"/en/admin/audit?{query}&action=x&actor=y&cohort=%00z")


def test_people_go_on_page_by_page(admin, session):
    for index in range(55):
        add_person(session, f"Person {index:02}")
    session.commit()

    admin.get("/en/admin/people?q=person")
    assert "More than 50 people" in admin.words()
    admin.get(admin.links()["Next page"])

    assert "Person 54" in admin.words()
    assert "Person 49" not in admin.words()


def test_a_new_role_acts_on_the_next_click_and_is_told_in_the_log(admin, session, app, cohort, ada):
    fay = add_person(session, "Fay", role="facilitator")
    add_facilitator(session, cohort, fay)
    browser = PageClient(app)
    sign_in(browser, session, fay)
    browser.get("/en/facilitate")
    admin.get(f"/en/admin/people/{fay.id}")

    admin.submit("Change the role", {"role": "learner"})

    assert role_of(session, fay) == "learner"
    assert browser.http.get("/en/facilitate").status_code in {303, 404}
    assert session.scalars(select(Facilitation.account_id)).all() == []
    told = session.scalars(select(AuditEvent).where(AuditEvent.action == "account.role_changed")).one()
    assert (told.actor_id, told.subject_id) == (ada.id, str(fay.id))
    assert told.details == {"from": "facilitator", "to": "learner", "cohorts_given_up": 1}


def test_a_role_changes_only_after_a_recent_sign_in(client, session, cohort):
    ada, lea = add_person(session, "Ada", role="admin"), add_person(session, "Lea")
    sign_in(client, session, ada, now=utc_now() - timedelta(hours=1))
    client.get(f"/en/admin/people/{lea.id}")

    client.submit("Change the role", {"role": "admin"})

    assert role_of(session, lea) == "learner"
    assert "Show that it is you" in client.words()


@pytest.mark.parametrize("role", ["owner", "", "anonymous"])
def test_only_the_listed_roles_can_be_given(admin, session, role):
    lea = add_person(session, "Lea")
    session.commit()

    admin.post(f"/en/admin/people/{lea.id}/role", {"role": role})

    assert role_of(session, lea) == "learner"


def test_an_admin_neither_gives_up_their_role_nor_suspends_themselves(admin, session, ada):
    admin.post(f"/en/admin/people/{ada.id}/role", {"role": "learner"})
    admin.post(f"/en/admin/people/{ada.id}/suspend")

    assert "Ask another admin." in admin.words()
    session.expire_all()
    assert session.execute(select(Account.role, Account.suspended_at).where(Account.id == ada.id)).one() == (
        "admin",
        None,
    )


def test_the_last_admin_stays_one_by_any_door(session):
    ada = add_person(session, "Ada", role="admin")
    add_person(session, "Gone", role="admin", suspended_at=NOON)

    with pytest.raises(LastAdmin):
        change_role(session, account_id=ada.id, role="learner", actor_id=None, now=NOON)


def test_suspension_acts_on_the_next_click_and_can_be_taken_back(admin, session, app):
    lea = add_person(session, "Lea")
    browser = PageClient(app)
    sign_in(browser, session, lea)
    admin.get(f"/en/admin/people/{lea.id}/suspend")

    admin.submit("Suspend")
    assert browser.http.get("/en/progress").status_code == 303
    admin.submit("Undo")

    session.expire_all()
    assert session.scalars(select(Account.suspended_at).where(Account.id == lea.id)).one() is None


def test_the_log_is_filtered_and_its_file_holds_what_is_on_the_page(admin, session, cohort, catalogue):
    lea = add_person(session, "Lea")
    enrol(session, catalogue, cohort, lea)
    admin.post(f"/en/admin/people/{lea.id}/suspend")
    query = "action=enrolment.added&cohort=spring"

    admin.get(f"/en/admin/audit?{query}")
    page = admin.words()
    answer = admin.http.get(admin.links()["Download as CSV"])

    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert "Enrolled a learner Lea Spring came by = Admin" in page
    assert "Suspended a person Lea" not in page
    assert [(row["action"], row["subject_id"]) for row in rows] == [("enrolment.added", str(lea.id))]


def test_the_log_goes_on_page_by_page(admin, session, cohort, catalogue):
    for index in range(51):
        enrol(session, catalogue, cohort, add_person(session, f"Person {index:02}"))

    admin.get("/en/admin/audit?action=enrolment.added")
    first = admin.words()
    admin.get(admin.links()["Next page"])

    assert "Person 50" in first
    assert "Person 00" not in first
    assert "Person 00" in admin.words()


def test_a_cohort_that_is_not_there_narrows_the_log_to_nothing_and_is_named(admin):
    admin.get("/en/admin/audit?cohort=nowhere")

    assert "No cohort has this address." in admin.words()
    assert 'value="nowhere"' in admin.text
    assert "<tbody>" not in admin.text
