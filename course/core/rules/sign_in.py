"""How long a sign-in and a mailed link hold, and how often a password may be tried."""

from dataclasses import dataclass
from datetime import timedelta

LIFETIME = timedelta(days=30)  # of a sign-in, whatever is done with it
IDLE = timedelta(days=14)  # without a deed, a sign-in ends
SEEN_EVERY = timedelta(hours=1)  # `last_seen_at` is kept to the hour
FRESH = timedelta(minutes=30)  # how long a sign-in is recent enough for password, address and tokens

LINK_MINUTES = 20  # a link that signs in, sets a password or changes the address
CONFIRM_MINUTES = 3 * 24 * 60


@dataclass(frozen=True, slots=True)
class TryLimit:
    """At most `tries` wrong passwords in a window of `seconds`."""

    tries: int
    seconds: int


# Every window is one minute: whoever is refused waits no longer than that, so that nobody can lock another
# person out by guessing. A mailed link signs in at any time.
PAIR_LIMIT = TryLimit(10, 60)  # one account from one address
ACCOUNT_LIMIT = TryLimit(30, 60)  # one account from all addresses where it never signed in
ADDRESS_LIMIT = TryLimit(60, 60)  # all accounts from one address
KNOWN_PLACE = timedelta(days=90)  # how long an address where an account signed in counts as known

LINK_LIMIT = TryLimit(5, 600)  # mails with a link to one account
