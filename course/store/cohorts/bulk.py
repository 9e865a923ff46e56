"""Enrolments, facilitations and invitations by the hundred, for roster files.

Called with at most some thousand at a time; they flush and never commit. Seats are counted by the caller.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from course.core.ids import new_id
from course.db.bulk import among, insert_new, update_each
from course.store.cohorts.models import Enrolment, Facilitation, Invitation

_COLUMNS = {"group": "group_name", "starts": "starts_on", "ends": "ends_on"}


class EnrolmentWrite(NamedTuple):
    """What is written into one learner's enrolment: columns of a roster by name."""

    learner_id: UUID
    values: Mapping[str, str | date | None]


def enrol_new(
    session: Session, cohort_id: UUID, people: Sequence[EnrolmentWrite], *, source: str, now: datetime
) -> set[UUID]:
    """Enrol people who never were in the cohort; return those whom nobody else enrolled at the same moment."""
    rows = [
        {
            "id": new_id(),
            "learner_id": one.learner_id,
            "group_name": one.values.get("group") or "",
            "starts_on": one.values.get("starts"),
            "ends_on": one.values.get("ends"),
        }
        for one in people
    ]
    same = {"cohort_id": cohort_id, "state": "active", "source": source, "enrolled_at": now, "left_at": None}
    return insert_new(session, Enrolment, rows, same, "learner_id", ["cohort_id", "learner_id"])


def change_enrolments(session: Session, cohort_id: UUID, people: Sequence[EnrolmentWrite]) -> None:
    """Write group and days into enrolments; what is not named stays."""
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for one in people:
        values = {_COLUMNS[name]: value for name, value in one.values.items()}
        row = {"cohort_id": cohort_id, "learner_id": one.learner_id, **values}
        by_columns.setdefault(tuple(sorted(row)), []).append(row)
    for rows in by_columns.values():
        update_each(session, Enrolment, ["cohort_id", "learner_id"], rows)


def set_states(session: Session, cohort_id: UUID, left_at: Mapping[UUID, datetime | None]) -> None:
    """End enrolments at their moment, or take them up again where it is None."""
    rows = [
        {
            "cohort_id": cohort_id,
            "learner_id": learner_id,
            "state": "left" if moment else "active",
            "left_at": moment,
        }
        for learner_id, moment in left_at.items()
    ]
    update_each(session, Enrolment, ["cohort_id", "learner_id"], rows)


def remove_enrolments(session: Session, cohort_id: UUID, learner_ids: Collection[UUID]) -> None:
    session.execute(
        delete(Enrolment).where(
            Enrolment.cohort_id == cohort_id, among(session, Enrolment.learner_id, learner_ids)
        ),
        execution_options={"synchronize_session": False},
    )


def add_facilitators(
    session: Session, cohort_id: UUID, account_ids: Collection[UUID], *, now: datetime
) -> None:
    rows = [{"account_id": account_id} for account_id in account_ids]
    same = {"cohort_id": cohort_id, "since": now}
    insert_new(session, Facilitation, rows, same, "account_id", ["cohort_id", "account_id"])


def take_facilitators(
    session: Session, cohort_id: UUID, account_ids: Collection[UUID]
) -> dict[UUID, datetime]:
    """Take a cohort from people; return since when each had it."""
    if not account_ids:
        return {}
    here = (Facilitation.cohort_id == cohort_id, among(session, Facilitation.account_id, account_ids))
    taken = dict(session.execute(select(Facilitation.account_id, Facilitation.since).where(*here)).all())
    session.execute(delete(Facilitation).where(*here), execution_options={"synchronize_session": False})
    return taken


def put_facilitators(session: Session, cohort_id: UUID, since: Mapping[UUID, datetime]) -> None:
    """Give a cohort back to people, as `take_facilitators` took it."""
    for account_id, moment in since.items():
        add_facilitators(session, cohort_id, [account_id], now=moment)


def add_invitations(
    session: Session, cohort_id: UUID, message_ids: Mapping[UUID, UUID], *, now: datetime
) -> set[UUID]:
    """Note that people are invited, each by the mail with this id; return those who were not before."""
    rows = [
        {"id": new_id(), "account_id": account_id, "message_id": message_ids[account_id]}
        for account_id in sorted(message_ids)  # one order for all writers: no deadlock
    ]
    same = {"cohort_id": cohort_id, "invited_at": now, "accepted_at": None}
    return insert_new(session, Invitation, rows, same, "account_id", ["cohort_id", "account_id"])


def remove_invitations(session: Session, cohort_id: UUID, account_ids: Collection[UUID]) -> list[UUID]:
    """Take invitations back; return the ids of their mails."""
    if not account_ids:
        return []
    here = (Invitation.cohort_id == cohort_id, among(session, Invitation.account_id, account_ids))
    mails = [found for found in session.scalars(select(Invitation.message_id).where(*here)) if found]
    session.execute(delete(Invitation).where(*here), execution_options={"synchronize_session": False})
    return mails


def touch_invitation(
    session: Session, *, cohort_id: UUID, account_id: UUID, message_id: UUID, now: datetime
) -> None:
    """Note that a person's invitation went once more, by another mail."""
    session.execute(
        update(Invitation)
        .where(Invitation.cohort_id == cohort_id, Invitation.account_id == account_id)
        .values(message_id=message_id, invited_at=now),
        execution_options={"synchronize_session": False},
    )
