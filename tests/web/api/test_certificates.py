"""Programs read their person's certificates, anybody checks one by its code, and admins correct and revoke them."""

from datetime import datetime, timedelta

import pytest
from babel.dates import format_date
from sqlalchemy import select

from course.flows.award_certificate import correct_own_name, show_own_name
from course.store.audit.models import AuditEvent
from course.store.awards.queries import find_certificate
from tests.builders import add_person, give_certificate
from tests.conftest import NOON
from tests.web.api.calls import Program, program


@pytest.fixture
def amina(session):
    person = add_person(session, "Amina Diallo", language="fr")
    give_certificate(session, person)
    session.commit()
    return person


@pytest.fixture
def learner(app, session, amina):
    return program(app, session, amina)


@pytest.fixture
def anybody(app):
    return Program(app)


def format_day(moment):
    return format_date(moment, "long", locale="en")


def code_of(session, person):
    session.expire_all()
    return find_certificate(session, person.id).code


def show(session, person):
    show_own_name(session, learner_id=person.id, shown=True, now=NOON)
    session.commit()


def test_a_learner_reads_each_of_their_certificates_the_newest_first(session, learner, amina):
    first = code_of(session, amina)
    correct_own_name(session, learner_id=amina.id, name="Aminata Diallo", now=NOON)
    session.commit()

    newer, older = learner.get("/me/certificates")["items"]

    assert (newer["number"], newer["name"], newer["state"], newer["name_shown"]) == (
        2,
        "Aminata Diallo",
        "valid",
        False,
    )
    assert (older["number"], older["state"], older["code"].replace("-", "")) == (1, "replaced", first)
    assert older["replaced_at"]
    assert older["address"] == f"http://localhost/fr/certificates/{first}"
    assert (newer["badges"], older["badges"]) == (None, None)


def test_who_has_none_reads_none(app, session):
    assert program(app, session, add_person(session)).get("/me/certificates") == {"items": [], "next": None}


def test_badges_are_taken_at_their_addresses_where_the_name_is_shown(app, session, learner, anybody, amina):
    show(session, amina)

    (one,) = learner.get("/me/certificates")["items"]

    for address, media_type in (
        (one["badges"]["json_ld"], "application/vc"),
        (one["badges"]["jwt"], "application/vc+jwt"),
    ):
        badge = app.test_client().get(address.removeprefix("http://localhost"))
        assert (badge.status_code, badge.mimetype) == (200, media_type)
    assert anybody.get(f"/certificates/{one['code']}")["badges"] == one["badges"]


@pytest.mark.parametrize("shown", [False, True])
def test_anybody_checks_a_certificate_and_reads_its_name_only_where_it_is_shown(
    session, anybody, amina, shown
):
    if shown:
        show(session, amina)
    code = code_of(session, amina)

    found = anybody.get(f"/certificates/{code[:4].lower()}-{code[4:]}")

    assert (found["state"], found["title"], found["lessons"], found["newer"]) == ("valid", "Walking", 4, None)
    assert found["name"] == ("Amina Diallo" if shown else None)


def test_anybody_reads_the_facts_that_the_page_tells(session, client, anybody, amina):
    first = code_of(session, amina)
    show(session, amina)
    later = NOON + timedelta(days=40)
    correct_own_name(session, learner_id=amina.id, name="Aminata Diallo", now=later)
    session.commit()

    for code in (first, code_of(session, amina)):
        found = anybody.get(f"/certificates/{code}")
        client.get(f"/en/certificates/{code}")

        page = client.words()
        assert all(found[name] in page for name in ("title", "issuer", "rule"))
        assert (found["name"] in page) if found["name"] else ("Aminata" not in page)
        days = [found[name] for name in ("earned_at", "issued_again_at") if found[name]]
        assert all(format_day(datetime.fromisoformat(day)) in page for day in days)
        assert ("Issued again on" in page) is bool(found["issued_again_at"])
        assert found["content_version"] in client.text


def test_of_a_certificate_that_does_not_count_the_name_is_told_no_more(session, anybody, admin, amina):
    show(session, amina)
    first = code_of(session, amina)
    place = f"/people/{amina.id}/certificate"
    admin.patch(place, {"name": "Aminata Diallo"})

    replaced = anybody.get(f"/certificates/{first}")
    newer = replaced["newer"]
    admin.patch(place, {"revoked": True, "reason": "A mistake"})
    revoked = anybody.get(f"/certificates/{newer}")

    assert (replaced["state"], replaced["name"], replaced["badges"]) == ("replaced", None, None)
    assert (revoked["state"], revoked["name"], revoked["badges"]) == ("revoked", None, None)
    assert "mistake" not in str(revoked)
    assert anybody.get(f"/certificates/{first}")["newer"] is None


@pytest.mark.parametrize("code", ["XXXX-XXXX-XXXX", "x", "%00", "%F0%9F%8C%8D", "2" * 300])
def test_a_code_of_no_certificate_is_not_there(anybody, code):
    assert anybody.get(f"/certificates/{code}", status=404)["code"] == "not_found"


def test_an_admin_revokes_a_certificate_once_and_lets_it_count_again(session, admin, learner, amina):
    place = f"/people/{amina.id}/certificate"

    for _ in range(2):
        revoked = admin.patch(place, {"revoked": True, "reason": "A mistake"})
    (listed,) = admin.get(f"{place}s")["items"]
    (held,) = learner.get("/me/certificates")["items"]
    for _ in range(2):
        restored = admin.patch(place, {"revoked": False})

    assert (revoked["state"], revoked["revoked_because"]) == ("revoked", "A mistake")
    assert listed == held == revoked
    assert (restored["state"], restored["revoked_because"]) == ("valid", "")
    deeds = admin.get("/audit")["items"]
    assert {one["person_name"] for one in deeds if one["action"] == "certificate.revoked"} == {"Amina Diallo"}
    actions = [one for one in session.scalars(select(AuditEvent.action)) if one.startswith("certificate.")]
    assert sorted(actions) == ["certificate.restored", "certificate.revoked"]


@pytest.mark.parametrize(
    ("body", "status", "pointer", "code"),
    [
        ({"revoked": True}, 409, "#/reason", "revocation_without_reason"),
        ({"revoked": True, "reason": " \n"}, 409, "#/reason", "revocation_without_reason"),
        ({"name": ""}, 422, "#/name", "field_too_short"),
        ({"name": "x" * 121}, 422, "#/name", "field_too_long"),
        ({"state": "revoked"}, 422, "#/state", "field_unknown"),
    ],
)
def test_what_cannot_be_changed_is_named_at_its_field(session, admin, amina, body, status, pointer, code):
    problem = admin.patch(f"/people/{amina.id}/certificate", body, status=status)

    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [(pointer, code)]
    session.expire_all()
    assert find_certificate(session, amina.id).state == "valid"


def test_another_reason_for_a_revoked_certificate_is_refused_and_the_first_stays(session, admin, amina):
    place = f"/people/{amina.id}/certificate"
    admin.patch(place, {"revoked": True, "reason": "A mistake"})

    problem = admin.patch(place, {"revoked": True, "reason": "Another one"}, status=409)

    assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [
        ("#/reason", "revocation_reason_told")
    ]
    session.expire_all()
    assert find_certificate(session, amina.id).revoked_because == "A mistake"


def test_a_revoked_certificate_is_not_issued_again(admin, amina):
    place = f"/people/{amina.id}/certificate"
    admin.patch(place, {"revoked": True, "reason": "A mistake"})

    assert admin.patch(place, {"name": "Aminata"}, status=409)["code"] == "certificate_revoked"
    again = admin.patch(place, {"name": "Aminata", "revoked": False})
    assert (again["state"], again["name"], again["number"]) == ("valid", "Aminata", 2)


def test_only_admins_read_and_change_certificates_of_others(app, session, facilitator, admin, learner, amina):
    nobody = add_person(session, "Bo")
    place = f"/people/{amina.id}/certificate"

    for caller in (facilitator, learner):
        caller.get(f"{place}s", status=403)
        caller.patch(place, {"revoked": True, "reason": "x"}, status=403)
    reader = program(app, session, add_person(session, "Ari", role="admin"), "people:read")
    assert reader.patch(place, {"revoked": False}, status=403)["code"] == "forbidden"
    assert admin.get(f"/people/{nobody.id}/certificates")["items"] == []
    admin.patch(f"/people/{nobody.id}/certificate", {"revoked": False}, status=404)
    admin.get("/people/01a20184-2cdf-7935-8159-834d58267216/certificates", status=404)
    program(app, session, amina, "profile:read").get("/me/certificates", status=403)
