"""How often a mended question was asked: where a quiz draws its questions, not each attempt had it."""

import json

import pytest

from course.flows.plan_regrade import make_order
from course.flows.try_regrade import dry_run
from course.reports.mended_questions import mended_quiz
from course.store.regrades.models import Regrade
from tests.attempts import RIGHT, begin, opened, submit, with_quiz
from tests.builders import add_person
from tests.conftest import NOON
from tests.regrades import mended, regrade
from tests.statements import counted

ONE_DRAWN = ("pick-one", "is-true")


@pytest.fixture
def drawing(catalogue):
    """The course whose quiz draws one of two questions, and no other."""
    questions = json.loads(catalogue.quizzes["steps"].body)["questions"]
    tagged = [{**one, "tags": ["either"]} for one in questions if one["id"] in ONE_DRAWN]
    return with_quiz(catalogue, questions=tagged, draw={"either": 1})


def hand_in(session, course):
    learner = add_person(session)
    attempt_id = begin(session, course, learner)
    (asked,) = opened(session, course, learner, attempt_id).questions
    submit(session, course, learner, attempt_id, {asked.id: RIGHT[asked.id]})
    return asked.id


def hand_in_till_each_is_asked(session, course):
    """Hand in attempts until both questions were drawn; return what was asked."""
    asked = []
    while set(asked) != set(ONE_DRAWN):
        asked.append(hand_in(session, course))
    session.flush()
    return asked


def seen(session, course):
    found = mended_quiz(session, course, "steps")
    return {one.id: [each.attempts for each in one.before] for one in found.questions}


def test_only_attempts_that_were_asked_a_drawn_question_saw_it(session, drawing):
    handed_in = hand_in_till_each_is_asked(session, drawing)
    still_open = []
    while set(still_open) != set(ONE_DRAWN):
        learner = add_person(session)
        attempt_id = begin(session, drawing, learner)
        still_open.append(opened(session, drawing, learner, attempt_id).questions[0].id)
    session.flush()

    changed = mended(drawing, pick_one="bee")
    found = seen(session, changed)
    order = make_order(session, changed, quiz_slug="steps", questions=["pick-one"])
    tried = dry_run(session, order, show="all", start=0, size=50, now=NOON)

    assert found == {"pick-one": [[*handed_in, *still_open].count("pick-one")]}
    assert len(tried.open) == still_open.count("pick-one")


def test_a_drawn_question_that_nobody_was_asked_is_not_among_the_mended(session, drawing):
    asked = hand_in(session, drawing)
    other = next(one for one in ONE_DRAWN if one != asked)
    session.flush()

    key = {"pick_one": "bee"} if other == "pick-one" else {"is_true": False}

    assert seen(session, mended(drawing, **key)) == {}


def test_attempts_that_were_not_asked_it_are_not_counted_as_unchanged(session, drawing):
    asked = hand_in_till_each_is_asked(session, drawing).count("pick-one")
    changed = mended(drawing, pick_one="bee")

    order = make_order(session, changed, quiz_slug="steps", questions=["pick-one"])
    tried = dry_run(session, order, show="all", start=0, size=50, now=NOON)
    regrade_id = regrade(session, changed, "pick-one")

    assert (sum(tried.counts.values()), len(tried.rows)) == (asked, asked)
    assert session.get(Regrade, regrade_id).counts == {"kept": asked, "kept_marks": asked}


def test_it_takes_two_statements_more_where_questions_are_drawn(app, session, catalogue, drawing):
    hand_in(session, drawing)
    session.commit()

    with counted(app) as drawn:
        mended_quiz(session, mended(drawing, pick_one="bee", is_true=False), "steps")
    with counted(app) as alike:
        mended_quiz(session, drawing, "steps")

    assert (len(drawn), len(alike)) == (3, 1)
