"""Reading regrades."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from course.core.problems import NotFound
from course.core.text import Text
from course.db.bulk import among
from course.store.regrades.models import Regrade, RegradedAttempt, RegradedLearner, RegradedMark


class RegradeFacts(NamedTuple):
    """One regrade as it stands. `counts` are attempts by outcome, and marks that were left: "kept_marks"."""

    id: UUID
    quiz_slug: str
    to_version: str
    from_versions: tuple[str, ...]
    questions: tuple[str, ...]
    because: Text
    actor_id: UUID | None
    state: str  # applying, applied, undoing, undone
    learners: int
    learners_done: int
    last_learner: UUID | None
    counts: dict[str, int]
    ordered_at: datetime
    applied_at: datetime | None
    undone_at: datetime | None

    @property
    def in_work(self) -> bool:
        return self.state in {"applying", "undoing"}


class LearnerChange(NamedTuple):
    """What a regrade did to one learner's result."""

    learner_id: UUID
    state: str  # raised, restored, left
    left_because: str
    score_before: float
    score_after: float
    passed_at_before: datetime | None
    passed_at_after: datetime | None
    mail_id: UUID | None
    at: datetime


class AttemptChange(NamedTuple):
    """An attempt as it was before a regrade, and the points that it made of them."""

    attempt_id: UUID
    learner_id: UUID
    score: float
    points: float
    max_points: float
    passed: bool
    points_after: float
    max_points_after: float


class MarkChange(NamedTuple):
    """One mark before and after a regrade."""

    attempt_id: UUID
    question_id: str
    verdict_before: str
    share_before: float
    points_before: float
    max_points_before: float
    verdict_after: str
    share_after: float
    points_after: float
    max_points_after: float


def _facts(row: Regrade) -> RegradeFacts:
    values: dict[str, Any] = {name: getattr(row, name) for name in RegradeFacts._fields}
    values["from_versions"], values["questions"] = tuple(row.from_versions), tuple(row.questions)
    return RegradeFacts(**values)


def get_regrade(session: Session, regrade_id: UUID, *, lock: bool = False) -> RegradeFacts:
    """Return a regrade; with `lock` others wait until this transaction ends. Raises NotFound."""
    statement = select(Regrade).where(Regrade.id == regrade_id).execution_options(populate_existing=True)
    row = session.scalar(statement.with_for_update() if lock else statement)
    if row is None:
        raise NotFound
    return _facts(row)


def find_regrade_by_key(session: Session, key: str) -> UUID | None:
    return session.scalar(select(Regrade.id).where(Regrade.key == key))


def regrades_of(session: Session, quiz_slug: str) -> list[RegradeFacts]:
    """Return all regrades of a quiz, newest first."""
    rows = session.scalars(select(Regrade).where(Regrade.quiz_slug == quiz_slug).order_by(Regrade.id.desc()))
    return [_facts(row) for row in rows]


def regrades_in_work(session: Session) -> list[tuple[UUID, str]]:
    """Return the regrades that are being applied or undone, with their state, oldest first."""
    rows = session.execute(
        select(Regrade.id, Regrade.state)
        .where(Regrade.state.in_(("applying", "undoing")))
        .order_by(Regrade.id)
    )
    return [(regrade_id, state) for regrade_id, state in rows]


def is_built_on(session: Session, found: RegradeFacts) -> bool:
    """Tell whether a later regrade of the quiz stands, whose marks began where this one's ended."""
    later = select(Regrade.id).where(
        Regrade.quiz_slug == found.quiz_slug, Regrade.id > found.id, Regrade.state != "undone"
    )
    return session.scalar(later.limit(1)) is not None


def changes_after(
    session: Session, regrade_id: UUID, after: UUID | None, limit: int | None, *, state: str = ""
) -> list[LearnerChange]:
    """Return the learners whose marks a regrade raised, in order of id, after one of them."""
    columns = [getattr(RegradedLearner, name) for name in LearnerChange._fields]
    statement = select(*columns).where(RegradedLearner.regrade_id == regrade_id)
    if after is not None:
        statement = statement.where(RegradedLearner.learner_id > after)
    if state:
        statement = statement.where(RegradedLearner.state == state)
    rows = session.execute(statement.order_by(RegradedLearner.learner_id).limit(limit))
    return [LearnerChange(*row) for row in rows]


def learners_by_state(session: Session, regrade_id: UUID) -> dict[str, int]:
    """Return how many learners stand in each state; a state without any is absent."""
    rows = session.execute(
        select(RegradedLearner.state, func.count())
        .where(RegradedLearner.regrade_id == regrade_id)
        .group_by(RegradedLearner.state)
    )
    return dict(rows.all())


def raised_learners(session: Session, quiz_slug: str) -> dict[UUID, int]:
    """Return how many learners stand under each regrade of a quiz; one without any is absent."""
    rows = session.execute(
        select(RegradedLearner.regrade_id, func.count())
        .join(Regrade, Regrade.id == RegradedLearner.regrade_id)
        .where(Regrade.quiz_slug == quiz_slug)
        .group_by(RegradedLearner.regrade_id)
    )
    return dict(rows.all())


def count_raised_attempts(session: Session, regrade_id: UUID) -> int:
    """Return how many attempts that a regrade raised are still there: those of erased people are not."""
    counted = select(func.count()).where(RegradedAttempt.regrade_id == regrade_id)
    return session.execute(counted).scalar_one()


def attempt_changes(session: Session, regrade_id: UUID, learner_ids: Collection[UUID]) -> list[AttemptChange]:
    """Return the attempts of these learners as they were before a regrade raised them, in the order of their ids."""
    rows = session.execute(
        select(
            RegradedAttempt.attempt_id,
            RegradedAttempt.learner_id,
            RegradedAttempt.score_before,
            RegradedAttempt.points_before,
            RegradedAttempt.max_points_before,
            RegradedAttempt.passed_before,
            RegradedAttempt.points_after,
            RegradedAttempt.max_points_after,
        )
        .where(
            RegradedAttempt.regrade_id == regrade_id,
            among(session, RegradedAttempt.learner_id, learner_ids),
        )
        .order_by(RegradedAttempt.attempt_id)
    )
    return [AttemptChange(*row) for row in rows]


def mark_changes(session: Session, regrade_id: UUID, attempt_ids: Collection[UUID]) -> list[MarkChange]:
    """Return the marks that a regrade changed in these attempts."""
    columns = [getattr(RegradedMark, name) for name in MarkChange._fields]
    rows = session.execute(
        select(*columns).where(
            RegradedMark.regrade_id == regrade_id, among(session, RegradedMark.attempt_id, attempt_ids)
        )
    )
    return [MarkChange(*row) for row in rows]


def regrades_that_hold(session: Session, attempt_ids: Collection[UUID]) -> dict[tuple[UUID, str], str]:
    """Return, by attempt and question, the quiz version of the last regrade that raised this mark and was not undone."""
    rows = session.execute(
        select(RegradedMark.attempt_id, RegradedMark.question_id, Regrade.to_version)
        .join(Regrade, Regrade.id == RegradedMark.regrade_id)
        .join(
            RegradedLearner,
            and_(
                RegradedLearner.regrade_id == RegradedMark.regrade_id,
                RegradedLearner.learner_id == RegradedMark.learner_id,
            ),
        )
        .where(among(session, RegradedMark.attempt_id, attempt_ids), RegradedLearner.state != "restored")
        .order_by(RegradedMark.regrade_id)
    )
    return {(attempt_id, question_id): version for attempt_id, question_id, version in rows}
