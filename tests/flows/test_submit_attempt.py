"""Submitting an attempt."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from course.core.problems import NotFound
from course.flows.store_form import Posted
from course.store.attempts.models import (
    AnswerTally,
    Attempt,
    QuestionMark,
    QuestionTally,
    QuizResult,
    Response,
    ResponseEvent,
)
from course.store.audit.models import AuditEvent
from course.store.progress.models import CohortProgress
from tests.attempts import (
    RIGHT,
    WRONG,
    answer,
    begin,
    opened,
    place_of,
    raws,
    submit,
    with_quiz,
)
from tests.builders import add_cohort, add_person, enrol
from tests.conftest import NOON
from tests.counted import count_up

LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def learner(session):
    return add_person(session)


@pytest.fixture
def attempt_id(session, catalogue, learner):
    return begin(session, catalogue, learner)


def attempt_row(session, attempt_id):
    session.expire_all()
    return session.get(Attempt, attempt_id)


def test_right_answers_make_a_full_score(session, catalogue, learner, attempt_id):
    submit(session, catalogue, learner, attempt_id, RIGHT, now=LATER)

    row = attempt_row(session, attempt_id)
    assert (row.state, row.submitted_at, row.score, row.passed) == ("submitted", LATER, 1.0, True)
    assert (row.points, row.max_points) == (8.0, 8.0)


def test_what_was_stored_before_is_marked_with_what_the_form_says(session, catalogue, learner, attempt_id):
    answer(session, catalogue, learner, attempt_id, "pick-one", "hen")

    submit(session, catalogue, learner, attempt_id, {"is-true": "true"})

    verdicts = {row.question_id: row.verdict for row in session.scalars(select(QuestionMark))}
    assert verdicts == {
        "pick-one": "right",
        "is-true": "right",
        "pick-some": "blank",
        "in-words": "blank",
        "pairs": "blank",
        "in-order": "blank",
    }


def test_pressing_twice_submits_once(session, catalogue, learner, attempt_id):
    first = submit(session, catalogue, learner, attempt_id, RIGHT)

    again = submit(session, catalogue, learner, attempt_id, {"is-true": "false"}, now=LATER)

    assert first.submitted
    assert again.submitted
    assert attempt_row(session, attempt_id).score == 1.0
    assert session.scalar(select(func.count()).select_from(ResponseEvent)) == 6
    told = select(func.count()).where(AuditEvent.action == "attempt.submitted")
    assert session.scalar(told) == 1


def test_only_complete_tells_what_is_missing_and_keeps_the_draft(session, catalogue, learner, attempt_id):
    attempt = opened(session, catalogue, learner, attempt_id)
    given = {"pick-one": "hen", "pairs": {"sea": "sea"}}

    state = submit(session, catalogue, learner, attempt_id, given, only_complete=True)

    assert not state.submitted
    assert state.partly == (place_of(attempt, "pairs"),)
    missing = {"pick-some", "is-true", "in-words", "in-order"}
    assert set(state.blank) == {place_of(attempt, question_id) for question_id in missing}
    assert session.scalar(select(func.count()).select_from(Response)) == 2
    assert attempt_row(session, attempt_id).state == "open"


def test_an_order_left_as_it_was_shown_is_no_answer(session, catalogue, learner, attempt_id):
    from course.core.grading.presenting import present
    from course.flows.submit_attempt import submit_attempt

    attempt = opened(session, catalogue, learner, attempt_id)
    place = place_of(attempt, "in-order")
    shown = present(attempt.quiz.question("in-order"), attempt.row.seed, shuffle=True)

    state = submit_attempt(
        session,
        catalogue,
        learner_id=learner.id,
        quiz_slug="steps",
        attempt_id=attempt_id,
        posted=Posted({f"q{place}": [part.token for part in shown.parts]}),
        language="en",
        now=NOON,
        only_complete=True,
    )

    assert place in state.blank


def test_a_refused_answer_stops_submission_and_the_others_are_kept(session, catalogue, learner, attempt_id):
    from course.flows.submit_attempt import submit_attempt

    attempt = opened(session, catalogue, learner, attempt_id)
    place = place_of(attempt, "in-words")

    state = submit_attempt(
        session,
        catalogue,
        learner_id=learner.id,
        quiz_slug="steps",
        attempt_id=attempt_id,
        posted=Posted({**raws(attempt, {"pick-one": "hen"}), f"q{place}": "x" * 300}),
        language="en",
        now=NOON,
    )

    assert list(state.refused) == [place]
    assert not state.submitted
    assert session.scalar(select(Response.question_id)) == "pick-one"


def test_anothers_attempt_is_not_there(session, catalogue, learner, attempt_id):
    bilal = add_person(session, "Bilal")

    with pytest.raises(NotFound):
        submit(session, catalogue, bilal, attempt_id)

    assert attempt_row(session, attempt_id).state == "open"


@pytest.mark.parametrize(
    ("keep", "kept"), [("best", 1.0), ("last", 0.0), ("first", 0.0), ("average", 0.333333333)]
)
def test_the_result_follows_the_quizs_rule(session, catalogue, learner, keep, kept):
    kept_by = with_quiz(catalogue, keep=keep)
    for responses in (WRONG, RIGHT, WRONG):
        submit(session, kept_by, learner, begin(session, kept_by, learner), responses)

    result = session.scalars(select(QuizResult)).one()
    assert (result.score, result.attempts) == (pytest.approx(kept), 3)


def test_a_pass_stays_a_pass(session, catalogue, learner):
    last = with_quiz(catalogue, keep="last")
    submit(session, last, learner, begin(session, last, learner), RIGHT, now=NOON)
    submit(session, last, learner, begin(session, last, learner), WRONG, now=LATER)

    result = session.scalars(select(QuizResult)).one()
    assert (result.score, result.passed_at, result.last_submitted_at) == (0.0, NOON, LATER)


def test_a_score_equal_to_the_pass_score_passes(session, catalogue, learner):
    exact = with_quiz(catalogue, pass_score=0.125)
    attempt_id = begin(session, exact, learner)

    submit(session, exact, learner, attempt_id, {"pick-one": "hen"})

    assert attempt_row(session, attempt_id).passed


def test_the_cohorts_counts_hold_first_attempts_only(session, database, catalogue, learner):
    cohort = add_cohort(session)
    enrol(session, catalogue, cohort, learner)
    submit(session, catalogue, learner, begin(session, catalogue, learner), WRONG)
    submit(session, catalogue, learner, begin(session, catalogue, learner), RIGHT)

    count_up(session, database, catalogue)
    tallies = {row.question_id: row for row in session.scalars(select(QuestionTally))}
    assert {slug: (row.right, row.wrong) for slug, row in tallies.items()} == dict.fromkeys(RIGHT, (0, 1))
    chosen = {(row.question_id, row.answer): row.chosen for row in session.scalars(select(AnswerTally))}
    assert chosen == {
        ("pick-one", "dog"): 1,
        ("pick-some", "cow"): 1,
        ("is-true", "false"): 1,
        ("in-words", "hats"): 1,
        ("pairs", "sea:road"): 1,
        ("pairs", "road:sky"): 1,
        ("pairs", "sky:sea"): 1,
    }


def test_two_learners_add_up(session, database, catalogue, learner):
    cohort = add_cohort(session)
    bilal = add_person(session, "Bilal")
    for person in (learner, bilal):
        enrol(session, catalogue, cohort, person)
        submit(session, catalogue, person, begin(session, catalogue, person), {"pick-one": "dog"})

    count_up(session, database, catalogue)
    tally = session.get(QuestionTally, (cohort.id, "steps", "pick-one"))
    assert (tally.right, tally.wrong) == (0, 2)
    assert session.get(AnswerTally, (cohort.id, "steps", "pick-one", "dog")).chosen == 2


def test_a_learner_without_a_cohort_counts_in_none(session, database, catalogue, learner, attempt_id):
    submit(session, catalogue, learner, attempt_id, WRONG)

    count_up(session, database, catalogue)
    assert session.scalars(select(QuestionTally)).all() == []


def test_progress_is_settled_in_the_same_deed(session, catalogue, learner):
    cohort = add_cohort(session)
    enrol(session, catalogue, cohort, learner)

    submit(session, catalogue, learner, begin(session, catalogue, learner), RIGHT, now=LATER)

    line = session.scalars(select(CohortProgress)).one()
    assert (line.quizzes_passed, line.last_active_at) == (1, LATER)
    assert line.share > 0


def test_an_attempt_is_marked_by_the_version_it_began_with(session, catalogue, learner, attempt_id):
    import json

    questions = json.loads(catalogue.quizzes["steps"].body)["questions"]
    reordered = [question for question in reversed(questions) if question["id"] != "pick-one"]
    for question in reordered:
        if question["id"] == "is-true":
            question["answer"] = False
    edited = with_quiz(catalogue, questions=reordered, pass_score=1.0)

    submit(session, edited, learner, attempt_id, RIGHT)

    row = attempt_row(session, attempt_id)
    assert (row.score, row.passed, row.max_points) == (1.0, True, 8.0)


def test_an_attempt_outlives_its_quiz(session, catalogue, learner, attempt_id):
    from dataclasses import replace

    first, second = catalogue.modules
    gone = replace(catalogue, modules=(replace(first, quizzes=()), second), quizzes={})
    answer(session, gone, learner, attempt_id, "pick-one", "hen")

    submit(session, gone, learner, attempt_id, {"is-true": "true"})

    assert attempt_row(session, attempt_id).points == 2.0


def test_after_the_deadline_the_form_comes_too_late_and_what_was_stored_counts(session, catalogue, learner):
    limited = with_quiz(catalogue, time_limit=20)
    attempt_id = begin(session, limited, learner)
    answer(session, limited, learner, attempt_id, "pick-one", "hen")

    submit(session, limited, learner, attempt_id, RIGHT, now=NOON + timedelta(hours=1))

    row = attempt_row(session, attempt_id)
    assert (row.points, row.submitted_at) == (1.0, NOON + timedelta(minutes=20))
