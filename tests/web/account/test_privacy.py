"""What is kept, one's sign-ins, tokens for programs, and the display."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from course.core.rules.scopes import scopes_for
from course.store.accounts.models import ApiToken, SignIn
from course.store.accounts.operations import add_sign_in
from course.store.accounts.queries import find_token_actor
from course.web.session import utc_now
from tests.builders import add_cohort, add_person, enrol, sign_in
from tests.pages import PageClient
from tests.web.account.people import PASSWORD, add_with_password, enter, is_in

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1"


def test_everybody_can_read_what_is_kept(client):
    client.get("/en/account/privacy")

    assert "What is kept, and why" in client.words()
    assert "Where you are signed in" not in client.words()


def test_ones_sign_ins_are_listed_with_their_devices(client, session):
    person = add_person(session)
    add_sign_in(session, account_id=person.id, device=FIREFOX, now=utc_now() - timedelta(days=2))
    add_sign_in(session, account_id=person.id, device=PHONE, now=utc_now() - timedelta(hours=5))
    add_sign_in(session, account_id=add_person(session).id, device="Opera of a stranger", now=utc_now())
    sign_in(client, session, person)

    client.get("/en/account/privacy")

    assert "Firefox, Linux" in client.words()
    assert "Safari, iPhone" in client.words()
    assert client.text.count('/end"') == 2


def test_one_sign_in_ends_by_its_button(app, client, session):
    person = add_person(session)
    elsewhere = PageClient(app)
    sign_in(elsewhere, session, person)
    there = session.scalars(select(SignIn.id)).one()
    sign_in(client, session, person)

    client.post(f"/en/account/sign-ins/{there}/end")

    assert is_in(client)
    assert not is_in(elsewhere)


def test_all_others_end_at_once(app, client, session):
    person = add_person(session)
    others = [PageClient(app), PageClient(app)]
    for browser in others:
        sign_in(browser, session, person)
    sign_in(client, session, person)
    client.get("/en/account/privacy")

    client.submit("End all others")

    assert "2 other sign-ins have ended." in client.words()
    assert is_in(client)
    assert not any(is_in(browser) for browser in others)


@pytest.mark.parametrize("whose", ["another's", "nobody's", "no id"])
def test_a_foreign_sign_in_is_not_there(app, client, session, whose):
    victim = add_person(session)
    theirs = PageClient(app)
    sign_in(theirs, session, victim)
    foreign = session.scalars(select(SignIn.id)).one()
    sign_in(client, session, add_person(session))
    name = {"another's": foreign, "nobody's": uuid4(), "no id": "x"}[whose]

    client.post(f"/en/account/sign-ins/{name}/end", status=404)

    assert is_in(theirs)


def test_everything_about_oneself_comes_as_a_file(client, session, catalogue):
    person, other = add_with_password(session, "Amina Diallo"), add_person(session, "Canary Stranger")
    cohort = add_cohort(session)
    for one in (person, other):
        enrol(session, catalogue, cohort, one)
    enter(client, person)

    response = client.http.get("/en/account/privacy/my-data.json")
    data = json.loads(response.data)

    assert response.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert response.headers["Cache-Control"] == "no-store"
    assert data["account"][0]["display_name"] == "Amina Diallo"
    assert [row["cohort_id"] for row in data["enrolment"]] == [str(cohort.id)]
    assert {row["action"] for row in data["audit_event"]} >= {"account.signed_in", "enrolment.added"}
    assert "Canary" not in response.get_data(as_text=True)
    assert str(other.id) not in response.get_data(as_text=True)
    assert "argon2" not in response.get_data(as_text=True)


def test_a_strangers_file_is_not_to_be_had(client):
    response = client.http.get("/en/account/privacy/my-data.json")

    assert response.status_code == 303


def make_token(client, *, status=200, **fields):
    client.get("/en/account/tokens")
    values = {"name": "My sheet", "scopes": ["progress:read"], "current_password": PASSWORD, **fields}
    return client.submit("Make the token", values, status=status)


def test_a_token_is_shown_once_and_acts_within_its_scopes(client, session):
    person = add_with_password(session)
    sign_in(client, session, person)
    make_token(client, scopes=["progress:read", "profile:read"])
    token = next(client.page.iter("{http://www.w3.org/1999/xhtml}code")).text

    actor = find_token_actor(session, token=token, now=utc_now())

    assert (actor.account_id, actor.scopes) == (person.id, frozenset({"progress:read", "profile:read"}))
    assert token not in client.get("/en/account/tokens").get_data(as_text=True)
    assert token not in repr(session.scalars(select(ApiToken.token_hash)).all())


@pytest.mark.parametrize("role", ["learner", "facilitator", "admin"])
def test_the_page_names_each_scope_that_a_token_can_have_and_leads_to_the_description(client, session, role):
    sign_in(client, session, add_person(session, role=role))

    client.get("/en/account/tokens")

    named = {code.text for code in client.page.iter("{http://www.w3.org/1999/xhtml}code")}
    assert named == set(scopes_for(role))
    assert client.links()["Description of the API (OpenAPI, JSON)"] == "/api/v1/openapi.json"


def test_who_has_many_tokens_ends_one_before_making_another(client, session, monkeypatch):
    from course.web.account import tokens

    monkeypatch.setattr(tokens, "TOKENS_MOST", 1)
    sign_in(client, session, add_with_password(session))
    make_token(client)

    make_token(client, name="Another", status=422)

    assert "1 tokens of yours hold. End one of them first." in client.words()
    assert len(session.scalars(select(ApiToken)).all()) == 1


def test_a_token_is_ended_by_its_owner(client, session):
    sign_in(client, session, add_with_password(session))
    make_token(client)
    token_id = session.scalars(select(ApiToken.id)).one()

    client.post(f"/en/account/tokens/{token_id}/end")

    assert "That token has ended." in client.words()
    assert "My sheet" not in client.words()


def test_a_foreign_token_is_not_there(app, client, session):
    owner = PageClient(app)
    sign_in(owner, session, add_with_password(session))
    make_token(owner)
    token_id = session.scalars(select(ApiToken.id)).one()
    sign_in(client, session, add_person(session))

    client.post(f"/en/account/tokens/{token_id}/end", status=404)

    assert session.scalars(select(ApiToken.ended_at)).one() is None


@pytest.mark.parametrize(
    ("role", "scope", "given"),
    [
        ("learner", "people:write", False),
        ("learner", "cohorts:read", False),
        ("facilitator", "cohorts:read", True),
        ("facilitator", "people:read", False),
        ("admin", "people:write", True),
        ("admin", "everything", False),
    ],
)
def test_a_role_gives_only_its_own_scopes(client, session, role, scope, given):
    sign_in(client, session, add_with_password(session, role=role))

    make_token(client, scopes=[scope], status=200 if given else 422)

    assert (session.scalars(select(ApiToken)).one_or_none() is not None) is given


@pytest.mark.parametrize(
    "fields",
    [
        {"scopes": []},
        {"name": ""},
        {"name": ["a", "b"]},
        {"days": "9999"},
        {"days": ["7", "365"]},
        {"current_password": ""},
        {"current_password": "a wrong guess"},
        {"current_password": [PASSWORD, PASSWORD]},
    ],
)
def test_a_mangled_form_makes_no_token(client, session, fields):
    sign_in(client, session, add_with_password(session))
    values = {"name": "My sheet", "scopes": ["progress:read"], "days": "7", "current_password": PASSWORD}

    response = client.http.post(
        "/en/account/tokens", data={**values, **fields, "csrf_token": client.csrf_token()}
    )

    assert response.status_code in {400, 422}
    assert session.scalars(select(ApiToken)).all() == []


def test_forty_more_fields_make_no_wider_token(client, session):
    person = add_with_password(session)
    sign_in(client, session, person)
    more = {f"field_{index}": "x" for index in range(32)} | {
        "account_id": str(uuid4()),
        "token": "planted",
        "token_hash": "planted",
        "expires_at": "2099-01-01",
        "created_at": "2001-01-01",
        "ended_at": "",
        "role": "admin",
        "scope": "people:write",
    }

    make_token(client, **more)
    made = session.scalars(select(ApiToken)).one()

    assert len(more) == 40
    assert (made.account_id, made.scopes) == (person.id, ["progress:read"])
    assert made.expires_at < utc_now() + timedelta(days=91)


def test_an_unconfirmed_person_makes_no_token(client, session):
    sign_in(client, session, add_with_password(session, confirmed_at=None))

    make_token(client)

    assert "Confirm your address first" in client.words()
    assert session.scalars(select(ApiToken)).all() == []


def test_the_display_is_kept_on_this_device(client):
    client.get("/en/account/display")

    client.submit("Keep it", {"theme": "dark", "low_data": "y"})

    assert 'data-theme="dark"' in client.text
    cookies = {cookie.key: cookie for cookie in client.http._cookies.values()}
    assert (cookies["theme"].value, cookies["low_data"].value) == ("dark", "1")
    assert cookies["theme"].http_only
    assert cookies["theme"].same_site == "Lax"


@pytest.mark.parametrize("theme", ["", "neon", '"><script>', ["dark", "light"]])
def test_an_unknown_display_is_not_kept(client, theme):
    response = client.http.post(
        "/en/account/display", data={"csrf_token": client.csrf_token(), "theme": theme}
    )

    assert response.status_code in {400, 422}
    assert "theme" not in {cookie.key for cookie in client.http._cookies.values()}


def test_a_form_sent_again_makes_no_second_token(client, session):
    person = add_with_password(session)
    sign_in(client, session, person)
    make_token(client)

    make_token(client, status=422)

    assert "A token of this name holds already." in client.words()
    assert len(session.scalars(select(ApiToken.id).where(ApiToken.account_id == person.id)).all()) == 1
