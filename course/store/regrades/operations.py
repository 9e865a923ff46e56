"""Changes to regrades. They flush and never commit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from course.core.ids import new_id
from course.core.problems import CourseProblem
from course.core.text import Text
from course.db.bulk import insert_new, update_each
from course.db.session import insert_or_ignore, upsert_many
from course.store.regrades.models import LateAttempt, Regrade, RegradedAttempt, RegradedLearner, RegradedMark
from course.store.regrades.queries import find_regrade_by_key


class RegradeInWork(CourseProblem):
    """Another regrade of the same quiz is being applied or undone."""

    code = "regrade_in_work"
    status = 409


def add_regrade(
    session: Session,
    *,
    key: str,
    quiz_slug: str,
    to_version: str,
    from_versions: Sequence[str],
    questions: Sequence[str],
    because: Text,
    learners: int,
    actor_id: UUID | None,
    now: datetime,
) -> tuple[UUID, bool]:
    """Order a regrade; return its id, and whether this call did it. Raises RegradeInWork."""
    values = {
        "id": new_id(),
        "key": key,
        "quiz_slug": quiz_slug,
        "to_version": to_version,
        "from_versions": list(from_versions),
        "questions": list(questions),
        "because": dict(because),
        "actor_id": actor_id,
        "state": "applying",
        "learners": learners,
        "learners_done": 0,
        "counts": {},
        "ordered_at": now,
    }
    if insert_or_ignore(session, Regrade, values, None):
        return UUID(str(values["id"])), True
    found = find_regrade_by_key(session, key)
    if found is None:
        raise RegradeInWork
    return found, False


def move_regrade(session: Session, regrade_id: UUID, *, from_state: str, to: str, **columns: Any) -> bool:
    """Move a regrade on; tell whether it was in that state. Raises RegradeInWork where another is in the way.

    After that error nothing else can be done in the transaction.
    """
    moved = (
        update(Regrade)
        .where(Regrade.id == regrade_id, Regrade.state == from_state)
        .values(state=to, **columns)
    )
    try:
        result: Any = session.execute(moved, execution_options={"synchronize_session": False})
    except IntegrityError as error:
        raise RegradeInWork from error
    return bool(result.rowcount)


def keep_progress(
    session: Session,
    regrade_id: UUID,
    *,
    last_learner: UUID | None,
    learners_done: int,
    counts: Mapping[str, int],
) -> None:
    """Note how far applying or undoing has come, and what became of the attempts so far."""
    session.execute(
        update(Regrade)
        .where(Regrade.id == regrade_id)
        .values(last_learner=last_learner, learners_done=learners_done, counts=dict(counts)),
        execution_options={"synchronize_session": False},
    )


def add_changes(
    session: Session,
    regrade_id: UUID,
    *,
    learners: Sequence[dict[str, Any]],
    attempts: Sequence[dict[str, Any]],
    marks: Sequence[dict[str, Any]],
) -> None:
    """Keep what a regrade changed, with what was there before.

    A learner who stands there already, by an attempt that the regrade raised earlier, keeps what was before that.
    """
    same = {"regrade_id": regrade_id}
    people = [{**row, **same, "state": "raised", "left_because": ""} for row in learners]
    upsert_many(session, RegradedLearner, people, ["regrade_id", "learner_id"], _raised_again)
    # Each value by itself, not in one JSON text: a share must come back as the very number it was.
    for entity, rows in ((RegradedAttempt, attempts), (RegradedMark, marks)):
        if rows:
            session.execute(insert(entity), [{**row, **same} for row in rows])


def _raised_again(came: Any) -> dict[str, Any]:
    return {
        "score_after": came.score_after,
        "passed_at_after": came.passed_at_after,
        "mail_id": func.coalesce(RegradedLearner.mail_id, came.mail_id),
    }


def await_late(session: Session, regrade_id: UUID, attempt_ids: Iterable[UUID]) -> None:
    """Keep the attempts that were open when a regrade was ordered: they are marked anew once they are handed in."""
    rows = [{"attempt_id": attempt_id} for attempt_id in attempt_ids]
    same = {"regrade_id": regrade_id}
    insert_new(session, LateAttempt, rows, same, "attempt_id", ["regrade_id", "attempt_id"])


def spend_late(session: Session, regrade_id: UUID, attempt_id: UUID) -> bool:
    """Take an attempt off the list; tell whether it stood there still."""
    result: Any = session.execute(
        delete(LateAttempt).where(LateAttempt.regrade_id == regrade_id, LateAttempt.attempt_id == attempt_id)
    )
    return bool(result.rowcount)


def forget_late(session: Session, regrade_id: UUID) -> None:
    """Let the attempts that are still open be marked by what they show: the regrade is undone."""
    session.execute(delete(LateAttempt).where(LateAttempt.regrade_id == regrade_id))


def settle_changes(session: Session, regrade_id: UUID, states: Mapping[UUID, str]) -> None:
    """Note of each learner what undoing did: "" where their marks are restored, else why they were left."""
    rows = [
        {
            "regrade_id": regrade_id,
            "learner_id": learner_id,
            "state": "left" if because else "restored",
            "left_because": because,
        }
        for learner_id, because in states.items()
    ]
    update_each(session, RegradedLearner, ["regrade_id", "learner_id"], rows)
