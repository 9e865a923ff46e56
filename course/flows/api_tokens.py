"""Making and ending tokens for programs, with their line in the log."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from course.db.session import Session
from course.store.accounts.operations import add_api_token, end_api_token
from course.store.audit.operations import record


def make_token(
    session: Session,
    *,
    account_id: UUID,
    name: str,
    scopes: Collection[str],
    expires_at: datetime,
    now: datetime,
) -> str:
    """Make a token and return it; it cannot be shown again."""
    token_id, token = add_api_token(
        session, account_id=account_id, name=name, scopes=scopes, expires_at=expires_at, now=now
    )
    record(
        session,
        actor_id=account_id,
        action="api_token.made",
        subject_kind="api_token",
        subject_id=token_id,
        now=now,
        details={"scopes": sorted(scopes)},
    )
    return token


def end_token(session: Session, *, account_id: UUID, token_id: UUID, now: datetime) -> bool:
    """End one of a person's tokens; tell whether there was one to end."""
    ended = end_api_token(session, account_id=account_id, token_id=token_id, now=now)
    if ended:
        record(
            session,
            actor_id=account_id,
            action="api_token.ended",
            subject_kind="api_token",
            subject_id=token_id,
            now=now,
        )
    return ended
