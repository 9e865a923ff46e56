"""Signing in by password, and out."""

from datetime import timedelta

import pytest
import time_machine
from argon2 import PasswordHasher
from sqlalchemy import func, select

from course.core import passwords
from course.core.rules.sign_in import ACCOUNT_LIMIT, ADDRESS_LIMIT, IDLE, LIFETIME, PAIR_LIMIT
from course.store.accounts.models import Account, LimitCounter, SignIn
from course.store.audit.models import AuditEvent
from course.web.session import utc_now
from tests.builders import add_person, sign_in
from tests.core.rules.next_paths import LEADING_AWAY
from tests.pages import PageClient
from tests.web.account.people import OTHER_PASSWORD, PASSWORD, add_with_password, enter, is_in, kept

WRONG = "green ibis at dusk"


def try_password(client, email, password=WRONG, **options):
    """Post the form without looking at the page."""
    fields = {"email": email, "password": password, "csrf_token": client.csrf_token()}
    return client.http.post("/en/account/sign-in", data=fields, **options)


def test_the_right_password_signs_in(client, session):
    person = add_with_password(session)

    enter(client, person)

    assert is_in(client)


@pytest.mark.parametrize("written", [" {} ", "{}\t"])
def test_blanks_around_an_address_do_not_matter(client, session, written):
    person = add_with_password(session)

    try_password(client, written.format(person.email.upper()), PASSWORD)

    assert is_in(client)


@pytest.mark.parametrize("role", ["learner", "facilitator", "admin"])
def test_each_role_comes_home(client, session, role):
    person = add_with_password(session, role=role)

    response = try_password(client, person.email, PASSWORD)

    home = {"learner": "/en/course", "facilitator": "/en/facilitate", "admin": "/en/admin"}[role]
    assert (response.status_code, response.location) == (303, home)


def test_one_comes_back_to_the_page_that_was_asked_for(client, session):
    person = add_with_password(session)
    client.get("/en/account/profile?x=1")  # leads to the sign-in page

    response = client.submit("Sign in", {"email": person.email, "password": PASSWORD})

    assert response.request.full_path == "/en/account/profile?x=1"


@pytest.mark.parametrize("path", LEADING_AWAY[::9])  # all of them: tests/core/rules/test_local_path.py
def test_no_address_leads_away_after_signing_in(client, session, path):
    person = add_with_password(session)
    fields = {"email": person.email, "password": PASSWORD, "csrf_token": client.csrf_token(), "next": path}

    response = client.http.post("/en/account/sign-in", data=fields)

    assert response.location == "/en/course"


def test_next_given_twice_is_not_followed(client, session):
    person = add_with_password(session)
    client.http.get("/en/account/sign-in")

    page = client.get("/en/account/sign-in?next=/en/account/profile&next=/en/account/email")

    assert 'name="next" value=""' in page.get_data(as_text=True)
    assert person.id


def test_an_unknown_name_a_wrong_password_and_a_suspended_person_read_the_same(client, session):
    known, shut_out = add_with_password(session), add_with_password(session, suspended_at=utc_now())
    by_link = add_person(session)

    answers = []
    for email in (known.email, shut_out.email, by_link.email, "nobody@example.org"):
        client.get("/en/account/sign-in")
        response = client.submit("Sign in", {"email": email, "password": WRONG}, status=401)
        answers.append((response.status_code, client.words().replace(email, "")))

    assert len(set(answers)) == 1


def test_a_hash_is_computed_for_unknown_names_too(client, session, monkeypatch):
    """What takes time is the hash: the same number of the same cost, whoever is named."""
    known = add_with_password(session)
    computed = []
    verify = passwords._hasher.verify

    class Counting:
        def verify(self, against, password):
            computed.append(against.split("$")[3])
            return verify(against, password)

        def check_needs_rehash(self, against):
            return False

    monkeypatch.setattr(passwords, "_hasher", Counting())
    for email in (known.email, "nobody@example.org"):
        try_password(client, email)

    assert computed == ["m=19456,t=2,p=1"] * 2


def test_a_suspended_person_does_not_get_in(client, session):
    person = add_with_password(session, suspended_at=utc_now())

    enter(client, person, status=401)

    assert not is_in(client)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"email": "", "password": ""},
        {"email": "x@example.org"},
        {"password": PASSWORD},
        {"email": ["{}", "{}"], "password": PASSWORD},
        {"email": "{}", "password": [PASSWORD, PASSWORD]},
        {"email": "{}", "password": [WRONG, PASSWORD]},
        {"email[]": "{}", "password": PASSWORD},
        {"email": "{}", "password[$ne]": ""},
        {"email": "{}", "password": PASSWORD + "\0"},
        {"email": "{}\0", "password": WRONG},
    ],
)
def test_a_mangled_form_signs_nobody_in(client, session, fields):
    person = add_with_password(session)
    filled = {
        name: [one.format(person.email) for one in value]
        if isinstance(value, list)
        else value.format(person.email)
        for name, value in fields.items()
    }

    response = client.http.post("/en/account/sign-in", data={**filled, "csrf_token": client.csrf_token()})

    assert response.status_code in {400, 401, 422}
    assert not is_in(client)


def test_without_a_token_nobody_signs_in(client, session):
    person = add_with_password(session)

    response = client.http.post("/en/account/sign-in", data={"email": person.email, "password": PASSWORD})

    assert response.status_code == 400
    assert not is_in(client)


def test_forty_more_fields_change_nothing(client, session):
    person = add_with_password(session)
    before = {column.name: getattr(person, column.name) for column in Account.__table__.columns}
    more = {f"field_{index}": "admin" for index in range(32)} | {
        "role": "admin",
        "id": "0",
        "confirmed_at": "",
        "suspended_at": "",
        "demonstration": "1",
        "password_hash": "x",
        "account_id": "0",
        "fresh_at": "9e9",
    }

    enter(client, person, **more)
    session.refresh(person)

    assert len(more) == 40
    assert {column.name: getattr(person, column.name) for column in Account.__table__.columns} == before


def test_session_and_form_token_are_new_after_signing_in(client, session):
    person = add_with_password(session)
    client.get("/en/account/sign-in")
    with client.http.session_transaction() as before:
        token = before["csrf_token"]
        before["planted"] = "by somebody else"

    enter(client, person)

    with client.http.session_transaction() as after:
        assert after.get("csrf_token") != token
        assert "planted" not in after
        assert after.permanent


def test_a_session_fixed_before_signing_in_is_worth_nothing(client, session):
    person = add_with_password(session)
    with client.http.session_transaction() as before:
        before["_user_id"] = "planted-token"

    enter(client, person)

    with client.http.session_transaction() as after:
        assert after["_user_id"] != "planted-token"


def test_signing_in_again_ends_the_sign_in_before(app, client, session):
    person = add_with_password(session)
    enter(client, person)
    with client.http.session_transaction() as found:
        old = found["_user_id"]
    try_password(client, person.email, PASSWORD)

    thief = PageClient(app)
    with thief.http.session_transaction() as stolen:
        stolen["_user_id"] = old

    assert not is_in(thief)
    assert is_in(client)


def test_signing_out_ends_the_session_on_the_server(app, client, session):
    person = add_with_password(session)
    enter(client, person)
    with client.http.session_transaction() as found:
        token = found["_user_id"]
    client.get("/en/account/sign-out")

    form = client._form_with("Sign out")[0]
    response = client.http.post(form.get("action"), data={"csrf_token": client.csrf_token()})

    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    with client.http.session_transaction() as left:
        assert "_user_id" not in left
        left["_user_id"] = token  # a copy of the cookie, kept by somebody
    assert not is_in(client)


def test_an_address_alone_signs_nobody_out(client, session):
    person = add_with_password(session)
    enter(client, person)

    client.get("/en/account/sign-out")

    assert is_in(client)


def test_signing_out_twice_is_no_fault(client):
    client.post("/en/account/sign-out")

    assert "You are signed out." in client.words()


def test_a_sign_in_ends_after_days_without_a_deed(client, session):
    person = add_with_password(session)
    with time_machine.travel(utc_now(), tick=False) as clock:
        enter(client, person)
        clock.shift(IDLE - timedelta(minutes=1))
        assert is_in(client)
        clock.shift(timedelta(minutes=2))
        assert not is_in(client)


def test_a_deed_now_and_then_keeps_a_sign_in_until_its_last_day(client, session):
    person = add_with_password(session)
    with time_machine.travel(utc_now(), tick=False) as clock:
        enter(client, person)
        for _ in range(2):
            clock.shift(timedelta(days=13))
            client.http.post("/en/account/community", data={"csrf_token": client.csrf_token(), "given": "no"})
        assert is_in(client)
        clock.shift(LIFETIME - timedelta(days=26))
        assert not is_in(client)


def test_reading_writes_nothing(client, session):
    person = add_with_password(session)
    with time_machine.travel(utc_now(), tick=False) as clock:
        enter(client, person)
        seen = session.scalars(select(SignIn.last_seen_at)).one()
        clock.shift(timedelta(hours=3))
        client.get("/en/account/profile")

    session.expire_all()
    assert session.scalars(select(SignIn.last_seen_at)).one() == seen


def test_guessing_for_one_account_is_slowed_and_the_owner_is_in_within_a_minute(client, session):
    person = add_with_password(session)
    with time_machine.travel(utc_now().replace(second=0), tick=False) as clock:
        statuses = [try_password(client, person.email).status_code for _ in range(PAIR_LIMIT.tries + 3)]
        assert statuses == [401] * PAIR_LIMIT.tries + [429] * 3
        refused = try_password(client, person.email, PASSWORD)
        assert refused.status_code == 429
        assert 0 < int(refused.headers["Retry-After"]) <= 60

        clock.shift(timedelta(seconds=int(refused.headers["Retry-After"])))
        try_password(client, person.email, PASSWORD)

        assert is_in(client)


def test_guessing_from_many_places_does_not_shut_out_an_owner_at_a_known_one(client, session):
    person = add_with_password(session)
    with time_machine.travel(utc_now().replace(second=0), tick=False):
        try_password(client, person.email, PASSWORD)
        client.post("/en/account/sign-out")
        guesses = [
            try_password(client, person.email, environ_base={"REMOTE_ADDR": f"203.0.113.{index}"}).status_code
            for index in range(ACCOUNT_LIMIT.tries + 2)
        ]
        assert guesses.count(429) == 2

        try_password(client, person.email, PASSWORD)

    assert is_in(client)


def test_spraying_many_accounts_from_one_place_is_slowed(client, session):
    with time_machine.travel(utc_now().replace(second=0), tick=False):
        statuses = [
            try_password(client, f"nobody{index}@example.org").status_code
            for index in range(ADDRESS_LIMIT.tries + 2)
        ]

    assert statuses.count(429) == 2


def test_forwarded_headers_do_not_make_another_place(client, session):
    person = add_with_password(session)
    with time_machine.travel(utc_now().replace(second=0), tick=False):
        statuses = [
            try_password(
                client,
                person.email,
                headers={"X-Forwarded-For": f"198.51.100.{index}", "X-Real-IP": f"198.51.100.{index}"},
            ).status_code
            for index in range(PAIR_LIMIT.tries + 2)
        ]

    assert statuses.count(429) == 2


def test_right_passwords_are_not_counted(client, session):
    """A town hall's learners share one address and sign in at the same hour."""
    person = add_with_password(session)
    with time_machine.travel(utc_now().replace(second=0), tick=False):
        statuses = [
            try_password(client, person.email, PASSWORD).status_code for _ in range(PAIR_LIMIT.tries + 5)
        ]

    assert set(statuses) == {303}


def test_counters_name_nobody_and_are_cleared_away(client, session):
    with time_machine.travel(utc_now().replace(second=0), tick=False) as clock:
        try_password(client, "somebody@example.org")
        rows = session.scalars(select(LimitCounter.bucket)).all()
        assert rows
        assert not any("somebody" in bucket or "127.0.0.1" in bucket for bucket in rows)
        for _ in range(5):
            clock.shift(timedelta(seconds=61))
            try_password(client, "somebody@example.org")

    assert session.scalar(select(func.count()).select_from(LimitCounter)) <= 3


def test_a_hash_with_old_parameters_is_made_anew_at_sign_in(client, session):
    weaker = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    person = add_person(session, password_hash=weaker)
    session.commit()

    enter(client, person)
    session.refresh(person)

    assert not passwords.needs_rehash(person.password_hash)
    assert passwords.check_password(PASSWORD, person.password_hash)


def test_signing_in_and_out_stand_in_the_log(client, session):
    person = add_with_password(session)
    enter(client, person)
    client.post("/en/account/sign-out")

    deeds = session.scalars(select(AuditEvent.action).where(AuditEvent.actor_id == person.id)).all()

    assert deeds == ["account.signed_in", "account.signed_out"]


def test_whoever_is_signed_in_needs_no_sign_in_page(client, session):
    person = add_with_password(session)
    enter(client, person)

    response = client.http.get("/en/account/sign-in?next=/en/account/email")

    assert response.location == "/en/account/email"


def test_a_password_that_was_changed_no_longer_opens(client, session):
    person = add_with_password(session)
    person.password_hash = kept(OTHER_PASSWORD)
    session.commit()

    enter(client, person, status=401)

    assert not is_in(client)


def test_a_cookie_that_was_altered_or_is_too_old_signs_nobody_in(client, session):
    sign_in(client, session, add_person(session, name="Amina"))
    name = client.app.config["SESSION_COOKIE_NAME"]
    kept = client.http.get_cookie(name).value
    assert client.http.get("/en/progress").status_code == 200

    client.http.set_cookie(name, kept[:-2] + ("AA" if kept[-2:] != "AA" else "BB"))
    altered = client.http.get("/en/progress").status_code
    client.http.set_cookie(name, kept)
    with time_machine.travel(utc_now() + timedelta(days=31)):
        old = client.http.get("/en/progress").status_code

    assert (altered, old) == (303, 303)


def test_who_opened_a_quiz_is_told_why_it_asks_for_a_sign_in(client):
    client.get("/en/quiz/steps")

    assert "keeps each of your answers, so it needs to know whose they are" in client.words()


def test_who_opened_another_page_is_told_that_it_belongs_to_a_person(client):
    client.get("/en/account/sign-in?next=/en/progress")

    assert "The page that you opened belongs to a person." in client.words()
