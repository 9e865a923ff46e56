"""Many who join with one address at once: one account, one mail."""

import threading

import pytest
from sqlalchemy import delete, func, select

from course.db.session import Database, retried
from course.flows.register import Joining, register
from course.flows.send_link import may_mail
from course.store.accounts.models import Account, LimitCounter
from course.store.audit.models import AuditEvent
from course.store.outbox.models import OutboxMessage
from tests.conftest import NOON

SECRET = "of the tests"


def _forget(database, accounts):
    """Take away what the race left: it was committed, as races must be."""
    with database.writing() as session:
        session.execute(delete(OutboxMessage).where(OutboxMessage.account_id.in_(accounts)))
        session.execute(delete(AuditEvent).where(AuditEvent.actor_id.in_(accounts)))
        session.execute(delete(LimitCounter))
        session.execute(delete(Account).where(Account.id.in_(accounts)))


@pytest.mark.slow
def test_fifty_at_once_make_one_account_and_one_mail(database_url):
    database = Database(database_url)
    joining = Joining(
        email="Race@example.org", display_name="Amina", language="en", password_hash=None, payload={}
    )
    barrier, faults = threading.Barrier(50), []

    @retried
    def join():
        with database.writing() as session:
            register(session, joining, secret=SECRET, now=NOON)

    def run():
        barrier.wait()
        try:
            join()
        except Exception as fault:  # noqa: BLE001 - told below
            faults.append(fault)

    threads = [threading.Thread(target=run) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    try:
        with database.reading() as session:
            mine = select(Account.id).where(Account.email_key == "race@example.org")
            accounts = session.scalars(mine).all()
            mails = session.scalar(
                select(func.count()).select_from(OutboxMessage).where(OutboxMessage.account_id.in_(accounts))
            )
        assert (faults, len(accounts), mails) == ([], 1, 1)
    finally:
        _forget(database, accounts)
        database.dispose()


def test_look_alikes_share_one_limit_of_mails(session):
    allowed = [
        may_mail(session, secret=SECRET, email=email, now=NOON)
        for email in ["amina@example.org", "AMINA@example.org", " amina@example.org"] * 2
    ]

    assert allowed == [True] * 5 + [False]
