"""Reading a request's body: its kind, size and depth are judged before it is parsed."""

import json
import re
from typing import Any, NoReturn

from flask import request
from werkzeug.exceptions import UnsupportedMediaType

from course.web.api.faults import Fault, FaultsFound

SMALL_BODY = 64_000  # bytes
MAX_DEPTH = 8  # objects and lists within each other
# A text, whole or cut off, or one bracket; possessive, so that it takes linear time whatever comes.
_PARTS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


class _RepeatedName(ValueError):  # noqa: N818 - it never leaves this file
    """An object holds a name twice."""


def read_json(largest: int) -> tuple[bytes, Any]:
    """Return the body's bytes and its value.

    Raises 415 for another kind of content, 413 beyond `largest` bytes, and FaultsFound with status 400 for what
    is no JSON, nested too deeply, or holds a name twice.
    """
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    body = sent_bytes(largest)
    if not body.strip():
        _refuse("body_missing")
    if _is_deep(body):
        _refuse("body_too_deep", most=MAX_DEPTH)
    try:
        value = json.loads(
            body.decode(), object_pairs_hook=_once, parse_constant=_no_constant, parse_float=float
        )
    except _RepeatedName:
        _refuse("body_repeats")
    except (ValueError, RecursionError):
        _refuse("body_not_json")
    return body, value


def refuse_body() -> None:
    """Refuse a body where none is declared, so that nobody believes that it was read."""
    if sent_bytes(SMALL_BODY):
        _refuse("body_unexpected")


def sent_bytes(largest: int) -> bytes:
    """Return what was sent. Raises 413 beyond `largest` bytes without reading on."""
    request.max_content_length = largest
    return request.get_data()


def _refuse(code: str, **values: object) -> NoReturn:
    raise FaultsFound([Fault("body", "#", code, values)], status=400)


def _is_deep(body: bytes) -> bool:
    depth = 0
    for part in _PARTS.finditer(body):
        sign = part[0]
        if sign in {b"[", b"{"}:
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif sign in {b"]", b"}"}:
            depth -= 1
    return False


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _RepeatedName
    return found


def _no_constant(_name: str) -> NoReturn:
    raise ValueError  # NaN and Infinity are none of JSON's
