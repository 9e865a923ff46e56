"""One's profile, who may see each part, and how it looks to them."""

import pytest
from sqlalchemy import select

from course.core.rules.visibility import PROFILE_FIELDS
from course.store.accounts.models import Account, AccountTag, Consent, FieldAudience
from course.store.progress.models import CohortProgress
from tests.builders import add_cohort, add_person, enrol, sign_in

FULL = {
    "display_name": "Amina D.",
    "given_name": "Amina",
    "family_name": "Diallo",
    "country": "SN",
    "city": "Dakar",
    "organisation": "Ville de Dakar",
    "role_title": "Head of reception",
    "topics": ["work", "health"],
    "languages": ["fr", "wo"],
    "can_help": "Reading the law",
    "looking_for": "A partner city",
    "language": "fr",
    "time_zone": "Africa/Dakar",
}


def keep(client, *, status=200, **fields):
    client.get("/en/account/profile")
    return client.submit("Keep the profile", fields, status=status)


def test_what_was_typed_is_kept(client, session):
    person = add_person(session)
    sign_in(client, session, person)

    keep(client, **FULL)
    session.refresh(person)

    kept = {name: getattr(person, name) for name in FULL if name not in {"topics", "languages"}}
    assert kept == {name: value for name, value in FULL.items() if name not in {"topics", "languages"}}
    tags = session.execute(
        select(AccountTag.kind, AccountTag.value).order_by(AccountTag.kind, AccountTag.value)
    )
    assert [tuple(tag) for tag in tags] == [
        ("language", "fr"),
        ("language", "wo"),
        ("topic", "health"),
        ("topic", "work"),
    ]


def test_the_next_page_speaks_the_language_that_was_chosen(client, session):
    sign_in(client, session, add_person(session))

    response = keep(client, language="es")

    assert response.request.path == "/es/account/profile"


def test_a_kept_profile_can_be_put_back(client, session):
    person = add_person(session, "Amina Diallo", city="Thiès")
    sign_in(client, session, person)
    keep(client, **{**FULL, "audience_city": "community"})

    client.post("/en/account/profile/undo")
    session.refresh(person)

    assert (person.display_name, person.city, person.name_key) == ("Amina Diallo", "Thiès", "amina diallo")
    assert session.scalars(select(AccountTag)).all() == []
    chosen = session.scalars(select(FieldAudience.audience).where(FieldAudience.field == "city")).all()
    assert chosen in ([], ["nobody"])


def test_it_is_put_back_once(client, session):
    sign_in(client, session, add_person(session))
    keep(client, **FULL)
    client.post("/en/account/profile/undo")

    client.post("/en/account/profile/undo")

    assert "nothing to undo" in client.words()


def test_another_person_cannot_put_it_back(app, client, session):
    from tests.pages import PageClient

    person = add_person(session, "Amina Diallo")
    sign_in(client, session, person)
    keep(client, **FULL)
    with client.http.session_transaction() as cookie:
        token = cookie["profile_undo"]
    other = PageClient(app)
    sign_in(other, session, add_person(session, "Somebody Else"))
    with other.http.session_transaction() as cookie:
        cookie["profile_undo"] = token

    other.post("/en/account/profile/undo")
    session.refresh(person)

    assert person.display_name == "Amina D."


@pytest.mark.parametrize("field", PROFILE_FIELDS)
def test_each_part_has_its_own_audience(client, session, field):
    person = add_person(session)
    sign_in(client, session, person)

    keep(client, **{f"audience_{field}": "community"})

    chosen = dict(session.execute(select(FieldAudience.field, FieldAudience.audience)).all())
    assert chosen[field] == "community"
    assert {audience for name, audience in chosen.items() if name not in {field, "display_name"}} <= {
        "nobody"
    }


def test_nothing_but_the_name_is_shown_by_default(client, session):
    sign_in(client, session, add_person(session, "Amina Diallo", city="Dakar", organisation="Ville de Dakar"))

    client.get("/en/account/profile/preview")

    assert "Amina Diallo" in client.words()
    assert "Dakar" not in client.words()
    assert "Nothing. You are not shown to them." in client.words()


def test_who_hides_the_name_reads_why_nobody_sees_them(client, session):
    sign_in(client, session, add_person(session, "Amina Diallo", city="Dakar"))
    keep(client, audience_display_name="nobody", audience_city="community")

    client.get("/en/account/profile/preview")

    assert "who hides the name stands in no list" in client.words()
    assert "Dakar" not in client.words()


def test_who_leaves_the_language_as_it_was_stays_on_the_page_in_its_language(client, session):
    sign_in(client, session, add_person(session, "Amina Diallo", language="es"))
    client.get("/fr/account/profile")

    client.submit("Enregistrer le profil")

    assert client.path == "/fr/account/profile"


def test_the_preview_shows_each_audience_what_it_may_see(client, session):
    person = add_person(session, "Amina Diallo", city="Dakar", organisation="Ville de Dakar")
    sign_in(client, session, person)
    client.post("/en/account/community", {"given": "yes"})
    keep(client, audience_city="cohort", audience_organisation="community", audience_display_name="community")

    client.get("/en/account/profile/preview")

    cohort, community = client.words().split("People of the whole community see")
    assert "Dakar" in cohort.replace("Ville de Dakar", "")
    assert "Ville de Dakar" in cohort
    assert "Ville de Dakar" in community
    assert "Dakar" not in community.replace("Ville de Dakar", "")


def test_agreeing_to_the_community_is_kept_with_its_version_and_taken_back(client, session):
    person = add_person(session)
    sign_in(client, session, person)
    client.get("/en/account/profile")
    client.submit("I agree: show me in the community")
    given = session.scalars(select(Consent)).one()
    assert (given.account_id, given.purpose, given.given, given.policy_version) == (
        person.id,
        "community",
        True,
        "2026-11",
    )

    client.submit("Leave the community")
    session.refresh(given)

    assert given.given is False


def test_an_unconfirmed_person_is_not_shown_in_the_community(client, session):
    sign_in(client, session, add_person(session, confirmed_at=None))

    client.post("/en/account/community", {"given": "yes"})

    assert "Confirm your address first" in client.words()
    assert session.scalars(select(Consent)).all() == []


@pytest.mark.parametrize("given", [None, "", "true", ["yes", "no"], ["yes", "yes"]])
def test_a_mangled_answer_is_no_consent(client, session, given):
    sign_in(client, session, add_person(session))

    client.http.post(
        "/en/account/community",
        data={"csrf_token": client.csrf_token(), **({} if given is None else {"given": given})},
    )

    assert session.scalars(select(Consent)).all() == []


def test_a_new_name_reaches_the_lists_of_the_cohort(client, session, catalogue):
    person, cohort = add_person(session, "Amina Diallo"), add_cohort(session)
    enrol(session, catalogue, cohort, person)
    sign_in(client, session, person)

    keep(client, display_name="Zineb Diallo")

    session.expire_all()
    assert session.scalars(select(CohortProgress.name_key)).one() == "zineb diallo"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", ""),
        ("display_name", "x" * 121),
        ("country", "XX"),
        ("language", "de"),
        ("time_zone", "Moon/Base"),
        ("topics", ["work", "planted"]),
        ("languages", ["xx"]),
        ("audience_city", "everybody"),
        ("audience_city", ""),
        ("can_help", "x" * 501),
    ],
)
def test_what_is_not_on_offer_is_not_kept(client, session, field, value):
    person = add_person(session, "Amina Diallo")
    sign_in(client, session, person)

    keep(client, status=422, **{"city": "Dakar", field: value})
    session.refresh(person)

    assert (person.display_name, person.city) == ("Amina Diallo", "")


def test_what_a_roster_said_stays_choosable(client, session):
    person = add_person(session, time_zone="Etc/GMT+3")
    sign_in(client, session, person)

    keep(client, city="Dakar")
    session.refresh(person)

    assert (person.time_zone, person.city) == ("Etc/GMT+3", "Dakar")


def test_forty_more_fields_are_left_aside(client, session):
    person = add_person(session)
    other = add_person(session, "Somebody Else")
    sign_in(client, session, person)
    before = {column.name: getattr(person, column.name) for column in Account.__table__.columns}
    more = {f"field_{index}": "planted" for index in range(26)} | {
        "id": str(other.id),
        "account_id": str(other.id),
        "email": "planted@example.org",
        "email_key": "planted@example.org",
        "role": "admin",
        "password_hash": "planted",
        "confirmed_at": "2001-01-01",
        "suspended_at": "2001-01-01",
        "demonstration": "1",
        "external_id": "planted",
        "created_at": "2001-01-01",
        "name_key": "planted",
        "audience_role": "community",
        "audience_password_hash": "community",
    }

    keep(client, **more)
    session.refresh(person)

    assert len(more) == 40
    assert {column.name: getattr(person, column.name) for column in Account.__table__.columns} == before
    fields = set(session.scalars(select(FieldAudience.field)))
    assert fields == set(PROFILE_FIELDS)


@pytest.mark.parametrize("name", ["display_name", "country", "audience_city", "language"])
def test_a_repeated_field_is_refused(client, session, name):
    person = add_person(session, "Amina Diallo")
    sign_in(client, session, person)
    client.get("/en/account/profile")

    client.submit("Keep the profile", {name: ["Somebody", "Amina"], "city": "Dakar"}, status=400)
    session.refresh(person)

    assert person.city == ""


def test_markup_in_a_profile_stays_text(client, session):
    sign_in(client, session, add_person(session))
    script = "<script>alert(1)</script>"

    page = keep(client, display_name=script, city=script, can_help=script).get_data(as_text=True)
    preview = client.get("/en/account/profile/preview").get_data(as_text=True)

    assert script not in page + preview


@pytest.mark.parametrize("lang", ["en", "es", "fr"])
def test_countries_and_languages_are_named_in_the_readers_language(client, session, lang):
    sign_in(client, session, add_person(session))

    page = client.get(f"/{lang}/account/profile").get_data(as_text=True)

    assert f'value="DE">{ {"en": "Germany", "es": "Alemania", "fr": "Allemagne"}[lang] }<' in page


def test_the_confirmation_can_be_mailed_again(client, session):
    sign_in(client, session, add_person(session, confirmed_at=None, email="amina@example.org"))
    client.get("/en/account/profile")

    client.submit("Mail me the link again")

    assert "A link is on its way to amina@example.org." in client.words()


def test_the_message_speaks_the_language_that_was_chosen(client, session):
    sign_in(client, session, add_person(session, language="en"))
    client.get("/en/account/profile")

    client.submit("Keep the profile", {"language": "fr"})

    assert "Votre profil est enregistré" in client.words()
