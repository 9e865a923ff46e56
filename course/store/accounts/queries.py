"""Questions about people and sign-ins."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from course.core.emails import fold_email
from course.core.problems import NotFound
from course.core.rules.actor import Actor
from course.core.rules.sign_in import IDLE
from course.core.tokens import token_hash
from course.db.bulk import among
from course.db.prepared import Prepared
from course.db.session import Database, send
from course.store.accounts.models import (
    Account,
    AccountTag,
    ApiToken,
    Consent,
    FieldAudience,
    LimitCounter,
    OneTimeToken,
    SignIn,
)

MOST_LISTED = 100  # sign-ins or tokens shown of one person
PROFILE_COLUMNS = (
    "display_name",
    "given_name",
    "family_name",
    "country",
    "city",
    "organisation",
    "role_title",
    "can_help",
    "looking_for",
    "language",
    "time_zone",
)

# Asked on every page (docs/performance.md).
_ACTOR = Prepared(
    select(
        Account.id,
        Account.role,
        SignIn.id,
        Account.display_name,
        Account.language,
        Account.time_zone,
        SignIn.last_seen_at,
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


_HELD = select(Account.id).where(Account.id == bindparam("account_id")).with_for_update(key_share=True)


def find_actor(database: Database, *, token: str, now: datetime) -> Actor | None:
    """Return the person whose session this token names.

    None when it ended, ran out, lay idle for too long, or the person is suspended.
    """
    row = _ACTOR.one_or_none(database, token_hash=token_hash(token), now=now, idle_since=now - IDLE)
    if row is None:
        return None
    account_id, role, session_id, name, language, zone, seen_at = row
    return Actor(
        account_id=account_id,
        role=role,
        session_id=session_id,
        display_name=name,
        language=language,
        time_zone=zone,
        scopes=None,
        seen_at=seen_at,
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
            ApiToken.last_used_on,
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
    account_id, role, token_id, name, language, zone, scopes, seen_at = row
    return Actor(
        account_id=account_id,
        role=role,
        session_id=token_id,
        display_name=name,
        language=language,
        time_zone=zone,
        scopes=frozenset(scopes),
        seen_at=seen_at,
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


class Credentials(NamedTuple):
    """What signing in needs to know of a person who may."""

    account_id: UUID
    email: str
    email_key: str
    display_name: str
    language: str
    role: str
    password_hash: str | None
    confirmed_at: datetime | None
    created_at: datetime


_CREDENTIALS = tuple(getattr(Account, name) for name in Credentials._fields[1:])


def find_credentials(session: Session, *, email: str) -> Credentials | None:
    """Return the person of an address; None for nobody and for who is suspended."""
    return _credentials(session, Account.email_key == fold_email(email))


def find_credentials_by_id(session: Session, account_id: UUID) -> Credentials | None:
    """Return a person; None for nobody and for who is suspended."""
    return _credentials(session, Account.id == account_id)


def _credentials(session: Session, condition: Any) -> Credentials | None:
    row = session.execute(
        select(Account.id, *_CREDENTIALS).where(condition, Account.suspended_at.is_(None))
    ).one_or_none()
    return Credentials(*row) if row else None


class AccountFacts(NamedTuple):
    """An account as the command line and administrators name it."""

    id: UUID
    email: str
    display_name: str
    language: str
    role: str
    confirmed_at: datetime | None
    suspended_at: datetime | None
    demonstration: bool
    created_at: datetime


_ACCOUNT_FACTS = tuple(getattr(Account, name) for name in AccountFacts._fields)


def find_account_by_email(session: Session, email: str) -> AccountFacts | None:
    """Return the account of an address, suspended or not, however the address is written."""
    row = session.execute(select(*_ACCOUNT_FACTS).where(Account.email_key == fold_email(email))).one_or_none()
    return AccountFacts(*row) if row else None


class OpenToken(NamedTuple):
    """What a link that still holds stands for."""

    account_id: UUID
    payload: dict[str, Any]


def find_one_time_token(session: Session, *, token: str, purpose: str, now: datetime) -> OpenToken | None:
    """Look at a link without spending it, for the page that asks whether to go on."""
    row = session.execute(
        select(OneTimeToken.account_id, OneTimeToken.payload)
        .join(Account, Account.id == OneTimeToken.account_id)
        .where(
            OneTimeToken.token_hash == token_hash(token),
            OneTimeToken.purpose == purpose,
            OneTimeToken.used_at.is_(None),
            OneTimeToken.expires_at > now,
            Account.suspended_at.is_(None),
        )
    ).one_or_none()
    return OpenToken(*row) if row else None


def is_marked(session: Session, *, bucket: str, now: datetime) -> bool:
    """Tell whether a name was marked and the mark still holds."""
    found = session.scalar(
        select(LimitCounter.count)
        .where(LimitCounter.bucket == bucket, LimitCounter.window_ends > now)
        .limit(1)
    )
    return found is not None


class SignInFacts(NamedTuple):
    """One signed-in browser, for its owner."""

    id: UUID
    device: str
    created_at: datetime
    last_seen_at: datetime


def open_sign_ins(session: Session, *, account_id: UUID, now: datetime) -> list[SignInFacts]:
    """Return a person's sign-ins that still hold, the one seen last first."""
    rows = session.execute(
        select(SignIn.id, SignIn.device, SignIn.created_at, SignIn.last_seen_at)
        .where(
            SignIn.account_id == account_id,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now,
            SignIn.last_seen_at > now - IDLE,
        )
        .order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())
        .limit(MOST_LISTED)
    )
    return [SignInFacts(*row) for row in rows]


class ApiTokenFacts(NamedTuple):
    """One token for a program, for its owner; the token itself is not kept."""

    id: UUID
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_on: datetime | None


def open_api_tokens(session: Session, *, account_id: UUID, now: datetime) -> list[ApiTokenFacts]:
    """Return a person's tokens that still hold, the newest first."""
    rows = session.execute(
        select(*(getattr(ApiToken, name) for name in ApiTokenFacts._fields))
        .where(ApiToken.account_id == account_id, ApiToken.ended_at.is_(None), ApiToken.expires_at > now)
        .order_by(ApiToken.id.desc())
        .limit(MOST_LISTED)
    )
    return [ApiTokenFacts(*row) for row in rows]


class Profile(NamedTuple):
    """A profile as its owner sees it."""

    email: str
    confirmed_at: datetime | None
    has_password: bool
    columns: dict[str, str]  # of operations.PROFILE_COLUMNS
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    audiences: dict[str, str]  # only what the owner chose; absent is the default


def get_profile(session: Session, account_id: UUID) -> Profile:
    """Return a person's own profile. Raises NotFound."""
    row = session.execute(
        select(
            Account.email,
            Account.confirmed_at,
            Account.password_hash.is_not(None),
            *(getattr(Account, name) for name in PROFILE_COLUMNS),
        ).where(Account.id == account_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    email, confirmed_at, has_password, *texts = row
    tags = session.execute(
        select(AccountTag.kind, AccountTag.value)
        .where(AccountTag.account_id == account_id)
        .order_by(AccountTag.value)
    ).all()
    choices = session.execute(
        select(FieldAudience.field, FieldAudience.audience).where(FieldAudience.account_id == account_id)
    )
    return Profile(
        email=email,
        confirmed_at=confirmed_at,
        has_password=has_password,
        columns=dict(zip(PROFILE_COLUMNS, texts, strict=True)),
        topics=tuple(value for kind, value in tags if kind == "topic"),
        languages=tuple(value for kind, value in tags if kind == "language"),
        audiences={row.field: row.audience for row in choices},
    )


class ConsentFacts(NamedTuple):
    """A standing answer for one purpose."""

    purpose: str
    given: bool
    policy_version: str
    at: datetime


def consents_of(session: Session, account_id: UUID) -> dict[str, ConsentFacts]:
    """Return a person's answers by purpose; what was never asked is absent."""
    rows = session.execute(
        select(Consent.purpose, Consent.given, Consent.policy_version, Consent.at).where(
            Consent.account_id == account_id
        )
    )
    return {row[0]: ConsentFacts(*row) for row in rows}


def admin_ids(session: Session, *, lock: bool = False) -> list[UUID]:
    """Return the admins who can sign in. `lock` makes others who want to change one of them wait."""
    statement = select(Account.id).where(Account.role == "admin", Account.suspended_at.is_(None))
    return list(session.scalars(statement.order_by(Account.id).with_for_update() if lock else statement))


def hold_account(session: Session, account_id: UUID) -> None:
    """Make all others who hold this account wait until the transaction ends. Rows that point at it may be written.

    On SQLite a transaction that writes keeps all others waiting anyway.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    transaction = session.get_nested_transaction() or session.get_transaction()
    if session.info.get("held_account") == (transaction, account_id):
        return
    send(session, _HELD, {"account_id": account_id})
    # Of the savepoint, if there is one: what it holds is let go where it is undone.
    transaction = session.get_nested_transaction() or session.get_transaction()
    session.info["held_account"] = (transaction, account_id)


def hold_accounts(session: Session, account_ids: Collection[UUID]) -> None:
    """Hold many accounts as `hold_account` does one, in the order of their ids."""
    if session.get_bind().dialect.name == "sqlite" or not account_ids:
        return
    held = select(Account.id).where(among(session, Account.id, account_ids)).order_by(Account.id)
    session.execute(held.with_for_update(key_share=True)).all()


def find_any_account(session: Session) -> UUID | None:
    """Return some account; None on a fresh installation."""
    return session.scalar(select(Account.id).limit(1))
