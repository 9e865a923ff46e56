"""A badge that somebody shows: ours, somebody else's, altered, or none."""

import base64
import json
from datetime import UTC, datetime

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
