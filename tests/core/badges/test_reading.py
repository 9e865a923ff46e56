"""A badge that somebody shows: ours, somebody else's, altered, or none."""

import base64
import json
import math
from datetime import UTC, datetime
from random import Random

import pytest

from course.core.badges.keys import make_pair, public_pair
from course.core.badges.lists import status_list
from course.core.badges.proofs import as_jwt, compact, with_proof
from course.core.badges.reading import (
    BADGE_MAX,
    BadgeAltered,
    BadgeForeign,
    BadgeUnreadable,
    PublishedKeys,
    read_badge,
)
from tests.core.badges.test_proofs import AT, SITE, badge

FIRST_KIND = {"version": "", "awarded": None}  # of badges that were given before these stood in them
RSA, ED25519 = f"{SITE}/badges/keys/rsa-1", f"{SITE}/badges/keys/ed25519-1"


@pytest.fixture(scope="module")
def pair():
    return make_pair(1)


@pytest.fixture(scope="module")
def keys(pair):
    published = public_pair(pair)
    return PublishedKeys({RSA: published.rsa}, {ED25519: published.ed25519})


def proven(pair, document=None, method=ED25519):
    return compact(with_proof(document or badge(), pair.ed25519, method=method, created=AT))


def test_both_forms_of_ours_are_read(pair, keys):
    assert read_badge(f"\n{proven(pair)}\n", keys) == badge()
    assert read_badge(as_jwt(badge(), pair.rsa, kid=RSA, issued=AT), keys) == badge()


def test_badges_of_the_first_kind_are_read_still(pair, keys):
    first = badge(**FIRST_KIND)

    assert "awardedDate" not in first
    assert "version" not in first["credentialSubject"]["achievement"]
    assert read_badge(proven(pair, first), keys) == first


def test_another_way_to_write_the_same_signature_is_refused(pair, keys):
    token = as_jwt(badge(), pair.rsa, kid=RSA, issued=AT)
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = signs.index(token[-1])

    for other in range(64):
        if other != last:
            with pytest.raises(BadgeAltered):
                read_badge(token[:-1] + signs[other], keys)


def test_an_altered_badge_is_named_so(pair, keys):
    with pytest.raises(BadgeAltered):
        read_badge(proven(pair).replace("Amina", "Omina"), keys)


SIGNS = [chr(code) for code in range(32, 127)]


def changed_by_one_sign(text):
    """Give changes of a text by one sign: each letter in the other case, each sign by one drawn with a seed."""
    random = Random(20_261_127)
    for at, sign in enumerate(text):
        for other in sorted({random.choice(SIGNS), sign.swapcase()} - {sign}):
            yield f"{text[:at]}{other}{text[at + 1 :]}"


def is_refused(text, keys):
    try:
        read_badge(text, keys)
    except (BadgeAltered, BadgeForeign, BadgeUnreadable):
        return True
    return False


@pytest.mark.parametrize("changes", [{}, {"holder": "", **FIRST_KIND}])
def test_no_change_of_one_sign_of_a_badge_with_a_proof_is_read(pair, keys, changes):
    """What means the same as before is not altered: an escape that gives the same sign."""
    text = proven(pair, badge(**changes))
    same = json.loads(text)

    read = [other for other in changed_by_one_sign(text) if not is_refused(other, keys)]

    assert [other for other in read if json.loads(other) != same] == []


def test_no_change_of_one_sign_of_a_token_is_read(pair, keys):
    token = as_jwt(badge(), pair.rsa, kid=RSA, issued=AT)

    assert [other for other in changed_by_one_sign(token) if not is_refused(other, keys)] == []


@pytest.mark.parametrize(
    ("place", "member", "value"),
    [
        (("issuer",), "type", "Profile"),
        (("proof",), "type", ["DataIntegrityProof"]),
        (("proof",), "@context", badge()["@context"]),
        (("credentialSubject",), "id", ["urn:x"]),
        ((), "issuer", [badge()["issuer"]]),
        ((), "type", ["OpenBadgeCredential", "VerifiableCredential"]),
        ((), "credentialStatus", None),
        ((), "type", 5),
        (("proof",), "created", ["2026-11-22T12:00:00Z"]),
        (("credentialSubject", "achievement"), "inLanguage", ["fr"]),
        (("credentialSubject",), "identifier", []),
        (("credentialStatus",), "statusListIndex", math.inf),
        (("credentialStatus",), "statusListIndex", 94_567),
        (("credentialSubject", "identifier", 0), "hashed", 0),
    ],
)
def test_a_badge_in_another_shape_than_the_one_that_we_give_is_altered(pair, keys, place, member, value):
    document = json.loads(proven(pair))
    node = document
    for step in place:
        node = node[step]
    node[member] = value

    with pytest.raises(BadgeAltered):
        read_badge(json.dumps(document), keys)


def test_another_name_of_the_same_member_is_altered(pair, keys):
    with pytest.raises(BadgeAltered):
        read_badge(proven(pair).replace('"criteria"', '"Criteria"'), keys)


def test_a_shape_that_we_never_give_is_altered_even_with_our_signature(pair, keys):
    signed = proven(pair, {**badge(), "validUntil": "2036-11-22T12:00:00Z"})

    with pytest.raises(BadgeAltered):
        read_badge(signed, keys)


def test_the_order_of_members_and_blanks_between_them_change_nothing(pair, keys):
    document = json.loads(proven(pair))
    turned = json.dumps(dict(reversed(document.items())), indent=2)

    assert read_badge(turned, keys) == badge()


def test_self_signed_under_our_key_s_name_is_altered_and_under_its_own_is_foreign(keys):
    own = make_pair(1)

    with pytest.raises(BadgeAltered):
        read_badge(proven(own), keys)
    with pytest.raises(BadgeForeign):
        read_badge(proven(own, method="https://eve.example.org/keys/1"), keys)
    with pytest.raises(BadgeForeign):
        read_badge(as_jwt(badge(), own.rsa, kid="https://eve.example.org/keys/1", issued=AT), keys)


def test_a_badge_without_proof_is_not_ours(keys):
    with pytest.raises(BadgeForeign):
        read_badge(compact(badge()), keys)


def test_a_member_that_stands_twice_is_refused(pair, keys):
    twice = proven(pair).replace('{"@context"', '{"name":"Flying","@context"', 1)

    with pytest.raises(BadgeUnreadable):
        read_badge(twice, keys)


def test_a_list_that_we_signed_is_no_badge(pair, keys):
    until = datetime(2027, 1, 1, tzinfo=UTC)
    signed = proven(pair, status_list(address=SITE, issuer=SITE, made=AT, until=until, taken=[]))

    with pytest.raises(BadgeUnreadable):
        read_badge(signed, keys)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "a.b.c",
        "[]",
        "{}",
        "[" * 9_000,
        '{"credentialSubject"',
        f"{base64.urlsafe_b64encode(b'[]').decode().rstrip('=')}.e30.x",
        "x" * (BADGE_MAX + 1),
    ],
)
def test_what_is_no_badge_is_said_to_be_none(text, keys):
    with pytest.raises(BadgeUnreadable):
        read_badge(text, keys)


@pytest.mark.parametrize(
    "proof", [[], None, "x", {"verificationMethod": ED25519}, {"verificationMethod": []}]
)
def test_a_strange_proof_is_refused(proof, keys):
    with pytest.raises((BadgeForeign, BadgeAltered)):
        read_badge(json.dumps({**badge(), "proof": proof}), keys)
