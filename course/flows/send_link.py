"""Sending a link by mail that signs in or sets a password: to whom has an account, and to nobody else."""

from datetime import datetime
from typing import Any
from uuid import UUID

from course.core.emails import fold_email
from course.core.rules.sign_in import LINK_LIMIT, LINK_MINUTES
from course.core.tokens import keyed_name, token_hash
from course.db.session import Session
from course.store.accounts.operations import hit_counter, make_one_time_token
from course.store.accounts.queries import find_any_account, find_credentials
from course.store.outbox.operations import queue_mail

TEMPLATES = {"sign_in": "sign_in_link", "reset": "reset", "confirm": "confirm", "join": "join"}


def send_link(
    session: Session, *, secret: str, email: str, purpose: str, payload: dict[str, Any], now: datetime
) -> None:
    """Mail a link to the person of an address: `purpose` is sign_in or reset.

    Nothing tells the caller whether there is such a person, or whether they had too many mails already.
    """
    allowed = may_mail(session, secret=secret, email=email, now=now)
    person = find_credentials(session, email=email)
    mail_link_to(
        session,
        account_id=person.account_id if person is not None and allowed else None,
        purpose=purpose,
        template=TEMPLATES[purpose],
        payload=payload,
        now=now,
    )


def mail_link_to(
    session: Session,
    *,
    account_id: UUID | None,
    purpose: str,
    template: str,
    payload: dict[str, Any],
    now: datetime,
    to: str = "",
) -> None:
    """Make a link and queue its mail; for None do the same work and take it back.

    So the answer takes as long for nobody as for somebody: left undone, it came in two thirds of the time.
    """
    stand_in = find_any_account(session)
    if stand_in is None:
        return
    with session.begin_nested() as attempt:
        mail_link(
            session,
            account_id=account_id or stand_in,
            purpose=purpose,
            template=template,
            minutes=LINK_MINUTES,
            payload=payload,
            now=now,
            to=to,
        )
        if account_id is None:
            attempt.rollback()


def may_mail(session: Session, *, secret: str, email: str, now: datetime) -> bool:
    """Count one mail to an address and tell whether it may leave: nobody fills another person's box.

    `secret` keys the name of the counter.
    """
    bucket = keyed_name(secret, "mail", fold_email(email))
    counted = hit_counter(session, bucket=bucket, now=now, seconds=LINK_LIMIT.seconds)
    return counted <= LINK_LIMIT.tries


def mail_link(
    session: Session,
    *,
    account_id: UUID,
    purpose: str,
    template: str,
    minutes: int,
    payload: dict[str, Any],
    now: datetime,
    to: str = "",
) -> None:
    """Make a link and queue its mail. `to` writes to another address than the account's own."""
    token = make_one_time_token(
        session, account_id=account_id, purpose=purpose, now=now, minutes=minutes, payload=payload
    )
    words = {"token": token, "minutes": minutes, **({"to": to} if to else {})}
    queue_mail(
        session,
        account_id=account_id,
        template=template,
        payload=words,
        key=f"{template}:{token_hash(token)}",
        now=now,
    )
