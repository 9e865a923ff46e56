"""Reading certificates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from course.core.badges.public_keys import PublicPair
from course.core.problems import NotFound
from course.db.bulk import among
from course.store.awards.models import Certificate, SigningKey, StatusEntry

CertificateState = Literal["valid", "replaced", "revoked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """One certificate as it was issued, and how it stands now."""

    id: UUID
    learner_id: UUID
    number: int
    code: str
    name: str
    language: str
    title: str
    modules: int
    lessons: int
    quizzes: int
    surveys: int
    games: int
    minutes: int
    rule: dict[str, Any]
    content_version: str
    earned_at: datetime
    issued_at: datetime
    shows_name: bool
    replaced_at: datetime | None
    revoked_at: datetime | None
    revoked_because: str
    corrected_by_holder: bool

    @property
    def issued_again_at(self) -> datetime | None:
        """Return when it was issued with another name; None for the first, which is issued when it is earned."""
        return self.issued_at if self.number > 1 else None

    @property
    def state(self) -> CertificateState:
        if self.revoked_at is not None:
            return "revoked"
        return "valid" if self.replaced_at is None else "replaced"


def has_certificate(session: Session, learner_id: UUID) -> bool:
    found = select(Certificate.id).where(Certificate.learner_id == learner_id).limit(1)
    return session.scalar(found) is not None


def has_corrected_own(session: Session, learner_id: UUID) -> bool:
    """Tell whether a learner corrected the name on their certificate; what admins correct does not count."""
    found = select(Certificate.id).where(
        Certificate.learner_id == learner_id, Certificate.corrected_by_holder.is_(True)
    )
    return session.scalar(found.limit(1)) is not None


def certified_since(session: Session, moments: Mapping[UUID, datetime]) -> set[UUID]:
    """Return those learners who earned a certificate at or after their moment."""
    if not moments:
        return set()
    rows = session.execute(
        select(Certificate.learner_id, Certificate.earned_at).where(
            among(session, Certificate.learner_id, moments.keys())
        )
    )
    return {learner_id for learner_id, earned_at in rows if earned_at >= moments[learner_id]}


def find_certificate(session: Session, learner_id: UUID) -> CertificateFacts | None:
    """Return a learner's last certificate, the one that counts; None before there is one."""
    of_learner = select(Certificate).where(Certificate.learner_id == learner_id)
    row = session.scalar(of_learner.order_by(Certificate.number.desc()).limit(1))
    return _facts(row) if row else None


def certificates_of(session: Session, learner_id: UUID) -> list[CertificateFacts]:
    """Return all certificates of a learner, the last first."""
    of_learner = select(Certificate).where(Certificate.learner_id == learner_id)
    return [_facts(row) for row in session.scalars(of_learner.order_by(Certificate.number.desc()))]


def get_certificate(session: Session, learner_id: UUID) -> CertificateFacts:
    """Return a learner's last certificate. Raises NotFound."""
    found = find_certificate(session, learner_id)
    if found is None:
        raise NotFound
    return found


def find_by_code(session: Session, code: str) -> CertificateFacts | None:
    row = session.scalar(select(Certificate).where(Certificate.code == code))
    return _facts(row) if row else None


def status_place(session: Session, certificate_id: UUID) -> tuple[int, int]:
    """Return the number of the list that tells of a certificate, and the bit in it. Raises NotFound."""
    place = select(StatusEntry.list_number, StatusEntry.list_index)
    row = session.execute(place.where(StatusEntry.certificate_id == certificate_id)).one_or_none()
    if row is None:
        raise NotFound
    return row.list_number, row.list_index


def bits_set(session: Session, list_number: int) -> list[int] | None:
    """Return the bits of a list whose certificates do not count; None where there is no such list."""
    of_list = StatusEntry.list_number == list_number
    if list_number != 1 and session.scalar(select(StatusEntry.list_index).where(of_list).limit(1)) is None:
        return None
    found = (
        select(StatusEntry.list_index)
        .join(Certificate, Certificate.id == StatusEntry.certificate_id, isouter=True)
        .where(
            of_list,
            or_(
                Certificate.id.is_(None),
                Certificate.revoked_at.is_not(None),
                Certificate.replaced_at.is_not(None),
            ),
        )
        .order_by(StatusEntry.list_index)
    )
    return list(session.scalars(found))


def sealed_key(session: Session) -> tuple[int, bytes] | None:
    """Return number and sealed private keys of the pair that signs now; None before there is one."""
    newest = select(SigningKey.number, SigningKey.sealed).order_by(SigningKey.number.desc()).limit(1)
    row = session.execute(newest).one_or_none()
    return (row.number, row.sealed) if row else None


def keys_made_at(session: Session) -> dict[int, datetime]:
    """Return when each pair was made, by number, the first first; withdrawn ones are among them."""
    rows = session.execute(select(SigningKey.number, SigningKey.made_at).order_by(SigningKey.number))
    return {row.number: row.made_at for row in rows}


def public_keys(session: Session) -> list[PublicPair]:
    """Return what is published of every pair that is not withdrawn, the first first."""
    rows = session.execute(
        select(SigningKey.number, SigningKey.rsa_public, SigningKey.ed25519_public)
        .where(SigningKey.withdrawn_at.is_(None))
        .order_by(SigningKey.number)
    )
    return [PublicPair(row.number, row.rsa_public, row.ed25519_public) for row in rows]


def withdrawn_keys(session: Session) -> list[int]:
    """Return the numbers of the pairs of which nothing is valid any more."""
    return list(session.scalars(select(SigningKey.number).where(SigningKey.withdrawn_at.is_not(None))))


def _facts(row: Certificate) -> CertificateFacts:
    values: dict[str, Any] = {name: getattr(row, name) for name in CertificateFacts.__slots__}
    return CertificateFacts(**values)
