"""Where a learner stops reading."""

from datetime import datetime
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.problems import NotFound
from course.db.session import Session
from course.store.progress import operations as progress


def keep_place(
    session: Session,
    catalogue: Catalogue,
    *,
    learner_id: UUID,
    lesson_slug: str,
    heading: str,
    language: str,
    now: datetime,
) -> None:
    """Keep where a learner stopped, and that they were here. Raises NotFound for a lesson that is not there.

    A heading that the lesson does not have reads as its top.
    """
    lesson = catalogue.lesson(lesson_slug)
    if lesson is None:
        raise NotFound
    known = {one.id for one in lesson.text(language, catalogue.languages[0]).headings}
    progress.keep_place(
        session,
        learner_id=learner_id,
        lesson_slug=lesson.slug,
        heading=heading if heading in known else "",
        now=now,
    )
    progress.touch_lines(session, learner_id=learner_id, active_at=now)
