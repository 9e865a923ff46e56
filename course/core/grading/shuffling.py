"""What follows from an attempt's seed: orders that nobody can foresee, and tokens that tell nothing.

All of it is asked of each question of each request, so it is made of few and small steps: what only changes in its last
name shares the rest. Pages that are open hold tokens: how they are made cannot change.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from json.encoder import encode_basestring_ascii

_SIGNS = "abcdefghijklmnopqrstuvwxyz234567"  # of base 32 (RFC 4648, clause 6), in small letters
_PAIRS = [first + second for first in _SIGNS for second in _SIGNS]


def shuffled(ids: Iterable[str], seed: bytes, *purpose: object) -> list[str]:
    """Return the ids in an order that follows from the seed, and is another one for each purpose."""
    named = list(ids)
    return [
        one for _digest, one in sorted(zip(_digests(seed, ("shuffle", *purpose), named), named, strict=True))
    ]


def tokens_of(seed: bytes, names: tuple[str, ...], parts: Iterable[str]) -> dict[str, str]:
    """Return part to the token that stands for it, and for what the names say, in the attempt of this seed."""
    named = list(parts)
    digests = _digests(seed, ("token", *names), named)
    return {part: _token(digest) for part, digest in zip(named, digests, strict=True)}


def _token(digest: bytes) -> str:
    """Return the first ten signs of a digest in base 32: that two parts of a question meet is one chance in 10^15."""
    bits = int.from_bytes(digest[:7], "big")  # 56, of which the ten signs take the first 50
    return (
        _PAIRS[bits >> 46]
        + _PAIRS[bits >> 36 & 1023]
        + _PAIRS[bits >> 26 & 1023]
        + _PAIRS[bits >> 16 & 1023]
        + _PAIRS[bits >> 6 & 1023]
    )


def _digests(seed: bytes, names: tuple[object, ...], lasts: list[str]) -> list[bytes]:
    """Return what the seed makes of the names with each of the last ones: HMAC-SHA256 of the JSON of all names."""
    start = json.dumps(names)[:-1] + ", "
    return [
        hmac.digest(seed, f"{start}{encode_basestring_ascii(last)}]".encode(), hashlib.sha256)
        for last in lasts
    ]
