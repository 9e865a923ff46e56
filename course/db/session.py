"""How the database is reached: engines, sessions, and the retry of what may be retried.

On SQLite the driver's own transactions are switched off and each writer starts with BEGIN IMMEDIATE, so
that a transaction never fails half-way for want of the lock; readers use a connection that cannot write.
"""

import functools
import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, MultipleResultsFound, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from course.core.sqlite import make_private, sqlite_driver
from course.db.compiled import compiled

BUSY_TIMEOUT_MS = 10_000
RETRIES = 3
_POSTGRESQL: dict[str, Any] = {
    "pool_size": 8,
    "max_overflow": 8,
    "pool_timeout": 10,
    "connect_args": {"connect_timeout": 5, "prepare_threshold": None},
}
PREPARED_AFTER = (
    5  # times that a connection was sent a statement; PostgreSQL then parses and plans it no more
)
ASKED_AFTER = (
    1.0  # seconds that a connection was idle; before, it is taken to live, which saves a way there and back
)
_RETRYABLE_STATES = {"40001", "40P01"}  # PostgreSQL: serialization failure, deadlock detected

P = ParamSpec("P")
T = TypeVar("T")

# The doors name these types without knowing the database library.
__all__ = [
    "BUSY_TIMEOUT_MS",
    "DBAPIError",
    "Database",
    "PoolTimeout",
    "Session",
    "answers",
    "has_wal_reset_defect",
    "insert_or_ignore",
    "is_busy",
    "make_engine",
    "may_be_retried",
    "retried",
    "send",
    "sqlite_driver",
    "upsert",
    "upsert_many",
]


def has_wal_reset_defect(version: tuple[int, int, int]) -> bool:
    """Tell whether this SQLite can corrupt a WAL database when a checkpoint races with a reset.

    Fixed in 3.51.3 and, in the older lines, in 3.50.7 and 3.44.6 (SQLite's release notes).
    """
    if version >= (3, 51, 3):
        return False
    fixed = {(3, 50): 7, (3, 44): 6}
    line = version[:2]
    return not (line in fixed and version[2] >= fixed[line])


def make_engine(url: str, *, read_only: bool = False) -> Engine:
    """Make an engine for `url`. A read-only one refuses to write, on both databases."""
    if make_url(url).get_backend_name() == "sqlite":
        return _make_sqlite_engine(url, read_only=read_only)
    engine = _make_postgresql_engine(url)
    # Told when the transaction begins, by the driver itself: an order of its own would be one more round trip.
    return engine.execution_options(postgresql_readonly=True) if read_only else engine


def make_lending_engine(url: str) -> Engine:
    """Make an engine whose connections serve single statements that read, each outside of any transaction."""
    if make_url(url).get_backend_name() == "sqlite":
        return _make_sqlite_engine(url, read_only=True, pool_reset_on_return=None)
    return _make_postgresql_engine(url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None)


def _make_postgresql_engine(url: str, **more: Any) -> Engine:
    engine = create_engine(url, **_POSTGRESQL, **more)

    @event.listens_for(engine, "connect")
    def _connect(dbapi_connection: Any, _record: Any) -> None:
        if _is_direct(dbapi_connection):
            dbapi_connection.prepare_threshold = PREPARED_AFTER

    @event.listens_for(engine, "checkin")
    def _checkin(_dbapi_connection: Any, record: Any) -> None:
        record.info["idle_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _checkout(dbapi_connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("idle_since", math.inf) < ASKED_AFTER:
            return
        try:
            alive = engine.dialect.do_ping(dbapi_connection)
        except engine.dialect.loaded_dbapi.Error:
            alive = False
        if not alive:
            raise InvalidatePoolError  # the pool drops all that are as old, and makes a new one

    return engine


def _is_direct(dbapi_connection: Any) -> bool:
    """Tell whether a PostgreSQL process of its own is behind a connection, and not a pooler that lends out several.

    A pooler such as PgBouncer names a number of its own as the process to cancel: what one process has prepared
    may be asked of another there.
    """
    (process,) = dbapi_connection.execute("SELECT pg_backend_pid()").fetchone()
    dbapi_connection.rollback()
    return bool(process == dbapi_connection.info.backend_pid)


def _make_sqlite_engine(url: str, *, read_only: bool, **more: Any) -> Engine:
    driver, file = sqlite_driver(), make_url(url).database
    if file and file != ":memory:" and not read_only:
        make_private(Path(file))
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"
    engine = create_engine(url, module=driver, pool_size=16, max_overflow=16, pool_timeout=10, **more)

    @event.listens_for(engine, "connect")
    def _connect(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None  # we emit BEGIN ourselves
        pragmas = [
            "journal_mode=wal",
            "synchronous=full",
            "foreign_keys=on",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
        ]
        if read_only:
            pragmas.append("query_only=on")
        for pragma in pragmas:
            dbapi_connection.execute(f"pragma {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # On the driver itself, since this stands before every page; so its error is wrapped here too.
        try:
            connection.connection.driver_connection.execute(begin).close()
        except driver.OperationalError as error:
            raise OperationalError(begin, None, error) from error

    return engine


class Database:
    """The engines of one application. `read_url` names a standby; without it reads use the same server."""

    def __init__(self, url: str, read_url: str | None = None) -> None:
        self.url = url
        self.writer = make_engine(url)
        self.reader = make_engine(read_url or url, read_only=True)
        self._lending = make_lending_engine(url)  # of the server that is written to: never behind

    @property
    def dialect(self) -> str:
        return self.writer.dialect.name

    def write_session(self) -> Session:
        return Session(self.writer, expire_on_commit=False)

    def read_session(self, *, after_write: bool = False) -> Session:
        """Open a session for reads; `after_write` asks for one that sees its own writes."""
        engine = self.writer if after_write and self.dialect != "sqlite" else self.reader
        return Session(engine, expire_on_commit=False)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session, commit at the end, roll back on an error."""
        with self.write_session() as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.read_session() as session:
            yield session

    @contextmanager
    def lend(self) -> Iterator[Any]:
        """Lend the driver's own connection, for one statement that reads outside of any transaction."""
        lent = self._lending.raw_connection()
        try:
            yield lent.driver_connection
        except BaseException:
            lent.invalidate()  # whatever state it is in
            raise
        finally:
            lent.close()

    def dispose(self) -> None:
        self.writer.dispose()
        self.reader.dispose()
        self._lending.dispose()


def is_busy(error: DBAPIError) -> bool:
    """Tell whether the database was only busy or away, or a race was lost, so that the same request may succeed later."""
    if may_be_retried(error):
        return True
    if not isinstance(error, OperationalError) and not error.connection_invalidated:
        return False
    words = str(error.orig).lower()
    return "locked" in words or "busy" in words or error.connection_invalidated or "connection" in words


def may_be_retried(error: DBAPIError) -> bool:
    """Tell whether the transaction lost a race and may simply be run again from its start."""
    return getattr(error.orig, "sqlstate", None) in _RETRYABLE_STATES


def retried(function: Callable[P, T]) -> Callable[P, T]:
    """Run a whole transaction again, at most three times, when it lost a race with another."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        for attempt in range(RETRIES):
            try:
                return function(*args, **kwargs)
            except DBAPIError as error:
                if not may_be_retried(error) or attempt == RETRIES - 1:
                    raise
                time.sleep(0.02 * 2**attempt)
        raise AssertionError  # the loop returns or raises

    return run


def answers(session: Session) -> bool:
    """Ask the database for the smallest thing."""
    return bool(session.execute(text("SELECT 1")).scalar_one())


class Sent:
    """What a statement came to that went to the driver: how many rows it wrote, or those that it found, as tuples."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rowcount: int, rows: Sequence[Any]) -> None:
        self.rowcount = rowcount
        self._rows = rows

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> Sequence[Any]:
        return self._rows

    def scalars(self) -> list[Any]:
        return [row[0] for row in self._rows]

    def one_or_none(self) -> Any:
        """Return the only row. Raises MultipleResultsFound."""
        if len(self._rows) > 1:
            raise MultipleResultsFound
        return self._rows[0] if self._rows else None


def send(session: Session, statement: Any, values: Any) -> Any:
    """Carry out a statement that was made once, and return its result; raises DBAPIError as the session does.

    It goes past the mapper, which has nothing to do with columns, and as far as it can past SQLAlchemy's execution too.
    `values` are by name, or a list of such for as many rows. What waits in the session goes first, as it does where the
    session carries a statement out itself. A statement that is made anew each time would only fill the memory here:
    it is for `session.execute`.
    """
    session.flush()
    if isinstance(values, list) and len(values) == 1:
        (values,) = values  # for one row the drivers' way for many is the longer one
    connection, many = session.connection(), isinstance(values, list)
    ready = compiled(statement, connection.dialect, tuple(values[0] if many else values))
    if ready is None:
        return connection.execute(statement, values)
    parameters = [ready.parameters(one) for one in values] if many else ready.parameters(values)
    rowcount, rows = carry_out(connection, ready.sql, parameters)
    return Sent(rowcount, [ready.row(row) for row in rows])


def carry_out(connection: Connection, sql: str, parameters: Any) -> tuple[int, Sequence[Any]]:
    """Give a statement to the driver, with the parameters of one row or a list of many.

    Returns the number of rows, and the rows themselves where it answers with some, as the driver gives them.
    """
    dialect: Any = connection.dialect
    lent = connection.connection
    driver_connection: Any = lent.driver_connection
    errors = dialect.loaded_dbapi.Error
    with closing(driver_connection.cursor()) as cursor:
        try:
            if isinstance(parameters, list):
                cursor.executemany(sql, parameters)
            else:
                cursor.execute(sql, parameters)
            # SQLite finds the rows, and may fail, only now.
            return cursor.rowcount, cursor.fetchall() if cursor.description else ()
        except errors as error:
            lost = dialect.is_disconnect(error, driver_connection, cursor)
            if lost:  # then those that are as old are lost too, as SQLAlchemy's own execution takes it
                connection.engine.pool._invalidate(lent, error)  # noqa: SLF001 - it has no other name
                connection.invalidate(error)
            raise DBAPIError.instance(
                sql, parameters, error, errors, connection_invalidated=lost, dialect=dialect
            ) from error


def insert_or_ignore(
    session: Session, entity: Any, values: dict[str, Any], conflict: list[str] | None
) -> bool:
    """Insert one row unless its unique columns `conflict` are taken; tell whether it was inserted.

    None means any unique constraint of the table. One statement on both databases, so that of many racing
    writers exactly one inserts.
    """
    result = send(session, _insert_or_ignore(_dialect(session), entity, tuple(conflict or ())), values)
    return bool(result.rowcount)


def upsert(
    session: Session, entity: Any, values: dict[str, Any], conflict: list[str], update: list[str]
) -> None:
    """Insert one row, or update the columns `update` of the one that holds the unique columns `conflict`."""
    send(session, _upsert(_dialect(session), entity, tuple(conflict), tuple(update)), values)


# Making such a statement costs more than the database needs to carry it out, so each is made once.
@functools.lru_cache(maxsize=256)
def _insert_or_ignore(dialect: str, entity: Any, conflict: tuple[str, ...]) -> Any:
    statement = _inserting(dialect, entity).on_conflict_do_nothing(index_elements=conflict or None)
    # Asked for, because the number of inserted rows is else not read on PostgreSQL and comes out as -1.
    return statement.execution_options(preserve_rowcount=True)


@functools.lru_cache(maxsize=256)
def _upsert(dialect: str, entity: Any, conflict: tuple[str, ...], update: tuple[str, ...]) -> Any:
    statement = _inserting(dialect, entity)
    changes = {name: getattr(statement.excluded, name) for name in update}
    return statement.on_conflict_do_update(index_elements=conflict, set_=changes)


def _inserting(dialect: str, entity: Any) -> Any:
    """Begin an insert into an entity's table, past the mapper: its rows are values, not objects."""
    return (sqlite.insert if dialect == "sqlite" else postgresql.insert)(entity.__table__)


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def upsert_many(
    session: Session,
    entity: Any,
    rows: list[dict[str, Any]],
    conflict: list[str],
    changes: Callable[[Any], dict[str, Any]],
) -> None:
    """Insert rows; where `conflict` is taken, make `changes`, a function of a module, told of the row that came.

    Give rows that others may write too in one fixed order: then two such writers never wait for each other.
    """
    if rows:
        send(session, _upsert_with(_dialect(session), entity, tuple(conflict), changes), rows)


@functools.lru_cache(maxsize=256)
def _upsert_with(
    dialect: str, entity: Any, conflict: tuple[str, ...], changes: Callable[[Any], dict[str, Any]]
) -> Any:
    statement = _inserting(dialect, entity)
    return statement.on_conflict_do_update(index_elements=conflict, set_=changes(statement.excluded))
