"""Connections to PostgreSQL: what is prepared on them, through a pooler too, and what becomes of broken ones."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import bindparam, select, text
from sqlalchemy.engine import make_url

from course.core.ids import new_id
from course.db import revisions
from course.db import session as database_session
from course.db.session import PREPARED_AFTER, Database, DBAPIError, is_busy, send
from course.store.accounts.models import Account
from course.store.accounts.queries import hold_account
from tests.conftest import HAS_POSTGRES, drop_postgres_database, make_postgres_database
from tests.statements import noted

PGBOUNCER = shutil.which("pgbouncer")
ONE, PREPARED = text("SELECT 1"), text("SELECT count(*) FROM pg_prepared_statements")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    if not HAS_POSTGRES:
        pytest.skip("PostgreSQL does not answer")
    made = make_postgres_database()
    yield made
    drop_postgres_database(made)


@pytest.fixture
def database(url):
    made = Database(url)
    revisions.upgrade(made.writer)
    yield made
    made.dispose()


@pytest.fixture
def held(database):
    """The statements that hold an account, as they are sent."""
    sent = []

    def note(statement, _parameters):
        sent.extend([statement] if "FOR NO KEY UPDATE" in statement else [])

    with noted(database.writer, note):
        yield sent


@pytest.fixture
def pooled(url, tmp_path):
    """The same database through a pooler that lends out two connections, a transaction at a time."""
    if PGBOUNCER is None:
        pytest.skip("PgBouncer is not installed")
    server, port = make_url(url), _free_port()
    settings = tmp_path / "pgbouncer.ini"
    settings.write_text(
        f"[databases]\n{server.database} = host={server.host} port={server.port or 5432} user={server.username}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
        "pool_mode = transaction\ndefault_pool_size = 2\n"
    )
    command = [PGBOUNCER, str(settings)]
    if os.geteuid() == 0:  # it does not run as root
        for folder in (tmp_path, *tmp_path.parents[:2]):
            folder.chmod(0o755)
        command += ["-u", "nobody"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        made = Database(server.set(host="127.0.0.1", port=port).render_as_string(hide_password=False))
        yield made
        made.dispose()
    finally:
        process.terminate()
        process.wait(10)


def test_a_statement_sent_often_is_prepared(database):
    with database.writing() as session:
        for _ in range(PREPARED_AFTER + 1):
            session.execute(ONE)

        assert session.scalar(PREPARED) == 1


def test_nothing_is_prepared_through_a_pooler_which_gives_each_transaction_another_connection(pooled):
    sessions = [pooled.write_session() for _ in range(6)]
    for _ in range(3 * PREPARED_AFTER):
        for session in sessions:
            assert session.scalar(ONE) == 1
            session.commit()

    assert sessions[0].scalar(PREPARED) == 0


def test_a_connection_that_broke_while_it_was_idle_is_replaced_unseen(database, monkeypatch):
    monkeypatch.setattr(database_session, "ASKED_AFTER", 0.0)
    with database.writing() as session:
        process = session.scalar(text("SELECT pg_backend_pid()"))
    _end(database, process)

    with database.writing() as session:
        assert session.scalar(ONE) == 1


def test_a_connection_lost_in_a_transaction_is_told_as_lost_and_given_up(database):
    by_name = select(Account.id).where(Account.display_name == bindparam("name"))
    with database.write_session() as session:
        _end(database, session.scalar(text("SELECT pg_backend_pid()")))
        with pytest.raises(DBAPIError) as raised:
            send(session, by_name, {"name": "Noor"})

    assert raised.value.connection_invalidated
    assert is_busy(raised.value)
    with database.write_session() as session:
        assert send(session, by_name, {"name": "Noor"}).all() == []


def test_a_restart_fails_one_transaction_and_not_one_of_each_connection(database):
    by_name = select(Account.id).where(Account.display_name == bindparam("name"))
    sessions = [database.write_session() for _ in range(3)]
    processes = [session.scalar(text("SELECT pg_backend_pid()")) for session in sessions]
    for session in sessions:
        session.close()
    for process in processes:
        _end(database, process)
    failed = 0
    for _ in range(3):
        with database.write_session() as session:
            try:
                send(session, by_name, {"name": "Noor"})
            except DBAPIError:
                failed += 1

    assert failed == 1


def test_a_connection_that_was_used_just_now_is_used_without_asking(database):
    asked = []
    database.writer.dialect.do_ping = lambda connection: not asked.append(connection)
    for _ in range(3):
        with database.writing() as session:
            session.execute(ONE)

    assert not asked


def test_an_account_is_held_once_in_a_transaction(database, held):
    account_id = new_id()
    with database.write_session() as session:
        hold_account(session, account_id)
        hold_account(session, account_id)
        session.commit()
        hold_account(session, account_id)

    assert len(held) == 2


def test_what_an_undone_savepoint_held_is_held_again(database, held):
    account_id = new_id()
    with database.write_session() as session:
        savepoint = session.begin_nested()
        hold_account(session, account_id)
        savepoint.rollback()
        hold_account(session, account_id)

    assert len(held) == 2


def _end(database: Database, process: int) -> None:
    with database.reading() as session:
        session.execute(text("SELECT pg_terminate_backend(:process)"), {"process": process})


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("PgBouncer does not answer")
