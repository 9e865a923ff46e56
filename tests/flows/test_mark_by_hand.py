"""Marking by a person: what waits, what follows from the last mark, and two who mark at once."""

import json
from datetime import timedelta

import pytest

from course.core.problems import NotFound
from course.flows.check_answer import Check, check_form
from course.flows.mark_by_hand import MarkClash, MarkIncomplete, NewMark, ReasonMissing, mark_by_hand
from course.flows.settle_progress import settle_progress
from course.flows.store_form import Posted
from course.store.attempts.models import Attempt, QuestionMark, QuestionTally, QuizResult
from course.store.audit.models import AuditEvent
from course.store.marking.models import HandMark
from course.store.outbox.models import OutboxMessage
from course.store.outbox.operations import claim_due
from course.store.regrades.models import RegradedLearner
from course.store.statistics.models import UncountedAttempt
from tests.attempts import begin, opened, place_of, raw_of, submit, with_quiz
from tests.builders import add_cohort, add_person, enrol
from tests.conftest import NOON
from tests.counted import count_up
from tests.kinds import ESSAY, HOTSPOT
from tests.regrades import mended, regrade, undo

BEST = {"clear": "yes", "own": "yes"}
WORST = {"clear": "no", "own": "no"}


@pytest.fixture
def course(catalogue):
    """The small course, its quiz an essay of four points and a place of one."""
    return with_quiz(catalogue, questions=[ESSAY, HOTSPOT])


@pytest.fixture
def cohort(session):
    return add_cohort(session)


@pytest.fixture
def ines(session):
    return add_person(session, "Inés Salgado", role="facilitator")


@pytest.fixture
def amina(session, course, cohort):
    learner = add_person(session, "Amina Diallo")
    enrol(session, course, cohort, learner)
    return learner


@pytest.fixture
def handed_in(session, course, amina):
    attempt_id = begin(session, course, amina)
    submit(session, course, amina, attempt_id, {"plan": "I would ask them.", "where": "otago"})
    return attempt_id


@pytest.fixture
def mark(session, course, cohort, amina, handed_in, ines):
    def marked(levels=BEST, *, by=None, seen=0, comment="Well done.", reason="", question="plan"):
        waiting = mark_by_hand(
            session,
            course,
            cohort_id=cohort.id,
            marker_id=(by or ines).id,
            learner_id=amina.id,
            quiz_slug="steps",
            attempt_id=handed_in,
            question_id=question,
            given=NewMark(levels=levels, comment=comment, reason=reason, seen=seen),
            now=NOON,
        )
        session.expire_all()
        return waiting

    return marked


def first_mark(session, course, cohort, marker, learner, attempt_id):
    return mark_by_hand(
        session,
        course,
        cohort_id=cohort.id,
        marker_id=marker.id,
        learner_id=learner.id,
        quiz_slug="steps",
        attempt_id=attempt_id,
        question_id="plan",
        given=NewMark(levels=BEST, comment="", reason="", seen=0),
        now=NOON,
    )


def quiz_missing(session, course, learner):
    progress = settle_progress(session, course, learner_id=learner.id, now=NOON)
    return next(one for one in progress.missing if one.slug == "steps")


def test_an_answer_that_waits_counts_as_not_passed_and_in_no_sum(session, database, course, amina, handed_in):
    count_up(session, database, course)
    attempt, result = session.get(Attempt, handed_in), session.query(QuizResult).one()

    assert (attempt.waiting, attempt.score, attempt.passed) == (1, 0.2, False)
    assert (result.score, result.attempts, result.passed_at) == (0.2, 1, None)
    assert session.get(QuestionMark, (handed_in, "plan")).verdict == "waiting"
    assert session.query(QuestionTally).count() == 0
    assert session.query(UncountedAttempt).count() == 0
    assert quiz_missing(session, course, amina).reason == "waits_for_mark"


def test_a_score_that_would_do_already_passes_only_once_all_is_marked(session, catalogue, amina):
    course = with_quiz(catalogue, questions=[ESSAY, HOTSPOT], pass_score=0.1)
    attempt_id = begin(session, course, amina)

    submit(session, course, amina, attempt_id, {"plan": "I would ask them.", "where": "otago"})

    assert session.query(QuizResult).one().passed_at is None


def test_a_blank_essay_waits_for_nobody(session, course, amina):
    attempt_id = begin(session, course, amina)

    submit(session, course, amina, attempt_id, {"where": "otago"})

    assert session.get(Attempt, attempt_id).waiting == 0
    assert session.get(QuestionMark, (attempt_id, "plan")).verdict == "blank"


def test_the_last_mark_makes_result_sums_progress_and_one_mail(session, database, course, mark, handed_in):
    assert mark() == 0
    assert session.query(UncountedAttempt).one().attempt_id == handed_in
    count_up(session, database, course)

    attempt, result = session.get(Attempt, handed_in), session.query(QuizResult).one()
    tallies = {one.question_id: (one.right, one.wrong) for one in session.query(QuestionTally)}
    assert (attempt.waiting, attempt.score, attempt.points, attempt.passed) == (0, 1.0, 5.0, True)
    assert (result.score, result.passed_at) == (1.0, NOON)
    assert tallies == {"plan": (1, 0), "where": (1, 0)}
    assert [one.template for one in session.query(OutboxMessage)] == ["marked"]
    assert "answer.marked" in {one.action for one in session.query(AuditEvent)}


def test_the_same_mark_sent_twice_is_one_deed(session, database, course, mark):
    mark()
    mark()
    count_up(session, database, course)

    assert session.query(HandMark).count() == 1
    assert session.query(OutboxMessage).count() == 1
    assert {one.right for one in session.query(QuestionTally)} == {1}


def test_of_two_who_mark_at_once_the_second_is_told(session, mark):
    other = add_person(session, "Ben", role="facilitator")
    mark()

    with pytest.raises(MarkClash):
        mark(WORST, by=other)

    assert session.query(QuizResult).one().score == 1.0


def test_a_mark_is_changed_with_a_reason_and_its_history_stays(session, mark, handed_in):
    mark(WORST)
    with pytest.raises(ReasonMissing):
        mark(BEST, seen=1)

    mark(BEST, seen=1, reason="I misread it.")

    history = session.query(HandMark).order_by(HandMark.version).all()
    assert [(one.version, one.points, one.reason) for one in history] == [
        (1, 0.0, ""),
        (2, 4.0, "I misread it."),
    ]
    assert session.get(Attempt, handed_in).score == 1.0
    assert session.query(QuizResult).one().passed_at == NOON


def mails(session):
    rows = session.query(OutboxMessage).order_by(OutboxMessage.created_at, OutboxMessage.id)
    return [(one.template, one.payload) for one in rows]


def test_attempts_at_a_quiz_that_are_marked_together_are_told_in_one_mail(
    session, course, cohort, ines, amina, mark, handed_in
):
    second = begin(session, course, amina)
    submit(session, course, amina, second, {"plan": "Again I would ask."})
    mark()

    first_mark(session, course, cohort, ines, amina, second)

    ((template, told),) = mails(session)
    assert template == "marked"
    assert [(one["id"], one["number"]) for one in told["attempts"]] == [(str(handed_in), 1), (str(second), 2)]
    assert told["attempts"][0]["at"] == NOON.timestamp()


def test_a_mail_that_is_on_its_way_takes_no_other_attempt(session, course, cohort, ines, amina, mark):
    second = begin(session, course, amina)
    submit(session, course, amina, second, {"plan": "Again I would ask."})
    mark()
    claim_due(session, now=NOON + timedelta(hours=1), lease=timedelta(minutes=5), limit=9)

    first_mark(session, course, cohort, ines, amina, second)

    assert [len(told["attempts"]) for _, told in mails(session)] == [1, 1]


def test_a_mark_lowered_after_the_pass_is_told_with_its_reason_and_the_pass_stays(session, mark, handed_in):
    mark()

    mark(WORST, seen=1, reason="It was copied.")

    (_, _), (template, told) = mails(session)
    assert template == "mark_changed"
    assert (told["points"], told["because"]) == (
        {"before": 4.0, "after": 0.0, "most": 4.0},
        "It was copied.",
    )
    assert (told["score"], told["passes"], told["stays"]) == (0.2, False, True)
    assert session.query(QuizResult).one().passed_at == NOON


def test_a_raised_mark_is_told_once_and_says_that_it_passes(session, mark):
    mark(WORST)

    for _ in range(2):
        mark(BEST, seen=1, reason="I misread it.")

    assert [template for template, _ in mails(session)] == ["marked", "mark_changed"]
    assert mails(session)[1][1]["passes"]


def test_another_comment_alone_is_no_other_mark_to_tell(session, mark):
    mark()

    mark(seen=1, comment="Very well done.", reason="A typo.")

    assert [template for template, _ in mails(session)] == ["marked"]


def test_a_mark_changed_while_another_answer_waits_is_told_with_all_of_them(
    session, catalogue, amina, cohort, ines
):
    course = with_quiz(catalogue, questions=[ESSAY, {**ESSAY, "id": "again"}])
    attempt_id = begin(session, course, amina)
    submit(session, course, amina, attempt_id, {"plan": "I would ask them.", "again": "I would ask more."})
    first_mark(session, course, cohort, ines, amina, attempt_id)

    mark_by_hand(
        session,
        course,
        cohort_id=cohort.id,
        marker_id=ines.id,
        learner_id=amina.id,
        quiz_slug="steps",
        attempt_id=attempt_id,
        question_id="plan",
        given=NewMark(levels=WORST, comment="", reason="Copied.", seen=1),
        now=NOON,
    )

    assert mails(session) == []


@pytest.mark.parametrize(
    "levels", [{}, {"clear": "yes"}, {"clear": "yes", "own": "half"}, {**BEST, "more": "yes"}]
)
def test_every_criterion_has_one_of_its_levels(mark, levels):
    with pytest.raises(MarkIncomplete):
        mark(levels)


def test_only_what_a_person_marks_is_marked(mark):
    with pytest.raises(NotFound):
        mark(question="where")


def test_a_better_attempt_that_waits_does_not_lower_what_counts(session, course, amina, mark):
    mark()
    second = begin(session, course, amina)

    submit(session, course, amina, second, {"plan": "Again I would ask."})

    result = session.query(QuizResult).one()
    assert (result.score, result.attempts) == (1.0, 2)


def test_sums_count_what_was_answered_before_a_check(session, database, catalogue, amina, cohort, ines):
    checked = with_quiz(catalogue, questions=[ESSAY, HOTSPOT], feedback="adaptive")
    attempt_id = begin(session, checked, amina)
    attempt = opened(session, checked, amina, attempt_id)
    place = place_of(attempt, "where")
    for number, spot in enumerate(("sfax", "otago"), 1):
        check_form(
            session,
            checked,
            learner_id=amina.id,
            quiz_slug="steps",
            attempt_id=attempt_id,
            posted=Posted({f"q{place}": raw_of(attempt, "where", spot)}),
            wanted=Check(place=place, number=number),
            language="en",
            now=NOON,
        )
    submit(session, checked, amina, attempt_id, {"plan": "I would ask them."})

    first_mark(session, checked, cohort, ines, amina, attempt_id)

    count_up(session, database, checked)
    tallies = {one.question_id: (one.right, one.wrong) for one in session.query(QuestionTally)}
    assert tallies == {"plan": (1, 0), "where": (0, 1)}


def test_undoing_a_regrade_leaves_a_score_that_a_person_changed_since(
    session, catalogue, amina, cohort, ines
):
    course = with_quiz(
        catalogue, questions=[*json.loads(catalogue.quizzes["steps"].body)["questions"], ESSAY]
    )
    attempt_id = begin(session, course, amina)
    submit(session, course, amina, attempt_id, {"plan": "I would ask them.", "pick-one": "bee"})

    def marked(levels, *, seen=0, reason=""):
        mark_by_hand(
            session,
            course,
            cohort_id=cohort.id,
            marker_id=ines.id,
            learner_id=amina.id,
            quiz_slug="steps",
            attempt_id=attempt_id,
            question_id="plan",
            given=NewMark(levels=levels, comment="", reason=reason, seen=seen),
            now=NOON,
        )

    marked(WORST)
    bees = mended(course, pick_one="bee")
    regrade_id = regrade(session, bees)
    marked(BEST, seen=1, reason="I misread it.")

    undo(session, bees, regrade_id)

    attempt = session.get(Attempt, attempt_id)
    marks = session.query(QuestionMark).filter_by(attempt_id=attempt_id)
    assert attempt.points == sum(one.points for one in marks)
    assert session.query(RegradedLearner).one().left_because == "changed"
    assert session.query(QuizResult).one().score == attempt.score


def test_a_cohort_that_was_joined_before_the_mark_and_after_handing_in_does_not_count_it(
    session, database, course, amina, handed_in, mark
):
    other = add_cohort(session, "Other")
    enrol(session, course, other, amina, now=NOON + timedelta(hours=1))

    mark()

    count_up(session, database, course)
    assert other.id not in {one.cohort_id for one in session.query(QuestionTally)}
    assert session.query(QuestionTally).count() == 2


def test_while_another_answer_waits_the_result_follows_the_marks_so_far(
    session, catalogue, amina, cohort, ines
):
    course = with_quiz(catalogue, questions=[ESSAY, {**ESSAY, "id": "again"}])
    attempt_id = begin(session, course, amina)
    submit(session, course, amina, attempt_id, {"plan": "I would ask them.", "again": "I would ask more."})

    waiting = first_mark(session, course, cohort, ines, amina, attempt_id)

    session.expire_all()
    result = session.query(QuizResult).one()
    assert (waiting, session.get(Attempt, attempt_id).score) == (1, 0.5)
    assert (result.score, result.passed_at) == (0.5, None)
