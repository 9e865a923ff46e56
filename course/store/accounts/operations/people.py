"""Accounts: made, confirmed, given a role, suspended and restored."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from course.core.emails import fold_email
from course.core.ids import new_id
from course.core.people import fold_name
from course.core.problems import CourseProblem
from course.db.session import insert_or_ignore
from course.store.accounts.models import Account, LimitCounter, OneTimeToken, SignIn, StoredReply
from course.store.accounts.operations.sign_ins import end_sign_ins
from course.store.accounts.operations.tokens import void_one_time_tokens


class EmailTaken(CourseProblem):
    """Another account has this address."""

    code = "email_taken"
    status = 409


def find_or_add_person(
    session: Session, *, email: str, display_name: str, now: datetime, **profile: Any
) -> tuple[UUID, bool]:
    """Return the account of this address and whether it was made now.

    Of many that ask for the same address at once, one makes it and all get its id. An account that is there
    is left as it is. `profile` holds further columns of Account.
    """
    values = _defaults() | profile
    values |= {
        "id": new_id(),
        "email": email.strip(),
        "email_key": fold_email(email),
        "display_name": display_name,
        "name_key": fold_name(display_name),
        "created_at": now,
    }
    made = insert_or_ignore(session, Account, values, ["email_key"])
    if made:
        return values["id"], True
    found = session.scalars(select(Account.id).where(Account.email_key == values["email_key"])).one()
    return found, False


def _defaults() -> dict[str, Any]:
    """Return the columns' own defaults: an insert that ignores conflicts does not fill them in by itself."""
    return {
        column.name: column.default.arg
        for column in Account.__table__.columns
        if column.default is not None and column.default.is_scalar
    }


def forget_expired(session: Session, *, before: datetime) -> int:
    """Delete links, sign-ins, counters and stored replies that ran out before a moment; return how many."""
    gone = 0
    for statement in (
        delete(OneTimeToken).where(OneTimeToken.expires_at < before),
        delete(SignIn).where(SignIn.expires_at < before),
        delete(LimitCounter).where(LimitCounter.window_ends < before),
        delete(StoredReply).where(StoredReply.created_at < before),
    ):
        result: Any = session.execute(statement)
        gone += int(result.rowcount)
    return gone


def confirm_account(session: Session, *, account_id: UUID, now: datetime) -> bool:
    """Note that a person has shown the address to be theirs; tell whether that is news."""
    return _change(session, account_id, Account.confirmed_at.is_(None), confirmed_at=now)


def set_role(session: Session, *, account_id: UUID, role: str, now: datetime) -> bool:
    """Give a person a role: learner, facilitator or admin; tell whether it is another one than before.

    Their sign-ins end, so that no session begun under one role goes on under another.
    """
    changed = _change(session, account_id, Account.role != role, role=role)
    if changed:
        end_sign_ins(session, account_id=account_id, now=now)
    return changed


def suspend(session: Session, *, account_id: UUID, now: datetime) -> bool:
    """Shut a person out: their sign-ins end and their open links are void. Tell whether that is news."""
    changed = _change(session, account_id, Account.suspended_at.is_(None), suspended_at=now)
    if changed:
        end_sign_ins(session, account_id=account_id, now=now)
        void_one_time_tokens(session, account_id=account_id, now=now)
    return changed


def restore(session: Session, *, account_id: UUID) -> bool:
    """Let a suspended person in again; they sign in anew. Tell whether they were suspended."""
    return _change(session, account_id, Account.suspended_at.is_not(None), suspended_at=None)


def change_language(session: Session, *, account_id: UUID, language: str) -> bool:
    """Keep the language a person reads in; tell whether it is another one than before."""
    return _change(session, account_id, Account.language != language, language=language)


def set_password_hash(session: Session, *, account_id: UUID, password_hash: str | None) -> None:
    """Keep another password's hash; None: they sign in by link only."""
    _change(session, account_id, password_hash=password_hash)


def change_email(session: Session, *, account_id: UUID, email: str, now: datetime) -> None:
    """Give a person another address, shown to be theirs. Raises EmailTaken.

    The unique constraint decides, so that of two who want the same address at once one gets it.
    """
    try:
        with session.begin_nested():
            _change(session, account_id, email=email.strip(), email_key=fold_email(email), confirmed_at=now)
    except IntegrityError as error:
        raise EmailTaken from error


def _change(session: Session, account_id: UUID, *conditions: Any, **values: Any) -> bool:
    """Update one account where the conditions hold; tell whether they did."""
    result: Any = session.execute(
        update(Account)
        .where(Account.id == account_id, *conditions)
        .values(values)
        .execution_options(synchronize_session="fetch")
    )
    return bool(result.rowcount)
