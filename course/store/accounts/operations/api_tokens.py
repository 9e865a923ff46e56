"""Tokens that people make for programs."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from course.core.ids import new_id
from course.core.rules.sign_in import SEEN_EVERY
from course.core.tokens import new_token, token_hash
from course.store.accounts.models import ApiToken


def add_api_token(
    session: Session,
    *,
    account_id: UUID,
    name: str,
    scopes: Collection[str],
    expires_at: datetime,
    now: datetime,
) -> tuple[UUID, str]:
    """Make a token and return its id and itself; only its hash is kept, so it is shown once."""
    token, token_id = new_token(), new_id()
    session.add(
        ApiToken(
            id=token_id,
            account_id=account_id,
            name=name,
            token_hash=token_hash(token),
            scopes=sorted(scopes),
            created_at=now,
            expires_at=expires_at,
        )
    )
    session.flush()
    return token_id, token


def end_api_token(session: Session, *, account_id: UUID, token_id: UUID, now: datetime) -> bool:
    """End one token of this person; tell whether there was one to end."""
    result: Any = session.execute(
        update(ApiToken)
        .where(ApiToken.id == token_id, ApiToken.account_id == account_id, ApiToken.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount)


def touch_api_token(session: Session, *, token_id: UUID, now: datetime) -> None:
    """Note that a token was used, unless that was noted within the hour."""
    session.execute(
        update(ApiToken)
        .where(
            ApiToken.id == token_id,
            or_(ApiToken.last_used_on.is_(None), ApiToken.last_used_on < now - SEEN_EVERY),
        )
        .values(last_used_on=now)
        .execution_options(synchronize_session=False)
    )
