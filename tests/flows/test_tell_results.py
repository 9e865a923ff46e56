"""Results that are told later: nothing of them is known before, and all that follows comes when they are told."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from course.core.grading.windows import Outage
from course.flows import tell_results
from course.flows.record_outage import record_outage
from course.flows.tell_results import hold_results_again, release_results, tell_due_results
from course.jobs.tell_results import tell_due
from course.reports.own_data import as_file, own_data
from course.store.attempts.models import Attempt, QuizResult
from course.store.attempts.queries import quiz_facts, submitted_scores, taken_attempts
from course.store.audit.models import AuditEvent
from course.store.cohorts.models import Cohort
from course.store.outbox.models import OutboxMessage
from course.store.progress.models import CohortProgress
from tests.attempts import RIGHT, begin, submit, with_quiz
from tests.builders import add_cohort, add_facilitator, add_person, enrol
from tests.conftest import NOON

CLOSES = NOON + timedelta(days=1)


@pytest.fixture
def held(session, catalogue):
    """A learner of a cohort who answered all rightly in a quiz whose results are told by hand."""
    by_hand = with_quiz(catalogue, release="by-hand")
    learner, cohort = add_person(session), add_cohort(session)
    enrol(session, by_hand, cohort, learner)
    attempt_id = begin(session, by_hand, learner)
    submit(session, by_hand, learner, attempt_id, RIGHT)
    session.commit()
    return by_hand, learner, cohort, attempt_id


def release(session, cohort, *, with_mail=False, now=NOON):
    boss = add_person(session, "Farid", role="facilitator")
    add_facilitator(session, cohort, boss)
    return release_results(
        session, cohort_id=cohort.id, quiz_slug="steps", with_mail=with_mail, actor_id=boss.id, now=now
    )


def told(session, catalogue, now=NOON):
    return tell_due_results(session, catalogue, now=now, limit=50)


def line(session):
    session.expire_all()
    return session.scalars(select(CohortProgress)).one()


def test_a_held_result_counts_for_nothing_yet(session, held):
    _, learner, _, _ = held

    fact = quiz_facts(session, learner.id)["steps"]

    assert (fact.held, fact.submitted, fact.passed) == (1, 0, False)
    assert submitted_scores(session, learner_id=learner.id, quiz_slug="steps") == []
    assert session.scalar(select(func.count()).select_from(QuizResult)) == 0
    assert line(session).quizzes_passed == 0


def test_a_list_of_attempts_tells_a_held_result_only_to_who_runs_the_course(session, held):
    _, learner, _, _ = held

    own = taken_attempts(session, learner_id=learner.id)[0]
    theirs = taken_attempts(session, learner_id=learner.id, tell_held=True)[0]

    assert (own.score, own.passed, own.is_held) == (None, None, True)
    assert (theirs.score, theirs.passed) == (1.0, True)


def test_a_copy_of_ones_data_holds_answers_and_no_marks_of_a_held_attempt(session, held):
    by_hand, learner, cohort, _ = held

    data = own_data(session, learner.id)

    assert data["question_mark"] == []
    assert data["attempt"][0]["score"] is None
    assert data["attempt"][0]["points"] is None
    assert len(data["response_event"]) > 0
    assert '"verdict"' not in as_file(data)
    release(session, cohort)
    told(session, by_hand)
    assert own_data(session, learner.id)["attempt"][0]["score"] == 1.0


def test_telling_a_cohort_its_results_lets_them_count(session, held):
    by_hand, _, cohort, _ = held

    number = release(session, cohort)
    done = told(session, by_hand)

    assert (number, done) == (1, 1)
    result = session.scalars(select(QuizResult)).one()
    assert (result.score, result.passed_at) == (1.0, NOON)
    assert line(session).quizzes_passed == 1
    assert told(session, by_hand) == 0
    actions = session.scalars(select(AuditEvent.action)).all()
    assert actions.count("results.released") == 1


def test_what_is_handed_in_after_the_telling_is_told_at_once(session, held):
    by_hand, _, cohort, _ = held
    release(session, cohort)
    late = add_person(session, "Bilal")
    enrol(session, by_hand, cohort, late)

    submit(session, by_hand, late, begin(session, by_hand, late), RIGHT)

    assert quiz_facts(session, late.id)["steps"].passed


def test_results_can_be_held_again_and_what_was_told_stays_told(session, held):
    by_hand, learner, cohort, _ = held
    release(session, cohort)
    told(session, by_hand)
    hold_results_again(session, cohort_id=cohort.id, quiz_slug="steps", actor_id=learner.id, now=NOON)

    submit(session, by_hand, learner, begin(session, by_hand, learner))

    fact = quiz_facts(session, learner.id)["steps"]
    assert (fact.passed, fact.held, fact.submitted) == (True, 1, 1)


def test_another_cohort_is_not_told(session, catalogue, held):
    by_hand, *_ = held
    other = add_cohort(session, "Other")

    assert release(session, other) == 0
    assert told(session, by_hand) == 0


def test_who_is_in_no_cohort_is_told_at_once(session, catalogue):
    by_hand = with_quiz(catalogue, release="by-hand")
    learner = add_person(session)

    submit(session, by_hand, learner, begin(session, by_hand, learner), RIGHT)

    assert quiz_facts(session, learner.id)["steps"].passed


def test_at_close_results_are_told_when_the_quiz_closes(session, catalogue):
    closing = with_quiz(catalogue, release="at-close", closes=CLOSES.isoformat())
    learner = add_person(session)
    attempt_id = begin(session, closing, learner)
    submit(session, closing, learner, attempt_id, RIGHT)

    before = told(session, closing, CLOSES - timedelta(seconds=1))
    passed_before = quiz_facts(session, learner.id)["steps"].passed
    after = told(session, closing, CLOSES)

    assert (before, after) == (0, 1)
    assert not passed_before
    assert quiz_facts(session, learner.id)["steps"].passed
    session.expire_all()
    assert session.get(Attempt, attempt_id).held_at is None


def test_a_mail_goes_to_each_whose_result_was_held_where_it_is_wished(session, held):
    by_hand, learner, cohort, _ = held

    release(session, cohort, with_mail=True)
    told(session, by_hand)

    mail = session.scalars(select(OutboxMessage)).one()
    assert (mail.account_id, mail.template) == (learner.id, "results_told")
    assert "score" not in str(mail.payload)


def test_a_copy_of_ones_data_holds_no_mark_by_hand_of_a_held_attempt(session, held):
    from course.core.ids import new_id
    from course.store.marking.models import HandMark

    by_hand, learner, cohort, attempt_id = held
    session.add(
        HandMark(
            id=new_id(),
            attempt_id=attempt_id,
            question_id="pick-one",
            version=1,
            learner_id=learner.id,
            levels={},
            points=1.0,
            comment="Very good",
            reason="",
            marked_at=NOON,
        )
    )
    session.flush()

    before = own_data(session, learner.id)["hand_mark"]
    release(session, cohort)
    told(session, by_hand)

    assert before == []
    assert len(own_data(session, learner.id)["hand_mark"]) == 1


def test_a_copy_of_ones_data_holds_no_verdict_of_what_was_checked_by_handing_in(session, catalogue):
    closing = with_quiz(catalogue, feedback="immediate", release="at-close", closes=CLOSES.isoformat())
    learner = add_person(session)
    submit(session, closing, learner, begin(session, closing, learner), RIGHT)

    before = own_data(session, learner.id)["question_try"]
    told(session, closing, CLOSES)

    assert before == []
    assert len(own_data(session, learner.id)["question_try"]) == len(RIGHT)


def test_no_result_is_told_while_the_learner_still_answers_the_same_quiz(session, catalogue):
    closing = with_quiz(catalogue, release="at-close", closes=CLOSES.isoformat())
    learner, cohort = add_person(session), add_cohort(session)
    enrol(session, closing, cohort, learner)
    first = begin(session, closing, learner)
    submit(session, closing, learner, first, RIGHT)
    second = begin(session, closing, learner)
    outage = Outage(CLOSES - timedelta(minutes=30), CLOSES - timedelta(minutes=10), "Power cut")
    record_outage(session, cohort_id=cohort.id, outage=outage, actor_id=learner.id, now=CLOSES)

    during = told(session, closing, CLOSES + timedelta(minutes=1))
    submit(session, closing, learner, second, RIGHT, now=CLOSES + timedelta(minutes=2))
    after = told(session, closing, CLOSES + timedelta(minutes=2))

    assert (during, after) == (0, 1)


@pytest.fixture
def cut(session, catalogue):
    """A quiz that is told at its close; a power cut of a cohort just before it, in which one of two was answering."""
    closing = with_quiz(catalogue, release="at-close", closes=CLOSES.isoformat())
    early, late, cohort = add_person(session), add_person(session), add_cohort(session)
    for one in (early, late):
        enrol(session, closing, cohort, one)
    submit(session, closing, early, begin(session, closing, early), RIGHT)
    attempt_id = begin(session, closing, late)
    outage = Outage(CLOSES - timedelta(minutes=30), CLOSES - timedelta(minutes=10), "Power cut")
    record_outage(session, cohort_id=cohort.id, outage=outage, actor_id=late.id, now=CLOSES)
    return closing, early, late, attempt_id


def test_no_result_is_told_at_the_close_while_others_answer_in_time_given_back(session, cut):
    closing, early, late, attempt_id = cut

    during = told(session, closing, CLOSES + timedelta(minutes=1))
    submit(session, closing, late, attempt_id, RIGHT, now=CLOSES + timedelta(minutes=2))
    session.expire_all()
    held_until = set(session.scalars(select(Attempt.held_until)))
    after = told(session, closing, CLOSES + timedelta(minutes=20))

    assert (during, after) == (0, 1)
    assert held_until == {CLOSES + timedelta(minutes=20), None}
    assert quiz_facts(session, early.id)["steps"].passed


def test_what_is_handed_in_beyond_the_close_is_held_while_others_answer_in_time_given_back(session, cut):
    closing, _early, late, attempt_id = cut
    third = add_person(session)
    enrol(session, closing, session.scalars(select(Cohort)).one(), third)
    third_attempt = begin(session, closing, third)
    session.get(Attempt, third_attempt).deadline = CLOSES + timedelta(minutes=15)
    session.flush()

    submit(session, closing, late, attempt_id, RIGHT, now=CLOSES + timedelta(minutes=2))

    assert quiz_facts(session, late.id)["steps"].held == 1
    assert told(session, closing, CLOSES + timedelta(minutes=15)) == 2


def test_who_has_another_close_of_their_own_keeps_no_result_back(session, catalogue):
    closing = with_quiz(catalogue, release="at-close", closes=CLOSES.isoformat())
    early, later = add_person(session), add_person(session)
    submit(session, closing, early, begin(session, closing, early), RIGHT)
    session.get(Attempt, begin(session, closing, later)).deadline = CLOSES + timedelta(days=1)
    session.flush()

    assert told(session, closing, CLOSES) == 1


def test_a_result_that_cannot_be_told_stops_no_other(app, session, database, held, monkeypatch):
    by_hand, _learner, cohort, broken = held
    other = add_person(session, "Bilal")
    enrol(session, by_hand, cohort, other)
    submit(session, by_hand, other, begin(session, by_hand, other), RIGHT)
    release(session, cohort)
    session.commit()
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: by_hand)
    keep = tell_results.keep_told_result

    def fail_at_one(session, row, quiz, *, at):
        if row.id == broken:
            raise ValueError("something is wrong with it")
        keep(session, row, quiz, at=at)

    with monkeypatch.context() as patch:
        patch.setattr(tell_results, "keep_told_result", fail_at_one)
        number = tell_due(app, now=NOON)
    session.expire_all()

    assert number == 1
    assert quiz_facts(session, other.id)["steps"].passed
    assert session.get(Attempt, broken).held_at is not None
    session.rollback()
    assert tell_due(app, now=NOON) == 1
