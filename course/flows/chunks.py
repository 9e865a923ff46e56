"""Long work in short transactions, so that nobody else waits for the database for long."""

import time
from collections.abc import Callable

from course.db.session import Database

CHUNK_ROWS = 250  # in the first chunk, before it is known how fast the machine is
ROWS_MOST = 4_000
CHUNK_SECONDS = 0.3  # how long a chunk should hold the database; its size follows
PAUSE_SECONDS = 0.11  # longer than SQLite's waiting writers sleep between two tries


def run_in_chunks(database: Database, step: Callable[[int], bool], *, seconds: float = CHUNK_SECONDS) -> None:
    """Call `step` with a number of rows until it says that there are no more, with pauses in between.

    `seconds` is how long a step should hold the database.
    """
    size = CHUNK_ROWS
    while True:
        began = time.monotonic()
        more = step(size)
        if not more:
            return
        size = next_size(size, time.monotonic() - began, seconds=seconds)
        let_others_in(database)


def let_others_in(database: Database) -> None:
    """Wait a little where one writer holds the whole database; elsewhere writers do not wait for each other."""
    if database.dialect == "sqlite":
        time.sleep(PAUSE_SECONDS)


def next_size(size: int, took: float, *, seconds: float = CHUNK_SECONDS) -> int:
    """Return the rows that take about `seconds`, given how long the last `size` took."""
    fitting = round(size * seconds / max(took, 0.001))
    return max(100, min(fitting, size * 2, ROWS_MOST))
