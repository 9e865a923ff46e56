"""What the outbox holds, read as the person who gets it reads it."""

import re

from sqlalchemy import select

from course.jobs.send_mail import compose
from course.store.accounts.queries import find_addressee
from course.store.outbox.models import OutboxMessage
from course.store.outbox.queries import DueMessage
from tests.conftest import NOON


def queued(session, template=None):
    """Return the messages that wait, oldest first."""
    found = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    return [message for message in found if template in {None, message.template}]


def mail_of(app, session, message):
    """Return a message as it would be sent."""
    due = DueMessage(message.id, message.template, message.account_id, message.payload, 1)
    return compose(app, due, find_addressee(session, message.account_id), NOON)


def text_of(app, session, message):
    return mail_of(app, session, message).get_body(("plain",)).get_content()


def link_in(app, session, template):
    """Return the path of the link in the last mail of a template."""
    text = text_of(app, session, queued(session, template)[-1])
    return re.search(r"http://localhost:80(/\S+/account/\S+)", text)[1]
