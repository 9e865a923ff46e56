"""Regrading after a mended question: raised, never lowered, told, and undone."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from course.core.grading.behaviours import Try
from course.flows import apply_regrade, undo_regrade
from course.flows.apply_regrade import NothingToRegrade, apply_regrade_chunk
from course.flows.complete_lesson import complete_lesson
from course.flows.mark_by_hand import NewMark, mark_by_hand
from course.flows.plan_regrade import make_order, plan_regrade
from course.flows.undo_regrade import RegradeBuiltOn, RegradeUndoTooLate, begin_undo_regrade
from course.jobs.apply_regrades import apply_waiting_regrades
from course.store.attempts.models import AnswerTally, Attempt, QuestionMark, QuestionTally, QuizResult
from course.store.audit.models import AuditEvent
from course.store.awards.models import Certificate
from course.store.cohorts.models import Cohort
from course.store.outbox.models import OutboxMessage
from course.store.progress.models import CohortProgress, ModuleCompletion
from course.store.regrades.models import Regrade, RegradedLearner
from course.store.regrades.operations import RegradeInWork
from tests.attempts import RIGHT, WRONG, begin, submit, with_quiz
from tests.builders import add_cohort, add_person, enrol, give_certificate
from tests.conftest import NOON
from tests.counted import count_up
from tests.kinds import ESSAY
from tests.regrades import hand_in, mended, order, regrade, undo

LATER = NOON + timedelta(hours=1)
BEE = {**WRONG, "pick-one": "bee"}
NEARLY = {**RIGHT, "pick-one": "bee", "pairs": WRONG["pairs"]}  # 5 of 8, 6 of 8 once bees are right: 75 %
THIRDS = {**RIGHT, "pick-one": "bee", "pairs": {"sea": "sea", "road": "sky", "sky": "road"}}


@pytest.fixture
def learner(session):
    return add_person(session)


@pytest.fixture
def bees(catalogue):
    """The course in which a bee counts as right, and a hen does not."""
    return mended(catalogue, pick_one="bee")


def facts(session):
    """Return all that marks and results say, without what only an order leaves behind."""
    session.expire_all()
    marks = select(
        QuestionMark.attempt_id,
        QuestionMark.question_id,
        QuestionMark.verdict,
        QuestionMark.share,
        QuestionMark.points,
        QuestionMark.max_points,
    )
    attempts = select(Attempt.id, Attempt.score, Attempt.points, Attempt.max_points, Attempt.passed)
    results = select(QuizResult.learner_id, QuizResult.score, QuizResult.attempts, QuizResult.passed_at)
    tallies = select(
        QuestionTally.question_id,
        QuestionTally.right,
        QuestionTally.partly,
        QuestionTally.wrong,
        QuestionTally.blank,
    )
    answers = select(AnswerTally.question_id, AnswerTally.answer, AnswerTally.chosen)
    lines = select(CohortProgress.learner_id, CohortProgress.quizzes_passed, CohortProgress.share)
    return [
        sorted(map(tuple, session.execute(each)))
        for each in (marks, attempts, results, tallies, answers, lines)
    ]


def attempt_row(session, attempt_id):
    session.expire_all()
    return session.get(Attempt, attempt_id)


def mark(session, attempt_id, question_id="pick-one"):
    session.expire_all()
    return session.get(QuestionMark, (attempt_id, question_id))


def plan(session, catalogue, *questions):
    found = make_order(session, catalogue, quiz_slug="steps", questions=questions or ("pick-one", "is-true"))
    return [each for learner in plan_regrade(session, found, now=LATER) for each in learner.attempts]


def test_a_raised_attempt_passes_by_the_pass_mark_it_began_with_and_not_by_todays(
    session, bees, catalogue, learner
):
    attempt_id = hand_in(session, catalogue, learner, BEE)

    regrade(session, with_quiz(bees, pass_score=0.05), "pick-one")

    row = attempt_row(session, attempt_id)
    assert (row.score, row.passed) == (0.125, False)
    assert session.query(QuizResult).one().passed_at is None


def test_who_was_right_by_the_mended_key_gets_the_mark(session, catalogue, learner, bees):
    attempt_id = hand_in(session, catalogue, learner, NEARLY)
    assert attempt_row(session, attempt_id).passed is False

    regrade(session, bees, now=LATER)

    row = attempt_row(session, attempt_id)
    assert (row.score, row.points, row.max_points, row.passed) == (0.75, 6.0, 8.0, True)
    assert (mark(session, attempt_id).verdict, mark(session, attempt_id).points) == ("right", 1.0)
    result = session.get(QuizResult, (learner.id, "steps"))
    assert (result.score, result.passed_at, result.last_submitted_at) == (0.75, LATER, NOON)


def test_who_was_right_by_the_old_key_keeps_all(session, catalogue, learner, bees):
    hand_in(session, catalogue, learner, RIGHT)
    before = facts(session)

    regrade_id = regrade(session, bees)

    assert facts(session) == before
    assert session.get(Regrade, regrade_id).counts == {"kept": 1, "kept_marks": 1}


def test_a_dry_run_says_what_would_change_and_changes_nothing(session, catalogue, learner, bees):
    hand_in(session, catalogue, learner, NEARLY)
    hand_in(session, catalogue, learner, RIGHT)
    before = facts(session)

    first, second = plan(session, bees)

    assert (first.outcome, first.attempt.score, first.after.score, first.passes_now) == (
        "raised",
        0.625,
        0.75,
        True,
    )
    assert [(old.question_id, old.points, new.points) for old, new in first.changes] == [
        ("pick-one", 0.0, 1.0)
    ]
    assert (second.outcome, second.kept) == ("kept", ("pick-one",))
    assert facts(session) == before


def test_applying_does_what_the_dry_run_said(session, catalogue, bees):
    learners = [add_person(session) for _ in range(5)]
    for learner, responses in zip(learners, (NEARLY, RIGHT, BEE, WRONG, THIRDS), strict=True):
        hand_in(session, catalogue, learner, responses)
    said = {each.attempt.id: (each.after.score, each.after.passed) for each in plan(session, bees)}

    regrade(session, bees)

    rows = session.execute(select(Attempt.id, Attempt.score, Attempt.passed))
    assert {attempt_id: (score, passed) for attempt_id, score, passed in rows} == said


def test_a_question_with_other_parts_is_barred(session, catalogue, learner):
    hand_in(session, catalogue, learner, RIGHT)

    (found,) = plan(session, mended(catalogue, pairs=2), "pairs")

    assert (found.outcome, found.barred) == ("barred", {"pairs": "parts"})


@pytest.fixture
def with_essay(session, catalogue, learner):
    """The course whose quiz has an essay too, and an attempt of a learner of a cohort in which that waits for a mark."""
    questions = json.loads(catalogue.quizzes["steps"].body)["questions"]
    course = with_quiz(catalogue, questions=[*questions, ESSAY])
    enrol(session, course, add_cohort(session), learner)
    return course, hand_in(session, course, learner, {**RIGHT, "pick-one": "bee", "plan": "I would ask."})


def mark_essay(session, course, learner, attempt_id):
    mark_by_hand(
        session,
        course,
        attempt_id=attempt_id,
        learner_id=learner.id,
        quiz_slug="steps",
        question_id="plan",
        cohort_id=None,
        given=NewMark(levels={"clear": "yes", "own": "yes"}, comment="", reason="", seen=0),
        marker_id=add_person(session, "Ines", role="facilitator").id,
        now=LATER,
    )
    session.expire_all()


def test_what_a_person_has_yet_to_mark_goes_on_waiting_and_the_rest_is_regraded(
    session, database, learner, with_essay
):
    course, attempt_id = with_essay
    bees = mended(course, pick_one="bee")

    (found,) = plan(session, bees)
    regrade(session, bees)

    count_up(session, database, bees)
    row = attempt_row(session, attempt_id)
    assert (found.outcome, found.attempt.waits, found.after.passed) == ("raised", True, False)
    assert (mark(session, attempt_id).verdict, mark(session, attempt_id, "plan").verdict) == (
        "right",
        "waiting",
    )
    assert (row.points, row.waiting, row.passed) == (8.0, 1, False)
    assert session.scalar(select(func.count()).select_from(QuestionTally)) == 0
    assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0


def test_the_last_mark_by_hand_counts_with_what_a_regrade_raised_before(
    session, database, learner, with_essay
):
    course, attempt_id = with_essay
    regrade(session, mended(course, pick_one="bee"))

    mark_essay(session, course, learner, attempt_id)

    count_up(session, database, course)
    row = attempt_row(session, attempt_id)
    tally = session.scalars(select(QuestionTally).where(QuestionTally.question_id == "pick-one")).one()
    assert (row.points, row.max_points, row.passed) == (12.0, 12.0, True)
    assert (tally.right, tally.wrong) == (1, 0)
    assert session.scalars(select(AnswerTally)).all() == []


def test_undoing_leaves_alone_the_sums_in_which_a_waiting_attempt_never_was(
    session, database, learner, with_essay
):
    course, attempt_id = with_essay
    bees = mended(course, pick_one="bee")
    regrade_id = regrade(session, bees)
    other = add_person(session)
    enrol(session, course, session.scalars(select(Cohort)).one(), other)
    hand_in(session, course, other, {**RIGHT, "pick-one": "hen"})

    undo(session, bees, regrade_id)

    count_up(session, database, bees)
    tally = session.scalars(select(QuestionTally).where(QuestionTally.question_id == "pick-one")).one()
    assert (mark(session, attempt_id).verdict, tally.right, tally.wrong) == ("wrong", 1, 0)


def test_an_attempt_at_the_present_version_is_left_alone(session, catalogue, bees):
    hand_in(session, bees, add_person(session), WRONG)

    assert plan(session, bees) == []
    with pytest.raises(NothingToRegrade):
        order(session, bees)


@pytest.fixture
def worked(app, session, database, monkeypatch, bees):
    """Run the job that goes on with regrades."""

    def run():
        session.commit()
        monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: bees)
        handled = apply_waiting_regrades(app, now=LATER)
        session.expire_all()
        return handled

    return run


def test_an_open_attempt_is_regraded_once_it_is_handed_in(session, catalogue, learner, bees, worked):
    first = hand_in(session, catalogue, learner, {**WRONG, "pick-one": "bee"})
    late = begin(session, catalogue, learner)
    regrade_id = regrade(session, bees)
    assert worked() == 0

    submit(session, catalogue, learner, late, NEARLY)
    before = mark(session, late).verdict
    handled = worked()

    assert (before, handled, worked()) == ("wrong", 1, 0)
    assert (mark(session, late).verdict, attempt_row(session, late).score) == ("right", 0.75)
    result = session.get(QuizResult, (learner.id, "steps"))
    assert (result.score, result.passed_at) == (0.75, LATER)
    assert session.get(Regrade, regrade_id).counts["raised"] == 2
    mails = session.scalars(select(OutboxMessage.payload).where(OutboxMessage.template == "regraded")).all()
    assert [mail["attempt"] for mail in mails] == [str(first), str(late)]


def test_undoing_gives_back_the_marks_of_what_was_handed_in_late_too(
    session, catalogue, learner, bees, worked
):
    hand_in(session, catalogue, learner, BEE)
    late = begin(session, catalogue, learner)
    regrade_id = regrade(session, bees)
    submit(session, catalogue, learner, late, NEARLY)
    before = facts(session)
    worked()

    undo(session, bees, regrade_id)

    (row,) = session.scalars(select(RegradedLearner)).all()
    assert (row.state, mark(session, late).verdict) == ("restored", "wrong")
    assert attempt_row(session, late).score == 0.625 == session.get(QuizResult, (learner.id, "steps")).score
    assert facts(session) != before  # the first one is as it was before the regrade


def test_an_open_attempt_alone_is_reason_enough_for_a_regrade(session, catalogue, learner, bees, worked):
    late = begin(session, catalogue, learner)

    regrade(session, bees)
    submit(session, catalogue, learner, late, NEARLY)
    worked()

    assert mark(session, late).verdict == "right"


def test_a_regrade_that_is_undone_marks_nothing_late(session, catalogue, learner, bees, worked):
    hand_in(session, catalogue, add_person(session), BEE)
    late = begin(session, catalogue, learner)
    undo(session, bees, regrade(session, bees))

    submit(session, catalogue, learner, late, NEARLY)

    assert worked() == 0
    assert mark(session, late).verdict == "wrong"


def test_a_learner_who_cannot_be_regraded_stops_no_other_and_is_tried_again(
    session, catalogue, bees, worked, monkeypatch
):
    broken, *whole = sorted((add_person(session) for _ in range(4)), key=lambda one: one.id)
    attempts = {one.id: hand_in(session, catalogue, one, BEE) for one in (broken, *whole)}
    regrade_id = order(session, bees)
    keep, its = apply_regrade.write_marks, attempts[broken.id]

    def fail_at_one(session, marks):
        if any(attempt_id == its for attempt_id, _mark in marks):
            raise ValueError("something is wrong with it")
        keep(session, marks)

    with monkeypatch.context() as patch:
        patch.setattr(apply_regrade, "write_marks", fail_at_one)
        worked()

    assert session.get(Regrade, regrade_id).state == "applied"
    assert [mark(session, attempts[one.id]).verdict for one in (broken, *whole)] == ["wrong", *["right"] * 3]
    session.rollback()
    assert worked() == 1
    assert mark(session, attempts[broken.id]).verdict == "right"


def test_once_more_changes_nothing_and_tells_nobody(session, catalogue, learner, bees):
    hand_in(session, catalogue, learner, NEARLY)
    regrade(session, bees)
    before = facts(session)

    regrade(session, bees, now=LATER)

    assert facts(session) == before
    assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 1


def test_undoing_leaves_and_names_who_cannot_be_given_their_marks_back(
    session, catalogue, bees, worked, monkeypatch
):
    broken, *whole = sorted((add_person(session) for _ in range(3)), key=lambda one: one.id)
    attempts = {one.id: hand_in(session, catalogue, one, BEE) for one in (broken, *whole)}
    regrade_id = regrade(session, bees)
    begin_undo_regrade(session, regrade_id=regrade_id, actor_id=None, now=LATER)
    keep, its = undo_regrade.write_marks, attempts[broken.id]

    def fail_at_one(session, marks):
        if any(attempt_id == its for attempt_id, _mark in marks):
            raise ValueError("something is wrong with it")
        keep(session, marks)

    monkeypatch.setattr(undo_regrade, "write_marks", fail_at_one)
    worked()

    assert session.get(Regrade, regrade_id).state == "undone"
    assert [mark(session, attempts[one.id]).verdict for one in (broken, *whole)] == [
        "right",
        "wrong",
        "wrong",
    ]
    assert session.get(RegradedLearner, (regrade_id, broken.id)).left_because == "failed"


def test_the_same_order_sent_twice_is_one_and_a_second_one_waits(session, catalogue, learner, bees):
    hand_in(session, catalogue, learner, NEARLY)

    first = order(session, bees, key="once")

    assert order(session, bees, key="once") == first
    with pytest.raises(RegradeInWork):
        order(session, bees, key="other")


def test_a_version_published_meanwhile_does_not_change_the_order(session, catalogue, learner, bees):
    attempt_id = hand_in(session, catalogue, learner, NEARLY)
    regrade_id = order(session, bees)

    apply_regrade_chunk(session, mended(catalogue, pick_one="dog"), regrade_id=regrade_id, now=NOON, size=10)

    assert mark(session, attempt_id).verdict == "right"


def test_each_learner_is_told_once(session, catalogue, learner, bees):
    hand_in(session, catalogue, learner, BEE)
    last = hand_in(session, catalogue, learner, NEARLY)

    regrade(session, bees)

    (message,) = session.scalars(select(OutboxMessage)).all()
    assert (message.template, message.account_id) == ("regraded", learner.id)
    assert message.payload["attempt"] == str(last)
    assert (message.payload["before"], message.payload["after"], message.payload["passes"]) == (
        0.625,
        0.75,
        True,
    )


def test_it_is_in_the_log(session, catalogue, learner, bees):
    hand_in(session, catalogue, learner, NEARLY)

    regrade(session, bees)

    told = session.scalars(
        select(AuditEvent).where(AuditEvent.subject_kind == "regrade").order_by(AuditEvent.id)
    )
    assert [(each.action, each.details) for each in told] == [
        ("regrade.begun", {"quiz": "steps", "version": bees.quizzes["steps"].version[:12], "learners": 1}),
        ("regrade.applied", {"quiz": "steps", "version": bees.quizzes["steps"].version[:12], "raised": 1}),
    ]


def test_sums_of_the_cohort_follow(session, database, catalogue, learner, bees):
    cohort = add_cohort(session)
    enrol(session, catalogue, cohort, learner)
    hand_in(session, catalogue, learner, NEARLY)
    count_up(session, database, catalogue)
    assert session.get(AnswerTally, (cohort.id, "steps", "pick-one", "bee")).chosen == 1

    regrade_id = regrade(session, bees)

    count_up(session, database, bees)
    tally = session.get(QuestionTally, (cohort.id, "steps", "pick-one"))
    assert (tally.right, tally.wrong) == (1, 0)
    assert session.get(AnswerTally, (cohort.id, "steps", "pick-one", "bee")) is None
    assert session.get(CohortProgress, (cohort.id, learner.id)).quizzes_passed == 1

    undo(session, bees, regrade_id)

    count_up(session, database, bees)
    tally = session.get(QuestionTally, (cohort.id, "steps", "pick-one"))
    assert (tally.right, tally.wrong) == (0, 1)
    assert session.get(AnswerTally, (cohort.id, "steps", "pick-one", "bee")).chosen == 1


def test_a_cohort_that_was_joined_later_never_counted_the_answer(session, database, catalogue, learner, bees):
    cohort = add_cohort(session)
    other = add_person(session)
    enrol(session, catalogue, cohort, other)
    hand_in(session, catalogue, other, BEE)
    hand_in(session, catalogue, learner, NEARLY)
    enrol(session, catalogue, cohort, learner, now=LATER)

    regrade(session, bees)

    count_up(session, database, bees)
    tally = session.get(QuestionTally, (cohort.id, "steps", "pick-one"))
    assert (tally.right, tally.wrong) == (1, 0)


def test_undo_gives_back_the_very_marks(session, catalogue, bees):
    cohort = add_cohort(session)
    for responses in (NEARLY, RIGHT, BEE, WRONG, THIRDS):
        learner = add_person(session)
        enrol(session, catalogue, cohort, learner)
        hand_in(session, catalogue, learner, responses)
    before = facts(session)
    regrade_id = regrade(session, bees)
    assert facts(session) != before

    undo(session, bees, regrade_id, now=LATER)

    assert facts(session) == before
    assert session.get(Regrade, regrade_id).state == "undone"


def test_a_message_that_has_not_left_is_taken_back(session, catalogue, learner, bees):
    hand_in(session, catalogue, learner, NEARLY)
    regrade_id = regrade(session, bees)

    undo(session, bees, regrade_id)

    assert [(each.template, each.state) for each in session.scalars(select(OutboxMessage))] == [
        ("regraded", "cancelled")
    ]


def test_who_was_told_is_told_that_it_is_undone(session, catalogue, learner, bees):
    attempt_id = hand_in(session, catalogue, learner, NEARLY)
    regrade_id = regrade(session, bees)
    session.scalars(select(OutboxMessage)).one().state = "sent"
    session.flush()

    undo(session, bees, regrade_id)

    last = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    assert (last.template, last.payload["attempt"]) == ("regrade_undone", str(attempt_id))


@pytest.mark.parametrize("what", ["certificate", "completed"])
def test_what_was_earned_by_the_raised_mark_is_not_taken_away(session, catalogue, learner, bees, what):
    other = add_person(session)
    attempt_id = hand_in(session, catalogue, learner, NEARLY)
    others = hand_in(session, catalogue, other, NEARLY)
    regrade_id = regrade(session, bees)
    if what == "certificate":
        give_certificate(session, learner, now=LATER)
    else:
        session.add(
            ModuleCompletion(
                learner_id=learner.id, module_slug="first-steps", content_version="x", completed_at=LATER
            )
        )
    session.flush()

    undo(session, bees, regrade_id, now=LATER)

    assert attempt_row(session, attempt_id).passed is True
    assert attempt_row(session, others).passed is False
    states = {
        row.learner_id: (row.state, row.left_because) for row in session.scalars(select(RegradedLearner))
    }
    assert states == {learner.id: ("left", what), other.id: ("restored", "")}


def test_a_mark_that_was_changed_since_is_left(session, catalogue, learner, bees):
    attempt_id = hand_in(session, catalogue, learner, NEARLY)
    regrade_id = regrade(session, bees)
    mark(session, attempt_id).points = 0.9
    session.flush()

    undo(session, bees, regrade_id)

    assert mark(session, attempt_id).points == 0.9
    assert session.scalars(select(RegradedLearner)).one().left_because == "changed"


def test_what_was_handed_in_since_counts_after_undoing(session, catalogue, learner, bees):
    hand_in(session, catalogue, learner, NEARLY)
    regrade_id = regrade(session, bees)
    hand_in(session, bees, learner, {**RIGHT, "pick-one": "bee"}, now=LATER)

    undo(session, bees, regrade_id, now=LATER)

    result = session.get(QuizResult, (learner.id, "steps"))
    assert (result.score, result.passed_at, result.attempts) == (1.0, LATER, 2)


def test_after_14_days_nothing_is_undone(session, catalogue, learner, bees):
    hand_in(session, catalogue, learner, NEARLY)
    regrade_id = regrade(session, bees)

    with pytest.raises(RegradeUndoTooLate):
        undo(session, bees, regrade_id, now=NOON + timedelta(days=14, seconds=1))


def test_a_later_regrade_is_undone_first(session, catalogue, learner, bees):
    hand_in(session, catalogue, learner, {**NEARLY, "is-true": "false"})
    first = regrade(session, bees)
    second = regrade(session, mended(catalogue, pick_one="bee", is_true=False))

    with pytest.raises(RegradeBuiltOn):
        undo(session, bees, first)

    undo(session, bees, second)
    undo(session, bees, first)
    assert attempt_row(session, session.scalar(select(Attempt.id))).score == 0.5


def test_a_question_out_of_the_count_lowers_nobody(session, catalogue):
    right, wrong = add_person(session), add_person(session)
    kept = hand_in(session, catalogue, right, {**RIGHT, "pairs": WRONG["pairs"]})
    raised = hand_in(session, catalogue, wrong, {**RIGHT, "pick-one": "dog"})

    regrade(session, mended(catalogue, points=0))

    assert (attempt_row(session, kept).score, attempt_row(session, kept).max_points) == (0.75, 8.0)
    assert (attempt_row(session, raised).score, attempt_row(session, raised).max_points) == (1.0, 7.0)


def test_a_pass_by_regrading_completes_the_course_and_undoing_takes_nothing_of_it(
    session, catalogue, learner
):
    for number, lesson in enumerate(catalogue.lessons):
        complete_lesson(
            session,
            catalogue,
            learner_id=learner.id,
            lesson_slug=lesson.slug,
            key=f"k{number}",
            language="en",
            now=NOON,
        )
    for slug in {slug for module in catalogue.modules for slug in (*module.quizzes, *module.games)} - {
        "steps"
    }:
        submit(session, catalogue, learner, begin(session, catalogue, learner, quiz=slug), RIGHT)
    attempt_id = hand_in(session, catalogue, learner, NEARLY)
    certificates = select(func.count()).select_from(Certificate)
    assert session.scalar(certificates) == 0

    regrade_id = regrade(session, mended(catalogue, pick_one="bee"), now=LATER)

    assert session.scalar(certificates) == 1
    undo(session, mended(catalogue, pick_one="bee"), regrade_id, now=LATER)
    assert attempt_row(session, attempt_id).passed is True
    assert session.scalars(select(RegradedLearner)).one().left_because == "certificate"


def test_a_held_result_is_raised_and_not_told(session, catalogue, learner, bees):
    attempt_id = hand_in(session, catalogue, learner, NEARLY)
    session.get(Attempt, attempt_id).held_at = NOON
    session.delete(session.get(QuizResult, (learner.id, "steps")))
    session.flush()

    regrade_id = regrade(session, bees)

    assert attempt_row(session, attempt_id).score == 0.75
    assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0
    assert session.scalar(select(func.count()).select_from(QuizResult)) == 0
    undo(session, bees, regrade_id)
    assert attempt_row(session, attempt_id).score == 0.625
    assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0


def checked(session, catalogue, learner, feedback, *tries):
    """Hand in an attempt whose first question was checked with these answers, each with its certainty."""
    from course.flows.question_tries import add_try
    from tests.attempts import opened

    course = with_quiz(catalogue, feedback=feedback, penalty=0.25)
    attempt_id = begin(session, course, learner)
    attempt = opened(session, course, learner, attempt_id)
    question = course.quizzes["steps"].question("pick-one")
    for number, (response, certainty) in enumerate(tries, 1):
        add_try(session, attempt, question, Try(response, certainty), number=number, now=NOON)
    submit(session, course, learner, attempt_id, {"is-true": "true"})
    return mended(course, pick_one="bee"), attempt_id


def test_of_several_tries_the_first_that_was_right_all_along_counts(session, catalogue, learner):
    course, attempt_id = checked(session, catalogue, learner, "adaptive", ("dog", 0), ("bee", 0), ("hen", 0))
    assert mark(session, attempt_id).share == 0.5

    regrade(session, course)

    assert (mark(session, attempt_id).verdict, mark(session, attempt_id).share) == ("right", 0.75)


def test_the_review_of_an_interactive_question_shows_the_try_that_counts_since(session, catalogue, learner):
    from course.reports.attempt_review import attempt_review

    course, attempt_id = checked(session, catalogue, learner, "interactive", ("bee", 0), ("dog", 0))
    regrade(session, course)

    review = attempt_review(
        session, course, learner_id=learner.id, quiz_slug="steps", attempt_id=attempt_id, language="en"
    )

    question = next(one for one in review.questions if one.question_id == "pick-one")
    assert [one.counts for one in question.tries] == [True, False]
    assert [one.id for one in question.parts if one.chosen] == ["bee"]
    assert (question.verdict, question.points) == ("right", 1.0)


def test_a_review_tells_the_mark_that_was_given_though_the_marking_was_changed_since(
    session, catalogue, learner
):
    from course.reports.attempt_review import attempt_review

    attempt_id = hand_in(session, catalogue, learner, WRONG)
    given = mark(session, attempt_id)
    given.verdict, given.share, given.points = "right", 1.0, given.max_points
    session.flush()

    review = attempt_review(
        session, catalogue, learner_id=learner.id, quiz_slug="steps", attempt_id=attempt_id, language="en"
    )

    question = next(one for one in review.questions if one.question_id == "pick-one")
    assert (question.verdict, question.points) == ("right", given.max_points)


def test_a_score_by_certainty_is_made_anew_with_the_certainties(session, catalogue, learner):
    course, attempt_id = checked(session, catalogue, learner, "certainty", ("bee", 3))
    before = attempt_row(session, attempt_id).score

    regrade_id = regrade(session, course)

    sure = attempt_row(session, attempt_id).score
    _course, other_id = checked(session, catalogue, add_person(session), "certainty", ("hen", 3))
    assert before < sure == attempt_row(session, other_id).score
    undo(session, course, regrade_id)
    assert attempt_row(session, attempt_id).score == before


def test_the_review_tells_the_certainties_by_the_marks_that_hold(session, catalogue, learner):
    from course.reports.attempt_review import attempt_review

    course, attempt_id = checked(session, catalogue, learner, "certainty", ("bee", 3))
    regrade(session, course)

    row = attempt_row(session, attempt_id)
    review = attempt_review(
        session, course, learner_id=learner.id, quiz_slug="steps", attempt_id=attempt_id, language="en"
    )

    assert (review.score, review.certainty.accuracy) == (row.score, row.points / row.max_points)
    assert review.certainty.score == row.score
