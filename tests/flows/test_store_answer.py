"""Storing one answer."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from course.core.grading.reading import ForeignToken, TooLong, WrongShape
from course.core.grading.receipts import receipt_code
from course.core.problems import NotFound
from course.flows.store_answer import (
    GRACE,
    AnswerClash,
    AttemptOver,
    AttemptSubmitted,
    KeyReused,
    store_answer,
)
from course.flows.store_form import Clashing, Posted, store_form
from course.store.attempts.models import Response, ResponseEvent
from tests.attempts import RIGHT, answer, begin, name_of, opened, place_of, raw_of, submit, with_quiz
from tests.builders import add_person
from tests.conftest import NOON

LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def learner(session):
    return add_person(session)


@pytest.fixture
def attempt_id(session, catalogue, learner):
    return begin(session, catalogue, learner)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


@pytest.mark.parametrize("question_id", sorted(RIGHT))
def test_an_answer_of_each_kind_comes_back_as_given(session, catalogue, learner, attempt_id, question_id):
    stored = answer(session, catalogue, learner, attempt_id, question_id, RIGHT[question_id])

    attempt = opened(session, catalogue, learner, attempt_id)
    assert stored.value == raw_of(attempt, question_id, RIGHT[question_id])
    assert (stored.version, stored.stored_at) == (1, NOON)


def test_the_receipt_is_that_of_the_stored_facts(session, catalogue, learner, attempt_id):
    stored = answer(session, catalogue, learner, attempt_id, "pick-one", "hen")

    assert stored.receipt == receipt_code(attempt_id, "pick-one", NOON, '"hen"')


def test_the_same_key_gives_the_same_receipt_and_stores_nothing_more(session, catalogue, learner, attempt_id):
    first = answer(session, catalogue, learner, attempt_id, "pick-one", "hen", key="k")

    again = answer(session, catalogue, learner, attempt_id, "pick-one", "hen", key="k", now=LATER)

    assert again == first
    assert count(session, ResponseEvent) == 1


def test_a_lost_acknowledgement_is_repeated_after_a_newer_answer(session, catalogue, learner, attempt_id):
    first = answer(session, catalogue, learner, attempt_id, "pick-one", "hen", key="k")
    answer(session, catalogue, learner, attempt_id, "pick-one", "dog", seen=1, now=LATER)

    again = answer(session, catalogue, learner, attempt_id, "pick-one", "hen", key="k", now=LATER)

    assert again == first
    assert session.scalar(select(Response.value)) == '"dog"'


def test_a_key_names_one_question_only(session, catalogue, learner, attempt_id):
    answer(session, catalogue, learner, attempt_id, "pick-one", "hen", key="k")

    with pytest.raises(KeyReused):
        answer(session, catalogue, learner, attempt_id, "is-true", "true", key="k")

    assert count(session, Response) == 1


def test_a_newer_answer_counts_and_the_older_stays_in_the_record(session, catalogue, learner, attempt_id):
    answer(session, catalogue, learner, attempt_id, "pick-one", "hen")

    stored = answer(session, catalogue, learner, attempt_id, "pick-one", "dog", seen=1, now=LATER)

    assert stored.version == 2
    values = session.scalars(select(ResponseEvent.value).order_by(ResponseEvent.number)).all()
    assert values == ['"hen"', '"dog"']


def test_another_tabs_answer_is_told_and_not_overwritten(session, catalogue, learner, attempt_id):
    answer(session, catalogue, learner, attempt_id, "pick-one", "hen")

    with pytest.raises(AnswerClash) as caught:
        answer(session, catalogue, learner, attempt_id, "pick-one", "dog", seen=0, now=LATER)

    attempt = opened(session, catalogue, learner, attempt_id)
    assert caught.value.stored.value == raw_of(attempt, "pick-one", "hen")
    assert (caught.value.stored.version, caught.value.stored.stored_at) == (1, NOON)
    assert session.scalar(select(Response.value)) == '"hen"'


def test_the_same_answer_from_another_tab_is_no_clash(session, catalogue, learner, attempt_id):
    first = answer(session, catalogue, learner, attempt_id, "pick-one", "hen")

    again = answer(session, catalogue, learner, attempt_id, "pick-one", "hen", seen=0, now=LATER)

    assert again == first


def test_clearing_an_answer_is_stored(session, catalogue, learner, attempt_id):
    answer(session, catalogue, learner, attempt_id, "in-words", "shoes")

    stored = answer(session, catalogue, learner, attempt_id, "in-words", None, seen=1)

    assert (stored.value, stored.version) == ("", 2)


def test_after_submission_nothing_is_stored(session, catalogue, learner, attempt_id):
    submit(session, catalogue, learner, attempt_id)

    with pytest.raises(AttemptSubmitted):
        answer(session, catalogue, learner, attempt_id, "pick-one", "hen")

    assert count(session, Response) == 0


def test_what_was_stored_before_submission_is_acknowledged_again(session, catalogue, learner, attempt_id):
    first = answer(session, catalogue, learner, attempt_id, "pick-one", "hen", key="k")
    submit(session, catalogue, learner, attempt_id)

    assert answer(session, catalogue, learner, attempt_id, "pick-one", "hen", key="k") == first


@pytest.mark.parametrize(("late", "accepted"), [(GRACE, True), (GRACE + timedelta(seconds=1), False)])
def test_the_deadline_and_its_grace_are_kept(session, catalogue, learner, late, accepted):
    limited = with_quiz(catalogue, time_limit=20)
    attempt_id = begin(session, limited, learner)
    at = NOON + timedelta(minutes=20) + late

    if accepted:
        assert answer(session, limited, learner, attempt_id, "pick-one", "hen", now=at).version == 1
    else:
        with pytest.raises(AttemptOver):
            answer(session, limited, learner, attempt_id, "pick-one", "hen", now=at)


def test_anothers_attempt_is_not_there(session, catalogue, learner, attempt_id):
    bilal = add_person(session, "Bilal")

    with pytest.raises(NotFound):
        answer(session, catalogue, bilal, attempt_id, "pick-one", "hen")

    assert count(session, Response) == 0


def test_an_attempt_belongs_to_its_quiz(session, catalogue, learner, attempt_id):
    attempt = opened(session, catalogue, learner, attempt_id)

    with pytest.raises(NotFound):
        give(session, catalogue, learner, attempt_id, name_of(attempt, "in-words"), "shoes", quiz="other")


def give(session, catalogue, learner, attempt_id, question, raw, *, quiz="steps"):
    return store_answer(
        session,
        catalogue,
        learner_id=learner.id,
        quiz_slug=quiz,
        attempt_id=attempt_id,
        question=question,
        raw=raw,
        key=str(uuid4()),
        seen=0,
        language="en",
        now=NOON,
    )


@pytest.mark.parametrize("question", ["q0", "q7", "q01", "q-1", "pick-one", "", "q1 ", "Q1", "q99999999"])
def test_a_question_that_the_attempt_does_not_have_is_refused(
    session, catalogue, learner, attempt_id, question
):
    with pytest.raises(ForeignToken):
        give(session, catalogue, learner, attempt_id, question, "shoes")

    assert count(session, ResponseEvent) == 0


BAD = [
    ("pick-one", "hen", ForeignToken),
    ("pick-one", ["hen"], WrongShape),
    ("pick-one", 1, WrongShape),
    ("pick-one", True, WrongShape),
    ("pick-some", "x", WrongShape),
    ("pick-some", ["x", "x"], WrongShape),
    ("pick-some", ["owl"], ForeignToken),
    ("is-true", "maybe", ForeignToken),
    ("in-words", "x" * 201, TooLong),
    ("in-words", "a\ud800b", WrongShape),
    ("in-words", {"a": "b"}, WrongShape),
    ("pairs", {"sea": "sea"}, ForeignToken),
    ("pairs", {"a": "", "b": "", "c": "", "d": ""}, WrongShape),
    ("in-order", ["stand", "step", "stop"], ForeignToken),
    ("in-order", [["stand"]], WrongShape),
]


@pytest.mark.parametrize(("question_id", "raw", "problem"), BAD)
def test_a_bad_value_is_refused_and_the_attempt_intact(
    session, catalogue, learner, attempt_id, question_id, raw, problem
):
    before = answer(session, catalogue, learner, attempt_id, question_id, RIGHT[question_id])
    attempt = opened(session, catalogue, learner, attempt_id)

    with pytest.raises(problem):
        give(session, catalogue, learner, attempt_id, name_of(attempt, question_id), raw)

    kept = session.scalars(select(Response.receipt)).all()
    assert kept == [before.receipt]
    assert count(session, ResponseEvent) == 1


def test_a_form_leaves_another_tabs_newer_answer_where_it_changed_nothing(
    session, catalogue, learner, attempt_id
):
    answer(session, catalogue, learner, attempt_id, "pick-one", "dog")
    attempt = opened(session, catalogue, learner, attempt_id)
    place = place_of(attempt, "pick-one")
    shown = {f"q{place}": raw_of(attempt, "pick-one", "dog")}
    answer(session, catalogue, learner, attempt_id, "pick-one", "hen", seen=1)

    draft = store_form(session, attempt, Posted(shown, {place: 1}), language="en", now=LATER)

    assert draft.responses["pick-one"].value == '"hen"'


def test_an_answer_that_was_changed_in_the_form_and_elsewhere_is_told_and_not_stored(
    session, catalogue, learner, attempt_id
):
    answer(session, catalogue, learner, attempt_id, "pick-one", "dog")
    attempt = opened(session, catalogue, learner, attempt_id)
    place = place_of(attempt, "pick-one")
    answer(session, catalogue, learner, attempt_id, "pick-one", "hen", seen=1)

    changed = {f"q{place}": raw_of(attempt, "pick-one", "bee")}
    draft = store_form(session, attempt, Posted(changed, {place: 1}), language="en", now=LATER)

    assert draft.clashes == {place: Clashing("bee", 0)}
    assert draft.responses["pick-one"].value == '"hen"'
