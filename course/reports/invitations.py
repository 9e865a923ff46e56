"""A cohort's people with the state of their invitations, and the mails that did not leave."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from course.store.accounts.models import Account
from course.store.cohorts.models import Enrolment, Invitation
from course.store.outbox.models import OutboxMessage
from course.store.progress.models import CohortProgress

SHOWS = ("all", "waiting", "accepted", "failed", "uninvited")


class Member(NamedTuple):
    """One enrolled learner; the last five say how their invitation stands, None where there is none."""

    id: UUID
    name_key: str
    name: str
    email: str
    language: str
    suspended_at: datetime | None
    group_name: str
    ends_on: date | None
    enrolled_at: datetime
    source: str
    invited_at: datetime | None
    accepted_at: datetime | None
    mail_state: str | None  # queued, sent, failed, cancelled
    mail_sent_at: datetime | None
    mail_error: str | None


class FailedMail(NamedTuple):
    """A mail that was given up."""

    id: UUID
    template: str
    account_id: UUID | None
    name: str | None
    created_at: datetime
    reason: str


def members(
    session: Session, cohort_id: UUID, *, show: str, after: tuple[str, UUID] | None, limit: int
) -> list[Member]:
    """Return a cohort's learners in order of their names, after the one with these keys.

    `show`, one of SHOWS, narrows to invitations that wait for an answer, were accepted, or failed, or to people
    who were never invited.
    """
    statement = (
        select(
            Account.id,
            CohortProgress.name_key,
            Account.display_name,
            Account.email,
            Account.language,
            Account.suspended_at,
            Enrolment.group_name,
            Enrolment.ends_on,
            Enrolment.enrolled_at,
            Enrolment.source,
            Invitation.invited_at,
            Invitation.accepted_at,
            OutboxMessage.state,
            OutboxMessage.sent_at,
            OutboxMessage.last_error,
        )
        .select_from(CohortProgress)
        .join(Account, Account.id == CohortProgress.learner_id)
        .join(
            Enrolment,
            and_(
                Enrolment.cohort_id == CohortProgress.cohort_id,
                Enrolment.learner_id == CohortProgress.learner_id,
            ),
        )
        .outerjoin(
            Invitation,
            and_(
                Invitation.cohort_id == CohortProgress.cohort_id,
                Invitation.account_id == CohortProgress.learner_id,
            ),
        )
        .outerjoin(OutboxMessage, OutboxMessage.id == Invitation.message_id)
        .where(CohortProgress.cohort_id == cohort_id, *_narrowed(show))
        .order_by(CohortProgress.name_key, CohortProgress.learner_id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(
            tuple_(CohortProgress.name_key, CohortProgress.learner_id) > tuple_(*after)
        )
    rows: Sequence[Any] = session.execute(statement).all()
    return [Member(*row) for row in rows]


def _narrowed(show: str) -> list[ColumnElement[bool]]:
    conditions: dict[str, list[ColumnElement[bool]]] = {
        "waiting": [
            Invitation.id.is_not(None),
            Invitation.accepted_at.is_(None),
            or_(OutboxMessage.state.is_(None), OutboxMessage.state != "failed"),
        ],
        "accepted": [Invitation.accepted_at.is_not(None)],
        "failed": [Invitation.accepted_at.is_(None), OutboxMessage.state == "failed"],
        "uninvited": [Invitation.id.is_(None)],
    }
    return conditions.get(show, [])


def failed_mails(session: Session, *, limit: int) -> list[FailedMail]:
    """Return the newest mails that were given up, whatever they were about."""
    rows = session.execute(
        select(
            OutboxMessage.id,
            OutboxMessage.template,
            OutboxMessage.account_id,
            Account.display_name,
            OutboxMessage.created_at,
            OutboxMessage.last_error,
        )
        .outerjoin(Account, Account.id == OutboxMessage.account_id)
        .where(OutboxMessage.state == "failed")
        .order_by(OutboxMessage.available_at.desc(), OutboxMessage.id.desc())
        .limit(limit)
    )
    return [FailedMail(*row) for row in rows]


def mail_counts(session: Session) -> tuple[int, int]:
    """Return how many mails wait to be sent and how many were given up."""
    rows = session.execute(
        select(OutboxMessage.state, func.count())
        .where(OutboxMessage.state.in_(("queued", "failed")))
        .group_by(OutboxMessage.state)
    )
    found = dict(rows.all())
    return found.get("queued", 0), found.get("failed", 0)
