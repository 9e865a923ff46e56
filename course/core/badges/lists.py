"""The published lists of badges that do not count (W3C Bitstring Status List 1.0)."""

import base64
import gzip
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from course.core.badges.credential import moment
from course.core.badges.jsonld import CREDENTIALS

LIST_BITS = 131_072  # the least that a list may have, so that an entry tells nobody apart (section 4.3)
LIST_TYPES = ["VerifiableCredential", "BitstringStatusListCredential"]


def status_list(
    *, address: str, issuer: str, made: datetime, until: datetime, taken: Iterable[int]
) -> dict[str, Any]:
    """Return the list in which the bits of `taken` say that a badge does not count (Bitstring Status List, 2.2)."""
    return {
        "@context": [CREDENTIALS],
        "id": address,
        "type": LIST_TYPES,
        "issuer": issuer,
        "validFrom": moment(made),
        "validUntil": moment(until),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded_list(taken),
        },
    }


def encoded_list(taken: Iterable[int]) -> str:
    """Return the bits, the first the highest of its byte, compressed and in base64url (Bitstring Status List, 3.3)."""
    bits = bytearray(LIST_BITS // 8)
    for index in taken:
        bits[index // 8] |= 128 >> index % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()
