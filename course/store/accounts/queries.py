"""Questions about people and sign-ins."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from course.core.rules.actor import Actor
from course.core.rules.sign_in import IDLE
from course.core.tokens import token_hash
from course.store.accounts.models import Account, ApiToken, SignIn

# Asked on every page, so built once; columns, not objects (docs/performance.md).
_ACTOR = (
    select(
        Account.id,
        Account.role,
        SignIn.id,
        Account.display_name,
        Account.language,
        Account.time_zone,
    )
    .join(Account, Account.id == SignIn.account_id)
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.ended_at.is_(None),
        SignIn.expires_at > bindparam("now"),
        SignIn.last_seen_at > bindparam("idle_since"),
        Account.suspended_at.is_(None),
    )
)


def find_actor(session: Session, *, token: str, now: datetime) -> Actor | None:
    """Return the person whose session this token names.

    None when it ended, ran out, lay idle for too long, or the person is suspended.
    """
    values = {"token_hash": token_hash(token), "now": now, "idle_since": now - IDLE}
    row: Any = session.execute(_ACTOR, values).one_or_none()
    if row is None:
        return None
    account_id, role, session_id, name, language, zone = row
    return Actor(
        account_id=account_id,
        role=role,
        session_id=session_id,
        display_name=name,
        language=language,
        time_zone=zone,
        scopes=None,
    )


def find_token_actor(session: Session, *, token: str, now: datetime) -> Actor | None:
    """Return the person for whom a program acts with this API token, limited to the token's scopes."""
    row: Any = session.execute(
        select(
            Account.id,
            Account.role,
            ApiToken.id,
            Account.display_name,
            Account.language,
            Account.time_zone,
            ApiToken.scopes,
        )
        .join(Account, Account.id == ApiToken.account_id)
        .where(
            ApiToken.token_hash == token_hash(token),
            ApiToken.ended_at.is_(None),
            ApiToken.expires_at > now,
            Account.suspended_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    account_id, role, token_id, name, language, zone, scopes = row
    return Actor(
        account_id=account_id,
        role=role,
        session_id=token_id,
        display_name=name,
        language=language,
        time_zone=zone,
        scopes=frozenset(scopes),
    )


def get_name_key(session: Session, account_id: UUID) -> str:
    """Return a person's folded display name, by which lists are ordered."""
    return session.scalars(select(Account.name_key).where(Account.id == account_id)).one()


class Addressee(NamedTuple):
    """Whom a mail is for, and how it speaks to them."""

    id: UUID
    email: str
    display_name: str
    language: str
    time_zone: str


def find_addressee(session: Session, account_id: UUID) -> Addressee | None:
    """Return where a person's mail goes; None when they are gone or suspended."""
    row = session.execute(
        select(Account.id, Account.email, Account.display_name, Account.language, Account.time_zone).where(
            Account.id == account_id, Account.suspended_at.is_(None)
        )
    ).one_or_none()
    return Addressee(*row) if row else None


def is_empty(session: Session) -> bool:
    """Tell whether nobody has an account yet: a fresh installation."""
    return session.scalar(select(Account.id).limit(1)) is None
