"""Badges as they are given, and what the platform publishes so that programs can check them."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from openbadgeslib.ob3.contexts import bundled_contexts
from sqlalchemy import select

from course.core.badges.jsonld import CREDENTIALS, OPEN_BADGES, context
from course.core.badges.keys import read_multibase
from course.core.badges.proofs import ProofBroken, check_proof, read_jwt
from course.flows.award_certificate import (
    correct_own_name,
    restore_certificate,
    revoke_certificate,
    show_own_name,
)
from course.flows.sign_badges import make_signing_pair, rotate_keys, signing_pair, withdraw_keys
from course.jobs.rotate_keys import rotate_badge_keys
from course.store.audit.models import AuditEvent
from course.store.awards.queries import find_by_code, find_certificate, public_keys, status_place
from course.web.badges import check_address
from course.web.session import utc_now
from tests.builders import add_person, give_certificate, sign_in
from tests.conftest import NOON, SECRET
from tests.verifier import ask_verifier

SECURITY = "https://w3id.org/security#"
# Terms of https://www.w3.org/ns/cid/v1 that our issuer uses: no package has that context.
CONTROLLED = {
    "id": "@id",
    "type": "@type",
    "verificationMethod": {"@id": f"{SECURITY}verificationMethod", "@type": "@id"},
    "assertionMethod": {"@id": f"{SECURITY}assertionMethod", "@type": "@id", "@container": "@set"},
    "controller": {"@id": f"{SECURITY}controller", "@type": "@id"},
    "Multikey": f"{SECURITY}Multikey",
    "JsonWebKey": f"{SECURITY}JsonWebKey",
    "publicKeyMultibase": {"@id": f"{SECURITY}publicKeyMultibase", "@type": f"{SECURITY}multibase"},
    "publicKeyJwk": {"@id": f"{SECURITY}publicKeyJwk", "@type": "@json"},
}


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    give_certificate(session, amina, language="fr")
    session.commit()
    return amina


def taken(client, form):
    answer = client.http.get(f"/en/progress/certificate/badge.{form}")
    assert answer.status_code == 200
    return answer


def proven(client):
    return json.loads(taken(client, "json").get_data())


def published(client, address):
    answer = client.http.get(address.removeprefix("http://localhost"))
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return answer.get_json(force=True)


def method_of(client, badge):
    return published(client, badge["proof"]["verificationMethod"])


def check(client, badge):
    check_proof(badge, read_multibase(method_of(client, badge)["publicKeyMultibase"]))


def is_listed(client, badge):
    from openbadgeslib.ob3.status import decode_encoded_list, set_indices

    entry = badge["credentialStatus"]
    found = published(client, entry["statusListCredential"])
    check(client, found)
    bits = decode_encoded_list(found["credentialSubject"]["encodedList"])
    return int(entry["statusListIndex"]) in set_indices(bits)


def test_before_there_is_a_certificate_there_is_no_badge(client, session):
    sign_in(client, session, add_person(session, "Nobody yet"))

    assert client.http.get("/en/progress/certificate/badge.json").status_code == 302


def test_a_badge_is_checked_by_what_is_published(client, learner):
    badge = proven(client)

    check(client, badge)
    assert badge["credentialSubject"]["achievement"]["name"] == "Walking"
    assert "4 leçons" in badge["credentialSubject"]["achievement"]["criteria"]["narrative"]
    assert badge["issuer"]["id"] == published(client, "/badges/issuer")["id"]
    assert badge["proof"]["verificationMethod"] in published(client, "/badges/issuer")["assertionMethod"]


def test_a_token_is_checked_by_the_key_that_it_names(client, learner):
    answer = taken(client, "jwt")
    token = answer.get_data(as_text=True)
    keys = {key["kid"]: key for key in published(client, "/badges/keys")["keys"]}
    kid = "http://localhost/badges/keys/rsa-1"

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert read_jwt(token, keys[kid])["id"] == proven(client)["id"]
    assert published(client, kid) == keys[kid]


def test_a_badge_tells_hours_and_version(client, learner):
    achievement = proven(client)["credentialSubject"]["achievement"]

    narrative = achievement["criteria"]["narrative"].replace("\N{NO-BREAK SPACE}", " ")
    assert achievement["version"] == "0123456789abcdef01234567"
    assert "Durée de travail : environ 1 heure." in narrative
    assert "Version du cours : 01234567." in narrative


@pytest.mark.parametrize(("shown", "name"), [(False, None), (True, "Amina Diallo")])
def test_a_badge_tells_the_name_where_the_public_page_does(client, session, learner, shown, name):
    show_own_name(session, learner_id=learner.id, shown=shown, now=NOON)
    session.commit()

    subject = proven(client)["credentialSubject"]

    assert subject.get("identifier", [{}])[0].get("identityHash") == name


def test_what_was_revoked_stays_so_and_after_giving_back_a_new_badge_counts(client, session, learner):
    badge = proven(client)
    assert not is_listed(client, badge)

    revoke_certificate(session, learner_id=learner.id, because="by mistake", actor_id=None, now=NOON)
    session.commit()
    assert is_listed(client, badge)
    assert client.http.get("/en/progress/certificate/badge.json").status_code == 302

    restore_certificate(session, learner_id=learner.id, actor_id=None, now=NOON)
    session.commit()
    assert is_listed(client, badge)
    assert not is_listed(client, proven(client))


def test_the_list_is_still_given_after_the_site_s_secret_was_changed(app, client, session, learner):
    badge = proven(client)
    settings = app.config["COURSE"]
    app.config["COURSE"] = replace(settings, secret_key="another-secret-of-the-tests-0123456789")
    try:
        assert not is_listed(client, badge)
    finally:
        app.config["COURSE"] = settings


def test_a_list_is_given_as_the_credential_that_it_is(client, learner):
    proven(client)

    assert client.http.get("/badges/status/1").content_type == "application/vc"


def test_before_there_are_keys_there_is_no_list(client):
    assert client.http.get("/badges/status/1").status_code == 404


def test_a_replaced_badge_counts_no_more_and_the_new_one_does(client, session, learner):
    old = proven(client)

    correct_own_name(session, learner_id=learner.id, name="Amina Diallo Sow", now=NOON)
    session.commit()

    assert is_listed(client, old)
    assert not is_listed(client, proven(client))


def test_after_the_person_is_gone_the_badge_counts_no_more(client, session, learner):
    badge = proven(client)

    session.delete(find_owner(session, learner))
    session.commit()

    assert is_listed(client, badge)


def find_owner(session, learner):
    from course.store.accounts.models import Account

    return session.get(Account, learner.id)


def test_what_old_keys_signed_stays_good_after_they_are_turned_over(client, session, learner):
    before = proven(client)

    rotate_keys(session, secret=SECRET, now=NOON)
    session.commit()
    after = proven(client)

    assert before["proof"]["verificationMethod"] != after["proof"]["verificationMethod"]
    check(client, before)
    check(client, after)
    with pytest.raises(ProofBroken):
        check_proof(before, read_multibase(method_of(client, after)["publicKeyMultibase"]))


def test_what_was_signed_stays_good_after_keys_were_made_anew_by_themselves(app, client, session, learner):
    before, token = proven(client), taken(client, "jwt").get_data(as_text=True)

    assert rotate_badge_keys(app, now=utc_now() + timedelta(days=365)) == 2
    after = proven(client)

    assert after["proof"]["verificationMethod"].endswith("/badges/keys/ed25519-2")
    check(client, before)
    check(client, after)
    for shown in (json.dumps(before), token, json.dumps(after)):
        client.post("/en/certificates/badge", {"text": shown})
        assert "This certificate is valid" in client.words()


def test_what_withdrawn_keys_signed_is_valid_no_more_and_a_new_badge_is(client, session, learner):
    before, token = proven(client), taken(client, "jwt").get_data(as_text=True)

    withdraw_keys(session, secret=SECRET, number=1, now=NOON)
    session.commit()
    after = proven(client)

    for shown in (json.dumps(before), token):
        client.post("/en/certificates/badge", {"text": shown}, status=422)
        assert "The key that signed this badge was withdrawn" in client.words()
    assert client.http.get("/badges/keys/ed25519-1").status_code == 404
    assert len(published(client, "/badges/issuer")["assertionMethod"]) == 2
    check(client, after)
    client.post("/en/certificates/badge", {"text": json.dumps(after)})
    assert "This certificate is valid" in client.words()


def test_withdrawing_is_in_the_log_once(session):
    make_signing_pair(session, secret=SECRET, now=NOON)

    first, again, none = (withdraw_keys(session, secret=SECRET, number=one, now=NOON) for one in (1, 1, 9))

    assert (first, again, none) == (True, False, False)
    actions = session.scalars(select(AuditEvent.action)).all()
    assert actions == ["badges.keys_withdrawn"]


def test_keys_are_made_once(session):
    first = make_signing_pair(session, secret=SECRET, now=NOON)

    assert make_signing_pair(session, secret=SECRET, now=NOON).number == first.number
    assert len(public_keys(session)) == 1


def test_with_another_secret_new_keys_are_made_and_the_old_ones_stay_published(session):
    make_signing_pair(session, secret=SECRET, now=NOON)
    other = "another-secret-of-the-tests-0123456789"

    assert signing_pair(session, secret=other) is None
    assert make_signing_pair(session, secret=other, now=NOON).number == 2
    assert [pair.number for pair in public_keys(session)] == [1, 2]


@pytest.mark.parametrize(
    "address",
    ["/badges/keys/rsa-9", "/badges/keys/dsa-1", "/badges/status/9", "/badges/achievements/de"],
)
def test_what_is_not_published_is_not_there(client, address):
    assert client.http.get(address).status_code == 404


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_the_achievement_is_told_in_each_language(client, language):
    found = published(client, f"/badges/achievements/{language}")

    assert found["inLanguage"] == language
    assert found["criteria"]["narrative"]


def test_the_code_of_a_badge_is_that_of_the_certificate(client, session, learner):
    code = proven(client)["id"].rpartition("/")[2]

    assert find_by_code(session, code).id == find_certificate(session, learner.id).id


def asked(client, *badges, altered=(), tokens=()):
    """Return what a verifier that is not ours says of badges, then of altered ones and of tokens.

    It knows what is published now under the addresses that `badges` name.
    """
    first = badges[0]
    addresses = [
        first["proof"]["verificationMethod"],
        first["issuer"]["id"],
        *(badge["credentialStatus"]["statusListCredential"] for badge in badges),
    ]
    documents = {
        CREDENTIALS: context(CREDENTIALS),
        OPEN_BADGES: context(OPEN_BADGES),
        **bundled_contexts(),
        "https://www.w3.org/ns/cid/v1": {"@context": CONTROLLED},
        **{address: published(client, address) for address in addresses},
    }
    return ask_verifier(documents, [*badges, *altered], tokens)


def one_byte_changed(text, step):
    """Return the text with one sign changed to its neighbour, at every `step`-th place but the very last sign.

    That of a token has bits that say nothing.
    """
    return [f"{text[:at]}{chr(ord(text[at]) ^ 1)}{text[at + 1 :]}" for at in range(0, len(text) - 1, step)]


def read_each(texts):
    """Return those that are JSON still: the others no verifier gets to see."""
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(json.loads(text))
    return found


def test_a_verifier_that_is_not_ours_agrees(client, learner):
    badge = proven(client)
    forged = json.loads(json.dumps(badge).replace("Walking", "Talking"))

    answers = asked(client, badge, forged)

    assert [answer["good"] for answer in answers] == [True, False], answers
    assert answers[0]["revoked"] is False


def test_a_verifier_that_is_not_ours_refuses_a_badge_of_which_one_byte_is_changed(client, learner):
    badge, token = proven(client), taken(client, "jwt").get_data(as_text=True)
    key = published(client, "/badges/keys/rsa-1")
    altered = read_each(one_byte_changed(json.dumps(badge), 23))
    tokens = [{"token": one, "key": key} for one in (token, *one_byte_changed(token, 7))]

    answers = asked(client, badge, altered=altered, tokens=tokens)

    undetected = [one for one, answer in zip(altered, answers[1:], strict=False) if answer["good"]]
    assert len(altered) > 50
    assert undetected == []
    assert answers[0]["good"]
    assert [answer["good"] for answer in answers[-len(tokens) :]] == [True] + [False] * (len(tokens) - 1)


def test_a_verifier_that_is_not_ours_reads_that_a_badge_is_revoked(client, session, learner):
    """It holds a revoked badge's proof for good, and tells beside it what the signed list says."""
    old = proven(client)
    revoke_certificate(session, learner_id=learner.id, because="by mistake", actor_id=None, now=NOON)
    restore_certificate(session, learner_id=learner.id, actor_id=None, now=NOON)
    session.commit()
    new = proven(client)

    answers = asked(client, old, new)

    assert [(answer["good"], answer["revoked"]) for answer in answers] == [(True, True), (True, False)], (
        answers
    )


def test_the_qr_code_leads_to_the_page_that_checks_without_a_network(app, session, learner):
    with app.test_request_context("/en/"):
        app.preprocess_request()
        address = check_address(find_certificate(session, learner.id))

    page, proof = address.split("#")
    assert page == "http://localhost/fr/certificates/check"
    assert len(address) < 500  # a code that a phone reads from paper
    assert proof.startswith("1.1.")


def test_a_list_that_is_filled_to_the_half_is_followed_by_the_next(session, monkeypatch):
    monkeypatch.setattr("course.store.awards.operations.LIST_FILLED", 2)
    certificates = []
    for name in ("Amina", "Bilal", "Chen"):
        person = add_person(session, name)
        give_certificate(session, person)
        certificates.append(find_certificate(session, person.id).id)

    assert [status_place(session, one)[0] for one in certificates] == [1, 1, 2]
