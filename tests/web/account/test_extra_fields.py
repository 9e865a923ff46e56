"""Each form takes its own fields: forty others change neither this account nor another."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from course.store.accounts.models import Account
from course.store.accounts.operations import make_one_time_token
from course.web.session import utc_now
from tests.builders import add_person, sign_in
from tests.web.account.people import OTHER_PASSWORD, PASSWORD, add_with_password

# Path, what it needs, and which columns it may change.
OWN_WRITES = [
    ("password", {"current_password": PASSWORD, "new_password": OTHER_PASSWORD}, {"password_hash"}),
    ("email", {"email": "new@example.org", "current_password": PASSWORD}, set()),
    ("cohort", {"code": "NOTACODE"}, set()),
    ("community", {"given": "yes"}, set()),
    ("confirm", {}, set()),
    ("display", {"theme": "dark"}, set()),
    ("profile/undo", {}, set()),
    ("sign-ins/end-others", {}, set()),
    ("sign-out", {}, set()),
]
LINKS = [
    ("link", "sign_in", {}, {"confirmed_at", "password_hash"}),
    ("confirm", "confirm", {}, {"confirmed_at", "password_hash"}),
    ("reset", "reset", {"new_password": OTHER_PASSWORD}, {"confirmed_at", "password_hash"}),
    ("email", "change_email", {}, {"email", "email_key", "confirmed_at"}),
    (
        "invitation",
        "invitation",
        {"name": "Amina", "language": "en"},
        {"confirmed_at", "display_name", "name_key", "language", "password_hash"},
    ),
]


def forty(victim):
    named = {
        "id": str(victim.id),
        "account_id": str(victim.id),
        "person": str(victim.id),
        "owner": str(victim.id),
        "learner_id": str(victim.id),
        "role": "admin",
        "is_admin": "1",
        "email_key": "planted@example.org",
        "confirmed": "1",
        "confirmed_at": "2001-01-01",
        "suspended_at": "",
        "created_at": "2001-01-01",
        "password_hash": "planted",
        "token_hash": "planted",
        "expires_at": "2099-01-01",
        "score": "1.0",
        "cohort_id": str(uuid4()),
        "demonstration": "1",
        "external_id": "planted",
        "organisation": "planted",
        "city": "planted",
        "person[role]": "admin",
        "person.role": "admin",
        "__proto__": "x",
        "role[]": "admin",
        "next_role": "admin",
    }
    return named | {f"field_{index}": "planted" for index in range(40 - len(named))}


def columns_of(session, account_id):
    session.expire_all()
    account = session.get(Account, account_id)
    return {column.name: getattr(account, column.name) for column in Account.__table__.columns}


def changed(before, after):
    return {name for name in before if before[name] != after[name]}


@pytest.mark.parametrize(("path", "fields", "may_change"), OWN_WRITES)
def test_a_form_of_ones_own_changes_only_what_it_is_for(client, session, path, fields, may_change):
    person, victim = add_with_password(session), add_person(session, "Somebody Else")
    sign_in(client, session, person)
    before, theirs = columns_of(session, person.id), columns_of(session, victim.id)

    response = client.http.post(
        f"/en/account/{path}", data={**forty(victim), **fields, "csrf_token": client.csrf_token()}
    )

    assert response.status_code < 500
    assert changed(before, columns_of(session, person.id)) <= may_change
    assert columns_of(session, victim.id) == theirs


@pytest.mark.parametrize(("path", "purpose", "fields", "may_change"), LINKS)
def test_a_link_changes_only_the_account_it_was_made_for(client, session, path, purpose, fields, may_change):
    person, victim = add_with_password(session, confirmed_at=None), add_person(session, "Somebody Else")
    token = make_one_time_token(
        session,
        account_id=person.id,
        purpose=purpose,
        now=utc_now(),
        minutes=20,
        payload={"email": "new@example.org"},
    )
    session.commit()
    before, theirs = columns_of(session, person.id), columns_of(session, victim.id)

    response = client.http.post(
        f"/en/account/{path}/{token}", data={**forty(victim), **fields, "csrf_token": client.csrf_token()}
    )

    assert response.status_code == 303
    assert changed(before, columns_of(session, person.id)) <= may_change
    assert columns_of(session, victim.id) == theirs


def test_none_of_the_forty_reaches_the_address_bar_either(client, session):
    person, victim = add_with_password(session), add_person(session, "Somebody Else")
    sign_in(client, session, person)
    before = columns_of(session, person.id)
    fields = {"given": "no", "csrf_token": client.csrf_token()}

    client.http.post("/en/account/community", query_string=forty(victim), data=fields)

    assert columns_of(session, person.id) == before


@pytest.mark.parametrize(
    "path",
    [
        "sign-in",
        "sign-in/link",
        "sign-out",
        "join",
        "cohort",
        "confirm",
        "link/x",
        "confirm/x",
        "reset",
        "reset/x",
        "email",
        "email/x",
        "invitation/x",
        "password",
        "profile",
        "profile/undo",
        "community",
        "tokens",
        "display",
        "sign-ins/end-others",
        "sign-ins/018f0000-0000-7000-8000-000000000000/end",
        "tokens/018f0000-0000-7000-8000-000000000000/end",
    ],
)
def test_without_a_form_token_nothing_is_done(client, session, path):
    person = add_with_password(session)
    sign_in(client, session, person)
    before = columns_of(session, person.id)

    response = client.http.post(f"/en/account/{path}", data={"email": person.email, "password": PASSWORD})

    assert response.status_code == 400
    assert columns_of(session, person.id) == before
    assert session.scalar(select(Account.id).where(Account.id == person.id)) == person.id
