"""Finished first attempts come into the sums, once, and counting anew from the facts finds no difference."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from course.core.grading.behaviours import Try
from course.core.statistics.sums import UNIT, QuestionSums
from course.flows import count_attempts as count
from course.flows.count_attempts import count_new_attempts, recount_all, recount_due, recount_quiz
from course.flows.question_tries import add_try
from course.jobs.count_attempts import count_attempts
from course.store.attempts.models import AnswerTally, Attempt, QuestionMark, QuestionTally
from course.store.statistics.models import QuestionSum, ScoreSum, TypedSum, UncountedAttempt
from course.store.statistics.operations import ask_for_recount, take_turn
from course.store.statistics.queries import COURSE, counted_quizzes, group_sums, scope_of
from tests.attempts import RIGHT, WRONG, begin, opened, submit, with_quiz
from tests.builders import add_cohort, add_person, enrol
from tests.conftest import NOON
from tests.kinds import HOTSPOT, POLL
from tests.regrades import mended, regrade


@pytest.fixture
def cohort(session):
    return add_cohort(session)


@pytest.fixture
def take(session, catalogue, cohort):
    """Let somebody new take the quiz, in the cohort unless told."""

    def run(responses=RIGHT, *, enrolled=True, language="en", course=catalogue):
        learner = add_person(session)
        if enrolled:
            enrol(session, catalogue, cohort, learner)
        attempt = begin(session, course, learner)
        submit(session, course, learner, attempt, responses)
        session.execute(update(Attempt).where(Attempt.id == attempt).values(language=language))
        session.commit()
        return learner, attempt

    return run


def _rows(session):
    session.expire_all()
    scores = session.execute(select(ScoreSum.__table__).order_by(*ScoreSum.__table__.primary_key)).all()
    questions = session.execute(
        select(QuestionSum.__table__).order_by(*QuestionSum.__table__.primary_key)
    ).all()
    typed = session.execute(select(TypedSum.__table__).order_by(*TypedSum.__table__.primary_key)).all()
    tallies = [
        session.execute(select(one.__table__).order_by(*one.__table__.primary_key)).all()
        for one in (QuestionTally, AnswerTally)
    ]
    return scores, questions, typed, *tallies


def test_first_attempts_are_counted_for_the_cohort_and_for_all(database, session, catalogue, cohort, take):
    take(RIGHT)
    take(WRONG)
    take(RIGHT, enrolled=False)

    counted = count_new_attempts(database, catalogue)

    there, everywhere = (
        group_sums(session, scope, "steps")[0].sums for scope in (scope_of(cohort.id), COURSE)
    )
    assert counted == 3
    assert (there.scores.attempts, everywhere.scores.attempts) == (2, 3)
    assert (there.questions["pick-one"].right, everywhere.questions["pick-one"].right) == (1, 2)


def test_what_each_question_was_answered_is_counted(database, session, catalogue, cohort, take):
    take(RIGHT)
    take(WRONG)
    take({})
    count_new_attempts(database, catalogue)

    found = group_sums(session, scope_of(cohort.id), "steps", question_id="pick-one")[0].sums.questions

    assert list(found) == ["pick-one"]
    asked: QuestionSums = found["pick-one"]
    assert {answer: sum(bins.values()) for answer, bins in asked.given.items()} == {"hen": 1, "dog": 1}
    assert (asked.answers, asked.blank) == (3, 1)


def test_votes_in_a_poll_are_counted(database, session, catalogue, take):
    course = with_quiz(catalogue, questions=[POLL, HOTSPOT])
    for drink in ("tea", "tea", "water"):
        take({"like": drink, "where": "otago"}, course=course)
    take({"where": "otago"}, course=course)

    count_new_attempts(database, course)

    poll = group_sums(session, COURSE, "steps", question_id="like")[0].sums.questions["like"]
    votes = {option: sum(by_score.values()) for option, by_score in poll.given.items()}
    assert (votes, poll.answers, poll.blank) == ({"tea": 2, "water": 1}, 4, 1)


def test_a_second_attempt_and_an_open_one_are_not_counted(database, session, catalogue, take):
    learner, _ = take(WRONG)
    submit(session, catalogue, learner, begin(session, catalogue, learner), RIGHT)
    begin(session, catalogue, add_person(session))
    session.commit()

    assert count_new_attempts(database, catalogue) == 1
    assert recount_quiz(database, catalogue, "steps")
    assert group_sums(session, COURSE, "steps")[0].sums.scores.attempts == 1


def test_counting_again_counts_nothing_twice(database, session, catalogue, take):
    take()
    count_new_attempts(database, catalogue)
    before = _rows(session)

    assert count_new_attempts(database, catalogue) == 0
    assert _rows(session) == before


def test_what_is_handed_in_meanwhile_waits_for_the_next_run(database, session, catalogue, take, monkeypatch):
    """While a crowd hands in, the sums would be written again and again for a few attempts each time."""
    take()
    take_in, others = count._take_in, iter("abc")

    def take_in_while_others_come(*given):
        if next(others, ""):
            take()
        return take_in(*given)

    monkeypatch.setattr(count, "_take_in", take_in_while_others_come)

    assert count_new_attempts(database, catalogue) == 1
    assert session.scalar(select(func.count()).select_from(UncountedAttempt)) == 1


def test_more_than_a_batch_and_more_than_a_quiz_are_counted_in_one_run(
    database, session, catalogue, take, monkeypatch
):
    monkeypatch.setattr(count, "BATCH", 2)
    for _ in range(5):
        _learner, attempt = take()
    session.execute(
        update(UncountedAttempt).where(UncountedAttempt.attempt_id == attempt).values(quiz_slug="another")
    )
    session.commit()

    assert count_new_attempts(database, catalogue) == 5
    assert session.scalar(select(func.count()).select_from(UncountedAttempt)) == 0


def test_counting_anew_from_the_facts_finds_no_difference(database, session, catalogue, take):
    for language, responses in (("en", RIGHT), ("fr", WRONG), ("en", {}), ("fr", RIGHT)):
        take(responses, language=language)
        count_new_attempts(database, catalogue)
    before = _rows(session)

    assert recount_all(database, catalogue) == 1
    assert _rows(session) == before


def test_changed_marks_are_followed_once_it_is_asked_for(app, database, session, catalogue, take):
    _, attempt = take(WRONG)
    count_new_attempts(database, catalogue)
    marked_better = QuestionMark.attempt_id == attempt, QuestionMark.question_id == "is-true"
    session.execute(
        update(QuestionMark).where(*marked_better).values(points=QuestionMark.max_points, share=1.0)
    )
    ask_for_recount(session, "steps")
    session.commit()

    count_attempts(app)

    assert group_sums(session, COURSE, "steps")[0].sums.questions["is-true"].right == 1
    assert recount_due(database, catalogue) == 0


@pytest.fixture
def tried(session, catalogue):
    """Let somebody hand in an attempt in which one question was checked with these answers, each with its certainty."""

    def run(course, *tries, learner=None):
        learner = learner or add_person(session)
        attempt_id = begin(session, course, learner)
        attempt = opened(session, course, learner, attempt_id)
        question = attempt.quiz.question("pick-one")
        for number, (response, certainty) in enumerate(tries, 1):
            add_try(session, attempt, question, Try(response, certainty), number=number, now=NOON)
        submit(session, course, learner, attempt_id)
        session.commit()
        return attempt_id

    return run


def _counted(session):
    session.expire_all()
    return group_sums(session, COURSE, "steps", question_id="pick-one")[0].sums


@pytest.mark.parametrize("feedback", ["interactive", "adaptive"])
def test_a_question_is_as_hard_as_its_first_tries_say(database, session, catalogue, tried, feedback):
    course = with_quiz(catalogue, feedback=feedback, penalty=0.25)
    attempt_id = tried(course, ("dog", 0), ("hen", 0))

    count_new_attempts(database, course)

    sums = _counted(session)
    assert (sums.questions["pick-one"].right, sums.questions["pick-one"].mark) == (0, 0)
    assert list(sums.questions["pick-one"].given) == ["dog"]
    assert sums.scores.powers[0] == round(session.get(Attempt, attempt_id).score * UNIT) > 0
    before = _rows(session)
    assert recount_quiz(database, course, "steps")
    assert _rows(session) == before


def test_certainty_moves_the_score_and_not_the_facility(database, session, catalogue, tried):
    course = with_quiz(catalogue, feedback="certainty")
    attempt_id = tried(course, ("hen", 3))

    count_new_attempts(database, course)

    sums, question = _counted(session), _counted(session).questions["pick-one"]
    assert question.mark == question.worth == sums.firsts.powers[0]
    assert sums.scores.powers[0] == round(session.get(Attempt, attempt_id).score * UNIT) != question.mark


def test_a_first_try_counts_by_the_mended_key(database, session, catalogue, tried):
    course = with_quiz(catalogue, feedback="adaptive")
    tried(course, ("dog", 0), ("hen", 0))
    dogs = mended(course, pick_one="dog")
    regrade(session, dogs)
    session.commit()

    count_new_attempts(database, dogs)

    assert _counted(session).questions["pick-one"].right == 1


def test_an_attempt_with_a_mark_that_waits_is_not_counted(database, session, catalogue, take):
    _, attempt = take()
    session.execute(update(Attempt).where(Attempt.id == attempt).values(waiting=1))
    session.execute(UncountedAttempt.__table__.delete())
    session.commit()

    assert recount_quiz(database, catalogue, "steps")
    assert group_sums(session, COURSE, "steps") == []


def test_counting_anew_leaves_what_is_new_to_be_counted_once(database, session, catalogue, take):
    take()
    count_new_attempts(database, catalogue)
    take()

    recount_quiz(database, catalogue, "steps")
    count_new_attempts(database, catalogue)

    assert group_sums(session, COURSE, "steps")[0].sums.scores.attempts == 2


def test_who_counts_anew_gives_way_to_somebody_who_counted_meanwhile(
    database, session, catalogue, take, monkeypatch
):
    take()
    count_new_attempts(database, catalogue)
    ask_for_recount(session, "steps")
    session.commit()

    def overtaken(*args):
        with database.writing() as other:
            take_turn(other, "steps")
        return []

    monkeypatch.setattr("course.flows.count_attempts.first_attempts_of", overtaken)

    assert not recount_quiz(database, catalogue, "steps")
    assert group_sums(session, COURSE, "steps")[0].sums.scores.attempts == 1


@pytest.fixture
def kept(session):
    """Return the forms that are kept of all learners who answered in one language, or in any, and how many typed each."""

    def read(language=""):
        session.rollback()
        rows = session.execute(
            select(TypedSum.form, TypedSum.learners)
            .where(TypedSum.scope == COURSE, TypedSum.language == language)
            .order_by(TypedSum.learners)
        )
        return [tuple(row) for row in rows]

    return read


def test_a_form_is_kept_once_three_learners_typed_it(database, session, catalogue, take, kept):
    for typed in ("Hats", "hats!", "Boots"):
        take({**RIGHT, "in-words": typed}, language="fr" if typed == "Boots" else "en")
    count_new_attempts(database, catalogue)
    before = kept()
    take({**RIGHT, "in-words": "HATS"}, language="fr")
    count_new_attempts(database, catalogue)

    assert before == [("", 1), ("", 2)]
    assert kept() == [("", 1), ("hats", 3)]
    assert recount_quiz(database, catalogue, "steps")
    assert kept() == [("", 1), ("hats", 3)]


def test_a_form_is_kept_in_a_language_once_three_learners_of_it_typed_it(
    database, session, catalogue, take, kept
):
    for language in ("en", "fr", "en", "fr"):
        take({**RIGHT, "in-words": "Hats"}, language=language)
    count_new_attempts(database, catalogue)
    before = kept("en"), kept("fr"), kept()
    take({**RIGHT, "in-words": "HATS"}, language="fr")
    count_new_attempts(database, catalogue)

    assert before == ([("", 2)], [("", 2)], [("hats", 4)])
    assert (kept("en"), kept("fr"), kept()) == ([("", 2)], [("hats", 3)], [("hats", 5)])


def test_what_was_typed_counted_anew_is_the_same_in_each_language(database, session, catalogue, take):
    typed = ("Hats", "hats", "Boots", "hats!", "boots", "Shoes", "HATS", "Boots")
    for number, form in enumerate(typed):
        take({**RIGHT, "in-words": form}, language=("en", "fr", "es")[number % 3], enrolled=number % 2 == 0)
        if number % 3 == 1:
            count_new_attempts(database, catalogue)
    count_new_attempts(database, catalogue)
    before = _rows(session)

    assert {(row.language, row.form) for row in before[2]} >= {("", "hats"), ("", "boots"), ("es", "")}
    assert recount_all(database, catalogue) == 1
    assert _rows(session) == before


def test_versions_and_languages_are_kept_apart(database, session, catalogue, take):
    take(RIGHT)
    take(RIGHT, language="fr")
    take(RIGHT, course=with_quiz(catalogue, pass_score=0.5))
    count_new_attempts(database, catalogue)

    groups = [one.group for one in group_sums(session, COURSE, "steps")]

    assert sorted(group.language for group in groups) == ["en", "en", "fr"]
    assert len({group.version for group in groups}) == 2


def test_counted_is_what_was_handed_in_while_in_the_cohort(database, session, catalogue, cohort):
    early, late = add_person(session), add_person(session)
    submit(session, catalogue, early, begin(session, catalogue, early), RIGHT)
    enrol(session, catalogue, cohort, early, NOON + timedelta(hours=1))
    enrol(session, catalogue, cohort, late, NOON - timedelta(days=1))
    submit(session, catalogue, late, begin(session, catalogue, late), RIGHT)
    session.commit()

    count_new_attempts(database, catalogue)

    assert [one.attempts for one in counted_quizzes(session, scope_of(cohort.id))] == [1]


def test_handing_in_writes_one_row_whatever_the_number_of_questions(session, catalogue, take):
    take()

    assert session.scalar(select(func.count()).select_from(UncountedAttempt)) == 1


def test_what_another_process_counted_meanwhile_is_not_added_again(
    database, session, catalogue, take, monkeypatch
):
    _, attempt = take()
    count_new_attempts(database, catalogue)
    before = _rows(session)
    monkeypatch.setattr("course.flows.count_attempts.next_uncounted", lambda *_a, **_k: ("steps", [attempt]))

    assert count_new_attempts(database, catalogue) == 0
    assert _rows(session) == before


@pytest.fixture
def fail_at(monkeypatch):
    """Let counting fail at one attempt, while the block lasts."""

    @contextmanager
    def failing(broken):
        reads = count.first_answers

        def fail_at_one(session, catalogue, attempts, *rest):
            if any(one.id == broken for one in attempts):
                raise ValueError("something is wrong with it")
            return reads(session, catalogue, attempts, *rest)

        with monkeypatch.context() as patch:
            patch.setattr(count, "first_answers", fail_at_one)
            yield

    return failing


def test_an_attempt_that_cannot_be_counted_stops_no_other_and_is_tried_again(app, session, take, fail_at):
    (_, broken), _whole = take(), take()

    with fail_at(broken):
        counted = count_attempts(app)
    waits = list(session.scalars(select(UncountedAttempt.attempt_id)))
    session.rollback()

    assert (counted, waits) == (1, [broken])
    assert count_attempts(app) == 1
    assert counted_quizzes(session, COURSE)[0].attempts == 2


def test_counting_anew_leaves_what_cannot_be_counted_to_the_next_run(app, session, take, fail_at):
    (_, broken), _whole = take(), take()
    count_attempts(app)
    ask_for_recount(session, "steps")
    session.commit()

    with fail_at(broken):
        count_attempts(app)
    attempts = counted_quizzes(session, COURSE)[0].attempts
    session.rollback()

    assert (attempts, count_attempts(app)) == (1, 1)
    assert counted_quizzes(session, COURSE)[0].attempts == 2
