"""The sums that lists read follow from the facts, whatever stood in them."""

from sqlalchemy import select, update

from course.flows.complete_lesson import complete_lesson
from course.flows.rebuild_sums import rebuild_sums
from course.store.progress.models import CohortProgress
from tests.builders import add_cohort, add_person, enrol
from tests.conftest import NOON


def test_sums_are_written_anew_from_the_facts(app, session, catalogue):
    learner, cohort = add_person(session), add_cohort(session)
    enrol(session, catalogue, cohort, learner)
    complete_lesson(
        session, catalogue, learner_id=learner.id, lesson_slug="walk", key="one", language="en", now=NOON
    )
    right = session.scalars(select(CohortProgress.share)).one()
    session.execute(update(CohortProgress).values(share=0.99, lessons_done=9))
    session.commit()

    judged = rebuild_sums(app.extensions["course_database"], catalogue, now=NOON)

    session.expire_all()
    assert judged == 1
    assert session.execute(select(CohortProgress.share, CohortProgress.lessons_done)).one() == (right, 1)
