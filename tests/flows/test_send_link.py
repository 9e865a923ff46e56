"""A link for nobody costs the same work as one for somebody, and leaves nothing."""

import pytest
from sqlalchemy import select

from course.flows.send_link import send_link
from course.store.accounts.models import OneTimeToken
from course.store.outbox.models import OutboxMessage
from tests.builders import add_person
from tests.conftest import NOON
from tests.statements import noted


def writes_of(session, email, purpose):
    """Return the tables that a request for a link writes to, in order."""
    seen = []

    def note(statement, _parameters):
        if statement.startswith("INSERT"):
            seen.append(statement.split()[2])

    with noted(session.get_bind(), note):
        send_link(session, secret="of the tests", email=email, purpose=purpose, payload={}, now=NOON)
        session.commit()
    return seen


@pytest.mark.parametrize("purpose", ["sign_in", "reset"])
def test_the_same_is_written_for_nobody_as_for_somebody(session, purpose):
    person = add_person(session)

    known = writes_of(session, person.email, purpose)
    unknown = writes_of(session, "nobody@example.org", purpose)

    assert known == unknown == ["limit_counter", "one_time_token", "outbox_message"]


def test_what_was_written_for_nobody_is_taken_back(session):
    add_person(session)

    send_link(
        session, secret="of the tests", email="nobody@example.org", purpose="reset", payload={}, now=NOON
    )
    session.commit()

    assert session.scalars(select(OneTimeToken)).all() == []
    assert session.scalars(select(OutboxMessage)).all() == []
