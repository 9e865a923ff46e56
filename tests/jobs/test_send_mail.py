"""Sending what waits: one message that cannot be written stops no other."""

from course.jobs.send_mail import send_due_mail
from course.store.outbox.models import OutboxMessage
from course.store.outbox.operations import queue_mail
from tests.builders import add_person
from tests.conftest import NOON


class Kept:
    """A transport that keeps what it is given."""

    def __init__(self):
        self.sent = []

    def send(self, message, name):
        self.sent.append(name)


def test_a_message_that_cannot_be_written_stops_no_other(app, session, database):
    person = add_person(session)
    good = {"titles": {"en": "Steps"}, "quiz": "steps", "attempt": "1"}
    broken, whole = (
        queue_mail(session, account_id=person.id, template="marked", payload=said, key=key, now=NOON)
        for key, said in (("broken", {**good, "titles": 1}), ("whole", good))
    )
    session.commit()
    transport = Kept()

    handled = send_due_mail(app, transport, now=NOON)

    session.expire_all()
    assert (handled, transport.sent) == (2, [str(whole)])
    assert session.get(OutboxMessage, broken).state == "queued"
    assert session.get(OutboxMessage, broken).last_error
