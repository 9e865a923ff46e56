"""What is published of the keys. Apart from keys.py, so that reading it does not load the libraries that sign."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PublicPair:
    """What is published of one number: a JWK of the RSA key, a multibase of the Ed25519 key (Multikey, W3C CID 1.0)."""

    number: int
    rsa: dict[str, Any]
    ed25519: str
