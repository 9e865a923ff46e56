"""Signing in by a mailed link."""

from datetime import timedelta

import pytest
import time_machine

from course.core.rules.sign_in import LINK_MINUTES
from course.flows.change_password import change_password
from course.store.accounts.operations import make_one_time_token, suspend
from course.web.session import utc_now
from tests.builders import add_person
from tests.core.rules.next_paths import LEADING_AWAY
from tests.web.account.mails import link_in, mail_of, queued
from tests.web.account.people import add_with_password, is_in, kept


def ask(client, email, *, status=200, **fields):
    client.get("/en/account/sign-in")
    return client.submit("Mail me a link instead", {"email": email, **fields}, status=status)


def test_a_link_signs_in_after_one_press(app, client, session):
    person = add_person(session)
    session.commit()
    ask(client, person.email)
    client.get(link_in(app, session, "sign_in_link"))
    assert not is_in(client)

    client.submit("Sign in now")

    assert is_in(client)


def test_a_link_leads_on_to_where_one_wanted(app, client, session):
    person = add_person(session)
    session.commit()
    client.get("/en/account/email")
    client.submit("Mail me a link instead", {"email": person.email})
    client.get(link_in(app, session, "sign_in_link"))

    response = client.submit("Sign in now")

    assert response.request.path == "/en/account/email"


@pytest.mark.parametrize("path", LEADING_AWAY[::12])
def test_a_link_leads_nowhere_else(app, client, session, path):
    person = add_person(session)
    session.commit()
    ask(client, person.email, next=path)
    client.get(link_in(app, session, "sign_in_link"))

    response = client.submit("Sign in now")

    assert response.request.path == "/en/course"


def test_a_link_works_once(app, client, session):
    person = add_person(session)
    session.commit()
    ask(client, person.email)
    path = link_in(app, session, "sign_in_link")
    client.post(path)
    client.post("/en/account/sign-out")

    client.post(path, status=404)

    assert not is_in(client)


def test_a_link_runs_out(app, client, session):
    person = add_person(session)
    session.commit()
    with time_machine.travel(utc_now(), tick=False) as clock:
        ask(client, person.email)
        clock.shift(timedelta(minutes=LINK_MINUTES))
        client.get(link_in(app, session, "sign_in_link"), status=404)
        client.post(link_in(app, session, "sign_in_link"), status=404)


def test_a_changed_password_voids_open_links(app, client, session):
    person = add_with_password(session)
    ask(client, person.email)
    path = link_in(app, session, "sign_in_link")

    change_password(
        session, account_id=person.id, password_hash=kept("other words in here"), keep=None, now=utc_now()
    )
    session.commit()

    client.post(path, status=404)


def test_a_suspended_person_has_no_way_in(app, client, session):
    person = add_person(session)
    session.commit()
    ask(client, person.email)
    path = link_in(app, session, "sign_in_link")
    suspend(session, account_id=person.id, now=utc_now())
    session.commit()

    client.post(path, status=404)


def test_the_page_is_the_same_for_nobody(client, session):
    person = add_person(session)
    session.commit()
    answers = []
    for email in (person.email, "nobody@example.org"):
        response = ask(client, email)
        answers.append((response.status_code, client.words().replace(email, "…")))

    assert answers[0] == answers[1]
    assert len(queued(session)) == 1


def test_a_link_shows_the_address_to_be_theirs(app, client, session):
    person = add_person(session, confirmed_at=None)
    session.commit()
    ask(client, person.email)

    client.post(link_in(app, session, "sign_in_link"))
    session.refresh(person)

    assert person.confirmed_at is not None


@pytest.mark.parametrize("path", ["link", "confirm", "reset", "invitation", "email"])
@pytest.mark.parametrize("purpose", ["sign_in", "confirm", "reset", "invitation", "change_email"])
def test_a_link_opens_only_what_it_was_made_for(client, session, path, purpose):
    own = {"link": "sign_in", "email": "change_email"}.get(path, path)
    if own == purpose:
        return
    person = add_person(session)
    token = make_one_time_token(
        session,
        account_id=person.id,
        purpose=purpose,
        now=utc_now(),
        minutes=20,
        payload={"email": "x@example.org"},
    )
    session.commit()

    client.get(f"/en/account/{path}/{token}", status=404)


@pytest.mark.parametrize("token", ["x", "%00", "a" * 5000, "..%2f..", "null", "' OR 1=1 --"])
@pytest.mark.parametrize("path", ["link", "confirm", "reset", "invitation", "email"])
def test_a_made_up_link_opens_nothing(client, path, token):
    response = client.http.get(f"/en/account/{path}/{token}")

    assert response.status_code == 404


def test_every_mail_has_a_subject_a_text_and_a_page(app, client, session):
    person = add_person(session, language="fr")
    session.commit()
    ask(client, person.email)

    mail = mail_of(app, session, queued(session)[0])

    assert mail["Subject"]
    assert mail["To"] == person.email
    assert mail.get_body(("plain",)).get_content().strip()
    assert '<html lang="fr">' in mail.get_body(("html",)).get_content()
