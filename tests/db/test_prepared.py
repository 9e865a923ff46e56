"""Statements that are sent without a session give what the session gives."""

import pytest
from sqlalchemy import bindparam, select, text

from course.db.prepared import Prepared
from course.db.session import Database, DBAPIError
from course.store.accounts.models import Account
from tests.builders import add_person

BY_EMAIL = select(Account.id, Account.display_name, Account.created_at, Account.suspended_at).where(
    Account.email_key == bindparam("email_key"), Account.demonstration.is_(False)
)


def test_values_have_the_types_of_the_columns(session, database):
    person = add_person(session)

    row = Prepared(BY_EMAIL).one_or_none(database, email_key=person.email_key)

    assert tuple(row) == session.execute(BY_EMAIL, {"email_key": person.email_key}).one()


def test_no_row_is_none(database):
    assert Prepared(BY_EMAIL).one_or_none(database, email_key="nobody@example.org") is None


def test_a_failing_statement_raises_what_a_session_raises(database_url):
    own = Database(database_url)

    with pytest.raises(DBAPIError):
        Prepared(select(text("nothing_here"))).one_or_none(own)

    assert Prepared(BY_EMAIL).one_or_none(own, email_key="nobody@example.org") is None
    own.dispose()
