"""The keys that sign badges: made when first needed, anew when they are old or an admin wants it, and withdrawn."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from course.db.session import Session
from course.store.audit.operations import record
from course.store.awards.operations import add_signing_key, withdraw_key
from course.store.awards.queries import keys_made_at, sealed_key

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
        _add_next(session, secret=secret, now=now)
        found = signing_pair(session, secret=secret)
    return found


def rotate_keys(session: Session, *, secret: str, now: datetime) -> int:
    """Make new keys and return their number. What the old ones signed stays good until they are withdrawn.

    Of several who do it at once one makes them, and the log has one line.
    """
    return _follow(session, max(keys_made_at(session), default=0), secret=secret, now=now)


def rotate_old_keys(session: Session, *, secret: str, days: int, now: datetime) -> int | None:
    """Make new keys where those that sign are `days` old or older; return the number that signs then.

    None where there is nothing to do: they are younger, there are none yet, or `days` is 0.
    """
    made_at = keys_made_at(session)
    newest = max(made_at, default=0)
    due = next_keys_at(made_at[newest], days) if newest else None
    return _follow(session, newest, secret=secret, now=now) if due and due <= now else None


def _follow(session: Session, newest: int, *, secret: str, now: datetime) -> int:
    """Make the keys after those that were found the newest, unless somebody just did; return their number."""
    number = newest + 1
    if _add(session, number, secret=secret, now=now):
        record(
            session,
            actor_id=None,
            action="badges.keys_rotated",
            subject_kind="signing_key",
            subject_id=number,
            now=now,
        )
    return number


def next_keys_at(made_at: datetime, days: int) -> datetime | None:
    """Return when keys of this age are followed by new ones by themselves; None where `days` is 0: by hand alone."""
    return made_at + timedelta(days=days) if days else None


def withdraw_keys(session: Session, *, secret: str, number: int, now: datetime) -> bool:
    """Withdraw keys that others may have: nothing that they signed is valid any more. Tell whether they held until now.

    Where they sign now, new ones are made first.
    """
    kept = sealed_key(session)
    if kept is not None and kept[0] == number:
        _add_next(session, secret=secret, now=now)
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


def _add_next(session: Session, *, secret: str, now: datetime) -> None:
    _add(session, max(keys_made_at(session), default=0) + 1, secret=secret, now=now)


def _add(session: Session, number: int, *, secret: str, now: datetime) -> bool:
    """Make the keys of a number; tell whether they are ours and not those of somebody just as fast."""
    from course.core.badges.keys import make_pair, public_pair, seal

    pair = make_pair(number)
    sealed = seal(pair, secret, context=_context(number))
    return add_signing_key(session, public_pair(pair), sealed=sealed, now=now)


def _context(number: int) -> bytes:
    """Bind sealed keys to their number, so that rows cannot be exchanged."""
    return str(number).encode()
