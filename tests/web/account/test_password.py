"""Setting, changing and forgetting a password; changing the address."""

import pytest

from course.store.accounts.operations import make_one_time_token
from course.web.session import utc_now
from tests.builders import add_person, sign_in
from tests.pages import PageClient
from tests.web.account.mails import link_in, mail_of, queued
from tests.web.account.people import OTHER_PASSWORD, PASSWORD, add_with_password, enter, is_in


def change(client, current, new, *, status=200):
    client.get("/en/account/password")
    return client.submit(
        "Keep the new password", {"current_password": current, "new_password": new}, status=status
    )


def test_a_changed_password_opens_and_the_old_one_does_not(client, session):
    person = add_with_password(session)
    sign_in(client, session, person)

    change(client, PASSWORD, OTHER_PASSWORD)
    client.post("/en/account/sign-out")

    enter(client, person, status=401)
    enter(client, person, OTHER_PASSWORD)
    assert is_in(client)


def test_the_current_password_is_asked_for_also_just_after_signing_in(client, session):
    person = add_with_password(session)
    enter(client, person)

    change(client, "not the right one", OTHER_PASSWORD, status=422)

    assert "That is not your current password." in client.words()
    client.post("/en/account/sign-out")
    enter(client, person)
    assert is_in(client)


@pytest.mark.parametrize("fields", [{}, {"current_password": ""}, {"current_password": [PASSWORD, PASSWORD]}])
def test_a_missing_or_repeated_current_password_changes_nothing(client, session, fields):
    person = add_with_password(session)
    sign_in(client, session, person)
    before = person.password_hash

    response = client.http.post(
        "/en/account/password",
        data={**fields, "new_password": OTHER_PASSWORD, "csrf_token": client.csrf_token()},
    )
    session.refresh(person)

    assert response.status_code in {400, 422}
    assert person.password_hash == before


def test_guessing_the_current_password_is_slowed_too(client, session):
    person = add_with_password(session)
    sign_in(client, session, person)
    fields = {"current_password": "a wrong guess", "new_password": OTHER_PASSWORD}

    statuses = [
        client.http.post(
            "/en/account/password", data={**fields, "csrf_token": client.csrf_token()}
        ).status_code
        for _ in range(25)
    ]

    assert 429 in statuses


def test_other_browsers_are_signed_out_and_this_one_stays(app, client, session):
    person = add_with_password(session)
    elsewhere = PageClient(app)
    sign_in(elsewhere, session, person)
    sign_in(client, session, person)

    change(client, PASSWORD, OTHER_PASSWORD)

    assert is_in(client)
    assert not is_in(elsewhere)


def test_the_person_hears_of_a_changed_password(app, client, session):
    person = add_with_password(session)
    sign_in(client, session, person)

    change(client, PASSWORD, OTHER_PASSWORD)

    mail = mail_of(app, session, queued(session, "password_changed")[0])
    assert mail["To"] == person.email
    assert "http://localhost:80/en/account/reset" in mail.get_body(("plain",)).get_content()


def test_who_signed_in_by_a_link_just_now_sets_a_password_without_one(app, client, session):
    person = add_person(session)
    token = make_one_time_token(session, account_id=person.id, purpose="sign_in", now=utc_now(), minutes=20)
    session.commit()
    client.post(f"/en/account/link/{token}")
    client.get("/en/account/password")

    client.submit("Keep the new password", {"new_password": OTHER_PASSWORD})

    client.post("/en/account/sign-out")
    enter(client, person, OTHER_PASSWORD)
    assert is_in(client)


def test_who_has_no_password_and_signed_in_long_ago_needs_a_link_first(client, session):
    sign_in(client, session, add_person(session))
    with client.http.session_transaction() as cookie:
        cookie["fresh_at"] = utc_now().timestamp() - 3600

    client.get("/en/account/password")

    assert "Sign in by a link first" in client.words()


def test_without_a_link_no_password_is_set(client, session):
    person = add_person(session)
    sign_in(client, session, person)
    with client.http.session_transaction() as cookie:
        cookie["fresh_at"] = utc_now().timestamp() - 3600

    client.post("/en/account/password", {"new_password": OTHER_PASSWORD, "current_password": ""}, status=422)
    session.refresh(person)

    assert person.password_hash is None


def reset(app, client, session, email):
    client.get("/en/account/reset")
    client.submit("Mail me the link", {"email": email})
    return link_in(app, session, "reset")


def test_a_forgotten_password_is_replaced_by_a_link(app, client, session):
    person = add_with_password(session)
    client.get(reset(app, client, session, person.email))

    client.submit("Keep it and sign in", {"new_password": OTHER_PASSWORD})

    assert is_in(client)
    client.post("/en/account/sign-out")
    enter(client, person, OTHER_PASSWORD)
    assert is_in(client)


def test_a_password_that_is_not_taken_does_not_spend_the_link(app, client, session):
    person = add_with_password(session)
    client.get(reset(app, client, session, person.email))

    client.submit("Keep it and sign in", {"new_password": "short"}, status=422)
    client.submit("Keep it and sign in", {"new_password": OTHER_PASSWORD})

    assert is_in(client)


def test_a_reset_link_works_once(app, client, session):
    person = add_with_password(session)
    path = reset(app, client, session, person.email)
    client.get(path)
    client.submit("Keep it and sign in", {"new_password": OTHER_PASSWORD})

    client.post(path, {"new_password": "white stork by night"}, status=404)


def test_a_reset_ends_every_sign_in_before(app, client, session):
    person = add_with_password(session)
    thief = PageClient(app)
    sign_in(thief, session, person)
    client.get(reset(app, client, session, person.email))

    client.submit("Keep it and sign in", {"new_password": OTHER_PASSWORD})

    assert not is_in(thief)


def test_a_reset_for_nobody_reads_the_same(app, client, session):
    person = add_with_password(session)
    answers = []
    for email in (person.email, "nobody@example.org"):
        client.get("/en/account/reset")
        response = client.submit("Mail me the link", {"email": email})
        answers.append((response.status_code, client.words().replace(email, "…")))

    assert answers[0] == answers[1]
    assert len(queued(session)) == 1


def ask_email(client, email, *, status=200, password=PASSWORD):
    client.get("/en/account/email")
    return client.submit("Mail me the link", {"email": email, "current_password": password}, status=status)


def test_an_address_changes_when_the_new_one_answers(app, client, session):
    person = add_with_password(session, email="old@example.org")
    sign_in(client, session, person)
    ask_email(client, "new@example.org")
    session.refresh(person)
    assert person.email == "old@example.org"
    client.get(link_in(app, session, "change_email"))

    client.submit("Change the address")
    session.refresh(person)

    assert person.email == "new@example.org"
    assert is_in(client)


def test_link_and_note_go_to_the_right_addresses(app, client, session):
    sign_in(client, session, add_with_password(session, email="old@example.org"))
    ask_email(client, "new@example.org")
    client.post(link_in(app, session, "change_email"))

    sent = {
        template: mail_of(app, session, queued(session, template)[0])["To"]
        for template in ("change_email", "address_changed")
    }

    assert sent == {"change_email": "new@example.org", "address_changed": "old@example.org"}


def test_the_password_is_asked_for_again(client, session):
    sign_in(client, session, add_with_password(session))

    ask_email(client, "new@example.org", password="a wrong guess", status=422)

    assert queued(session) == []


def test_an_address_of_another_account_reads_the_same_and_sends_nothing(client, session):
    add_person(session, email="taken@example.org")
    sign_in(client, session, add_with_password(session))
    answers = []
    for email in ("taken@example.org", "TAKEN@example.org", "free@example.org"):
        response = ask_email(client, email)
        answers.append((response.status_code, client.words().replace(email, "…")))

    assert len(set(answers)) == 1
    assert len(queued(session)) == 1


def test_an_address_taken_meanwhile_changes_nothing(app, client, session):
    person = add_with_password(session, email="old@example.org")
    sign_in(client, session, person)
    ask_email(client, "new@example.org")
    path = link_in(app, session, "change_email")
    add_person(session, email="new@example.org")
    session.commit()

    client.post(path, status=404)
    session.refresh(person)

    assert person.email == "old@example.org"


def test_a_changed_address_ends_other_sign_ins_and_links(app, client, session):
    person = add_with_password(session)
    elsewhere = PageClient(app)
    sign_in(elsewhere, session, person)
    sign_in(client, session, person)
    link = make_one_time_token(session, account_id=person.id, purpose="sign_in", now=utc_now(), minutes=20)
    ask_email(client, "new@example.org")

    client.post(link_in(app, session, "change_email"))

    assert is_in(client)
    assert not is_in(elsewhere)
    client.post(f"/en/account/link/{link}", status=404)
