"""People, how they sign in, what they show of themselves, and to what they agreed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from course.db.base import Base, row_id


class Account(Base):
    """One person. `email_key` is the address folded (trimmed, NFKC, case-folded): one person has one account."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("email_key"),
        CheckConstraint("role IN ('learner', 'facilitator', 'admin')", name="role_known"),
        Index(None, "name_key", "id"),
        Index(None, "external_id"),
    )

    id: Mapped[row_id]
    email: Mapped[str]
    email_key: Mapped[str]
    display_name: Mapped[str]
    name_key: Mapped[str]  # display_name folded, for order and search
    given_name: Mapped[str] = mapped_column(default="")
    family_name: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")  # ISO 3166-1 alpha-2
    city: Mapped[str] = mapped_column(default="")
    organisation: Mapped[str] = mapped_column(default="")
    role_title: Mapped[str] = mapped_column(default="")
    can_help: Mapped[str] = mapped_column(default="")
    looking_for: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    time_zone: Mapped[str] = mapped_column(default="UTC")
    role: Mapped[str] = mapped_column(default="learner")
    external_id: Mapped[str | None]  # the number a sending organisation knows the person by
    password_hash: Mapped[str | None]  # None: signs in by link only
    confirmed_at: Mapped[datetime | None]  # when the address was shown to be theirs
    suspended_at: Mapped[datetime | None]
    demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class AccountTag(Base):
    """A topic that a person works on or a language that they speak, for the roster's filters."""

    __tablename__ = "account_tag"
    __table_args__ = (
        CheckConstraint("kind IN ('topic', 'language')", name="kind_known"),
        Index(None, "kind", "value", "account_id"),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)


class FieldAudience(Base):
    """To whom one field of a profile is shown, as its owner chose. Absent means the default of core/rules."""

    __tablename__ = "field_audience"
    __table_args__ = (
        CheckConstraint("audience IN ('nobody', 'cohort', 'community')", name="audience_known"),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    audience: Mapped[str]


class Consent(Base):
    """A person's standing answer for one purpose; each change is told in the audit log too."""

    __tablename__ = "consent"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    purpose: Mapped[str] = mapped_column(primary_key=True)  # terms, community
    given: Mapped[bool]
    policy_version: Mapped[str]
    at: Mapped[datetime]


class SignIn(Base):
    """One signed-in browser. The cookie holds the token, the row its hash; ending the row ends the session."""

    __tablename__ = "sign_in"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "account_id", "id"))

    id: Mapped[row_id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    token_hash: Mapped[str]
    device: Mapped[str]  # what the browser says it is, shortened
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]  # kept to the hour, so that reading seldom writes
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class OneTimeToken(Base):
    """A link sent by mail: sign_in, confirm, reset, invitation, change_email. Single use, hashed at rest."""

    __tablename__ = "one_time_token"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "account_id", "purpose"))

    id: Mapped[row_id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    purpose: Mapped[str]
    token_hash: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ApiToken(Base):
    """A token that a person made for a program, with the scopes that they gave it."""

    __tablename__ = "api_token"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "account_id", "id"))

    id: Mapped[row_id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    name: Mapped[str]
    token_hash: Mapped[str]
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_on: Mapped[datetime | None]  # kept to the hour
    ended_at: Mapped[datetime | None]


class LimitCounter(Base):
    """How often something limited happened in one window of time. Shared by all processes, kept over restarts."""

    __tablename__ = "limit_counter"
    __table_args__ = (Index(None, "window_ends"),)

    bucket: Mapped[str] = mapped_column(primary_key=True)  # rate class and a keyed hash of account or address
    window_ends: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]


class StoredReply(Base):
    """The answer given to one idempotency key, so that a repeated call gets the same answer."""

    __tablename__ = "stored_reply"
    __table_args__ = (Index(None, "created_at"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[str]  # method, path and body: another request under the same key is refused
    status: Mapped[int]
    body: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
