"""Other rules of a quiz for one learner or a cohort: asking for them, making and ending them. Flushes, never commits."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, and_, bindparam, insert, or_, select, update
from sqlalchemy.orm import Session

from course.core.grading.windows import Override
from course.db.bulk import among, update_each
from course.db.session import send
from course.store.attempts.models import Attempt, QuizOverride


class StoredOverride(NamedTuple):
    """An override as it is stored. `learner_id` None: of the whole cohort."""

    id: UUID
    quiz_slug: str
    cohort_id: UUID
    learner_id: UUID | None
    opens: datetime | None
    closes: datetime | None
    time_limit: int | None
    attempts: int | None
    reason: str
    reason_told: bool
    expires_at: datetime | None
    made_at: datetime

    @property
    def rule(self) -> Override:
        return Override(
            personal=self.learner_id is not None,
            opens=self.opens,
            closes=self.closes,
            time_limit=self.time_limit,
            attempts=self.attempts,
            told_reason=self.reason if self.reason_told else "",
            expires_at=self.expires_at,
        )


class RunningAttempt(NamedTuple):
    """An attempt that other rules may still change: open, or with a result that waits for its moment."""

    id: UUID
    learner_id: UUID
    state: str
    started_at: datetime
    deadline: datetime | None
    held_until: datetime | None


_STORED = select(*(getattr(QuizOverride, name) for name in StoredOverride._fields)).where(
    QuizOverride.ended_at.is_(None)
)
_HOLDING = _STORED.where(
    QuizOverride.quiz_slug == bindparam("quiz_slug"),
    or_(QuizOverride.learner_id == bindparam("learner_id", type_=Uuid()), QuizOverride.learner_id.is_(None)),
)


def overrides_at(session: Session, quiz_slug: str, learner_id: UUID) -> list[StoredOverride]:
    """Return what holds at a quiz for a learner, and for whole cohorts, theirs or not. One statement."""
    rows = send(session, _HOLDING, {"quiz_slug": quiz_slug, "learner_id": learner_id})
    return [StoredOverride(*row) for row in rows]


def overrides_for(session: Session, learner_id: UUID, cohorts: Collection[UUID]) -> list[StoredOverride]:
    """Return what holds at any quiz for a learner, or for the whole of one of these cohorts. One statement."""
    of_cohorts = and_(QuizOverride.learner_id.is_(None), QuizOverride.cohort_id.in_(cohorts))
    rows = session.execute(_STORED.where(or_(QuizOverride.learner_id == learner_id, of_cohorts)))
    return [StoredOverride(*row) for row in rows]


def overrides_of(session: Session, quiz_slug: str, learner_ids: Collection[UUID]) -> list[StoredOverride]:
    """Return what holds at a quiz for any of these learners, and for whole cohorts, theirs or not. One statement."""
    theirs = among(session, QuizOverride.learner_id, learner_ids)
    rows = session.execute(
        _STORED.where(QuizOverride.quiz_slug == quiz_slug, or_(theirs, QuizOverride.learner_id.is_(None)))
    )
    return [StoredOverride(*row) for row in rows]


def overrides_of_quizzes(session: Session, slugs: Collection[str]) -> list[StoredOverride]:
    """Return what holds at these quizzes, for whomever."""
    if not slugs:
        return []
    return [StoredOverride(*row) for row in session.execute(_STORED.where(QuizOverride.quiz_slug.in_(slugs)))]


def overrides_in(
    session: Session,
    cohort_id: UUID,
    *,
    learner_id: UUID | None = None,
    before: UUID | None = None,
    limit: int | None = None,
) -> list[StoredOverride]:
    """Return what was made in a cohort and not ended, the newest first, from the one after `before`; of one learner, or
    all.
    """
    statement = _STORED.where(QuizOverride.cohort_id == cohort_id).order_by(QuizOverride.id.desc())
    if learner_id is not None:
        statement = statement.where(QuizOverride.learner_id == learner_id)
    if before is not None:
        statement = statement.where(QuizOverride.id < before)
    return [StoredOverride(*row) for row in session.execute(statement.limit(limit))]


def add_override(session: Session, made: StoredOverride) -> None:
    session.execute(insert(QuizOverride).values(**made._asdict()))


def end_override(
    session: Session, *, override_id: UUID, cohort_id: UUID, now: datetime
) -> StoredOverride | None:
    """End an override of a cohort and return it; None where there is none, or it is ended already."""
    row = session.execute(
        _STORED.where(QuizOverride.id == override_id, QuizOverride.cohort_id == cohort_id)
    ).one_or_none()
    if row is None:
        return None
    session.execute(update(QuizOverride).where(QuizOverride.id == override_id).values(ended_at=now))
    return StoredOverride(*row)


def running_attempts(session: Session, quiz_slug: str, learner_ids: Collection[UUID]) -> list[RunningAttempt]:
    """Return these people's attempts at a quiz that are open, or whose results wait for a moment.

    All are held for this transaction: who hands one in meanwhile is waited for.
    """
    if not learner_ids:
        return []
    rows = session.execute(
        select(*(getattr(Attempt, name) for name in RunningAttempt._fields))
        .where(
            Attempt.quiz_slug == quiz_slug,
            or_(Attempt.state == "open", Attempt.held_until.is_not(None)),
            among(session, Attempt.learner_id, learner_ids),
        )
        .order_by(Attempt.id)
        .with_for_update()
    )
    return [RunningAttempt(*row) for row in rows]


def move_moments(
    session: Session, name: Literal["deadline", "held_until"], moments: Mapping[UUID, datetime | None]
) -> None:
    """Move the deadlines of attempts, or the moments until which their results are held. The caller holds them."""
    update_each(session, Attempt, ["id"], [{"id": one, name: moment} for one, moment in moments.items()])
