"""The two proof forms: ours are good for libraries that are not ours, and no change of them is."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openbadgeslib.ob3.status import decode_encoded_list, set_indices
from openbadgeslib.ob3.verifier import OB3Verifier

from course.core.badges.base58 import decode, encode
from course.core.badges.credential import Badge, open_badge
from course.core.badges.jsonld import NODES_MAX, NotCanonical, canonical
from course.core.badges.keys import SealBroken, make_pair, public_pair, read_multibase, seal, unseal
from course.core.badges.lists import LIST_BITS, encoded_list
from course.core.badges.proofs import ProofBroken, as_jwt, check_proof, compact, read_jwt, with_proof

SITE = "https://course.example.org"
AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECRET = "a-secret-of-the-tests-0123456789-abcdefghij"


def badge(**changes):
    facts = {
        "address": f"{SITE}/fr/certificates/K7QM4TXH9PRW",
        "issuer": f"{SITE}/badges/issuer",
        "issuer_name": "Cités et Gouvernements Locaux Unis (CGLU)",
        "site": f"{SITE}/",
        "achievement": f"{SITE}/badges/achievements/fr",
        "title": "Marcher",
        "description": "Parcours complet.",
        "criteria": "Tous les modules.",
        "version": "3f2a9c1d0123456789abcdef",
        "language": "fr",
        "holder": "Amina Diallo",
        "awarded": AT,
        "issued": AT,
        "status_list": f"{SITE}/badges/status/1",
        "status_index": 94_567,
    }
    return open_badge(Badge(**{**facts, **changes}))


@pytest.fixture(scope="module")
def pair():
    return make_pair(1)


@pytest.fixture(scope="module")
def published(pair):
    return public_pair(pair)


@pytest.fixture(scope="module")
def proven(pair):
    return with_proof(badge(), pair.ed25519, method=f"{SITE}/badges/keys/ed25519-1", created=AT)


@pytest.fixture(scope="module")
def token(pair):
    return as_jwt(badge(), pair.rsa, kid=f"{SITE}/badges/keys/rsa-1", issued=AT)


def rsa_pem(pair):
    key = pair.rsa.public_key if hasattr(pair.rsa, "public_key") else pair.rsa.raw_value.public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def ed25519_pem(pair):
    return pair.ed25519.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def test_a_jwt_is_good_for_an_independent_library(pair, token):
    found = OB3Verifier(rsa_pem(pair)).verify(token)

    assert found.achievement.name == "Marcher"


def test_a_proof_inside_is_good_for_an_independent_library(pair, proven):
    found = OB3LdpVerifier(ed25519_pem(pair)).verify(compact(proven))

    assert found.achievement.name == "Marcher"


def test_ours_are_good_for_us(published, proven, token):
    check_proof(proven, read_multibase(published.ed25519))

    assert read_jwt(token, published.rsa) == badge()


def test_no_change_of_one_byte_of_a_proven_badge_is_good(published, proven):
    text, key, undetected = compact(proven), read_multibase(published.ed25519), []
    for at in range(0, len(text), 3):  # each third sign, so that names, values and the proof are all met
        changed = f"{text[:at]}{chr(ord(text[at]) ^ 1)}{text[at + 1 :]}"
        try:
            check_proof(json.loads(changed), key)
        except (ValueError, ProofBroken, KeyError):
            continue
        undetected.append(changed[max(0, at - 20) : at + 5])

    assert undetected == []


def test_no_change_of_one_byte_of_a_jwt_is_good(published, token):
    undetected = []
    for at in range(len(token)):
        other = (
            "A" if token[at] != "A" else "Q"
        )  # a high bit: the last sign of a part may have bits that say nothing
        try:
            read_jwt(f"{token[:at]}{other}{token[at + 1 :]}", published.rsa)
        except ProofBroken:
            continue
        undetected.append(at)

    assert undetected == []


@pytest.mark.parametrize("member", ["awarded", "note", "@id"])
def test_a_member_that_no_context_defines_is_not_passed_over(published, proven, member):
    with pytest.raises(ProofBroken):
        check_proof({**proven, member: "https://elsewhere.example.org/"}, read_multibase(published.ed25519))


@pytest.mark.parametrize(
    ("place", "member", "value"),
    [
        ((), "achievementType", "Doctorate"),
        (("issuer",), "achievedLevel", "highest"),
        (("credentialSubject",), "achievementType", "Doctorate"),
        (("credentialSubject", "achievement"), "achievement", "another"),
        (("credentialStatus",), "evidence", []),
        (("proof",), "achievement", "another"),
        (("credentialSubject",), "narrative", None),
        ((), "type", ["VerifiableCredential", "OpenBadgeCredential", "Honours"]),
        ((), "type", ["VerifiableCredential", "OpenBadgeCredential", "OpenBadgeCredential"]),
    ],
)
def test_what_the_canonical_form_would_leave_out_is_not_passed_over(published, proven, place, member, value):
    changed = json.loads(compact(proven))
    node = changed
    for step in place:
        node = node[step]
    node[member] = value

    with pytest.raises(ProofBroken):
        check_proof(changed, read_multibase(published.ed25519))


def test_a_badge_signed_by_somebody_else_is_not_good(published, pair):
    own = make_pair(1)
    forged = with_proof(badge(holder="Eve"), own.ed25519, method=f"{SITE}/badges/keys/ed25519-1", created=AT)

    with pytest.raises(ProofBroken):
        check_proof(forged, read_multibase(published.ed25519))
    with pytest.raises(ProofBroken):
        read_jwt(as_jwt(badge(), own.rsa, kid=f"{SITE}/badges/keys/rsa-1", issued=AT), published.rsa)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_jwt_names_no_other_algorithm(published, token, algorithm):
    head = encode_part({"alg": algorithm, "typ": "JWT", "kid": f"{SITE}/badges/keys/rsa-1"})
    body, signature = token.split(".")[1:]

    with pytest.raises(ProofBroken):
        read_jwt(f"{head}.{body}.{signature if algorithm != 'none' else ''}", published.rsa)


def encode_part(values):
    import base64

    return base64.urlsafe_b64encode(json.dumps(values).encode()).rstrip(b"=").decode()


def test_without_consent_no_name_stands_in_a_badge():
    assert "identifier" not in badge(holder="")["credentialSubject"]


@pytest.mark.parametrize(
    "hostile",
    [
        {"@context": ["https://elsewhere.example.org/context"]},
        {"@context": [], "id": "_:a"},
        {"@context": [], "evidence": [{"id": f"urn:x:{at}"} for at in range(NODES_MAX + 1)]},
        {"@context": [], "evidence": [{"@context": {"name": "urn:other"}}]},
    ],
)
def test_a_hostile_document_has_no_canonical_form(hostile):
    with pytest.raises(NotCanonical):
        canonical(hostile)


def test_private_keys_lie_sealed(pair):
    sealed = seal(pair, SECRET, context=b"1")

    assert b"PRIVATE KEY" not in sealed
    assert public_pair(unseal(1, sealed, SECRET, context=b"1")) == public_pair(pair)


@pytest.mark.parametrize(("secret", "context"), [("another-secret-" * 4, b"1"), (SECRET, b"2")])
def test_sealed_keys_open_with_their_secret_and_number_alone(pair, secret, context):
    with pytest.raises(SealBroken):
        unseal(1, seal(pair, SECRET, context=b"1"), secret, context=context)


def test_a_list_has_its_bits_where_an_independent_library_reads_them():
    taken = {0, 7, 8, 4_711, LIST_BITS - 1}

    bits = decode_encoded_list(encoded_list(taken))

    assert len(bits) * 8 == LIST_BITS
    assert set_indices(bits) == taken


@pytest.mark.parametrize("data", [b"", b"\0", b"\0\0\1", b"hello world", bytes(range(256))])
def test_base58_comes_back(data):
    assert decode(encode(data)) == data


def test_base58_is_that_of_the_draft():
    assert encode(b"Hello World!") == "2NEpo7TZRRrLZSi2U"  # draft-msporny-base58-03, section 5


def test_a_badge_that_was_issued_again_keeps_the_day_of_the_award():
    said = badge(issued=AT + timedelta(days=40))

    assert (said["awardedDate"], said["validFrom"]) == ("2026-11-22T12:00:00Z", "2027-01-01T12:00:00Z")
