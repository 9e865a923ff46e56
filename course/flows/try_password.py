"""Trying a password: counted before it is checked, on every page that checks one.

The check itself takes long and stands between two transactions: `begin_try`, commit, `core.passwords
.check_password`, `end_try`, commit. A try counts from its beginning, so that fifty at once are fifty; one that
fits is taken back.
"""

from dataclasses import dataclass
from datetime import datetime

from course.core.emails import fold_email
from course.core.problems import CourseProblem
from course.core.rules.sign_in import ACCOUNT_LIMIT, ADDRESS_LIMIT, KNOWN_PLACE, PAIR_LIMIT, TryLimit
from course.core.tokens import keyed_name
from course.db.session import Session
from course.store.accounts.operations import (
    forget_past_counters,
    hit_counter,
    mark_until,
    release_counter,
)
from course.store.accounts.queries import Credentials, find_credentials, is_marked


class TooManyTries(CourseProblem):
    """Too many wrong passwords; `seconds` says how long to wait. A mailed link signs in at once."""

    code = "too_many_tries"
    status = 429


@dataclass(frozen=True, slots=True)
class PasswordTry:
    """A try that was counted, and whom it is for; None for nobody."""

    person: Credentials | None
    counted: tuple[tuple[str, TryLimit], ...]  # bucket and its limit
    known_place: str  # the bucket that marks the address as one where the account signed in


def begin_try(session: Session, *, secret: str, email: str, client: str, now: datetime) -> PasswordTry:
    """Count one try for the account of `email` from the network address `client`. Raises TooManyTries.

    One pair of account and address has its own limit. Tries for one account from everywhere are limited too,
    except from addresses where that account signed in lately: so nobody shuts an owner out by guessing from
    elsewhere. `secret` keys the names of the counters.
    """
    key = fold_email(email)
    known_place = keyed_name(secret, "known_place", key, client)
    counted = [
        (keyed_name(secret, "try_pair", key, client), PAIR_LIMIT),
        (keyed_name(secret, "try_address", client), ADDRESS_LIMIT),
    ]
    if not is_marked(session, bucket=known_place, now=now):
        counted.append((keyed_name(secret, "try_account", key), ACCOUNT_LIMIT))
    forget_past_counters(session, now=now)
    for bucket, limit in counted:
        if hit_counter(session, bucket=bucket, now=now, seconds=limit.seconds) > limit.tries:
            raise TooManyTries(seconds=limit.seconds - int(now.timestamp()) % limit.seconds)
    return PasswordTry(find_credentials(session, email=email), tuple(counted), known_place)


def end_try(session: Session, tried: PasswordTry, *, now: datetime) -> None:
    """Take a try back that fitted, and remember from where: the next guess elsewhere will not stand in its way.

    `now` is the moment of `begin_try`, so that the same windows are meant.
    """
    for bucket, limit in tried.counted:
        release_counter(session, bucket=bucket, now=now, seconds=limit.seconds)
    mark_until(session, bucket=tried.known_place, until=now + KNOWN_PLACE)
