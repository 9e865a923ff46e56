"""Certificates: issued when the rule is met, corrected, shown or hidden, revoked and given back.

Whoever holds one gets a mail of each of these but the name's being shown.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.problems import CourseProblem
from course.core.rules.awards import achieved, shown_code
from course.core.rules.completion import CourseProgress
from course.core.text import pick
from course.db.session import Session
from course.store.accounts.queries import find_addressee
from course.store.audit.operations import record
from course.store.awards.operations import (
    enter_anew,
    issue_certificate,
    replace_certificate,
    revoke,
    show_name,
)
from course.store.awards.queries import (
    CertificateFacts,
    get_certificate,
    has_certificate,
    has_corrected_own,
)
from course.store.outbox.operations import queue_mail


class NameCorrected(CourseProblem):
    """A learner corrects the name once; after that an admin does."""

    code = "certificate_name_corrected"
    status = 409


class CertificateRevoked(CourseProblem):
    """A revoked certificate is not issued again under another name."""

    code = "certificate_revoked"
    status = 409


def award_certificate(
    session: Session, catalogue: Catalogue, progress: CourseProgress, *, learner_id: UUID, now: datetime
) -> None:
    """Issue the certificate of a learner who has completed the course, once, in the language of their account.

    Only settle_progress calls this, so that it follows from stored facts alone. Who is suspended gets it with the
    next deed after they are let in again.
    """
    if has_certificate(session, learner_id):
        return
    person = find_addressee(session, learner_id)
    earned = achieved(catalogue, progress, person.language) if person else None
    if person is None or earned is None:
        return
    rule: Any = catalogue.about.get("certificate", {})
    issued = issue_certificate(
        session,
        learner_id=learner_id,
        name=person.display_name,
        language=person.language,
        title=pick(catalogue.title, person.language, catalogue.languages[0]),
        achieved=earned,
        rule=rule,
        content_version=catalogue.version,
        now=now,
    )
    if issued:
        details = {"content_version": catalogue.version}
        _tell(session, "certificate.issued", issued, actor_id=learner_id, now=now, details=details)
        _write_mail(session, "certificate_issued", get_certificate(session, learner_id), now=now)


def correct_own_name(session: Session, *, learner_id: UUID, name: str, now: datetime) -> bool:
    """Issue a learner's certificate again under the name as they spell it; tell whether anything changed.

    Once, whatever admins corrected: raises NameCorrected after that, CertificateRevoked, and NotFound where there is
    no certificate.
    """
    last = get_certificate(session, learner_id)
    if has_corrected_own(session, learner_id):
        raise NameCorrected
    return _reissue(session, last, name=name, actor_id=learner_id, by_holder=True, now=now)


def correct_name(
    session: Session, *, learner_id: UUID, name: str, actor_id: UUID | None, now: datetime
) -> bool:
    """Issue somebody's certificate again under another name, as often as it takes; tell whether anything changed."""
    last = get_certificate(session, learner_id)
    return _reissue(session, last, name=name, actor_id=actor_id, by_holder=False, now=now)


def show_own_name(session: Session, *, learner_id: UUID, shown: bool, now: datetime) -> None:
    """Let the public page tell the learner's name, or no longer. Raises NotFound."""
    last = get_certificate(session, learner_id)
    if last.shows_name == shown:
        return
    show_name(session, last.id, shown=shown)
    action = "certificate.name_shown" if shown else "certificate.name_hidden"
    _tell(session, action, last.id, actor_id=learner_id, now=now)


def revoke_certificate(
    session: Session, *, learner_id: UUID, because: str, actor_id: UUID | None, now: datetime
) -> bool:
    """Withdraw a learner's certificate, and tell them why; tell whether that is news. Raises NotFound."""
    last = get_certificate(session, learner_id)
    if last.revoked_at is not None:
        return False
    revoke(session, last.id, because=because, now=now)
    _tell(session, "certificate.revoked", last.id, actor_id=actor_id, now=now)
    _write_mail(session, "certificate_revoked", last, now=now, because=because)
    return True


def restore_certificate(session: Session, *, learner_id: UUID, actor_id: UUID | None, now: datetime) -> bool:
    """Let a revoked certificate count again; tell whether it was revoked. Raises NotFound.

    Badges given of it before stay revoked, since that is final (Bitstring Status List 1.0); the next one counts.
    """
    last = get_certificate(session, learner_id)
    if last.revoked_at is None:
        return False
    revoke(session, last.id, because="", now=None)
    enter_anew(session, last.id)
    _tell(session, "certificate.restored", last.id, actor_id=actor_id, now=now)
    _write_mail(session, "certificate_restored", last, now=now)
    return True


def _reissue(
    session: Session,
    last: CertificateFacts,
    *,
    name: str,
    actor_id: UUID | None,
    by_holder: bool,
    now: datetime,
) -> bool:
    if last.revoked_at is not None:
        raise CertificateRevoked
    if name == last.name:
        return False
    issued = replace_certificate(session, last, name=name, by_holder=by_holder, now=now)
    if issued is None:
        raise NameCorrected  # in another tab, at the same moment
    _tell(session, "certificate.corrected", issued, actor_id=actor_id, now=now)
    new = get_certificate(session, last.learner_id)
    _write_mail(session, "certificate_reissued", new, now=now, old_code=shown_code(last.code))
    return True


def _write_mail(
    session: Session, template: str, certificate: CertificateFacts, *, now: datetime, **more: str
) -> None:
    """Queue the one mail that tells its holder of a deed to a certificate. `more` is for the template."""
    queue_mail(
        session,
        account_id=certificate.learner_id,
        template=template,
        payload={"code": shown_code(certificate.code), "page": f"certificates/{certificate.code}", **more},
        key=f"{template}:{certificate.id}:{now.isoformat()}",
        now=now,
    )


def _tell(
    session: Session,
    action: str,
    certificate_id: UUID,
    *,
    actor_id: UUID | None,
    now: datetime,
    details: dict[str, str] | None = None,
) -> None:
    record(
        session,
        actor_id=actor_id,
        action=action,
        subject_kind="certificate",
        subject_id=certificate_id,
        now=now,
        details=details,
    )
