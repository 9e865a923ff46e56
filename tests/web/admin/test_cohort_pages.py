"""Setting up a cohort, adding one person, delivery of invitations, facilitators, the roster file."""

import csv
import io

import pytest
from sqlalchemy import select, update

from course.store.accounts.models import Account, OneTimeToken
from course.store.cohorts.models import Cohort, Enrolment, Facilitation, Invitation
from course.store.outbox.models import OutboxMessage
from tests.builders import add_cohort, add_person, enrol
from tests.conftest import NOON
from tests.statements import counted

COHORT = "/en/admin/cohorts/spring"
LATE = {"email": "awa@example.org", "name": "Awa Sow", "language": "fr", "note": "Welcome!"}


def test_a_cohort_is_made_with_a_slug_of_its_name_and_a_code(admin, session):
    admin.get("/en/admin/cohorts/new")

    facts = {
        "name": "Méditerranée: été",
        "seats": "35",
        "language": "fr",
        "starts_on": "2026-12-01",
        "ends_on": "2027-02-01",
        "time_zone": "Africa/Tunis",
    }
    admin.submit("Make the cohort", facts)

    made = session.scalars(select(Cohort).where(Cohort.slug == "mediterranee-ete")).one()
    assert (made.seats, made.language, made.time_zone, made.code_open) == (35, "fr", "Africa/Tunis", True)
    assert len(made.code) == 8
    assert admin.path == "/en/admin/cohorts/mediterranee-ete"


def test_two_cohorts_of_one_name_have_two_slugs(admin, session):
    for _ in range(2):
        admin.get("/en/admin/cohorts/new")
        admin.submit("Make the cohort", {"name": "New"})

    assert set(session.scalars(select(Cohort.slug))) == {"spring", "new-2", "new-3"}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Type a name."),
        ("time_zone", "Mars/Olympus", "Type a time zone like Africa/Dakar or America/Bogota."),
        ("seats", "-1", "Type a number from 0 to a million."),
        ("ends_on", "2026-01-01", "The last day is before the first day."),
    ],
)
def test_a_cohorts_facts_are_checked_at_their_fields(admin, field, value, said):
    admin.get("/en/admin/cohorts/new")

    admin.submit("Make the cohort", {"name": "Autumn", "starts_on": "2026-02-01", field: value}, status=422)

    assert said in admin.words()


def test_seats_do_not_fall_below_the_people_in_it(admin, session, cohort, catalogue):
    for name in ("Awa", "Bo"):
        enrol(session, catalogue, cohort, add_person(session, name))
    admin.get(f"{COHORT}/edit")

    admin.submit("Keep the changes", {"seats": "1"}, status=422)

    assert "2 people are in the cohort: give it as many seats." in admin.words()
    assert session.scalars(select(Cohort.seats)).one() == 0


def test_a_new_code_replaces_the_old_one(admin, session, cohort):
    old = cohort.code
    admin.get(COHORT)

    admin.submit("Make a new code")

    session.expire_all()
    assert session.scalars(select(Cohort.code)).one() != old


def test_closing_a_cohort_can_be_taken_back_from_the_message(admin, session):
    admin.get(COHORT)
    admin.submit("Close the cohort")
    assert session.scalars(select(Cohort.closed_at)).one() is not None

    admin.submit("Open it again")

    session.expire_all()
    assert session.scalars(select(Cohort.closed_at)).one() is None


def test_one_late_person_is_enrolled_and_invited_in_their_language(admin, session):
    admin.get(f"{COHORT}/add")

    admin.submit("Enrol and invite", LATE)

    person = session.scalars(select(Account).where(Account.email_key == "awa@example.org")).one()
    mail = session.scalars(select(OutboxMessage)).one()
    assert (person.display_name, person.language) == ("Awa Sow", "fr")
    assert (mail.account_id, mail.payload["note"]) == (person.id, "Welcome!")
    assert "Waits to be sent" in admin.words()


def test_who_is_here_already_is_left_in_peace(admin, session, cohort, catalogue):
    enrol(session, catalogue, cohort, add_person(session, "Awa", email="awa@example.org"))
    admin.get(f"{COHORT}/add")

    admin.submit("Enrol and invite", LATE)

    assert "This person is already here." in admin.words()
    assert session.scalars(select(OutboxMessage.id)).all() == []
    assert (
        session.scalars(select(Account.display_name).where(Account.email_key == "awa@example.org")).one()
        == "Awa"
    )


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"seats": 1, "seats_taken": 1}, "All seats are taken."),
        ({"closed_at": NOON}, "The cohort is closed."),
    ],
)
def test_a_cohort_that_takes_nobody_says_so(admin, session, state, said):
    session.execute(update(Cohort).values(**state))
    session.commit()
    admin.get(f"{COHORT}/add")

    admin.submit("Enrol and invite", LATE, status=409)

    assert said in admin.words()
    assert session.scalars(select(Enrolment.id)).all() == []


@pytest.mark.parametrize(
    ("mail", "said"),
    [
        ({"state": "queued"}, "Waits to be sent"),
        ({"state": "sent", "sent_at": NOON}, "Sent 11/22/26"),
        (
            {"state": "failed", "last_error": "SMTPRecipientsRefused"},
            "Could not be sent SMTPRecipientsRefused",
        ),
    ],
)
def test_the_delivery_of_an_invitation_is_told(admin, session, mail, said):
    admin.get(f"{COHORT}/add")
    admin.submit("Enrol and invite", LATE)
    session.execute(update(OutboxMessage).values(**mail))
    session.commit()

    admin.get(COHORT)

    assert said in admin.words()


def test_an_invitation_goes_again_with_a_new_link_and_the_old_one_is_void(admin, session):
    admin.get(f"{COHORT}/add")
    admin.submit("Enrol and invite", LATE)
    old = session.scalars(select(OneTimeToken.token_hash)).one()

    admin.submit("Send again to Awa Sow")

    session.expire_all()
    new = session.scalars(select(OneTimeToken.token_hash)).one()
    assert new != old
    queued = session.scalars(select(OutboxMessage).where(OutboxMessage.state == "queued")).one()
    assert session.scalars(select(Invitation.message_id)).one() == queued.id


def test_who_has_come_in_is_not_invited_again(admin, session, cohort):
    admin.get(f"{COHORT}/add")
    admin.submit("Enrol and invite", LATE)
    person = session.scalars(select(Invitation.account_id)).one()
    session.execute(update(Invitation).values(accepted_at=NOON))
    session.commit()

    admin.post(f"{COHORT}/people/{person}/invite")

    assert "There is nothing to send again." in admin.words()
    assert len(session.scalars(select(OutboxMessage.id)).all()) == 1


def test_people_are_taken_out_and_in_again(admin, session, cohort, catalogue):
    enrol(session, catalogue, cohort, add_person(session, "Awa"))
    admin.get(COHORT)

    admin.submit("Take out Awa")
    states = session.scalars(select(Enrolment.state)).all()
    admin.submit("Undo")

    session.expire_all()
    assert (states, session.scalars(select(Enrolment.state)).all()) == (["left"], ["active"])


def test_nobody_who_was_never_there_is_taken_in(admin, session):
    stranger = add_person(session, "Stranger")
    session.commit()

    admin.post(f"{COHORT}/people/{stranger.id}/enrol", status=404)

    assert session.scalars(select(Enrolment.id)).all() == []


def test_a_cohort_is_given_to_staff_alone(admin, session):
    fay = add_person(session, "Fay", role="facilitator")
    learner = add_person(session, "Lea")
    session.commit()
    admin.get(f"{COHORT}/facilitators?q=fay")

    admin.submit("Give the cohort to Fay")
    admin.post(f"{COHORT}/facilitators/{learner.id}")

    assert session.scalars(select(Facilitation.account_id)).all() == [fay.id]


def test_the_roster_file_is_harmless_in_a_spreadsheet(admin, session, cohort, catalogue):
    enrol(
        session, catalogue, cohort, add_person(session, "=HYPERLINK(1)", email="awa@example.org", city="-2+3")
    )

    answer = admin.http.get(f"{COHORT}/roster.csv")

    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert [(row["display_name"], row["city"], row["cohort"]) for row in rows] == [
        ("'=HYPERLINK(1)", "'-2+3", "spring")
    ]


def test_a_page_of_people_costs_the_same_for_one_as_for_fifty(admin, session, cohort, catalogue, app):
    counts = []
    for number in (1, 49):
        for index in range(number):
            enrol(session, catalogue, cohort, add_person(session, f"Person {index}"))
        with counted(app) as statements:
            admin.get(COHORT)
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_people_go_on_by_name_and_narrow_by_fixed_words(admin, session, cohort, catalogue):
    for index in range(51):
        enrol(session, catalogue, cohort, add_person(session, f"Person {index:02}"))

    admin.get(f"{COHORT}?show=drop+table&after=nonsense")
    first = admin.words()
    admin.get(admin.links()["Next page"])

    assert "Person 00" in first
    assert "Person 50" not in first
    assert "Person 50" in admin.words()


def test_the_home_page_names_what_waits(admin, session, cohort):
    admin.get(f"{COHORT}/import")
    admin.submit("Check the roster", {"text": "email\nawa@example.org\n"})
    admin.get(f"{COHORT}/add")
    admin.submit("Enrol and invite", LATE)
    session.execute(update(OutboxMessage).values(state="failed", last_error="ConnectionRefusedError"))
    session.commit()

    admin.get("/en/admin")

    assert "Pasted table Spring Checked, not applied" in admin.words()
    assert "1 mail could not be sent" in admin.words()
    assert "Awa Sow Invitation ConnectionRefusedError" in admin.words()


def test_another_cohorts_people_do_not_show(admin, session, catalogue):
    other = add_cohort(session, "Autumn", slug="autumn")
    enrol(session, catalogue, other, add_person(session, "Canary Person"))

    admin.get(COHORT)

    assert "Canary" not in admin.text


@pytest.mark.parametrize("path", ["/en/admin/cohorts/new", "/en/admin/cohorts/spring/add"])
def test_a_name_of_blanks_is_none(admin, path):
    admin.post(
        path,
        {"name": "   ", "email": "awa@example.org", "language": "en", "time_zone": "UTC", "seats": "0"},
        status=422,
    )

    assert "Type a name." in admin.words()
