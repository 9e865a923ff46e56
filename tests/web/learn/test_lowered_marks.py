"""A pass that stays although a mark was lowered later: no page calls it a failure."""

import pytest

from course.flows.mark_by_hand import NewMark, mark_by_hand
from tests.attempts import begin, submit
from tests.builders import add_person, sign_in
from tests.conftest import NOON
from tests.kinds import ESSAY, HOTSPOT, with_questions
from tests.web.facilitate.tables import shown_table

BEST, WORST = {"clear": "yes", "own": "yes"}, {"clear": "no", "own": "no"}


@pytest.fixture
def course(monkeypatch, app, catalogue):
    return with_questions(monkeypatch, app, catalogue, ESSAY)


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


def hand_in(session, course, learner):
    attempt_id = begin(session, course, learner)
    submit(session, course, learner, attempt_id, {"plan": "I would ask them first."})
    return attempt_id


def give(session, course, learner, attempt_id, levels, *, seen=0, comment=""):
    marker = add_person(session, "Ines", role="facilitator")
    mark_by_hand(
        session,
        course,
        cohort_id=None,
        marker_id=marker.id,
        learner_id=learner.id,
        quiz_slug="steps",
        attempt_id=attempt_id,
        question_id="plan",
        given=NewMark(
            levels=levels,
            comment=comment,
            reason="It was copied." if seen == 1 else "A typo." if seen else "",
            seen=seen,
        ),
        now=NOON,
    )
    session.commit()


@pytest.fixture
def lowered(session, course, learner):
    """Two attempts, the first one failed; the second passed, and its mark was lowered then."""
    first = hand_in(session, course, learner)
    give(session, course, learner, first, WORST)
    second = hand_in(session, course, learner)
    give(session, course, learner, second, BEST)
    give(session, course, learner, second, WORST, seen=1)
    return second


def test_my_progress_says_beside_the_state_why_the_result_is_lower(client, lowered):
    client.get("/en/progress")

    row = shown_table(client, "Results, quiz by quiz")[1]
    assert row[1] == "0%"
    assert row[3] == "Passed A mark was lowered later; it stays passed."


@pytest.mark.parametrize("page", ["/en/quiz/steps", "/en/quiz/steps/attempts/{lowered}/review"])
def test_the_list_of_attempts_tells_the_lowered_one_from_the_failed_one(client, lowered, page):
    client.get(page.format(lowered=lowered))

    assert "Attempt 2: 0% mark lowered later, the quiz stays passed" in client.words()
    assert "Attempt 1: 0% not passed" in client.words()


def test_a_pass_that_later_results_fall_below_says_that_it_stays(
    client, session, learner, monkeypatch, app, catalogue
):
    course = with_questions(monkeypatch, app, catalogue, HOTSPOT, keep="last")
    submit(session, course, learner, begin(session, course, learner), {"where": "otago"})
    submit(session, course, learner, begin(session, course, learner), {"where": "sfax"})
    session.commit()

    client.get("/en/progress")

    row = shown_table(client, "Results, quiz by quiz")[1]
    assert row[1] == "0%"
    assert row[3] == "Passed It was passed before, and stays passed."


def test_a_comment_that_was_changed_later_is_no_other_mark(client, session, course, learner, lowered):
    give(session, course, learner, lowered, WORST, seen=2, comment="Ask in your own words.")

    client.get(f"/en/quiz/steps/attempts/{lowered}/review")

    words = client.words()
    assert "Ask in your own words." in words
    assert "Before: 4 of 4 points. The reason: It was copied." in words
    assert "A typo." not in words
