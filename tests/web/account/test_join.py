"""Joining: openly, by a cohort's code, by an invitation; the same answer for every address."""

import pytest
from sqlalchemy import func, select

from course.core import passwords
from course.core.rules.sign_in import LINK_LIMIT
from course.flows.invite_learner import invite_learner
from course.store.accounts.models import Account, Consent
from course.store.cohorts.models import Enrolment, Invitation
from course.store.cohorts.queries import get_cohort_by_id
from course.web.session import utc_now
from tests.builders import add_cohort, add_person, sign_in
from tests.pages import PageClient
from tests.web.account.mails import link_in, mail_of, queued, text_of
from tests.web.account.people import PASSWORD, add_with_password, enter, is_in

NEW = {
    "name": "Amina Diallo",
    "email": "amina@example.org",
    "language": "en",
    "password": PASSWORD,
    "code": "",
    "terms": "y",
}


def join(client, *, status=200, **fields):
    client.get("/en/account/join")
    return client.submit("Join", {**NEW, **fields}, status=status)


def find(session, email=NEW["email"]):
    return session.scalars(select(Account).where(Account.email == email)).one_or_none()


def test_the_form_speaks_the_language_of_the_page(client):
    page = client.get("/fr/account/join").get_data(as_text=True)

    assert '<option selected value="fr">' in page


def test_joining_makes_an_unconfirmed_account_with_consent_and_one_mail(client, session):
    join(client, language="es")
    made = find(session)

    assert (made.display_name, made.language, made.role, made.confirmed_at) == (
        "Amina Diallo",
        "es",
        "learner",
        None,
    )
    consent = session.scalars(select(Consent)).one()
    assert (consent.account_id, consent.purpose, consent.given, consent.policy_version) == (
        made.id,
        "terms",
        True,
        "2026-11",
    )
    assert [message.template for message in queued(session)] == ["confirm"]


def test_whoever_joined_may_begin_before_confirming_and_is_told_what_waits(client, session):
    join(client)
    enter(client, find(session))

    client.get("/en/account/profile")

    assert "Your address waits to be confirmed" in client.words()


def test_the_mailed_link_confirms_and_signs_in(app, client, session):
    join(client)
    client.get(link_in(app, session, "confirm"))
    assert not is_in(client)  # opening alone changes nothing
    assert find(session).confirmed_at is None

    client.submit("Confirm and go on")
    session.expire_all()

    assert is_in(client)
    assert find(session).confirmed_at is not None


def test_the_link_works_once(app, client, session):
    join(client)
    path = link_in(app, session, "confirm")
    client.get(path)
    client.submit("Confirm and go on")
    client.post("/en/account/sign-out")

    client.get(path, status=404)
    client.post(path, status=404)

    assert not is_in(client)


def test_a_password_given_in_the_same_browser_stays(app, client, session):
    join(client)
    client.get(link_in(app, session, "confirm"))
    client.submit("Confirm and go on")
    client.post("/en/account/sign-out")

    enter(client, find(session))

    assert is_in(client)


def test_a_password_given_by_a_stranger_is_dropped_when_the_owner_confirms(app, client, session):
    join(client)
    stranger = client
    enter(stranger, find(session))
    owner = PageClient(app)
    owner.get(link_in(app, session, "confirm"))

    owner.submit("Confirm and go on")
    session.expire_all()

    assert is_in(owner)
    assert "choose its password again" in owner.words()
    assert find(session).password_hash is None
    assert not is_in(stranger)
    enter(stranger, find(session), status=401)


def test_a_known_address_gets_the_same_page_as_a_new_one(app, session):
    known = add_with_password(session, "Known Person")
    answers = []
    for email in (known.email, "new@example.org"):
        browser = PageClient(app)
        response = join(browser, email=email)
        answers.append(
            (response.status_code, browser.words().replace(email, "…"), dict(response.headers).keys())
        )

    assert answers[0] == answers[1]


def test_the_same_work_is_done_for_a_known_address(client, session, monkeypatch):
    known = add_with_password(session)
    computed = []

    class Counting:
        def hash(self, password):
            computed.append(password)
            return "hash"

    monkeypatch.setattr(passwords, "_hasher", Counting())

    for email in (known.email, "new@example.org"):
        join(client, email=email)

    assert computed == [PASSWORD.encode()] * 2


def test_a_known_address_keeps_its_account_and_hears_of_it(app, client, session):
    known = add_with_password(session, "Known Person")

    join(client, email=known.email.upper(), name="Somebody Else", password="white stork by night")
    session.refresh(known)

    assert known.display_name == "Known Person"
    [message] = queued(session)
    assert message.template == "join"
    assert mail_of(app, session, message)["Subject"] == "You have an account already"
    client.get(link_in(app, session, "join"))
    client.submit("Sign in now")
    assert is_in(client)


def test_a_suspended_person_hears_nothing_and_the_page_is_the_same(client, session):
    shut_out = add_person(session, suspended_at=utc_now())
    session.commit()

    join(client, email=shut_out.email)

    assert queued(session) == []


def test_joining_twice_within_minutes_sends_one_mail(client, session):
    join(client)
    join(client)

    assert [message.template for message in queued(session)] == ["confirm"]


def test_nobody_fills_the_box_of_a_known_person(client, session):
    known = add_with_password(session)

    for _ in range(LINK_LIMIT.tries + 3):
        join(client, email=known.email)

    assert len(queued(session)) == LINK_LIMIT.tries


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Type your name."),
        ({"name": "   "}, "Type your name."),
        ({"email": ""}, "Type your e-mail address."),
        ({"email": "amina"}, "Type an address with an @"),
        ({"email": "amina@example"}, "Mail cannot be sent to this address"),
        ({"email": "am\u0456na@example.org"}, "mixes letters of two alphabets"),
        ({"password": "short"}, "This password is too short."),
        ({"password": "amina.diallo"}, "is made of your name"),
        ({"password": "password1"}, "easy to guess"),
        ({"language": "de"}, "Not a valid choice"),
        ({"code": "NOTACODE"}, "No cohort takes people with this code."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_made(client, session, fields, said):
    join(client, status=422, **fields)

    assert said in client.words()
    assert session.scalar(select(func.count()).select_from(Account)) == 0


def test_without_agreement_no_account(client, session):
    client.get("/en/account/join")
    fields = {name: value for name, value in NEW.items() if name != "terms"}

    client.submit("Join", fields, status=422)

    assert "Without your agreement" in client.words()
    assert find(session) is None


def test_forty_more_fields_are_left_aside(client, session):
    more = {f"field_{index}": "admin" for index in range(30)} | {
        "role": "admin",
        "id": "00000000-0000-0000-0000-000000000000",
        "confirmed_at": "2026-01-01",
        "demonstration": "1",
        "external_id": "boss",
        "password_hash": "x",
        "created_at": "2001-01-01",
        "suspended_at": "2001-01-01",
        "organisation": "planted",
        "cohort_id": "x",
    }

    join(client, **more)
    made = find(session)

    assert len(more) == 40
    assert (made.role, made.confirmed_at, made.demonstration, made.external_id, made.organisation) == (
        "learner",
        None,
        False,
        None,
        "",
    )


@pytest.mark.parametrize("name", ["email", "name", "password", "terms", "code", "language", "next"])
def test_a_repeated_field_is_refused(client, session, name):
    fields = {**NEW, "next": "", name: [NEW.get(name, ""), NEW.get(name, "")]}

    response = client.http.post("/en/account/join", data={**fields, "csrf_token": client.csrf_token()})

    assert response.status_code == 400
    assert find(session) is None


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "localhost:8443",
        "evil.example:80",
        "localhost@evil.example",
        "[::2]",
    ],
)
def test_a_forged_host_is_refused_and_names_no_link(app, client, session, host):
    fields = {**NEW, "csrf_token": client.csrf_token()}

    response = client.http.post("/en/account/join", data=fields, headers={"Host": host})

    assert response.status_code == 400
    assert queued(session) == []


def test_links_use_the_configured_address_only(app, client, session):
    fields = {**NEW, "csrf_token": client.csrf_token()}
    forged = {
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "host=evil.example",
        "X-Forwarded-Proto": "https",
    }

    client.http.post("/en/account/join", data=fields, headers=forged)

    text = text_of(app, session, queued(session)[0])
    assert "evil.example" not in text
    assert "http://localhost:80/en/account/confirm/" in text


def test_mails_are_written_in_the_language_of_the_person(app, client, session):
    join(client, language="fr")

    assert "/fr/account/confirm/" in text_of(app, session, queued(session)[0])


@pytest.mark.parametrize(("setting", "shows_form"), [("open", True), ("invited", True), ("closed", False)])
def test_the_page_says_who_may_join(app, client, monkeypatch, setting, shows_form):
    monkeypatch.setitem(app.config, "COURSE", _with(app, setting))

    page = client.get("/en/account/join").get_data(as_text=True)

    assert ('name="terms"' in page) is shows_form
    assert ("Nobody can join by themselves now" in page) is (setting == "closed")
    assert ("Learners join with the code of a cohort" in page) is (setting == "invited")


@pytest.mark.parametrize(
    ("setting", "with_code", "joins"),
    [
        ("open", False, True),
        ("open", True, True),
        ("invited", False, False),
        ("invited", True, True),
        ("closed", False, False),
        ("closed", True, False),
    ],
)
def test_the_setting_decides_who_joins(app, client, session, monkeypatch, setting, with_code, joins):
    cohort = add_cohort(session)
    session.commit()
    monkeypatch.setitem(app.config, "COURSE", _with(app, setting))
    fields = {**NEW, "code": cohort.code if with_code else "", "csrf_token": client.csrf_token()}

    client.http.post("/en/account/join", data=fields)

    assert (find(session) is not None) is joins


def _with(app, registration):
    from dataclasses import replace

    return replace(app.config["COURSE"], registration=registration)


def test_a_code_from_the_address_fills_the_form_and_enrols_after_signing_in(client, session):
    cohort = add_cohort(session, "Mediterranean autumn")
    session.commit()
    client.get(f"/en/account/join?code={cohort.code}")
    client.submit("Join", {name: value for name, value in NEW.items() if name != "code"})
    assert session.scalars(select(Enrolment)).all() == []  # a form alone takes no place

    enter(client, find(session))

    assert "You are in the cohort Mediterranean autumn." in client.words()
    [enrolment] = session.scalars(select(Enrolment)).all()
    assert (enrolment.learner_id, enrolment.cohort_id, enrolment.source) == (
        find(session).id,
        cohort.id,
        "code",
    )


def test_a_code_enrols_by_the_mailed_link_on_another_device(app, client, session):
    cohort = add_cohort(session)
    session.commit()
    join(client, code=f"{cohort.code[:4]}-{cohort.code[4:].lower()}", password="")
    elsewhere = PageClient(app)

    elsewhere.get(link_in(app, session, "confirm"))
    elsewhere.submit("Confirm and go on")

    assert session.scalars(select(Enrolment.cohort_id)).all() == [cohort.id]


def test_nobody_is_enrolled_by_a_stranger_who_types_their_address(client, session):
    known = add_with_password(session)
    cohort = add_cohort(session)
    session.commit()

    join(client, email=known.email, code=cohort.code)

    assert session.scalars(select(Enrolment)).all() == []


def test_a_learner_joins_a_cohort_by_its_code(client, session):
    person = add_person(session)
    cohort = add_cohort(session, "Mediterranean autumn")
    sign_in(client, session, person)
    client.get("/en/account/join")

    client.submit("Join the cohort", {"code": cohort.code.lower()})

    assert "You are in the cohort Mediterranean autumn." in client.words()


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"code_open": False}, "No cohort takes people with this code."),
        ({"closed_at": utc_now()}, "is closed"),
        ({"starts_on": utc_now().date().replace(year=2099)}, "has not begun"),
        ({"ends_on": utc_now().date().replace(year=2020)}, "has ended"),
    ],
)
def test_a_cohort_that_takes_nobody_says_why(client, session, columns, said):
    cohort = add_cohort(session, **columns)
    sign_in(client, session, add_person(session))
    client.get(f"/en/account/join?code={cohort.code}")

    client.submit("Join the cohort", status=422)

    assert said in client.words()
    assert session.scalars(select(Enrolment)).all() == []


def test_a_full_cohort_says_so(client, session):
    cohort = add_cohort(session, seats=1, seats_taken=1)
    sign_in(client, session, add_person(session))
    client.get(f"/en/account/join?code={cohort.code}")

    client.submit("Join the cohort", status=422)

    assert "All places in this cohort are taken." in client.words()


def invited(session, **columns):
    """Return a person who was invited to a cohort, and the cohort."""
    person = add_person(session, "Jorge Pérez", language="es", confirmed_at=None)
    cohort = add_cohort(session, "Mediterranean autumn", **columns)
    session.commit()
    invite_learner(session, cohort=get_cohort_by_id(session, cohort.id), account_id=person.id, now=utc_now())
    session.commit()
    return person, cohort


def invitation_path(session):
    return f"/en/account/invitation/{queued(session, 'invitation')[-1].payload['token']}"


def test_an_invitation_shows_name_and_language_and_changes_nothing(client, session):
    person, _cohort = invited(session)

    page = client.get(invitation_path(session)).get_data(as_text=True)
    session.refresh(person)

    assert 'value="Jorge Pérez"' in page
    assert '<option selected value="es">' in page
    assert "Mediterranean autumn" in page
    assert person.confirmed_at is None
    assert session.scalars(select(Enrolment)).all() == []


def test_one_press_signs_the_invited_in_and_enrols_them(client, session):
    person, cohort = invited(session)
    client.get(invitation_path(session))

    client.submit("Begin the course", {"name": "Jorge P."})
    session.expire_all()

    assert is_in(client)
    assert session.get(Account, person.id).confirmed_at is not None
    assert session.get(Account, person.id).display_name == "Jorge P."
    assert session.scalars(select(Enrolment.cohort_id)).all() == [cohort.id]
    assert session.scalars(select(Invitation.accepted_at)).one() is not None
    assert session.scalars(select(Consent.purpose)).all() == ["terms"]


def test_an_invitation_works_once(client, session):
    invited(session)
    path = invitation_path(session)
    client.get(path)
    client.submit("Begin the course")

    client.get(path, status=404)


@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": "A" * 300}, {"language": "xx"}])
def test_a_form_that_is_not_taken_does_not_spend_the_invitation(client, session, wrong):
    person, cohort = invited(session)
    path = invitation_path(session)
    client.get(path)

    client.submit("Begin the course", wrong, status=422)
    session.expire_all()
    assert session.get(Account, person.id).confirmed_at is None
    client.get(path)
    client.submit("Begin the course")

    assert is_in(client)
    assert session.scalars(select(Enrolment.cohort_id)).all() == [cohort.id]


def test_a_full_cohort_does_not_spend_the_invitation(client, session):
    _person, cohort = invited(session, seats=1, seats_taken=1)
    path = invitation_path(session)
    client.get(path)
    client.submit("Begin the course", status=409)
    assert not is_in(client)

    cohort.seats = 2
    session.commit()
    client.get(path)
    client.submit("Begin the course")

    assert is_in(client)
    assert session.scalars(select(Enrolment.cohort_id)).all() == [cohort.id]


def test_an_old_invitation_brings_nobody_back_who_left(client, session):
    person, cohort = invited(session)
    session.add(
        Enrolment(
            cohort_id=cohort.id, learner_id=person.id, state="left", source="import", enrolled_at=utc_now()
        )
    )
    session.commit()
    client.get(invitation_path(session))

    client.submit("Begin the course")
    session.expire_all()

    assert session.scalars(select(Enrolment.state)).all() == ["left"]


def test_a_closed_installation_still_takes_the_invited(app, client, session, monkeypatch):
    invited(session)
    monkeypatch.setitem(app.config, "COURSE", _with(app, "closed"))
    client.get(invitation_path(session))

    client.submit("Begin the course")

    assert is_in(client)


def test_a_code_that_opens_nothing_is_told_at_once(client):
    client.get("/fr/account/join?code=ZZZ")

    assert "Aucune cohorte" in client.words()
