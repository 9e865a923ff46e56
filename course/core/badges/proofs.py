"""The two proof forms of Open Badges 3.0 (section 8): a JWT with RS256, and Data Integrity with eddsa-rdfc-2022."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from course.core.badges.base58 import decode, encode
from course.core.badges.credential import moment
from course.core.badges.jsonld import NotCanonical, canonical

SUITE = "eddsa-rdfc-2022"


class ProofBroken(Exception):  # noqa: N818 - what a check finds
    """The signature is not of this key over this document."""


def with_proof(
    document: dict[str, Any], key: Ed25519PrivateKey, *, method: str, created: datetime
) -> dict[str, Any]:
    """Return the document with a DataIntegrityProof (W3C vc-di-eddsa 1.0, section 3.2); `method` names the public key."""
    proof = _options(method, moment(created))
    value = "z" + encode(key.sign(_hash_data(document, proof)))
    return {**document, "proof": {**proof, "proofValue": value}}


def check_proof(document: dict[str, Any], key: Ed25519PublicKey) -> None:
    """Raise ProofBroken unless the document's proof is of this key, and as ours are (vc-di-eddsa 1.0, section 3.2.2)."""
    proof = dict(document["proof"])
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    try:
        value = str(proof.pop("proofValue"))
        if value[:1] != "z" or proof != _options(str(proof["verificationMethod"]), str(proof["created"])):
            raise ProofBroken
        key.verify(decode(value[1:]), _hash_data(unsigned, proof))
    except (InvalidSignature, NotCanonical, ValueError, KeyError) as error:
        raise ProofBroken from error


def as_jwt(document: dict[str, Any], key: RSAKey, *, kid: str, issued: datetime) -> str:
    """Return the document as a JWT (Open Badges 3.0, section 8.2.4.1); `kid` is the address of the public key."""
    claims = {
        **document,
        "iss": document["issuer"]["id"],
        "jti": document["id"],
        "sub": document["credentialSubject"]["id"],
        "nbf": int(issued.timestamp()),
    }
    return jwt.encode({"alg": "RS256", "typ": "JWT", "kid": kid}, claims, key, algorithms=["RS256"])


def read_jwt(text: str, key: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a JWT says that this public key (a JWK) signed. Raises ProofBroken.

    The signature must be written in the one way that base64url has for it: other last signs would decode to the same.
    """
    signature = text.rpartition(".")[2].encode()
    signature += b"=" * (-len(signature) % 4)
    try:
        if urlsafe_b64encode(urlsafe_b64decode(signature)) != signature:
            raise ProofBroken
        claims = jwt.decode(text, RSAKey.import_key(dict(key)), algorithms=["RS256"]).claims
    except (JoseError, ValueError, TypeError) as error:
        raise ProofBroken from error
    return {name: value for name, value in claims.items() if name not in {"iss", "jti", "sub", "nbf"}}


def compact(document: Mapping[str, Any]) -> str:
    """Return the JSON of a document without blanks."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _options(method: str, created: str) -> dict[str, str]:
    """Return what a proof of ours says besides its signature."""
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }


def _hash_data(document: dict[str, Any], proof: Mapping[str, Any]) -> bytes:
    options = {"@context": document.get("@context"), **proof}
    return b"".join(hashlib.sha256(canonical(part)).digest() for part in (options, document))
