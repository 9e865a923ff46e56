"""Another address: the new one must answer, and the old one hears of it."""

from datetime import datetime
from uuid import UUID

from course.core.ids import new_id
from course.db.session import Session
from course.flows.send_link import mail_link_to, may_mail
from course.flows.sign_in import spend_link
from course.store.accounts.operations import change_email, end_sign_ins, void_one_time_tokens
from course.store.accounts.queries import find_account_by_email
from course.store.audit.operations import record
from course.store.outbox.operations import queue_mail


def ask_email_change(session: Session, *, secret: str, account_id: UUID, email: str, now: datetime) -> None:
    """Mail a link to the address that a person wants, unless another account has it.

    Nothing tells the caller which, so that the form does not say who has an account.
    """
    allowed = may_mail(session, secret=secret, email=email, now=now)
    holder = find_account_by_email(session, email)
    free = holder is None or holder.id == account_id
    mail_link_to(
        session,
        account_id=account_id if allowed and free else None,
        purpose="change_email",
        template="change_email",
        payload={"email": email},
        now=now,
        to=email,
    )


def confirm_email_change(session: Session, *, token: str, keep: UUID | None, now: datetime) -> str:
    """Give the account of a mailed link its new address and return it. Raises LinkNotValid, EmailTaken.

    Other sign-ins end, open links are void, and the address before is told.
    """
    used, person = spend_link(session, token=token, purpose="change_email", now=now)
    email = str(used.payload["email"])
    change_email(session, account_id=person.account_id, email=email, now=now)
    end_sign_ins(session, account_id=person.account_id, now=now, keep=keep)
    void_one_time_tokens(session, account_id=person.account_id, now=now)
    record(
        session,
        actor_id=person.account_id,
        action="account.email_changed",
        subject_kind="account",
        subject_id=person.account_id,
        now=now,
    )
    queue_mail(
        session,
        account_id=person.account_id,
        template="address_changed",
        payload={"to": person.email},
        key=f"address_changed:{new_id()}",
        now=now,
    )
    return email
