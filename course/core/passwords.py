"""Passwords: which ones are taken, how they are kept, and how one is checked.

Kept as argon2id with 19 MiB, two passes and one lane (OWASP's first recommendation). At most as many are
computed at once as there are processors, so that a storm of sign-ins uses little memory and lets others through.
"""

import os
import threading
import unicodedata
from base64 import b64encode
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from course.core.problems import CourseProblem

MIN_LENGTH = 8  # signs, not bytes
MAX_LENGTH = 128
MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
AT_ONCE = os.cpu_count() or 1
WAITING = 4 * AT_ONCE  # who comes when so many wait already is asked to come again

# Words of this site that everybody would think of.
SITE_WORDS = (
    "human",
    "mobility",
    "migration",
    "migrant",
    "refugee",
    "compact",
    "course",
    "lampedusa",
    "uclg",
    "pdd",
)

_METER_LENGTH = 72  # zxcvbn refuses longer ones; the check itself and the hash take all of the password
_GUESSABLE = 1  # zxcvbn's score: found within a million guesses
_OWN_LETTERS = 3  # letters that must be left when names, addresses and the site's words are taken away
_WORD_LENGTH = 3  # shorter context words are in too many good passwords

_hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
_slots = threading.BoundedSemaphore(AT_ONCE)
_queue = threading.BoundedSemaphore(AT_ONCE + WAITING)


class HashingBusy(CourseProblem):
    """So many passwords are being checked that this one must wait."""

    code = "busy"
    status = 503


def password_fault(password: str, context: Collection[str] = ()) -> str:
    """Return why a password cannot be taken, as a code; empty when it can.

    `password_short`, `password_long`, `password_personal` (little but words of `context`: the person's name and
    address, or the site's) or `password_common` (among the first million that anybody would guess, from an
    offline list). Any signs in any mixture will do.
    """
    if len(password) < MIN_LENGTH:
        return "password_short"
    if len(password) > MAX_LENGTH:
        return "password_long"
    words = _context_words(context)
    if _is_personal(password, words):
        return "password_personal"
    return "password_common" if _is_common(password, words) else ""


def hash_password(password: str) -> str:
    """Return what is stored of a password. Raises HashingBusy."""
    with _slot():
        return _hasher.hash(_bytes(password))


def check_password(password: str, password_hash: str | None) -> bool:
    """Tell whether a password fits its hash. Raises HashingBusy.

    Without a hash (nobody has that name, or signs in by link only) the same work is done against one that
    nothing fits, so that the answer takes as long.
    """
    with _slot():
        try:
            _hasher.verify(password_hash or dummy_hash(), _bytes(password[: MAX_LENGTH + 1]))
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def dummy_hash() -> str:
    """Return a hash in today's parameters that no known password fits: its bits are random, not computed."""
    salt, digest = (b64encode(os.urandom(size)).rstrip(b"=").decode() for size in (16, 32))
    return f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${digest}"


@contextmanager
def _slot() -> Iterator[None]:
    if not _queue.acquire(blocking=False):
        raise HashingBusy
    try:
        with _slots:
            yield
    finally:
        _queue.release()


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


def _letters(text: str) -> str:
    """Return a text's letters and figures, folded: without case, accents, blanks and signs."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalnum())


def _context_words(context: Collection[str]) -> list[str]:
    """Return the words of names and addresses, whole and in parts, and the site's; the longest first."""
    words = set(SITE_WORDS)
    for text in context:
        parts = "".join(sign if sign.isalnum() else " " for sign in text).split()
        words |= {_letters(part) for part in [text, *parts]}
    return sorted((word for word in words if len(word) >= _WORD_LENGTH), key=lambda word: (-len(word), word))


def _is_personal(password: str, words: Collection[str]) -> bool:
    left = _letters(password)
    shorter = left
    for word in words:
        shorter = shorter.replace(word, " ")
    taken_away = shorter != left
    return taken_away and sum(sign.isalpha() for sign in shorter) < _OWN_LETTERS


def _is_common(password: str, words: Collection[str]) -> bool:
    from zxcvbn import zxcvbn  # 0.1 s and some megabytes of lists: only where a password is chosen

    judged = zxcvbn(password[:_METER_LENGTH], user_inputs=list(words))
    return bool(judged["score"] <= _GUESSABLE)
