"""Changes to certificates. They flush and never commit."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from course.core.badges.lists import LIST_BITS
from course.core.badges.public_keys import PublicPair
from course.core.ids import new_id
from course.core.rules.awards import Achieved, new_certificate_code
from course.db.session import insert_or_ignore
from course.store.awards.models import Certificate, SigningKey, StatusEntry
from course.store.awards.queries import CertificateFacts

LIST_FILLED = LIST_BITS // 2  # entries of a list, so that a place drawn at random is free at the second try


def issue_certificate(
    session: Session,
    *,
    learner_id: UUID,
    name: str,
    language: str,
    title: str,
    achieved: Achieved,
    rule: Mapping[str, Any],
    content_version: str,
    now: datetime,
) -> UUID | None:
    """Issue a learner's first certificate and return its id; None where there is one already."""
    certificate_id = new_id()
    values = {
        "id": certificate_id,
        "learner_id": learner_id,
        "number": 1,
        "code": new_certificate_code(),
        "name": name,
        "language": language,
        "title": title,
        **asdict(achieved),
        "rule": dict(rule),
        "content_version": content_version,
        "earned_at": now,
        "issued_at": now,
        "shows_name": False,
        "revoked_because": "",
        "corrected_by_holder": False,
    }
    if not insert_or_ignore(session, Certificate, values, ["learner_id", "number"]):
        return None
    enter_in_list(session, certificate_id)
    return certificate_id


def replace_certificate(
    session: Session, last: CertificateFacts, *, name: str, by_holder: bool, now: datetime
) -> UUID | None:
    """Issue the same certificate with another name; None where somebody did it in the meantime."""
    kept = ("learner_id", "language", "title", "modules", "lessons", "quizzes", "surveys", "games", "minutes")
    certificate_id = new_id()
    values = {
        "id": certificate_id,
        **{column: getattr(last, column) for column in kept},
        "number": last.number + 1,
        "code": new_certificate_code(),
        "name": name,
        "rule": last.rule,
        "content_version": last.content_version,
        "earned_at": last.earned_at,
        "issued_at": now,
        "shows_name": last.shows_name,
        "revoked_because": "",
        "corrected_by_holder": by_holder,
    }
    if not insert_or_ignore(session, Certificate, values, ["learner_id", "number"]):
        return None
    session.execute(update(Certificate).where(Certificate.id == last.id).values(replaced_at=now))
    enter_in_list(session, certificate_id)
    return certificate_id


def enter_in_list(session: Session, certificate_id: UUID) -> None:
    """Give a new certificate its bit in the list of what does not count."""
    newest = session.scalar(select(func.max(StatusEntry.list_number))) or 1
    of_newest = select(func.count()).where(StatusEntry.list_number == newest)
    entries = session.execute(of_newest).scalar_one()
    entry = {"certificate_id": certificate_id, "list_number": newest + (entries >= LIST_FILLED)}
    free = False
    while not free:
        entry["list_index"] = secrets.randbelow(LIST_BITS)
        free = insert_or_ignore(session, StatusEntry, entry, ["list_number", "list_index"])


def enter_anew(session: Session, certificate_id: UUID) -> None:
    """Give a certificate another bit: the one it had says for ever that what was signed with it does not count."""
    had = update(StatusEntry).where(StatusEntry.certificate_id == certificate_id)
    session.execute(had.values(certificate_id=None))
    enter_in_list(session, certificate_id)


def add_signing_key(session: Session, key: PublicPair, *, sealed: bytes, now: datetime) -> bool:
    """Keep a pair of keys, unless somebody just kept one of the same number; tell whether it was kept."""
    values = {
        "number": key.number,
        "rsa_public": key.rsa,
        "ed25519_public": key.ed25519,
        "sealed": sealed,
        "made_at": now,
    }
    return insert_or_ignore(session, SigningKey, values, ["number"])


def withdraw_key(session: Session, number: int, *, now: datetime) -> bool:
    """Withdraw a pair of keys; tell whether it was this call that did."""
    result: Any = session.execute(
        update(SigningKey)
        .where(SigningKey.number == number, SigningKey.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
    return bool(result.rowcount)


def show_name(session: Session, certificate_id: UUID, *, shown: bool) -> None:
    """Let the public page tell the holder's name, or no longer."""
    session.execute(update(Certificate).where(Certificate.id == certificate_id).values(shows_name=shown))


def revoke(session: Session, certificate_id: UUID, *, because: str, now: datetime | None) -> None:
    """Withdraw a certificate; with `now` None, let it count again."""
    session.execute(
        update(Certificate)
        .where(Certificate.id == certificate_id)
        .values(revoked_at=now, revoked_because=because)
    )
