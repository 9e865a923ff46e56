"""Certainty that is said beside each answer and told of after handing in."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from course.core.grading.reading import CertaintyMissing, certainty_name
from course.flows.check_answer import Check, NotChecked, check_form
from course.flows.store_answer import AnswerClash, store_answer
from course.flows.store_form import Clashing, Posted
from course.flows.submit_attempt import save_attempt, submit_attempt
from course.reports.attempt_review import attempt_review
from course.store.attempts.answers import stored_responses
from course.store.attempts.models import Attempt, QuestionTry, Response, ResponseEvent
from tests.attempts import begin, finish_all_overdue, name_of, opened, place_of, raw_of, raws, with_quiz
from tests.builders import add_person
from tests.conftest import NOON
from tests.kinds import POLL


@pytest.fixture
def learner(session):
    return add_person(session)


@pytest.fixture
def course(catalogue):
    return with_quiz(catalogue, feedback="certainty", release="at-submit")


@pytest.fixture
def attempt_id(session, course, learner):
    return begin(session, course, learner)


@pytest.fixture
def say(session, course, learner, attempt_id):
    """Store one answer with how sure one is, as the page's script does."""

    def said(response, certainty=None, *, seen=0, key="k"):
        attempt = opened(session, course, learner, attempt_id)
        return store_answer(
            session,
            course,
            learner_id=learner.id,
            quiz_slug="steps",
            attempt_id=attempt_id,
            question=name_of(attempt, "pick-one"),
            raw=raw_of(attempt, "pick-one", response),
            key=f"{key}-{response}-{certainty}-{seen}",
            seen=seen,
            language="en",
            now=NOON,
            certainty=certainty,
        )

    return said


@pytest.fixture
def hand_in(session, course, learner, attempt_id):
    """Hand in the form with these answers and certainties."""

    def handed(responses, sure, **changes):
        attempt = opened(session, course, learner, attempt_id)
        fields = raws(attempt, responses)
        fields.update({certainty_name(place_of(attempt, name)): given for name, given in sure.items()})
        return submit_attempt(
            session,
            course,
            learner_id=learner.id,
            quiz_slug="steps",
            attempt_id=attempt_id,
            posted=Posted(fields),
            language="en",
            now=NOON,
            **changes,
        )

    return handed


def tries(session):
    session.expire_all()
    rows = session.scalars(select(QuestionTry).order_by(QuestionTry.question_id))
    return {row.question_id: (row.certainty, row.verdict) for row in rows}


def test_nothing_can_be_checked_before_it_is_handed_in(session, course, learner, attempt_id):
    with pytest.raises(NotChecked):
        check_form(
            session,
            course,
            learner_id=learner.id,
            quiz_slug="steps",
            attempt_id=attempt_id,
            posted=Posted({}),
            wanted=Check(place=1, number=1, certainty=2),
            language="en",
            now=NOON,
        )


def test_certainties_make_the_score_once_it_is_handed_in(session, course, attempt_id, hand_in):
    hand_in({"pick-one": "hen", "is-true": "false"}, {"pick-one": "3", "is-true": "2"})

    assert tries(session) == {"pick-one": (3, "right"), "is-true": (2, "wrong")}
    # One point of eight; certainties bring 3 - 2 over 8, the best single one 0.125: accuracy as it is.
    assert session.get(Attempt, attempt_id).score == 0.125


def test_what_nobody_said_counts_as_not_sure(session, hand_in):
    hand_in({"pick-one": "hen"}, {})

    assert tries(session) == {"pick-one": (1, "right")}


def test_an_answer_without_certainty_is_named_before_it_is_handed_in(
    session, course, learner, attempt_id, hand_in
):
    from tests.attempts import RIGHT

    sure = dict.fromkeys(RIGHT, "1")
    del sure["pick-one"]

    state = hand_in(RIGHT, sure, only_complete=True)

    place = place_of(opened(session, course, learner, attempt_id), "pick-one")
    assert (state.submitted, state.unsure) == (False, (place,))


def test_a_certainty_is_stored_with_its_answer_and_alone_makes_a_new_version(session, say):
    say("dog", 2)
    again = say("dog", 3, seen=1)

    assert (again.version, again.certainty) == (2, 3)
    assert session.scalars(select(ResponseEvent.certainty).order_by(ResponseEvent.number)).all() == [2, 3]
    assert session.scalars(select(Response.certainty)).all() == [3]


@pytest.mark.parametrize("other", [1, 0])
def test_an_older_page_puts_no_other_certainty_over_a_newer_one(session, say, other):
    say("dog", 3)

    with pytest.raises(AnswerClash) as told:
        say("dog", other)

    assert (told.value.stored.version, told.value.stored.certainty) == (1, 3)
    assert session.scalars(select(Response.certainty)).all() == [3]


def test_an_older_page_adds_a_certainty_where_none_was_said(session, say):
    say("dog")

    assert say("dog", 3).version == 2
    assert session.scalars(select(Response.certainty)).all() == [3]


def test_a_certainty_sent_again_after_it_was_changed_elsewhere_keeps_its_receipt(session, say):
    first = say("dog", 1)
    say("dog", 3, seen=1)

    assert say("dog", 1).receipt == first.receipt
    assert session.scalars(select(Response.certainty)).all() == [3]


def test_an_answer_without_a_word_of_certainty_keeps_the_one_that_was_said(session, say):
    say("dog", 2)

    assert say("hen", None, seen=1).certainty == 2


def test_another_answer_of_an_older_form_is_not_put_beside_a_newer_certainty(
    session, course, learner, attempt_id, say
):
    say("dog", 1)
    say("dog", 3, seen=1)
    attempt = opened(session, course, learner, attempt_id)
    place = place_of(attempt, "pick-one")

    state = save_attempt(
        session,
        course,
        learner_id=learner.id,
        quiz_slug="steps",
        attempt_id=attempt_id,
        posted=Posted({**raws(attempt, {"pick-one": "bee"}), certainty_name(place): "1"}, {place: 1}),
        language="en",
        now=NOON,
    )

    assert state.clashes == {place: Clashing("bee", 1)}
    stored = stored_responses(session, attempt_id)["pick-one"]
    assert (stored.response, stored.certainty) == ("dog", 3)


@pytest.fixture
def save_old(session, course, learner, attempt_id):
    """Save the form of a page that knows the first version, with an answer and a certainty; ask where they clash."""

    def saved(response, certainty):
        attempt = opened(session, course, learner, attempt_id)
        place = place_of(attempt, "pick-one")
        state = save_attempt(
            session,
            course,
            learner_id=learner.id,
            quiz_slug="steps",
            attempt_id=attempt_id,
            posted=Posted(
                {**raws(attempt, {"pick-one": response}), certainty_name(place): certainty}, {place: 1}
            ),
            language="en",
            now=NOON,
        )
        stored = stored_responses(session, attempt_id)["pick-one"]
        return state.clashes.get(place), (stored.response, stored.certainty)

    return saved


def test_a_form_asks_before_its_certainty_goes_over_a_newer_one(say, save_old):
    say("dog", 2)
    say("dog", 3, seen=1)

    clash, stored = save_old("dog", "1")

    assert (clash.response, clash.certainty) == ("dog", 1)
    assert stored == ("dog", 3)


def test_a_certainty_of_one_answer_is_not_put_beside_another(say, save_old):
    say("dog")
    say("hen", seen=1)

    clash, stored = save_old("dog", "3")

    assert (clash.response, clash.certainty) == ("dog", 3)
    assert stored == ("hen", 0)


def test_a_form_adds_a_certainty_where_none_was_said_meanwhile(say, save_old):
    say("hen")
    say("dog", seen=1)

    assert save_old("dog", "3") == (None, ("dog", 3))


def test_a_form_that_says_what_is_stored_meanwhile_is_not_asked(say, save_old):
    say("dog", 2)
    say("dog", 3, seen=1)

    assert save_old("dog", "3") == (None, ("dog", 3))


@pytest.mark.parametrize("wrong", ["4", "-1", "sure", "", 2.0, True, [1]])
def test_another_certainty_is_refused(session, hand_in, wrong):
    state = hand_in({"pick-one": "hen"}, {"pick-one": wrong})

    assert [type(one) for one in state.refused.values()] == [CertaintyMissing]
    assert session.scalars(select(Response.certainty)).all() == []


def test_once_the_time_is_over_the_stored_certainties_count(session, catalogue, learner):
    course = with_quiz(catalogue, feedback="certainty", release="at-submit", time_limit=20)
    attempt_id = begin(session, course, learner)
    attempt = opened(session, course, learner, attempt_id)
    store_answer(
        session,
        course,
        learner_id=learner.id,
        quiz_slug="steps",
        attempt_id=attempt_id,
        question=name_of(attempt, "pick-one"),
        raw=raw_of(attempt, "pick-one", "hen"),
        key="k",
        seen=0,
        language="en",
        now=NOON,
        certainty=3,
    )
    session.commit()

    finish_all_overdue(session, course, now=NOON + timedelta(hours=1))

    assert tries(session) == {"pick-one": (3, "right")}


def test_the_review_tells_the_marks_by_certainty(session, course, learner, attempt_id, hand_in):
    hand_in({"pick-one": "hen"}, {"pick-one": "3"})

    found = attempt_review(
        session, course, learner_id=learner.id, quiz_slug="steps", attempt_id=attempt_id, language="en"
    )

    asked = next(one for one in found.questions if one.tries)
    assert (asked.tries[0].certainty, asked.tries[0].certainty_mark) == (3, 3.0)
    assert found.certainty.average == 0.375


def test_left_out_each_question_is_told_at_once(catalogue):
    assert with_quiz(catalogue, feedback="certainty").quizzes["steps"].is_checked


def test_a_poll_asks_for_no_certainty(session, catalogue, learner):
    course = with_quiz(catalogue, feedback="certainty", release="at-submit", questions=[POLL])
    attempt = opened(session, course, learner, begin(session, course, learner))
    stored = store_answer(
        session,
        course,
        learner_id=learner.id,
        quiz_slug="steps",
        attempt_id=attempt.row.id,
        question="q1",
        raw=raw_of(attempt, attempt.questions[0].id, attempt.questions[0].options[0].id),
        key="k",
        seen=0,
        language="en",
        now=NOON,
        certainty=3,
    )

    assert stored.certainty == 0
