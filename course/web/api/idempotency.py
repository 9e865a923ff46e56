"""Keys that make a write safe to repeat: one effect and one reply, however often and from where it is sent."""

import hashlib
import json
import re
from typing import Any

from flask import request

from course.core.problems import CourseProblem
from course.store.accounts.operations.replies import KeptReply, claim_key
from course.web.api.faults import Fault
from course.web.gate import actor
from course.web.session import utc_now, writing

HEADER = "Idempotency-Key"
KEY = r"^[!-~]{8,200}$"


class KeyOfAnotherRequest(CourseProblem):
    """The key was sent before with another request."""

    code = "idempotency_key_reused"
    status = 409


def key_fault() -> Fault | None:
    """Judge the key that the request carries."""
    key = request.headers.get(HEADER)
    if key is None:
        return Fault("header", HEADER, "field_missing")
    if not re.fullmatch(KEY, key):
        return Fault("header", HEADER, "key_wrong_form")
    return None


def claim(key: str, body: Any) -> KeptReply | None:
    """Claim a key for this request and transaction; return the reply where the request was answered before.

    Raises KeyOfAnotherRequest.
    """
    caller, hashed = actor(), request_hash(body)
    if caller.account_id is None:
        raise ValueError("only who has an account writes")
    kept = claim_key(writing(), account_id=caller.account_id, key=key, request_hash=hashed, now=utc_now())
    if kept is not None and kept.request_hash != hashed:
        raise KeyOfAnotherRequest
    return kept


def request_hash(body: Any) -> str:
    """Return what tells requests apart: method, path, query and the body's value, not its blanks and order."""
    value = json.dumps(body, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    words = "\n".join([request.method, request.path, request.query_string.decode("latin-1"), value])
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
