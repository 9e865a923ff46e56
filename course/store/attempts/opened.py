"""Which attempts a learner has begun and not handed in."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.store.attempts.models import Attempt


def open_attempts(session: Session, learner_id: UUID) -> dict[str, UUID]:
    """Return a learner's open attempts by the slug of their quiz, the newest first."""
    rows = session.execute(
        select(Attempt.quiz_slug, Attempt.id)
        .where(Attempt.learner_id == learner_id, Attempt.state == "open")
        .order_by(Attempt.id.desc())
    )
    return {slug: attempt_id for slug, attempt_id in rows}  # noqa: C416 - rows are not pairs to the type checker
