"""Lists in pages: where one begins, and what names the next."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from course.core.problems import CourseProblem
from course.web.api.given import PageQuery
from course.web.paging import decode_cursor, encode_cursor

T = TypeVar("T")
DIGITS_MOST = 9  # of a cursor that is a number


class CursorUnknown(CourseProblem):
    """The cursor is damaged, or was given by another list."""

    code = "cursor_unknown"
    status = 404


def after_keys(query: PageQuery, size: int, *, first: str = "") -> tuple[str, ...] | None:
    """Return the keys of the row that the page follows, as `cursor_keys` reads them."""
    return cursor_keys(query.cursor, size, first=first)


def cursor_keys(cursor: str | None, size: int, *, first: str = "") -> tuple[str, ...] | None:
    """Return a cursor's keys; None for the first page. Raises CursorUnknown.

    `first` names the order in which the list came, where it has several: the first key says for which.
    """
    if cursor is None:
        return None
    keys = decode_cursor(cursor, size)
    if keys is None or not all(map(_is_text, keys)) or (first and keys[0] != first):
        raise CursorUnknown
    return keys


def after_number(query: PageQuery) -> int:
    """Return how far the pages before reached, 0 for the first page. Raises CursorUnknown."""
    keys = after_keys(query, 1)
    if keys is None:
        return 0
    if not (keys[0].isascii() and keys[0].isdigit() and len(keys[0]) <= DIGITS_MOST):
        raise CursorUnknown
    return int(keys[0])


def after_id(query: PageQuery) -> UUID | None:
    """Return the id that the page follows; None for the first page. Raises CursorUnknown."""
    keys = after_keys(query, 1)
    return read_id(keys[0]) if keys else None


def read_id(word: str) -> UUID:
    """Read an id of a cursor. Raises CursorUnknown."""
    try:
        return UUID(word)
    except ValueError as error:
        raise CursorUnknown from error


def read_moment(word: str) -> datetime:
    """Read a moment of a cursor, with its zone. Raises CursorUnknown."""
    try:
        moment = datetime.fromisoformat(word)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise CursorUnknown from error
    raise CursorUnknown


def one_page(rows: Sequence[T], limit: int) -> tuple[Sequence[T], T | None]:
    """Split rows, of which one more was read than the page shows: the page, and its last row if more follow."""
    return (rows[:limit], rows[limit - 1]) if len(rows) > limit else (rows, None)


def next_cursor(*keys: object) -> str:
    """Return the cursor of the page after the row with these keys."""
    return encode_cursor(*map(str, keys))


def _is_text(word: str) -> bool:
    """Tell whether databases take a word: not with half a sign, nor with a sign zero."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in word
