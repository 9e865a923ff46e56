"""The keys that sign badges: made when they are first needed, anew when an admin turns them over, and withdrawn."""

from datetime import datetime
from typing import TYPE_CHECKING

from course.db.session import Session
from course.store.audit.operations import record
from course.store.awards.operations import add_signing_key, withdraw_key
from course.store.awards.queries import sealed_key

if TYPE_CHECKING:
    from course.core.badges.keys import SigningPair


def signing_pair(session: Session, *, secret: str) -> "SigningPair | None":
    """Return the keys that sign now; None before there are any, and where another secret sealed them."""
    from course.core.badges.keys import SealBroken, unseal

    kept = sealed_key(session)
    if kept is None:
        return None
    number, sealed = kept
    try:
        return unseal(number, sealed, secret, context=_context(number))
    except SealBroken:
        return None


def make_signing_pair(session: Session, *, secret: str, now: datetime) -> "SigningPair":
    """Return the keys that sign now, and make them first where there are none: once, however many ask at once."""
    found = signing_pair(session, secret=secret)
    while found is None:
        _add(session, secret=secret, now=now)
        found = signing_pair(session, secret=secret)
    return found


def rotate_keys(session: Session, *, secret: str, now: datetime) -> int:
    """Make new keys and return their number. What the old ones signed stays good until they are withdrawn."""
    number = _add(session, secret=secret, now=now)
    record(
        session,
        actor_id=None,
        action="badges.keys_rotated",
        subject_kind="signing_key",
        subject_id=number,
        now=now,
    )
    return number


def withdraw_keys(session: Session, *, secret: str, number: int, now: datetime) -> bool:
    """Withdraw keys that others may have: nothing that they signed is valid any more. Tell whether they held until now.

    Where they sign now, new ones are made first.
    """
    kept = sealed_key(session)
    if kept is not None and kept[0] == number:
        _add(session, secret=secret, now=now)
    if not withdraw_key(session, number, now=now):
        return False
    record(
        session,
        actor_id=None,
        action="badges.keys_withdrawn",
        subject_kind="signing_key",
        subject_id=number,
        now=now,
    )
    return True


def _add(session: Session, *, secret: str, now: datetime) -> int:
    from course.core.badges.keys import make_pair, public_pair, seal

    kept = sealed_key(session)
    pair = make_pair(kept[0] + 1 if kept else 1)
    sealed = seal(pair, secret, context=_context(pair.number))
    add_signing_key(session, public_pair(pair), sealed=sealed, now=now)
    return pair.number


def _context(number: int) -> bytes:
    """Bind sealed keys to their number, so that rows cannot be exchanged."""
    return str(number).encode()
