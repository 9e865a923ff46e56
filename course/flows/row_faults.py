"""Rows with which something is wrong: a job names them and goes on with the others, and meets them again next time."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from course.db.session import DBAPIError, is_busy

Faults = dict[UUID, Exception]  # the rows that a run of a job passes over, by id, and what was wrong


class RowFailed(Exception):  # noqa: N818 - named for what is found
    """A row that could not be dealt with, for a reason that the next call would meet again."""

    def __init__(self, row_id: UUID) -> None:
        super().__init__(str(row_id))
        self.row_id = row_id


@contextmanager
def naming(row_id: UUID) -> Iterator[None]:
    """Raise RowFailed for whatever goes wrong with a row, except where the database was busy or a race was lost."""
    try:
        yield
    except Exception as error:
        if isinstance(error, DBAPIError) and is_busy(error):
            raise
        raise RowFailed(row_id) from error
