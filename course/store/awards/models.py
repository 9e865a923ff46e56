"""Certificates: what each says, and whether it still counts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from course.db.base import Base, row_id


class Certificate(Base):
    """One certificate. What it says never changes: a corrected name makes another one, with the next `number`.

    A learner's last one counts; those before it are replaced. Counts are of what was done when it was earned, under
    the build `content_version`.
    """

    __tablename__ = "certificate"
    __table_args__ = (UniqueConstraint("learner_id", "number"), UniqueConstraint("code"))

    id: Mapped[row_id]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    number: Mapped[int]  # from 1
    code: Mapped[str]  # 12 signs that nobody can guess; whoever has it may ask for the public page
    name: Mapped[str]
    language: Mapped[str]
    title: Mapped[str]  # of the course, in this language
    modules: Mapped[int]
    lessons: Mapped[int]
    quizzes: Mapped[int]
    surveys: Mapped[int]
    games: Mapped[int]
    minutes: Mapped[int]
    rule: Mapped[dict[str, Any]]  # of course.yaml at that time: what had to be done
    content_version: Mapped[str]
    earned_at: Mapped[datetime]  # when the rule was met
    issued_at: Mapped[datetime]
    shows_name: Mapped[bool] = mapped_column(default=False)  # the learner lets the public page tell it
    replaced_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_because: Mapped[str] = mapped_column(
        default=""
    )  # told to its holder; the public page gives the day only
    corrected_by_holder: Mapped[bool] = mapped_column(default=False)  # who may do so once made this one by it


class SigningKey(Base):
    """One pair of keys that signs badges. The last number signs; those before it are published, unless withdrawn."""

    __tablename__ = "signing_key"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # from 1
    rsa_public: Mapped[dict[str, Any]]  # JWK
    ed25519_public: Mapped[str]  # multibase
    sealed: Mapped[bytes]  # both private keys, encrypted with a key derived from the site's secret
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]  # since when nothing that it signed is valid


class StatusEntry(Base):
    """The bit of a published list that says whether a certificate counts, drawn at random: it tells nobody apart.

    It outlives its certificate; one without a certificate says that it does not count.
    """

    __tablename__ = "status_entry"
    __table_args__ = (UniqueConstraint("certificate_id"),)

    list_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # from 1
    list_index: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # from 0
    certificate_id: Mapped[UUID | None] = mapped_column(ForeignKey("certificate.id", ondelete="SET NULL"))
