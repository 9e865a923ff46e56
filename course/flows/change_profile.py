"""A profile kept, taken back, or corrected by who was invited."""

from datetime import datetime
from typing import Any
from uuid import UUID

from course.core.people import fold_name
from course.db.session import Session
from course.store.accounts.operations import (
    ProfileChange,
    change_profile,
    make_one_time_token,
    use_one_time_token,
)
from course.store.accounts.queries import Profile, get_profile
from course.store.audit.operations import record
from course.store.progress.bulk import rename_lines

UNDO = "profile_undo"
UNDO_MINUTES = 60


def save_profile(session: Session, *, account_id: UUID, change: ProfileChange, now: datetime) -> str:
    """Keep a profile and return a token that takes it back within the hour."""
    before = get_profile(session, account_id)
    _write(session, account_id, change, "profile.changed", now)
    return make_one_time_token(
        session,
        account_id=account_id,
        purpose=UNDO,
        now=now,
        minutes=UNDO_MINUTES,
        payload=_as_json(before),
    )


def undo_profile(session: Session, *, account_id: UUID, token: str, now: datetime) -> bool:
    """Put a profile back as it was before it was last kept; tell whether there was something to put back."""
    used = use_one_time_token(session, token=token, purpose=UNDO, now=now)
    if used is None or used.account_id != account_id:
        return False
    _write(session, account_id, ProfileChange(**used.payload), "profile.put_back", now)
    return True


def name_oneself(session: Session, *, account_id: UUID, name: str, language: str, now: datetime) -> None:
    """Keep the name and language that an invited person put right; the rest of the profile stays."""
    known = get_profile(session, account_id)
    columns = {"display_name": name, "language": language}
    change = ProfileChange(
        columns=columns, topics=known.topics, languages=known.languages, audiences=known.audiences
    )
    if any(known.columns[column] != value for column, value in columns.items()):
        _write(session, account_id, change, "profile.changed", now)


def _write(session: Session, account_id: UUID, change: ProfileChange, action: str, now: datetime) -> None:
    change_profile(session, account_id=account_id, change=change)
    if "display_name" in change.columns:
        rename_lines(session, {account_id: fold_name(change.columns["display_name"])})
    record(
        session, actor_id=account_id, action=action, subject_kind="account", subject_id=account_id, now=now
    )


def _as_json(profile: Profile) -> dict[str, Any]:
    return {
        "columns": profile.columns,
        "topics": list(profile.topics),
        "languages": list(profile.languages),
        "audiences": profile.audiences,
    }
