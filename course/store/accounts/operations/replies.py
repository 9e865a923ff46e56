"""Replies kept under the keys that programs give their writes, so that a repeated call changes nothing twice."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from course.db.session import insert_or_ignore
from course.store.accounts.models import StoredReply

_TEXT = "text"  # a reply is kept as one text in JSON, so that no database changes its bytes


class KeptReply(NamedTuple):
    """What stands under a key: which request it was, and what was answered."""

    request_hash: str
    status: int
    text: str


def claim_key(
    session: Session, *, account_id: UUID, key: str, request_hash: str, now: datetime
) -> KeptReply | None:
    """Claim a key for this transaction; return what stands under it where another had it first.

    Of many racing calls one claims it. The others wait for its end here: they get its reply, or the claim
    where it was undone. Whoever claims calls `keep_reply` in the same transaction.
    """
    claim = {
        "account_id": account_id,
        "key": key,
        "request_hash": request_hash,
        "status": 0,
        "body": {},
        "created_at": now,
    }
    if insert_or_ignore(session, StoredReply, claim, ["account_id", "key"]):
        return None
    row = session.execute(
        select(StoredReply.request_hash, StoredReply.status, StoredReply.body).where(
            StoredReply.account_id == account_id, StoredReply.key == key
        )
    ).one()
    return KeptReply(row.request_hash, row.status, row.body.get(_TEXT, ""))


def keep_reply(session: Session, *, account_id: UUID, key: str, status: int, text: str) -> None:
    """Keep the reply to the request that claimed a key."""
    session.execute(
        update(StoredReply)
        .where(StoredReply.account_id == account_id, StoredReply.key == key)
        .values(status=status, body={_TEXT: text})
        .execution_options(synchronize_session=False)
    )
