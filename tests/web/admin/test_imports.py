"""Enrolling from a roster in the pages: check, mend, apply, undo."""

import io

import pytest
from sqlalchemy import func, select, update

from course.store.accounts.models import Account
from course.store.cohorts.models import Cohort, Enrolment, RosterImport, RosterRow
from course.store.outbox.models import OutboxMessage
from course.web.admin import import_deeds
from tests.builders import add_cohort, add_person, enrol, sign_in
from tests.flows.roster_files import whole_database
from tests.pages import PageClient
from tests.statements import counted

ROSTER = "/en/admin/cohorts/spring/import"


def paste(client: PageClient, text: str, *, status: int = 200) -> None:
    client.get(ROSTER)
    client.submit("Check the roster", {"text": text}, status=status)


def emails(session) -> list[str]:
    session.expire_all()
    return sorted(session.scalars(select(Account.email_key).where(Account.role == "learner")))


def test_an_uploaded_file_is_shown_row_by_row_and_writes_nothing(admin, session):
    before = whole_database(session)
    admin.get(ROSTER)
    data = "email;nombre;apellidos;país\nawa@example.org;Awa;Sow;Senegal\n".encode("utf-16")

    admin.post(ROSTER, {"file": (io.BytesIO(data), "personas.csv"), "text": ""})

    assert "personas.csv, read as UTF-16." in admin.words()
    assert "Awa Sowawa@example.orgSenegal" in admin.words()
    assert "New account, enrolled" in admin.words()
    assert whole_database(session) == before


def test_a_file_that_cannot_be_read_says_why_and_stages_nothing(admin, session):
    paste(admin, "name,city\nAwa,Dakar\n", status=422)

    assert "There is no column for email addresses." in admin.words()
    assert session.scalar(select(func.count()).select_from(RosterImport)) == 0


def test_cells_with_problems_are_mended_in_the_page(admin, session):
    paste(
        admin,
        "email,country,language\nawa.example.org,SN,en\nbo@example.org,Absurdistan,en\nci@example.org,FR,fr\n",
    )
    assert "Row 1: Enter an email address with an @, like name@example.org" in admin.words()
    assert "Row 2: “Absurdistan” is not a country we know." in admin.words()

    admin.submit("Check again", {"cell-1-email": "awa@example.org"})
    assert "1 row is mended." in admin.words()
    admin.submit("Check again", {"cell-2-country": "Mali"})

    outcomes = session.scalars(select(RosterRow.outcome).order_by(RosterRow.number)).all()
    assert outcomes == ["new", "new", "new"]
    assert emails(session) == []


def test_a_mended_address_that_stands_elsewhere_is_kept_once(admin, session):
    paste(admin, "email,city\nawa.example.org,Dakar\nawa@example.org,\n")

    admin.submit("Check again", {"cell-1-email": "awa@example.org"})
    admin.submit("Apply the 1 row that is ready")

    assert session.execute(
        select(Account.email_key, Account.city).where(Account.role == "learner")
    ).all() == [("awa@example.org", "Dakar")]


def test_a_doubtful_row_counts_once_somebody_says_that_it_is_right(admin, session):
    paste(admin, "email,city\nawa@example.org,Dakar,Senegal\nbo@example.org,Mopti,Mali\n")

    admin.submit("Check again", {"right": "1"})

    outcomes = session.scalars(select(RosterRow.outcome).order_by(RosterRow.number)).all()
    assert outcomes == ["new", "correct"]


def test_ready_rows_are_applied_and_undone_from_the_message(admin, session):
    before = whole_database(session)
    paste(admin, "email,language\nawa@example.org,fr\nno address,en\n")

    admin.submit("Apply the 1 row that is ready")
    assert "1 row is applied." in admin.words()
    assert emails(session) == ["awa@example.org"]
    assert session.scalars(select(OutboxMessage.state)).all() == ["queued"]
    admin.submit("Undo")

    assert "The import is undone." in admin.words()
    assert whole_database(session) == before


def test_an_undone_import_says_of_each_row_that_it_is_undone(admin, session):
    paste(admin, "email,language\nawa@example.org,fr\n")
    admin.submit("Apply the 1 row that is ready")
    admin.submit("Undo")

    admin.get(f"{ROSTER}/{session.scalars(select(RosterImport.id)).one()}")

    assert "Enrolled, and undone" in admin.words()
    assert "Account made, enrolled" not in admin.words()


def test_without_the_box_nobody_is_written_to(admin, session):
    paste(admin, "email\nawa@example.org\n")

    admin.submit("Apply the 1 row that is ready", {"send_invitations": "0"})

    assert emails(session) == ["awa@example.org"]
    assert session.scalars(select(OutboxMessage.id)).all() == []


def test_removals_are_asked_about_once_more(admin, session, cohort, catalogue):
    enrol(session, catalogue, cohort, add_person(session, "Going", email="going@example.org"))
    paste(admin, "email,action\ngoing@example.org,remove\n")

    admin.submit("Apply the 1 row that is ready")
    assert "Take 1 person out of this cohort?" in admin.words()
    assert session.scalars(select(Enrolment.state)).all() == ["active"]
    admin.submit("Apply 1 row, removals included")

    session.expire_all()
    assert session.scalars(select(Enrolment.state)).all() == ["left"]


def test_changes_are_shown_with_what_they_replace(admin, session, cohort, catalogue):
    person = add_person(session, "Awa", email="awa@example.org", city="Dakar", confirmed_at=None)
    enrol(session, catalogue, cohort, person)

    paste(admin, "email,city,language\nawa@example.org,Thiès,fr\n")

    assert "City: Thiès instead of Dakar" in admin.words()
    assert "Language: French instead of English" in admin.words()


def test_too_few_seats_are_said_before_anything_is_written(admin, session, cohort):
    session.execute(update(Cohort).values(seats=1))
    session.commit()
    paste(admin, "email\nawa@example.org\nbo@example.org\n")

    warned = "1 seat is missing" in admin.words()
    admin.submit("Apply the 2 rows that are ready")

    assert warned
    assert "There are not enough seats." in admin.words()
    assert emails(session) == []


def test_a_large_roster_is_left_to_the_worker(admin, session, app, monkeypatch):
    monkeypatch.setattr(import_deeds, "AT_ONCE", 1)
    paste(admin, "email\nawa@example.org\nbo@example.org\n")

    admin.submit("Apply the 2 rows that are ready")

    assert "The roster is being applied" in admin.words()
    assert "Look again" in admin.links()
    assert session.scalars(select(RosterImport.state)).all() == ["applying"]


def test_a_dropped_file_leaves_no_row_behind(admin, session):
    paste(admin, "email\nawa@example.org\n")

    admin.submit("Drop this file")

    assert session.scalars(select(RosterImport.state)).all() == ["discarded"]
    assert session.scalar(select(func.count()).select_from(RosterRow)) == 0


def test_a_preview_belongs_to_its_cohort(admin, session):
    add_cohort(session, "Autumn", slug="autumn")
    session.commit()
    paste(admin, "email\nawa@example.org\n")
    import_id = session.scalars(select(RosterImport.id)).one()

    admin.get(f"/en/admin/cohorts/autumn/import/{import_id}", status=404)
    for deed in ("apply", "check", "discard", "undo"):
        admin.post(f"/en/admin/cohorts/autumn/import/{import_id}/{deed}", status=404)

    assert session.scalars(select(RosterImport.state)).all() == ["checked"]


def test_a_preview_asks_as_much_for_three_rows_as_for_fifty(admin, session, app):
    counts = []
    for number in (3, 50):
        paste(admin, "email\n" + "".join(f"p{row}@example.org\n" for row in range(number)))
        with counted(app) as statements:
            admin.get(admin.path)
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_pages_of_rows_go_on_by_their_numbers(admin):
    paste(admin, "email\n" + "".join(f"p{row}@example.org\n" for row in range(60)))

    admin.get(admin.links()["Next page"])

    assert "p50@example.org" in admin.words()
    assert "p49@example.org" not in admin.words()


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_an_upload_without_the_forms_token_is_refused(admin, session, token):
    answer = admin.http.post(ROSTER, data={"text": "email\nawa@example.org\n", "csrf_token": token})

    assert answer.status_code == 400
    assert session.scalar(select(func.count()).select_from(RosterImport)) == 0


def test_only_admins_may_send_a_body_of_that_size(client, session, cohort):
    sign_in(client, session, add_person(session, "Fay", role="facilitator"))

    client.post(ROSTER, {"text": "email\nawa@example.org\n"}, status=404)


def test_cells_of_the_file_are_text_in_the_page(admin):
    paste(admin, 'email,display_name\nawa@example.org,"<script>alert(1)</script>"\n')

    assert "<script>alert(1)" not in admin.text
    assert "<script>alert(1)</script>" in admin.words()


def test_cells_mended_and_not_checked_are_kept_when_apply_is_pressed(admin, session):
    paste(admin, "email,city\nawa@example.org,Dakar\nbo.example.org,Mopti\n")

    admin.submit("Apply the 1 row that is ready", {"cell-2-email": "bo@example.org"})

    assert "What you typed in the cells is kept." in admin.words()
    assert emails(session) == []
    admin.submit("Apply the 2 rows that are ready")
    assert emails(session) == ["awa@example.org", "bo@example.org"]


def test_two_people_under_one_address_by_a_slip_can_be_parted(admin, session):
    paste(admin, "email,given_name,country\nawa@example.org,Awa,SN\nawa@example.org,Bo,CI\n")
    assert "says “Côte d’Ivoire” about the same person" in admin.words()

    admin.submit("Check again", {"cell-2-email": "bo@example.org"})

    outcomes = session.scalars(select(RosterRow.outcome).order_by(RosterRow.number)).all()
    assert outcomes == ["new", "new"]


def test_the_columns_left_out_stand_in_a_sentence_of_their_own(admin):
    paste(admin, "email,shoe size\nawa@example.org,41\n")

    assert ". These columns are not read: shoe size." in admin.words()
