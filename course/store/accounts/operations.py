"""Changes to people. They flush and never commit."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from course.core.ids import new_id
from course.core.people import fold_email, fold_name
from course.db.session import insert_or_ignore
from course.store.accounts.models import Account, LimitCounter, OneTimeToken, SignIn, StoredReply


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
