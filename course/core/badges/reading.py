"""Reading a badge that somebody shows, in either proof form, by the keys that we published."""

import base64
import json
import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from course.core.badges.credential import is_as_given
from course.core.badges.keys import read_multibase
from course.core.badges.lists import LIST_TYPES
from course.core.badges.proofs import ProofBroken, check_proof, read_jwt
from course.core.problems import CourseProblem

BADGE_MAX = 64_000  # characters of a badge that are read; ours have about 3,000
_JWT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]*", re.ASCII)


class BadgeUnreadable(CourseProblem):
    """The text is no badge in either form."""

    code = "badge_unreadable"
    status = 422


class BadgeForeign(CourseProblem):
    """No key of ours is named: somebody else signed it, or nobody."""

    code = "badge_foreign"
    status = 422


class BadgeKeyWithdrawn(CourseProblem):
    """A key of ours is named that was withdrawn: others may have signed with it."""

    code = "badge_key_withdrawn"
    status = 422


class BadgeAltered(CourseProblem):
    """A key of ours is named, and it did not sign this, or not as it is written here."""

    code = "badge_altered"
    status = 422


@dataclass(frozen=True, slots=True)
class PublishedKeys:
    """Our public keys by their addresses: JWK of the RSA keys, multibase of the Ed25519 keys; and those withdrawn."""

    rsa: Mapping[str, Mapping[str, Any]]
    ed25519: Mapping[str, str]
    withdrawn: AbstractSet[str] = frozenset()

    def check(self, named: str) -> None:
        """Raise BadgeKeyWithdrawn for the address of a key that is."""
        if named in self.withdrawn:
            raise BadgeKeyWithdrawn


def read_badge(text: str, keys: PublishedKeys) -> dict[str, Any]:
    """Return what a badge of ours says, without its proof.

    Raises BadgeUnreadable, BadgeForeign, BadgeKeyWithdrawn and BadgeAltered. Whether it still counts, the database says.
    """
    text = text.strip().removeprefix("\ufeff")
    if not text or len(text) > BADGE_MAX:
        raise BadgeUnreadable
    try:
        return _of_jwt(text, keys) if _JWT.fullmatch(text) else _of_json(text, keys)
    except ProofBroken as error:
        raise BadgeAltered from error


def _of_jwt(token: str, keys: PublishedKeys) -> dict[str, Any]:
    head = token.partition(".")[0]
    try:
        named = _object(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)).decode())
    except ValueError as error:
        raise BadgeUnreadable from error
    keys.check(str(named.get("kid")))
    key = keys.rsa.get(str(named.get("kid")))
    if key is None:
        raise BadgeForeign
    said = read_jwt(token, key)
    _check_shape(said)
    return said


def _of_json(text: str, keys: PublishedKeys) -> dict[str, Any]:
    document = _object(text)
    proof = document.get("proof")
    if "credentialSubject" not in document:
        raise BadgeUnreadable
    method = str(proof.get("verificationMethod")) if isinstance(proof, dict) else ""
    keys.check(method)
    key = keys.ed25519.get(method)
    if key is None:
        raise BadgeForeign
    said = {name: value for name, value in document.items() if name != "proof"}
    _check_shape(said)  # first, since the signature's check takes long
    check_proof(document, read_multibase(key))
    return said


def _check_shape(said: dict[str, Any]) -> None:
    """Raise BadgeUnreadable for a list that we signed, and BadgeAltered for a badge that is not as we write them."""
    if said.get("type") == LIST_TYPES:
        raise BadgeUnreadable
    if not is_as_given(said):
        raise BadgeAltered


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text, object_pairs_hook=_members)
    except (ValueError, RecursionError) as error:
        raise BadgeUnreadable from error
    if not isinstance(found, dict):
        raise BadgeUnreadable
    return found


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a member that stands twice: programs differ in which of the two they show."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a member stands twice")
    return found
