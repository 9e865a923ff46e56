"""A form sent after its sign-in had ended: nothing is typed twice, and nobody else's words are stored."""

from sqlalchemy import select

from course.store.accounts.models import Account
from course.web.session import utc_now
from tests.builders import add_person, sign_in
from tests.pages import fields_of
from tests.web.account.people import PASSWORD, add_with_password, is_in

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
FROM_ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


def profile_fields(client):
    """Return what the profile page would send."""
    client.get("/en/account/profile")
    return fields_of(client._form_with("Keep the profile")[0])


def end_all(session, person):
    from course.store.accounts.operations import end_sign_ins

    end_sign_ins(session, account_id=person.id, now=utc_now())
    session.commit()


def test_a_form_sent_after_its_sign_in_ended_is_carried_and_stored_by_one_press(client, session):
    person = add_with_password(session)
    sign_in(client, session, person)
    fields = profile_fields(client) | {"can_help": "Reading the water law", "topics": ["work", "health"]}
    end_all(session, person)

    answer = client.http.post("/en/account/profile", data=fields)
    client.look(answer)
    assert answer.status_code == 401
    assert "Your text is kept" in client.words()
    client.submit("Sign in", {"email": person.email, "password": PASSWORD})
    client.submit("Store it now")
    session.refresh(person)

    assert person.can_help == "Reading the water law"
    shown = profile_fields(client)
    assert sorted(shown["topics"]) == ["health", "work"]


def test_a_wrong_password_loses_nothing(client, session):
    person = add_with_password(session)
    sign_in(client, session, person)
    fields = profile_fields(client) | {"can_help": "Reading the water law"}
    end_all(session, person)
    client.look(client.http.post("/en/account/profile", data=fields))

    client.submit("Sign in", {"email": person.email, "password": "not the right one"}, status=401)
    client.submit("Sign in", {"email": person.email, "password": PASSWORD})
    client.submit("Store it now")
    session.refresh(person)

    assert person.can_help == "Reading the water law"


def test_a_link_asked_for_instead_loses_nothing(client, session):
    person = add_with_password(session)
    sign_in(client, session, person)
    fields = profile_fields(client) | {"can_help": "Reading the water law"}
    end_all(session, person)
    client.look(client.http.post("/en/account/profile", data=fields))

    client.submit("Mail me a link instead", {"email": person.email})

    assert "Your text is kept on this page" in client.words()
    assert "Reading the water law" in client.text


def test_passwords_and_tokens_are_not_carried(client, session):
    person = add_with_password(session)
    sign_in(client, session, person)
    client.get("/en/account/password")
    fields = {
        "csrf_token": client.csrf_token(),
        "current_password": "secret one",
        "new_password": "secret two",
        "kept_text": "carried",
    }
    end_all(session, person)

    page = client.http.post("/en/account/password", data=fields).get_data(as_text=True)

    assert "carried" in page
    assert "secret" not in page
    assert 'name="kept:csrf_token"' not in page


def test_markup_in_a_kept_text_stays_text(client, session):
    person = add_with_password(session)
    sign_in(client, session, person)
    fields = profile_fields(client) | {"can_help": '"><script>alert(1)</script>'}
    end_all(session, person)

    page = client.http.post("/en/account/profile", data=fields).get_data(as_text=True)

    assert "<script>alert" not in page


def test_a_very_large_form_is_not_carried(client, session):
    person = add_with_password(session)
    sign_in(client, session, person)
    fields = {"csrf_token": client.csrf_token(), "can_help": "x" * 300_000}
    end_all(session, person)

    page = client.http.post("/en/account/profile", data=fields)

    assert page.status_code == 401
    assert len(page.data) < 20_000


def test_a_kept_form_leads_to_no_other_site(client, session):
    person = add_with_password(session)
    client.get("/en/account/sign-in")
    carried = {"kept_to": "//evil.example/take", "kept:text": "mine"}

    response = client.submit("Sign in", {"email": person.email, "password": PASSWORD, **carried})

    assert "evil.example" not in response.get_data(as_text=True)
    assert is_in(client)


def test_a_form_of_another_sign_in_is_offered_again_to_whoever_is_signed_in(client, session):
    person = add_with_password(session)
    sign_in(client, session, person)
    fields = profile_fields(client) | {"can_help": "Reading the water law"}
    with client.http.session_transaction() as cookie:
        del cookie["csrf_token"]  # as after signing in again in another tab

    answer = client.http.post("/en/account/profile", data=fields, headers=FROM_HERE)
    client.look(answer)
    assert answer.status_code == 400
    client.submit("Store it now")
    session.refresh(person)

    assert person.can_help == "Reading the water law"


def test_words_of_another_site_are_not_put_into_a_readers_hand(client, session):
    sign_in(client, session, add_with_password(session))

    answer = client.http.post(
        "/en/account/profile", data={"can_help": "planted by others"}, headers=FROM_ELSEWHERE
    )

    assert answer.status_code == 400
    assert b"planted by others" not in answer.data


def test_words_of_another_site_are_not_carried_through_signing_in(client):
    answer = client.http.post(
        "/en/account/profile",
        data={"can_help": "planted by others"},
        headers={"Origin": "https://evil.example"},
    )

    assert answer.status_code == 400
    assert b"planted by others" not in answer.data


def test_an_unsigned_form_changes_nothing(client, session):
    person = add_person(session, "Amina Diallo")
    session.commit()

    client.http.post(
        "/en/account/profile", data={"csrf_token": client.csrf_token(), "display_name": "Somebody"}
    )

    assert (
        session.scalars(select(Account.display_name).where(Account.id == person.id)).one() == "Amina Diallo"
    )
