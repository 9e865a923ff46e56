"""The page that says of a badge file whether it is ours, unaltered, and counts."""

import io
import json
from dataclasses import replace

import pytest

from course.core.badges.proofs import as_jwt, compact, with_proof
from course.flows.award_certificate import correct_own_name, revoke_certificate, show_own_name
from course.flows.sign_badges import make_signing_pair, rotate_keys
from course.store.awards.queries import find_certificate
from tests.builders import add_person, give_certificate
from tests.conftest import NOON, SECRET
from tests.core.badges.test_proofs import badge

PAGE = "/en/certificates/badge"
SIGNED = "nothing in it was altered"


@pytest.fixture
def learner(session):
    amina = add_person(session, "Amina Diallo")
    give_certificate(session, amina)
    show_own_name(session, learner_id=amina.id, shown=True, now=NOON)
    session.commit()
    return amina


@pytest.fixture
def address(session, learner):
    return f"/en/certificates/{find_certificate(session, learner.id).code}"


def badge_of(client, address, form="json"):
    client.get(address)
    label = {"json": "Badge with a proof inside (JSON)", "jwt": "Badge as a signed token (JWT)"}[form]
    answer = client.http.get(client.links()[label])
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("form", ["json", "jwt"])
def test_a_pasted_badge_of_ours_is_unaltered_and_counts(client, address, form):
    badge = badge_of(client, address, form)

    client.get(PAGE)
    client.submit("Check", {"text": badge})

    assert SIGNED in client.words()
    assert "This certificate is valid" in client.words()


def test_a_file_is_read_as_well(client, address):
    badge = badge_of(client, address).encode()

    client.get(PAGE)
    client.submit("Check", {"file": (io.BytesIO(badge), "badge.json")})

    assert SIGNED in client.words()


def test_a_badge_that_old_keys_signed_is_good_after_they_are_turned_over(client, session, address):
    badge = badge_of(client, address)
    rotate_keys(session, secret=SECRET, now=NOON)
    session.commit()

    client.post(PAGE, {"text": badge})

    assert SIGNED in client.words()


def test_a_revoked_one_says_so(client, session, learner, address):
    badge = badge_of(client, address)
    revoke_certificate(session, learner_id=learner.id, because="by mistake", actor_id=None, now=NOON)
    session.commit()

    client.post(PAGE, {"text": badge})

    assert "This certificate is revoked" in client.words()


def test_a_replaced_one_says_so(client, session, learner, address):
    badge = badge_of(client, address)
    correct_own_name(session, learner_id=learner.id, name="Aminata", now=NOON)
    session.commit()

    client.post(PAGE, {"text": badge})

    assert "This certificate is replaced" in client.words()


def test_a_badge_of_somebody_who_is_gone_counts_no_more(client, session, learner, address):
    badge = badge_of(client, address)
    session.delete(learner)
    session.commit()

    client.post(PAGE, {"text": badge}, status=422)

    assert "its certificate is gone" in client.words()


@pytest.mark.parametrize(
    ("written", "altered"), [("Amina", "Omina"), ('"criteria"', '"Criteria"'), ('"Profile"', '"profile"')]
)
def test_an_altered_one_is_not_valid(client, address, written, altered):
    badge = badge_of(client, address).replace(written, altered)

    client.post(PAGE, {"text": badge}, status=422)

    assert "This badge is not valid" in client.words()
    assert "it was altered or forged" in client.words()


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n\xe2\xe3\xcf\xd3", b"name,score\nAmina,1\n", b"[]", b"{}", b"x" * 90_000]
)
def test_a_file_of_another_kind_is_told_as_what_it_is_not(client, data):
    client.get(PAGE)
    client.submit("Check", {"file": (io.BytesIO(data), "certificate.pdf")}, status=422)

    assert "This file is not a badge" in client.words()
    assert "type the code of the certificate" in client.words()
    assert client.links()["Check a certificate by its code"] == "/en/certificates"
    assert "not valid" not in client.words()


def test_pasted_words_that_are_no_badge_are_called_a_text(client):
    client.post(PAGE, {"text": "ABCD-EFGH-JKLM"}, status=422)

    assert "This text is not a badge" in client.words()
    assert "not valid" not in client.words()


def test_one_of_somebody_else_is_not_valid(client, address):
    badge = json.loads(badge_of(client, address))
    badge["proof"]["verificationMethod"] = "https://eve.example.org/keys/1"

    client.post(PAGE, {"text": json.dumps(badge)}, status=422)

    assert "This platform did not sign the badge" in client.words()


def test_nothing_shown_is_asked_for(client):
    client.post(PAGE, {}, status=422)

    assert "Choose a file, or paste the badge" in client.words()


def test_bytes_that_are_no_text_are_no_badge(client):
    client.get("/fr/certificates/badge")
    client.submit("Vérifier", {"file": (io.BytesIO(b"\xff\xfe\x00\x80"), "badge.json")}, status=422)


def test_without_the_holder_s_consent_the_public_page_gives_no_badge(client, session, learner, address):
    show_own_name(session, learner_id=learner.id, shown=False, now=NOON)
    session.commit()

    client.get(address)

    assert "Badge with a proof inside (JSON)" not in client.links()
    assert client.http.get(f"{address}/badge.json").status_code == 302


@pytest.mark.parametrize("form", ["json", "jwt"])
@pytest.mark.parametrize(
    ("former", "known"),
    [
        ("https://older.example.org https://old.example.org/", True),
        ("https://old.example.org.eve.net", False),
    ],
)
def test_a_badge_of_a_former_address_of_the_site_is_ours(app, client, session, learner, form, former, known):
    old, code = "https://old.example.org", find_certificate(session, learner.id).code
    pair = make_signing_pair(session, secret=SECRET, now=NOON)
    session.commit()
    unsigned = badge(address=f"{old}/en/certificates/{code}", issuer=f"{old}/badges/issuer")
    if form == "jwt":
        shown = as_jwt(unsigned, pair.rsa, kid=f"{old}/badges/keys/rsa-1", issued=NOON)
    else:
        method = f"{old}/badges/keys/ed25519-1"
        shown = compact(with_proof(unsigned, pair.ed25519, method=method, created=NOON))
    settings = app.config["COURSE"]
    app.config["COURSE"] = replace(settings, former_base_urls=former)
    try:
        client.post(PAGE, {"text": shown}, status=200 if known else 422)
    finally:
        app.config["COURSE"] = settings

    assert (SIGNED if known else "This platform did not sign the badge") in client.words()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_file_that_is_too_large_brings_the_page_again_with_the_limit(client, language):
    answer = client.http.post(
        f"/{language}/certificates/badge",
        data=b" " * 1_100_000,
        content_type="multipart/form-data; boundary=x",
    )

    assert answer.status_code == 413
    assert {"en": "Send one of at most 1 MB.", "fr": "Mo au plus."}[language] in answer.text
    assert 'id="file-error"' in answer.text


def test_a_badge_without_the_token_of_its_form_is_not_read(client):
    assert client.http.post(PAGE, data={"text": "{}"}).status_code == 400
