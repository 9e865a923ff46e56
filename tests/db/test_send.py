"""What goes to the driver past SQLAlchemy's execution: it comes to the same, and fails the same way."""

import pytest
from sqlalchemy import bindparam, func, insert, select, union_all, update
from sqlalchemy.exc import DBAPIError, IntegrityError, MultipleResultsFound

from course.core.ids import new_id
from course.db.session import send
from course.store.accounts.models import Account
from course.store.audit.models import AuditEvent
from tests.builders import add_person
from tests.conftest import NOON

ADD = insert(AuditEvent.__table__)
BY_NAME = select(Account.id, Account.created_at, Account.suspended_at, func.length(Account.email)).where(
    Account.display_name == bindparam("name")
)
RENAME = (
    update(Account.__table__)
    .where(Account.email_key == bindparam("of"))
    .values(display_name=bindparam("name"))
)


def line(**more):
    return {
        "id": new_id(),
        "at": NOON,
        "actor_id": None,
        "action": "tried",
        "subject_kind": "attempt",
        "subject_id": "1",
        "cohort_id": None,
        "details": {"quiz": "steps"},
        "request_id": "",
        **more,
    }


def kept(session):
    return [
        (event.subject_id, event.at, event.actor_id, event.details)
        for event in session.scalars(select(AuditEvent).order_by(AuditEvent.subject_id))
    ]


def test_values_are_kept_as_the_columns_have_them(session):
    send(session, ADD, line())

    assert kept(session) == [("1", NOON, None, {"quiz": "steps"})]


def test_many_rows_go_in_one_list(session):
    send(session, ADD, [line(subject_id=str(number)) for number in range(3)])

    assert [event[0] for event in kept(session)] == ["0", "1", "2"]


def test_rows_have_the_types_of_the_columns(session):
    person = add_person(session, "Noor")

    row = send(session, BY_NAME, {"name": "Noor"}).one_or_none()

    assert row == tuple(session.execute(BY_NAME, {"name": "Noor"}).one())
    assert row[:3] == (person.id, person.created_at, None)


def test_nobody_found_is_none(session):
    assert send(session, BY_NAME, {"name": "nobody"}).one_or_none() is None


def test_two_where_one_is_meant_are_refused(session):
    for _ in range(2):
        add_person(session, "Noor")

    with pytest.raises(MultipleResultsFound):
        send(session, BY_NAME, {"name": "Noor"}).one_or_none()


def test_rows_of_two_queries_come_as_one(session):
    add_person(session, "Noor")
    both = union_all(BY_NAME, BY_NAME)

    assert len(send(session, both, {"name": "Noor"}).all()) == 2


def test_the_number_of_changed_rows_is_told(session):
    person = add_person(session, "Noor")

    assert send(session, RENAME, {"of": person.email_key, "name": "Nur"}).rowcount == 1
    assert send(session, RENAME, {"of": "nobody@example.org", "name": "Nur"}).rowcount == 0


def test_what_waits_in_the_session_goes_first(session):
    person = add_person(session, "Noor")
    person.display_name = "Nur"

    assert send(session, BY_NAME, {"name": "Nur"}).scalars() == [person.id]


def test_defaults_of_columns_are_filled_in(session):
    person = add_person(session)
    values = {
        "email": "a@example.org",
        "email_key": "a@example.org",
        "display_name": "A",
        "name_key": "a",
        "created_at": NOON,
    }

    send(session, insert(Account.__table__), values)

    made = session.scalars(select(Account).where(Account.email_key == "a@example.org")).one()
    assert made.id != person.id


def test_a_broken_rule_raises_what_a_session_raises(session):
    event = line()
    send(session, ADD, event)

    with pytest.raises(IntegrityError), session.begin_nested():
        send(session, ADD, event)


def test_what_fails_while_rows_are_found_raises_what_a_session_raises(session):
    for name in ("1", "{"):  # SQLite reads the second only when the first was fetched
        add_person(session, name, email=f"{len(name)}{ord(name)}@example.org")
    read = select(func.json(Account.display_name)).where(Account.language == bindparam("language"))

    with pytest.raises(DBAPIError), session.begin_nested():
        send(session, read.order_by(Account.display_name), {"language": "en"})
