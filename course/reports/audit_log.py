"""The log of who did what, newest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from course.store.accounts.models import Account
from course.store.attempts.models import Attempt
from course.store.audit.models import AuditEvent
from course.store.awards.models import Certificate
from course.store.cohorts.models import Cohort

_PART = 1_000
_SUBJECTS = {
    "account": select(Account.id.label("subject"), Account.id, Account.display_name),
    "certificate": select(Certificate.id.label("subject"), Account.id, Account.display_name).join_from(
        Certificate, Account, Account.id == Certificate.learner_id
    ),
    "attempt": select(Attempt.id.label("subject"), Account.id, Account.display_name).join_from(
        Attempt, Account, Account.id == Attempt.learner_id
    ),
}


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What the log is narrowed to; None and an empty text are everything."""

    action: str = ""
    actor_id: UUID | None = None
    cohort_id: UUID | None = None


class LogLine(NamedTuple):
    """One deed. Names are those that people have now; None where they or the cohort are gone, or nobody acted."""

    id: UUID
    at: datetime
    action: str
    actor_id: UUID | None
    actor: str | None
    subject_kind: str
    subject_id: str
    cohort: str | None
    details: dict[str, Any]


def audit_log(session: Session, wanted: LogFilter, *, before: UUID | None, limit: int) -> list[LogLine]:
    """Return deeds, newest first, from the one before `before` on."""
    actor = aliased(Account)
    statement = (
        select(
            AuditEvent.id,
            AuditEvent.at,
            AuditEvent.action,
            AuditEvent.actor_id,
            actor.display_name,
            AuditEvent.subject_kind,
            AuditEvent.subject_id,
            Cohort.name,
            AuditEvent.details,
        )
        .outerjoin(actor, actor.id == AuditEvent.actor_id)
        .outerjoin(Cohort, Cohort.id == AuditEvent.cohort_id)
    )
    if wanted.action:
        statement = statement.where(AuditEvent.action == wanted.action)
    if wanted.actor_id is not None:
        statement = statement.where(AuditEvent.actor_id == wanted.actor_id)
    if wanted.cohort_id is not None:
        statement = statement.where(AuditEvent.cohort_id == wanted.cohort_id)
    if before is not None:
        statement = statement.where(AuditEvent.id < before)
    return [LogLine(*row) for row in session.execute(statement.order_by(AuditEvent.id.desc()).limit(limit))]


def whole_log(session: Session, wanted: LogFilter) -> Iterator[LogLine]:
    """Yield all deeds of a filter, newest first, read in parts."""
    last: UUID | None = None
    while part := audit_log(session, wanted, before=last, limit=_PART):
        yield from part
        last = part[-1].id


def subject_people(session: Session, lines: Sequence[LogLine]) -> dict[str, tuple[UUID, str]]:
    """Return whom deeds were done to, as account and name, by the deed's subject; who is gone is absent.

    A certificate and an attempt are their learner's. One statement for each kind among them.
    """
    found: dict[str, tuple[UUID, str]] = {}
    for kind, subject in _SUBJECTS.items():
        if ids := {UUID(line.subject_id) for line in lines if line.subject_kind == kind}:
            rows = session.execute(subject.where(subject.selected_columns.subject.in_(ids)))
            found |= {str(subject_id): (account_id, name) for subject_id, account_id, name in rows}
    return found
