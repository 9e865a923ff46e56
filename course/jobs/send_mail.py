"""Sending what waits in the outbox: at least once, each under its stable id, in each person's language."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask

from course.core.problems import CourseProblem
from course.db.session import Database
from course.jobs.transport import Transport
from course.store.accounts.queries import Addressee, find_addressee
from course.store.outbox.operations import claim_due, mark_failed, mark_sent
from course.store.outbox.queries import DueMessage

log = structlog.get_logger("course.mail")

LEASE = timedelta(minutes=5)  # a message claimed by a process that died is free again after this
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))  # then it counts as failed


def send_due_mail(app: Flask, transport: Transport, *, now: datetime, limit: int = 50) -> int:
    """Send what is due; return how many messages were handled. Safe to run in several processes at once."""
    database: Database = app.extensions["course_database"]
    with database.writing() as session:
        due = claim_due(session, now=now, lease=LEASE, limit=limit)
    for message in due:
        _send_one(app, database, transport, message, now)
    return len(due)


def _send_one(app: Flask, database: Database, transport: Transport, due: DueMessage, now: datetime) -> None:
    with database.reading() as session:
        person = find_addressee(session, due.account_id) if due.account_id else None
    reason = ""
    if person is None:
        reason = "no_addressee"
    else:
        try:
            transport.send(compose(app, due, person, now), str(due.id))
        except (OSError, CourseProblem) as error:
            reason = type(error).__name__
            log.warning("mail_not_sent", message=str(due.id), template=due.template, reason=reason)
        except Exception as error:
            # Something is wrong with this one, as with its payload: those behind it are sent all the same.
            reason = type(error).__name__
            log.exception("mail_not_written", message=str(due.id), template=due.template)
    with database.writing() as session:
        if not reason:
            mark_sent(session, message_id=due.id, now=now)
        elif person is None or due.tries > len(DELAYS):
            mark_failed(session, message_id=due.id, reason=reason, retry_at=None)
        else:
            mark_failed(session, message_id=due.id, reason=reason, retry_at=now + DELAYS[due.tries - 1])


def compose(app: Flask, due: DueMessage, person: Addressee, now: datetime) -> EmailMessage:
    """Write one mail from its templates: mail/<template>.txt, whose first line is the subject, and .html.

    In the language of the person, unless the payload names the one in which they asked what the mail answers.
    """
    settings = app.config["COURSE"]
    language = due.payload.get("language") or person.language
    values: dict[str, Any] = {
        **due.payload,
        "person": person,
        "base_url": settings.base_url,
        "lang": language,
    }
    app.extensions["course_speak"](language, person.time_zone)
    # A context of its own, so that the templates may use what pages use without a request.
    text = app.jinja_env.get_template(f"mail/{due.template}.txt").render(values)
    html = app.jinja_env.get_template(f"mail/{due.template}.html").render(values)
    subject, _, body = text.partition("\n")
    message = EmailMessage()
    message["Subject"] = " ".join(subject.removeprefix("Subject:").split())
    message["From"] = settings.mail_from
    message["To"] = due.payload.get("to") or person.email  # a new address, or the one before
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{due.id}@{urlsplit(settings.base_url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    if stop_url := due.payload.get("stop_path"):  # one click of the mail program, without a sign-in
        message["List-Unsubscribe"] = f"<{settings.base_url}/{person.language}{stop_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(body.lstrip("\n"))
    message.add_alternative(html, subtype="html")
    return message
