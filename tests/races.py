"""Deeds at once, each in a transaction of its own: from one barrier, or one inside the other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Barrier
from typing import Any

from course.db.session import Database

Deed = Callable[[Any], Any]  # what is done with a session
WAIT_SECONDS = 0.4  # how long the later deed has to get as far as it can


def together(*deeds: Callable[[], Any]) -> list[Any]:
    """Do all of them from one moment on; return what came of each."""
    barrier = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        barrier.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def within(database: Database, first: Deed, second: Deed) -> Any:
    """Do `second` while the transaction of `first` is not over yet; return what came of `second`."""

    def run() -> Any:
        with database.writing() as session:
            return second(session)

    with ThreadPoolExecutor(1) as pool:
        with database.writing() as session:
            first(session)
            session.flush()
            later = pool.submit(run)
            wait([later], timeout=WAIT_SECONDS)
        return later.result(timeout=15)
