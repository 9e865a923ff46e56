"""Links sent by mail: made once, used once."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from course.core.ids import new_id
from course.core.tokens import new_token, token_hash
from course.store.accounts.models import OneTimeToken


class UsedToken(NamedTuple):
    """What a link stood for."""

    account_id: UUID
    payload: dict[str, Any]


def make_one_time_token(
    session: Session,
    *,
    account_id: UUID,
    purpose: str,
    now: datetime,
    minutes: int,
    payload: dict[str, Any] | None = None,
) -> str:
    """Make a token for one use and return it; only its hash is kept, so it cannot be read again.

    `purpose` is sign_in, confirm, reset, invitation or change_email: a token made for one opens no other.
    """
    token = new_token()
    session.add(
        OneTimeToken(
            id=new_id(),
            account_id=account_id,
            purpose=purpose,
            token_hash=token_hash(token),
            payload=payload or {},
            created_at=now,
            expires_at=now + timedelta(minutes=minutes),
        )
    )
    session.flush()
    return token


def use_one_time_token(session: Session, *, token: str, purpose: str, now: datetime) -> UsedToken | None:
    """Spend a token; None when it is unknown, spent, void, too old or made for something else.

    One statement, so that of many at once exactly one spends it.
    """
    row = session.execute(
        update(OneTimeToken)
        .where(
            OneTimeToken.token_hash == token_hash(token),
            OneTimeToken.purpose == purpose,
            OneTimeToken.used_at.is_(None),
            OneTimeToken.expires_at > now,
        )
        .values(used_at=now)
        .returning(OneTimeToken.account_id, OneTimeToken.payload)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return UsedToken(*row) if row else None


def void_one_time_tokens(
    session: Session, *, account_id: UUID, now: datetime, keep: Collection[str] = ()
) -> None:
    """Make a person's open links worthless, except those of the purposes `keep`: password or address changed."""
    session.execute(
        update(OneTimeToken)
        .where(
            OneTimeToken.account_id == account_id,
            OneTimeToken.used_at.is_(None),
            OneTimeToken.purpose.not_in(keep),
        )
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
