"""Signed-in browsers: begun, seen, ended."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from course.core.ids import new_id
from course.core.rules.sign_in import LIFETIME, SEEN_EVERY
from course.core.tokens import new_token, token_hash
from course.store.accounts.models import SignIn

DEVICE_LENGTH = 200  # signs kept of what a browser says it is


def add_sign_in(session: Session, *, account_id: UUID, device: str, now: datetime) -> str:
    """Begin a sign-in and return the token for the cookie; only its hash is kept."""
    token = new_token()
    session.add(
        SignIn(
            id=new_id(),
            account_id=account_id,
            token_hash=token_hash(token),
            device=device[:DEVICE_LENGTH],
            created_at=now,
            last_seen_at=now,
            expires_at=now + LIFETIME,
        )
    )
    session.flush()
    return token


def touch_sign_in(session: Session, *, session_id: UUID, now: datetime) -> None:
    """Note that a signed-in browser did something, unless that was noted within the hour."""
    session.execute(
        update(SignIn)
        .where(SignIn.id == session_id, SignIn.last_seen_at < now - SEEN_EVERY)
        .values(last_seen_at=now)
        .execution_options(synchronize_session=False)
    )


def end_sign_in(session: Session, *, account_id: UUID, session_id: UUID, now: datetime) -> bool:
    """End one sign-in of this person; tell whether there was one to end."""
    result: Any = session.execute(
        update(SignIn)
        .where(SignIn.id == session_id, SignIn.account_id == account_id, SignIn.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount)


def end_sign_ins(session: Session, *, account_id: UUID, now: datetime, keep: UUID | None = None) -> int:
    """End a person's sign-ins, all or all but `keep`; return how many ended."""
    statement = update(SignIn).where(SignIn.account_id == account_id, SignIn.ended_at.is_(None))
    if keep is not None:
        statement = statement.where(SignIn.id != keep)
    result: Any = session.execute(statement.values(ended_at=now).execution_options(synchronize_session=False))
    return int(result.rowcount)
