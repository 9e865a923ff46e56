"""Pages by keyset: a page starts after a known row, so that page 200 costs what page 1 costs."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

T = TypeVar("T")
PAGE_SIZE = 50
MAX_PAGE_SIZE = 100
NUMBER_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of rows. `next` is the cursor of the page after it; empty on the last."""

    rows: Sequence[T]
    next: str = ""


def encode_cursor(*keys: str) -> str:
    """Write the keys of the last row shown as one word."""
    return base64.urlsafe_b64encode(json.dumps(keys).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, size: int) -> tuple[str, ...] | None:
    """Read a cursor of `size` keys; None for an empty, foreign or damaged one: the first page then."""
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return None
    if not isinstance(keys, list) or len(keys) != size or not all(map(_is_text, keys)):
        return None
    return tuple(keys)


def _is_text(key: object) -> bool:
    """Tell whether a key is a text that every database takes: no null sign, no half of a pair of signs."""
    return isinstance(key, str) and not any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in key)


def page_size(default: int = PAGE_SIZE) -> int:
    """Read `limit` of the address; out of range or not a number reads as the default."""
    asked = request.args.get("limit", "")
    if not asked.isascii() or not asked.isdigit():
        return default
    return min(max(1, int(asked[:4])), MAX_PAGE_SIZE)


def chosen(name: str, allowed: Sequence[str], default: str) -> str:
    """Read a sort or filter key of the address; what is not in the fixed list reads as the default."""
    value = request.args.get(name, default)
    return value if value in allowed else default


def number_of(text: str) -> int:
    """Read a row's number; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= NUMBER_DIGITS else 0
