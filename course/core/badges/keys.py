"""The keys that sign badges: an RSA and an Ed25519 pair of one number, sealed while they lie in the database."""

import base64
import json
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from joserfc.jwk import RSAKey

from course.core.badges.base58 import decode, encode
from course.core.badges.public_keys import PublicPair

RSA_BITS = 2_048
NONCE_BYTES = 12
_ED25519_PUBLIC = b"\xed\x01"  # multicodec's name of an Ed25519 public key


class SealBroken(Exception):  # noqa: N818 - what a check finds
    """The private parts were sealed with another secret, or are damaged."""


@dataclass(frozen=True, slots=True)
class SigningPair:
    """The private keys of one number: `rsa` signs JWT (RS256), `ed25519` the other proofs."""

    number: int
    rsa: RSAKey
    ed25519: Ed25519PrivateKey


def make_pair(number: int) -> SigningPair:
    """Make new keys; the RSA key takes about a tenth of a second."""
    private = generate_private_key(public_exponent=65_537, key_size=RSA_BITS)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return SigningPair(number, RSAKey.import_key(pem), Ed25519PrivateKey.generate())


def public_pair(pair: SigningPair) -> PublicPair:
    jwk = pair.rsa.as_dict(private=False)
    kept = {name: str(jwk[name]) for name in ("kty", "n", "e")}
    return PublicPair(
        pair.number, {**kept, "alg": "RS256", "use": "sig"}, multibase(pair.ed25519.public_key())
    )


def seal(pair: SigningPair, secret: str, *, context: bytes) -> bytes:
    """Return both private keys, encrypted (AES-256-GCM) with a key derived (HKDF) from the secret of the site."""
    nonce = os.urandom(NONCE_BYTES)
    pem = pair.rsa.as_pem(private=True).decode()
    raw = pair.ed25519.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    text = json.dumps({"rsa": pem, "ed25519": base64.b64encode(raw).decode()}).encode()
    return nonce + AESGCM(_sealing_key(secret)).encrypt(nonce, text, context)


def unseal(number: int, sealed: bytes, secret: str, *, context: bytes) -> SigningPair:
    """Return the private keys. Raises SealBroken."""
    try:
        text = AESGCM(_sealing_key(secret)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)
    except InvalidTag as error:
        raise SealBroken from error
    parts = json.loads(text)
    ed25519 = Ed25519PrivateKey.from_private_bytes(base64.b64decode(parts["ed25519"]))
    return SigningPair(number, RSAKey.import_key(parts["rsa"]), ed25519)


def multibase(key: Ed25519PublicKey) -> str:
    return "z" + encode(_ED25519_PUBLIC + key.public_bytes_raw())


def read_multibase(text: str) -> Ed25519PublicKey:
    """Return the key of a multibase text that we wrote."""
    return Ed25519PublicKey.from_public_bytes(decode(text[1:])[len(_ED25519_PUBLIC) :])


def _sealing_key(secret: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"course: keys of badges").derive(secret.encode())
