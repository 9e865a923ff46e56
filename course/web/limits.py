"""Rate classes: how often one caller may do one kind of thing.

Counts live in Redis where it is configured and answers, else in this process. The guard against guessing
passwords does not rest on these: it is counted in the database (flows/sign_in).
"""

import time
from datetime import UTC, datetime
from threading import Lock

from flask import current_app, request
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from course.core.problems import CourseProblem
from course.core.rules.actor import Actor

# Generous for people, tight for machines. A town hall's learners share one address, so a workshop of a hundred
# who join and sign in by link within the hour must get through; how much one person's box gets is counted apart
# (flows/send_link).
RATE_CLASSES: dict[str, str] = {
    "page": "",
    "write": "120 per minute",
    "answer": "300 per minute",
    "sign_in": "120 per minute",
    "mail": "200 per hour",
    "register": "200 per hour",
    "check": "60 per minute",  # of certificates by their code
    "export": "20 per minute",
    "preview": "120 per minute",  # what an author looks at file by file, and nothing is changed by
    "import": "30 per hour",
    "api": "600 per minute",
}

FORGET_EVERY = 60  # seconds


class TooMany(CourseProblem):
    """The caller did this too often; `seconds` says how long to wait."""

    code = "too_many"
    status = 429


class Counts(MemoryStorage):
    """Counts in this process's memory; looks only now and then for windows that are over.

    The library's own looks through all of them, in a new thread, after nearly every deed: with thousands of callers
    in one minute that costs more than the deed.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()
        self._looked_at = time.time()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count `amount` deeds in the window of `key`, which lasts `expiry` seconds from its first; return their sum."""
        with self._lock:
            now = time.time()
            if now - self._looked_at > FORGET_EVERY:
                self._forget(now)
            if self.expirations.get(key, 0.0) <= now:
                self.storage[key], self.expirations[key] = 0, now + expiry
            self.storage[key] += amount
            return self.storage[key]

    def _forget(self, now: float) -> None:
        self._looked_at = now
        for key in [key for key, ends in self.expirations.items() if ends <= now]:
            self.clear(key)


class Limiter:
    """Counts by rate class and caller; falls back to this process's memory while Redis is away."""

    def __init__(self, redis_url: str) -> None:
        self._memory = FixedWindowRateLimiter(Counts())
        self._shared: FixedWindowRateLimiter | None = None
        if redis_url:
            storage: Storage = storage_from_string(  # type: ignore[assignment]
                redis_url, wrap_exceptions=True, socket_connect_timeout=0.5, socket_timeout=0.5
            )
            self._shared = FixedWindowRateLimiter(storage)
        self._items: dict[str, RateLimitItem] = {
            name: parse(rate) for name, rate in RATE_CLASSES.items() if rate
        }

    def hit(self, rate_class: str, caller: str) -> int:
        """Count one deed; return 0 when it is allowed, else the seconds to wait."""
        item = self._items.get(rate_class)
        if item is None:
            return 0
        if self._shared is not None:
            try:
                return self._hit(self._shared, item, rate_class, caller)
            except StorageError:
                pass
        return self._hit(self._memory, item, rate_class, caller)

    @staticmethod
    def _hit(limiter: FixedWindowRateLimiter, item: RateLimitItem, rate_class: str, caller: str) -> int:
        if limiter.hit(item, rate_class, caller):
            return 0
        reset = limiter.get_window_stats(item, rate_class, caller).reset_time
        return max(1, round(reset - datetime.now(UTC).timestamp()))


def hit_rate_class(rate_class: str, caller: Actor) -> None:
    """Count one request; raise TooMany when the caller is over the limit of the class."""
    if rate_class == "page":
        return
    name = str(caller.account_id) if caller.signed_in else request.remote_addr or "unknown"
    limiter: Limiter = current_app.extensions["course_limiter"]
    seconds = limiter.hit(rate_class, name)
    if seconds:
        raise TooMany(seconds=seconds)
