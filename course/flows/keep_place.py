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
    paragraph: int,
    language: str,
    now: datetime,
) -> None:
    """Keep where a learner stopped, and that they were here. Raises NotFound for a lesson that is not there.

    A heading that the lesson does not have reads as its top. `paragraph` is the number of the one that stood at the
    upper edge of the screen, 0 where that is not known.
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
        paragraph=paragraph,
        now=now,
    )
    progress.touch_lines(session, learner_id=learner_id, active_at=now)
