"""A learner's deed on a lesson."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from course.core.problems import NotFound
from course.flows.complete_lesson import complete_lesson, next_step, reopen_lesson
from course.flows.keep_place import keep_place
from course.reports.course_page import find_standing
from course.store.progress.models import CohortProgress, ModuleCompletion, ProgressEvent
from course.store.progress.queries import done_facts, find_place
from tests.attempts import RIGHT, begin, submit
from tests.builders import add_cohort, add_person, enrol
from tests.conftest import NOON

LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def learner(session):
    return add_person(session)


def complete(session, catalogue, learner, lesson="walk", *, key="k", now=NOON):
    return complete_lesson(
        session, catalogue, learner_id=learner.id, lesson_slug=lesson, key=key, language="es", now=now
    )


def reopen(session, catalogue, learner, lesson="walk", *, key="u", now=LATER):
    return reopen_lesson(
        session, catalogue, learner_id=learner.id, lesson_slug=lesson, key=key, language="es", now=now
    )


def test_a_completed_lesson_is_kept_and_the_place_goes_on(session, catalogue, learner):
    complete(session, catalogue, learner)

    assert done_facts(session, learner.id).completed == {"walk"}
    assert find_place(session, learner.id) == ("run", "", 0, NOON)


def test_two_clicks_are_one_deed(session, catalogue, learner):
    complete(session, catalogue, learner)
    complete(session, catalogue, learner, now=LATER)

    assert session.scalar(select(func.count()).select_from(ProgressEvent)) == 1


def test_undo_takes_the_tick_and_comes_back_to_the_lesson(session, catalogue, learner):
    complete(session, catalogue, learner)

    reopen(session, catalogue, learner)

    assert done_facts(session, learner.id).completed == frozenset()
    assert find_place(session, learner.id) == ("walk", "", 0, LATER)


def test_the_number_of_deeds_tells_states_apart(session, database, catalogue, learner):
    before = find_standing(database, learner.id)
    complete(session, catalogue, learner)
    reopen(session, catalogue, learner)

    after = find_standing(database, learner.id)

    assert before.states == after.states == {}
    assert (before.deeds, after.deeds) == (0, 2)


def test_the_cohorts_line_follows(session, catalogue, learner):
    enrol(session, catalogue, add_cohort(session), learner)

    complete(session, catalogue, learner, now=LATER)

    line = session.scalars(select(CohortProgress)).one()
    assert (line.lessons_done, line.last_active_at) == (1, LATER)


def test_a_module_once_complete_stays_credited(session, catalogue, learner):
    complete(session, catalogue, learner, "walk", key="1")
    complete(session, catalogue, learner, "run", key="2")
    submit(session, catalogue, learner, begin(session, catalogue, learner), RIGHT)

    progress = reopen(session, catalogue, learner, "run")

    assert session.scalars(select(ModuleCompletion.module_slug)).all() == ["first-steps"]
    assert progress.module("first-steps").done


def test_a_lesson_that_is_not_there_is_not_found(session, catalogue, learner):
    with pytest.raises(NotFound):
        complete(session, catalogue, learner, "fly")


@pytest.mark.parametrize(
    ("lesson", "following"),
    [("walk", ("lesson", "run")), ("run", ("quiz", "steps")), ("cycle", ("lesson", "sail"))],
)
def test_after_a_lesson_comes_what_the_module_says(catalogue, lesson, following):
    step = next_step(catalogue, lesson)

    assert (step.what, step.slug) == following


def test_after_the_last_lesson_of_the_course_comes_nothing(catalogue):
    assert next_step(catalogue, "sail") is None


def test_the_last_lesson_of_a_module_keeps_the_place_where_it_is(session, catalogue, learner):
    place(session, catalogue, learner, "run", "first-part")

    complete(session, catalogue, learner, "run", now=LATER)

    assert find_place(session, learner.id).lesson_slug == "run"


def place(session, catalogue, learner, lesson, heading):
    keep_place(
        session,
        catalogue,
        learner_id=learner.id,
        lesson_slug=lesson,
        heading=heading,
        paragraph=0,
        language="fr",
        now=NOON,
    )


def test_a_place_is_lesson_and_heading(session, catalogue, learner):
    place(session, catalogue, learner, "run", "second-part")

    assert find_place(session, learner.id) == ("run", "second-part", 0, NOON)


def test_a_heading_that_the_lesson_does_not_have_is_its_top(session, catalogue, learner):
    place(session, catalogue, learner, "run", '"><script>')

    assert find_place(session, learner.id).heading == ""


def test_a_place_in_no_lesson_is_refused(session, catalogue, learner):
    with pytest.raises(NotFound):
        place(session, catalogue, learner, "fly", "")
