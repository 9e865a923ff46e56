"""Receipts: a short code that a learner can read out to show what was stored, and when."""

import hashlib
import json
from datetime import UTC, datetime
from uuid import UUID

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs: without 0, O, 1 and I, which people mix up
LENGTH = 8  # signs of five bits each


def receipt_code(attempt_id: UUID, question_id: str, stored_at: datetime, value_json: str) -> str:
    """Return the receipt of one stored response: 8 signs, always the same for the same stored facts.

    `stored_at` is aware; the zone it is given in does not matter. The code names what was stored, it does not
    prove it: whoever asks looks the response up and computes the code again. Raises ValueError for a time
    without a zone, because the same row would give another code on another machine.
    """
    if stored_at.tzinfo is None:
        raise ValueError("stored_at needs a time zone")
    moment = stored_at.astimezone(UTC).isoformat(timespec="microseconds")
    facts = json.dumps([str(attempt_id), question_id, moment, value_json])
    number = int.from_bytes(hashlib.sha256(facts.encode()).digest()[: LENGTH * 5 // 8], "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))
