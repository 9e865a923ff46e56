"""Marking by people while others mark, hand in, regrade or tell results; with transactions of their own."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from course.core.content.load import open_build
from course.flows.apply_regrade import apply_regrade
from course.flows.complete_lesson import complete_lesson
from course.flows.count_attempts import count_new_attempts
from course.flows.mark_by_hand import MarkClash, NewMark, mark_by_hand
from course.flows.tell_results import release_results, tell_due_results
from course.store.attempts.models import Attempt, QuestionMark, QuestionTally, QuizResult
from course.store.marking.models import HandMark
from course.store.outbox.models import OutboxMessage
from course.store.progress.models import ModuleCompletion
from tests.attempts import RIGHT, answer, begin, submit, with_quiz
from tests.builders import add_cohort, add_person, enrol
from tests.conftest import NOON
from tests.kinds import ESSAY
from tests.races import together, within
from tests.regrades import hand_in, mended, order

BEST = {"clear": "yes", "own": "yes"}
HALF = {"clear": "half", "own": "yes"}
WORST = {"clear": "no", "own": "no"}
PLAN = {"plan": "I would ask them."}
LEARNERS = 8
pytestmark = pytest.mark.slow


@pytest.fixture
def database(own_database):
    return own_database


@pytest.fixture(scope="module")
def catalogue(published):
    return open_build(published / "builds")


@pytest.fixture(scope="module")
def course(catalogue):
    """The small course, its quiz with an essay of four points besides its own six questions."""
    questions = json.loads(catalogue.quizzes["steps"].body)["questions"]
    return with_quiz(catalogue, questions=[*questions, ESSAY])


@pytest.fixture
def people(database, course):
    """Learners of one cohort, and two who mark."""
    with database.writing() as session:
        cohort = add_cohort(session)
        learners = [add_person(session, f"Learner {number}") for number in range(LEARNERS)]
        markers = [add_person(session, name, role="facilitator") for name in ("Inés", "Ben")]
    for learner in learners:
        with database.write_session() as session:
            enrol(session, course, cohort, learner)
    return cohort, learners, markers


def mark(session, course, cohort, marker, learner, attempt_id, levels=BEST, *, seen=0, reason=""):
    return mark_by_hand(
        session,
        course,
        cohort_id=cohort.id,
        marker_id=marker.id,
        learner_id=learner.id,
        quiz_slug="steps",
        attempt_id=attempt_id,
        question_id="plan",
        given=NewMark(levels=levels, comment="", reason=reason, seen=seen),
        now=NOON,
    )


def given_in(database, course, learner, responses=PLAN):
    with database.writing() as session:
        return hand_in(session, course, learner, responses)


def agrees(session, attempt_id):
    """Tell whether an attempt's result is what its marks come to."""
    attempt = session.get(Attempt, attempt_id)
    points, most = session.execute(
        select(func.sum(QuestionMark.points), func.sum(QuestionMark.max_points)).where(
            QuestionMark.attempt_id == attempt_id
        )
    ).one()
    return attempt.points == pytest.approx(points) and attempt.score == pytest.approx(points / most)


def test_of_two_who_mark_one_answer_at_once_one_counts_and_the_other_is_told(database, course, people):
    cohort, learners, markers = people
    attempts = [given_in(database, course, learner) for learner in learners]

    def marking(marker, learner, attempt_id, levels):
        def deed():
            try:
                with database.writing() as session:
                    return mark(session, course, cohort, marker, learner, attempt_id, levels)
            except MarkClash as problem:
                return problem

        return deed

    for learner, attempt_id in zip(learners, attempts, strict=True):
        found = together(
            *(
                marking(marker, learner, attempt_id, levels)
                for marker, levels in zip(markers, (BEST, HALF), strict=True)
            )
        )
        assert sum(isinstance(one, MarkClash) for one in found) == 1

    count_new_attempts(database, course)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(HandMark)) == LEARNERS
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == LEARNERS
        held = dict(session.execute(select(HandMark.attempt_id, HandMark.points)).all())
        kept = session.execute(
            select(QuestionMark.attempt_id, QuestionMark.points).where(QuestionMark.question_id == "plan")
        ).all()
        assert dict(kept) == held
        assert all(agrees(session, attempt_id) for attempt_id in attempts)
        tally = session.scalars(select(QuestionTally).where(QuestionTally.question_id == "plan")).one()
        assert tally.right + tally.partly == LEARNERS


def test_two_attempts_of_one_learner_marked_at_once_both_count(database, course, people):
    cohort, (learner, *_), markers = people
    first, second = given_in(database, course, learner), given_in(database, course, learner)

    within(
        database,
        lambda session: mark(session, course, cohort, markers[0], learner, first, BEST),
        lambda session: mark(session, course, cohort, markers[1], learner, second, WORST),
    )

    with database.reading() as session:
        assert session.execute(select(QuizResult.score, QuizResult.attempts)).one() == (0.333333333, 2)


def test_a_mark_given_while_the_learner_hands_in_again_counts(database, course, people):
    cohort, (learner, *_), markers = people
    first = given_in(database, course, learner)
    with database.writing() as session:
        second = begin(session, course, learner)

    within(
        database,
        lambda session: mark(session, course, cohort, markers[0], learner, first, BEST),
        lambda session: submit(session, course, learner, second, {"pick-one": "hen"}),
    )

    with database.reading() as session:
        assert session.execute(select(QuizResult.score, QuizResult.attempts)).one() == (0.333333333, 2)


def test_the_last_mark_and_the_last_lesson_at_once_complete_the_module(database, course, people):
    cohort, (learner, *_), markers = people
    attempt_id = given_in(database, course, learner, {**RIGHT, **PLAN})

    def complete(lesson):
        return lambda session: complete_lesson(
            session, course, learner_id=learner.id, lesson_slug=lesson, key=lesson, language="en", now=NOON
        )

    with database.writing() as session:
        complete("walk")(session)

    within(
        database,
        lambda session: mark(session, course, cohort, markers[0], learner, attempt_id, BEST),
        complete("run"),
    )

    with database.reading() as session:
        assert list(session.scalars(select(ModuleCompletion.module_slug))) == ["first-steps"]


@pytest.mark.parametrize("release_first", [True, False])
def test_a_result_handed_in_while_results_are_told_is_told_too(database, course, people, release_first):
    cohort, (learner, *_), markers = people
    by_hand = with_quiz(course, release="by-hand")
    with database.writing() as session:
        attempt_id = begin(session, by_hand, learner)

    def hands_in(session):
        submit(session, by_hand, learner, attempt_id, RIGHT)

    def tells(session):
        release_results(
            session,
            cohort_id=cohort.id,
            quiz_slug="steps",
            with_mail=False,
            actor_id=markers[0].id,
            now=NOON,
        )

    within(database, *((tells, hands_in) if release_first else (hands_in, tells)))

    with database.writing() as session:
        tell_due_results(session, by_hand, now=NOON, limit=50)
        assert session.get(Attempt, attempt_id).held_at is None


def test_an_answer_on_its_way_counts_when_the_next_attempt_is_begun(database, course, people):
    _, (learner, *_), _ = people
    timed = with_quiz(course, time_limit=10)
    over = NOON + timedelta(minutes=10)
    with database.writing() as session:
        first = begin(session, timed, learner)

    within(
        database,
        lambda session: answer(
            session, timed, learner, first, "pick-one", "hen", now=over + timedelta(seconds=9)
        ),
        lambda session: begin(session, timed, learner, now=over + timedelta(seconds=11)),
    )

    with database.reading() as session:
        mark = session.get(QuestionMark, (first, "pick-one"))
        assert (mark.verdict, mark.points) == ("right", 1.0)


def test_marking_and_regrading_at_once_lose_no_mark(database, course, people):
    cohort, learners, markers = people
    attempts = [given_in(database, course, learner, {**PLAN, "pick-one": "bee"}) for learner in learners]
    for learner, attempt_id in zip(learners, attempts, strict=True):
        with database.writing() as session:
            mark(session, course, cohort, markers[0], learner, attempt_id, WORST)
    bees = mended(course, pick_one="bee")
    with database.writing() as session:
        regrade_id = order(session, bees)

    def mark_again(learner, attempt_id):
        def deed():
            with database.writing() as session:
                mark(session, course, cohort, markers[1], learner, attempt_id, BEST, seen=1, reason="Better.")

        return deed

    together(
        lambda: apply_regrade(database, bees, regrade_id=regrade_id, now=NOON),
        *(mark_again(*each) for each in zip(learners, attempts, strict=True)),
    )

    with database.reading() as session:
        assert set(session.scalars(select(Attempt.score))) == {0.416666667}
        assert (
            session.execute(select(QuizResult.score, QuizResult.attempts)).all()
            == [(0.416666667, 1)] * LEARNERS
        )
        assert all(agrees(session, attempt_id) for attempt_id in attempts)


def test_an_answer_that_waits_is_marked_while_its_quiz_is_regraded(database, course, people):
    cohort, learners, markers = people
    attempts = [given_in(database, course, learner, {**PLAN, "pick-one": "bee"}) for learner in learners]
    bees = mended(course, pick_one="bee")
    with database.writing() as session:
        regrade_id = order(session, bees)

    def mark_first(learner, attempt_id):
        def deed():
            with database.writing() as session:
                mark(session, course, cohort, markers[0], learner, attempt_id, BEST)

        return deed

    together(
        lambda: apply_regrade(database, bees, regrade_id=regrade_id, now=NOON),
        *(mark_first(*each) for each in zip(learners, attempts, strict=True)),
    )

    with database.reading() as session:
        assert all(agrees(session, attempt_id) for attempt_id in attempts)
        assert {row.waiting for row in session.scalars(select(Attempt))} == {0}
        kept = dict(session.execute(select(QuizResult.learner_id, QuizResult.score)).all())
        assert kept == dict(session.execute(select(Attempt.learner_id, Attempt.score)).all())
