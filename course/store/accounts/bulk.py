"""People by the hundred, for roster files: looked up, added, changed and taken back in few statements.

Called with at most some thousand at a time; they flush and never commit.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from course.core.ids import new_id
from course.core.people import fold_name
from course.core.rules.roster import PROFILE_COLUMNS, PersonNow
from course.core.tokens import new_token, token_hash
from course.db.bulk import among, column_defaults, insert_all, insert_new, update_each
from course.store.accounts.models import Account, OneTimeToken, SignIn

_WRITABLE = (*PROFILE_COLUMNS, "external_id")
_COLUMNS = {*_WRITABLE, "id", "email", "email_key", "name_key", "role"}  # those in which new accounts differ


class KnownPerson(NamedTuple):
    """An account as a roster compares it."""

    id: UUID
    email_key: str
    now: PersonNow
    suspended: bool


class NewPerson(NamedTuple):
    """An account to be made: `key` is the address's, `profile` holds columns of a roster by name."""

    email: str
    key: str
    profile: Mapping[str, str]
    role: str = "learner"


def people_by_key(session: Session, keys: Collection[str]) -> dict[str, KnownPerson]:
    """Return the accounts of these addresses, given and found by their keys; unknown ones are absent."""
    return _people(session, Account.email_key, set(keys), lambda one: one.email_key)


def people_by_id(session: Session, ids: Collection[UUID]) -> dict[UUID, KnownPerson]:
    return _people(session, Account.id, set(ids), lambda one: one.id)


def _people(session: Session, searched: Any, wanted: Collection[Any], key: Any) -> dict[Any, KnownPerson]:
    columns = [getattr(Account, name) for name in _WRITABLE]
    if not wanted:
        return {}
    rows = session.execute(
        select(
            Account.id, Account.email_key, Account.role, Account.confirmed_at, Account.suspended_at, *columns
        ).where(among(session, searched, wanted))
    )
    found: dict[Any, KnownPerson] = {}
    for account_id, email_key, role, confirmed_at, suspended_at, *values in rows:
        said = {name: value or "" for name, value in zip(_WRITABLE, values, strict=True)}
        now = PersonNow(said, role, confirmed_at is not None)
        person = KnownPerson(account_id, email_key, now, suspended_at is not None)
        found[key(person)] = person
    return found


def add_people(
    session: Session, people: Sequence[NewPerson], *, language: str, time_zone: str, now: datetime
) -> dict[str, tuple[UUID, bool]]:
    """Make accounts for addresses that have none; return by address key the account's id and whether it is new.

    `language` and `time_zone` are for those of whom the file does not say it. An address that somebody
    registers at the same moment leads to their account, which is left as it is.
    """
    usual = {
        **dict.fromkeys(_WRITABLE, ""),
        "language": language,
        "time_zone": time_zone,
        "external_id": None,
    }
    rows = {one.key: usual | _account(one) for one in people}
    same = {name: value for name, value in column_defaults(Account).items() if name not in _COLUMNS}
    same |= {"password_hash": None, "confirmed_at": None, "suspended_at": None, "created_at": now}
    ordered = [rows[key] for key in sorted(rows)]  # one order for all writers: no deadlock
    made = insert_new(session, Account, ordered, same, "email_key", ["email_key"])
    found = {key: (rows[key]["id"], True) for key in made}
    missed = [key for key in rows if key not in made]
    found |= {key: (one.id, False) for key, one in people_by_key(session, missed).items()}
    return found


def _account(person: NewPerson) -> dict[str, Any]:
    return {
        **person.profile,
        "id": new_id(),
        "email": person.email,
        "email_key": person.key,
        "name_key": fold_name(person.profile["display_name"]),
        "role": person.role,
    }


def change_people(session: Session, changes: Mapping[UUID, Mapping[str, str]]) -> None:
    """Write columns of a roster into accounts; what is not named stays."""
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for account_id, values in changes.items():
        row: dict[str, Any] = {"id": account_id, **values}
        if "external_id" in row:
            row["external_id"] = row["external_id"] or None
        if "display_name" in row:
            row["name_key"] = fold_name(row["display_name"])
        by_columns.setdefault(tuple(sorted(row)), []).append(row)
    for rows in by_columns.values():
        update_each(session, Account, ["id"], rows)


def used_accounts(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """Return those of these accounts that their owner has used: confirmed, or signed in once."""
    confirmed = session.scalars(
        select(Account.id).where(among(session, Account.id, ids), Account.confirmed_at.is_not(None))
    )
    signed_in = session.scalars(
        select(SignIn.account_id).where(among(session, SignIn.account_id, ids)).distinct()
    )
    return {*confirmed, *signed_in}


def remove_people(session: Session, ids: Collection[UUID]) -> None:
    """Remove accounts with all that hangs on them."""
    session.execute(
        delete(Account).where(among(session, Account.id, ids)),
        execution_options={"synchronize_session": False},
    )


def add_tokens(
    session: Session,
    ids: Sequence[UUID],
    *,
    purpose: str,
    now: datetime,
    minutes: int,
    payload: dict[str, Any],
) -> dict[UUID, str]:
    """Make a one-time token for each account; return the tokens, of which only the hashes are stored."""
    tokens = {account_id: new_token() for account_id in ids}
    rows = [
        {"id": new_id(), "account_id": account_id, "token_hash": token_hash(token)}
        for account_id, token in tokens.items()
    ]
    same = {
        "purpose": purpose,
        "payload": payload,
        "created_at": now,
        "expires_at": now + timedelta(minutes=minutes),
        "used_at": None,
    }
    insert_all(session, OneTimeToken, rows, same)
    return tokens


def remove_tokens(session: Session, ids: Collection[UUID], *, purpose: str, payload: dict[str, Any]) -> None:
    """Remove these accounts' tokens of one purpose and with just this payload."""
    rows = session.execute(
        select(OneTimeToken.id, OneTimeToken.payload).where(
            among(session, OneTimeToken.account_id, ids), OneTimeToken.purpose == purpose
        )
    )
    found = [token_id for token_id, said in rows if said == payload]
    session.execute(
        delete(OneTimeToken).where(among(session, OneTimeToken.id, found)),
        execution_options={"synchronize_session": False},
    )
