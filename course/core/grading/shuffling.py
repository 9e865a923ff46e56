"""What follows from an attempt's seed: orders that nobody can foresee, and tokens that tell nothing."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable

TOKEN_LENGTH = 10  # signs of five bits: that two parts of a question meet is one chance in 10^15


def shuffled(ids: Iterable[str], seed: bytes, *purpose: object) -> list[str]:
    """Return the ids in an order that follows from the seed, and is another one for each purpose."""
    return sorted(ids, key=lambda part: _digest(seed, "shuffle", *purpose, part))


def token_of(seed: bytes, *names: str) -> str:
    """Return the token that stands for what the names say, in the attempt of this seed."""
    return base64.b32encode(_digest(seed, "token", *names)).decode().lower()[:TOKEN_LENGTH]


def _digest(seed: bytes, *names: object) -> bytes:
    return hmac.digest(seed, json.dumps(names).encode(), hashlib.sha256)
