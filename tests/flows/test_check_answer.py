"""Checking one question of an open attempt."""

import pytest
from sqlalchemy import select

from course.core.grading.reading import CertaintyMissing, ForeignToken
from course.flows.check_answer import (
    Check,
    NotChecked,
    NothingToCheck,
    PartsOpen,
    check_answer,
    check_form,
)
from course.flows.store_answer import AttemptSubmitted, QuestionChecked
from course.flows.store_form import Posted
from course.store.attempts.models import (
    AnswerTally,
    Attempt,
    QuestionMark,
    QuestionTally,
    QuestionTry,
    Response,
)
from tests.attempts import (
    RIGHT,
    answer,
    begin,
    name_of,
    opened,
    place_of,
    raw_of,
    seen_now,
    submit,
    with_quiz,
)
from tests.builders import add_cohort, add_person, enrol
from tests.conftest import NOON
from tests.counted import count_up
from tests.kinds import ESSAY, HOTSPOT


@pytest.fixture
def learner(session):
    return add_person(session)


@pytest.fixture
def start(session, catalogue, learner):
    """Begin an attempt at the small course's quiz with this behaviour."""

    def begun(feedback, **changes):
        changed = with_quiz(catalogue, feedback=feedback, **changes)
        return changed, begin(session, changed, learner)

    return begun


def hinted(catalogue, number=2):
    """Return the quiz's questions, its first one with hints."""
    import json

    questions = json.loads(catalogue.quizzes["steps"].body)["questions"]
    hints = [
        {"en": f"Hint {place}", "es": f"Pista {place}", "fr": f"Indice {place}"} for place in range(number)
    ]
    return [{**questions[0], "hints": hints}, *questions[1:]]


def form(session, catalogue, learner, attempt_id, question_id, response, *, number=1, certainty=0):
    """Check a question as the page's form does."""
    attempt = opened(session, catalogue, learner, attempt_id)
    raw = raw_of(attempt, question_id, response) if response is not None else None
    return check_form(
        session,
        catalogue,
        learner_id=learner.id,
        quiz_slug="steps",
        attempt_id=attempt_id,
        posted=Posted({name_of(attempt, question_id): raw}, seen_now(session, attempt)),
        wanted=Check(place=place_of(attempt, question_id), number=number, certainty=certainty),
        language="en",
        now=NOON,
    )


def tries(session):
    session.expire_all()
    rows = session.scalars(select(QuestionTry).order_by(QuestionTry.question_id, QuestionTry.number))
    return [(row.question_id, row.number, row.value, row.verdict) for row in rows]


def test_a_check_stores_the_answer_and_keeps_the_try(session, learner, start):
    course, attempt_id = start("immediate")

    state = form(session, course, learner, attempt_id, "pick-one", "dog")

    assert not state.refused
    assert tries(session) == [("pick-one", 1, '"dog"', "wrong")]
    assert session.scalars(select(Response.value)).all() == ['"dog"']


def test_what_is_checked_is_fixed_by_every_way_in(session, learner, start):
    course, attempt_id = start("immediate")
    form(session, course, learner, attempt_id, "pick-one", "dog")

    form(session, course, learner, attempt_id, "pick-one", "hen", number=2)
    with pytest.raises(QuestionChecked):
        answer(session, course, learner, attempt_id, "pick-one", "hen", seen=1)
    submit(session, course, learner, attempt_id, {"pick-one": "hen"})

    assert tries(session) == [("pick-one", 1, '"dog"', "wrong")]
    assert session.get(QuestionMark, (attempt_id, "pick-one")).points == 0


def test_the_same_check_sent_again_is_one_try(session, catalogue, learner, start):
    course, attempt_id = start("interactive", questions=hinted(catalogue))

    for response in ("dog", "dog", "bee"):  # the last: another tab that did not know of the try
        form(session, course, learner, attempt_id, "pick-one", response, number=1)
    form(session, course, learner, attempt_id, "pick-one", "bee", number=2)
    form(session, course, learner, attempt_id, "pick-one", "bee", number=3)  # nothing new is said

    assert [number for _, number, _, _ in tries(session)] == [1, 2]


def test_interactive_the_mark_falls_with_each_try_and_the_last_counts(session, catalogue, learner, start):
    course, attempt_id = start("interactive", penalty=0.25, questions=hinted(catalogue))
    form(session, course, learner, attempt_id, "pick-one", "dog", number=1)
    form(session, course, learner, attempt_id, "pick-one", "hen", number=2)

    submit(session, course, learner, attempt_id)

    mark = session.get(QuestionMark, (attempt_id, "pick-one"))
    assert (mark.verdict, mark.share) == ("right", 0.75)


def test_an_answer_that_was_not_checked_is_a_try_when_the_attempt_closes(session, catalogue, learner, start):
    course, attempt_id = start("interactive", penalty=0.25, questions=hinted(catalogue))
    form(session, course, learner, attempt_id, "pick-one", "dog", number=1)

    submit(session, course, learner, attempt_id, {"pick-one": "hen", "is-true": "true"})

    assert tries(session) == [
        ("is-true", 1, '"true"', "right"),
        ("pick-one", 1, '"dog"', "wrong"),
        ("pick-one", 2, '"hen"', "right"),
    ]
    assert session.get(QuestionMark, (attempt_id, "pick-one")).share == 0.75


def test_sums_count_the_first_try(session, database, catalogue, learner, start):
    course, attempt_id = start("adaptive")
    enrol(session, catalogue, add_cohort(session), learner)
    form(session, course, learner, attempt_id, "pick-one", "dog", number=1)
    form(session, course, learner, attempt_id, "pick-one", "hen", number=2)

    submit(session, course, learner, attempt_id)

    count_up(session, database, course)
    tally = session.scalars(select(QuestionTally).where(QuestionTally.question_id == "pick-one")).one()
    assert (tally.right, tally.wrong) == (0, 1)
    assert session.scalars(select(AnswerTally.answer)).all() == ["dog"]


def test_by_certainty_all_right_and_sure_is_a_full_score(session, learner, start):
    course, attempt_id = start("certainty")
    for question_id, response in RIGHT.items():
        form(session, course, learner, attempt_id, question_id, response, certainty=3)

    submit(session, course, learner, attempt_id)

    assert session.get(Attempt, attempt_id).score == 1.0


def test_by_certainty_an_answer_handed_in_without_a_word_is_unsure(session, learner, start):
    course, attempt_id = start("certainty")

    submit(session, course, learner, attempt_id, RIGHT)

    assert set(session.scalars(select(QuestionTry.certainty))) == {1}
    assert session.get(Attempt, attempt_id).score == 0.8


@pytest.mark.parametrize(
    ("question_id", "response", "feedback", "why"),
    [
        ("pick-one", None, "immediate", NothingToCheck),
        ("pairs", {"sea": "sea"}, "immediate", PartsOpen),
        ("pick-one", "hen", "certainty", CertaintyMissing),
    ],
)
def test_what_cannot_be_checked_costs_no_try(session, learner, start, question_id, response, feedback, why):
    course, attempt_id = start(feedback)

    state = form(session, course, learner, attempt_id, question_id, response)

    assert [type(problem) for problem in state.refused.values()] == [why]
    assert tries(session) == []


def test_nothing_is_checked_where_all_is_told_after_handing_in(session, learner, start):
    course, attempt_id = start("deferred")

    with pytest.raises(NotChecked):
        form(session, course, learner, attempt_id, "pick-one", "hen")


def check_by_program(session, course, learner, attempt_id, raw, *, place=1, seen=0):
    return check_answer(
        session,
        course,
        learner_id=learner.id,
        quiz_slug="steps",
        attempt_id=attempt_id,
        raw=raw,
        key="k1",
        seen=seen,
        wanted=Check(place=place, number=1),
        language="en",
        now=NOON,
    )


def test_after_handing_in_nothing_is_checked(session, learner, start):
    course, attempt_id = start("immediate")
    submit(session, course, learner, attempt_id, {"pick-one": "hen"})
    attempt = opened(session, course, learner, attempt_id)

    with pytest.raises(AttemptSubmitted):
        check_by_program(
            session,
            course,
            learner,
            attempt_id,
            raw_of(attempt, "pick-one", "dog"),
            place=place_of(attempt, "pick-one"),
        )


def test_a_foreign_answer_is_refused_and_costs_no_try(session, learner, start):
    course, attempt_id = start("immediate")
    place = place_of(opened(session, course, learner, attempt_id), "pick-one")

    with pytest.raises(ForeignToken):
        check_by_program(session, course, learner, attempt_id, "not-a-token", place=place)

    assert tries(session) == []


def test_what_no_key_marks_is_not_checked_and_waits_for_its_person(session, catalogue, learner, start):
    course, attempt_id = start("adaptive", questions=[ESSAY, HOTSPOT])
    enrol(session, catalogue, add_cohort(session), learner)
    with pytest.raises(NotChecked):
        form(session, course, learner, attempt_id, "plan", "I would ask them.")
    form(session, course, learner, attempt_id, "where", "sfax")

    submit(session, course, learner, attempt_id, {"plan": "I would ask them.", "where": "otago"})

    assert [(name, number) for name, number, _, _ in tries(session)] == [("where", 1), ("where", 2)]
    assert session.get(Attempt, attempt_id).waiting == 1
    assert session.get(QuestionMark, (attempt_id, "plan")).verdict == "waiting"
