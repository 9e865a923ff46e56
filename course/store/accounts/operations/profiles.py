"""What people say of themselves, to whom, and to what they agreed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from course.core.people import fold_name
from course.db.session import upsert
from course.store.accounts.models import Account, AccountTag, Consent, FieldAudience
from course.store.accounts.queries import PROFILE_COLUMNS


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChange:
    """A profile as its owner wants it.

    `columns` maps names of PROFILE_COLUMNS to texts; what is absent stays. `topics` and `languages` are codes;
    `audiences` maps fields of core/rules/visibility to nobody, cohort or community.
    """

    columns: Mapping[str, str]
    topics: Collection[str]
    languages: Collection[str]
    audiences: Mapping[str, str]


def change_profile(session: Session, *, account_id: UUID, change: ProfileChange) -> None:
    """Write a profile whole: its columns, topics, languages and who may see each field."""
    columns = {name: change.columns[name] for name in PROFILE_COLUMNS if name in change.columns}
    if "display_name" in columns:
        columns["name_key"] = fold_name(columns["display_name"])
    if columns:
        session.execute(
            update(Account)
            .where(Account.id == account_id)
            .values(columns)
            .execution_options(synchronize_session=False)
        )
    session.execute(delete(AccountTag).where(AccountTag.account_id == account_id))
    tags = [("topic", value) for value in sorted(set(change.topics))]
    tags += [("language", value) for value in sorted(set(change.languages))]
    if tags:
        session.execute(
            insert(AccountTag),
            [{"account_id": account_id, "kind": kind, "value": value} for kind, value in tags],
        )
    session.execute(delete(FieldAudience).where(FieldAudience.account_id == account_id))
    if change.audiences:
        session.execute(
            insert(FieldAudience),
            [
                {"account_id": account_id, "field": field, "audience": audience}
                for field, audience in sorted(change.audiences.items())
            ],
        )


def give_consent(
    session: Session, *, account_id: UUID, purpose: str, given: bool, policy_version: str, now: datetime
) -> None:
    """Note a person's answer for one purpose, in place of the one before."""
    upsert(
        session,
        Consent,
        {
            "account_id": account_id,
            "purpose": purpose,
            "given": given,
            "policy_version": policy_version,
            "at": now,
        },
        ["account_id", "purpose"],
        ["given", "policy_version", "at"],
    )
