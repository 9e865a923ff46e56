"""Questions that are checked one by one, without script; and what their pages give away before."""

import re

import pytest

from tests.attempts import begin
from tests.builders import add_person, sign_in
from tests.kinds import ESSAY, HOTSPOT, POLL, with_questions

KEY_AND_REASONS = (
    "On two, all day.",
    "The dog needs four.",
    "Legs come in pairs.",
    "It has feathers.",
    "It lays eggs.",
    "They keep feet dry.",
    "boots",
    ">Correct",
)


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


@pytest.fixture
def open_quiz(session, catalogue, learner, client):
    """Begin an attempt at one of the quizzes with a behaviour, and open its page."""

    def opened(quiz, language="en"):
        attempt_id = begin(session, catalogue, learner, quiz=quiz)
        session.commit()
        client.get(f"/{language}/quiz/{quiz}/attempts/{attempt_id}")
        return attempt_id

    return opened


def token(client, label):
    """Return the value of the option with this label in the last page."""
    for option in client.page.iter("{http://www.w3.org/1999/xhtml}label"):
        if label in "".join(option.itertext()):
            return option.find("{http://www.w3.org/1999/xhtml}input").get("value")
    raise AssertionError(label)


@pytest.mark.parametrize("quiz", ["check-at-once", "check-with-hints", "check-as-often", "check-how-sure"])
def test_before_its_own_check_nothing_of_a_question_is_told(client, open_quiz, quiz):
    open_quiz(quiz)

    assert [told for told in KEY_AND_REASONS if told in client.text] == []


def test_a_checked_question_shows_its_verdict_and_reasons_in_place_and_the_next_one_none(client, open_quiz):
    open_quiz("check-at-once")

    client.submit("Check question 1", {"q1": token(client, "The dog")})

    words = client.words()
    assert "Not correct." in words
    assert "The dog needs four." in words
    assert "Legs come in pairs." in words
    assert "They keep feet dry." not in client.text
    assert 'name="q1"' not in client.text
    assert "Check question 2" in words


def test_a_check_leads_back_to_its_question(client, open_quiz):
    attempt_id = open_quiz("check-at-once")
    data = {"q1": token(client, "The hen"), "seen": "0,0", "try": "q1:1:0"}

    answer = client.post(f"/en/quiz/check-at-once/attempts/{attempt_id}", data, status=303, follow=False)

    assert answer.headers["Location"].endswith("#q1-told")
    client.get(answer.headers["Location"])
    assert 'id="q1-told"' in client.text


def test_a_wrong_try_brings_a_hint_and_neither_key_nor_reason(client, open_quiz):
    open_quiz("check-with-hints")

    client.submit("Check question 1", {"q1": token(client, "The dog")})

    words = client.words()
    assert "Not correct. Hint: It has feathers." in words
    assert "Try 2 of 3. Each try that is not right costs 25% of the points." in words
    told = {"On two, all day.", "The dog needs four.", "Legs come in pairs.", "It lays eggs."}
    assert [one for one in told if one in client.text] == []


def test_the_review_shows_the_tries_and_which_one_counts(client, open_quiz):
    open_quiz("check-with-hints")
    client.submit("Check question 1", {"q1": token(client, "The dog")})
    client.submit("Check question 1", {"q1": token(client, "The hen")})
    client.submit("Hand in", {"q2": "boots"})

    words = client.words()
    assert "2 tries" in words
    assert "The dog Not correct" in words
    assert "The hen Correct Less 25% for the tries before. This one counts." in words
    assert "Points: 0.75 of 1" in words
    assert "Passed: 88%" in words


def test_as_often_as_one_likes_the_best_try_counts(client, open_quiz):
    open_quiz("check-as-often")

    for label in ("The dog", "The bee", "The hen"):
        client.submit("Check question 1", {"q1": token(client, label)})

    assert "Points: 0.8 of 1" in client.words()
    assert "3 tries" in client.words()


def test_how_sure_one_is_makes_the_score_and_is_explained(client, open_quiz):
    open_quiz("check-how-sure")
    client.submit("Very sure 3 if right, −6 if wrong", {"q1": token(client, "The dog")})
    assert "You were very sure: mark by certainty −6." in client.words()
    client.submit("Not sure 1 if right, 0 if wrong", {"q2": "boots"})
    client.submit("Hand in")

    words = client.words()
    assert "Not passed yet: 20%" in words
    assert "For how sure you were, each answer earned −2.5 on average: 3 is the most, −6 the least." in words
    assert re.search(r"That lowered your result from 50% to \d+%\.", words)
    assert "-" not in words[words.index("For how sure") : words.index("That lowered")]


def test_a_question_without_an_answer_is_not_checked_and_says_why(client, open_quiz):
    open_quiz("check-at-once")

    client.submit("Check question 2", status=422)

    assert "Question 2: Answer this question before you check it." in client.words()


@pytest.mark.parametrize("pressed", ["q9:1:0", "q1", "q1:x:0", "q1:1:0:0", "", "q1:1:99999999"])
def test_a_mangled_button_checks_nothing(client, open_quiz, pressed):
    attempt_id = open_quiz("check-at-once")
    data = {"q1": token(client, "The hen"), "seen": "0,0", "try": pressed}

    client.post(f"/en/quiz/check-at-once/attempts/{attempt_id}", data, status=400)

    client.get(f"/en/quiz/check-at-once/attempts/{attempt_id}")
    assert "Check question 1" in client.words()


def test_handing_in_names_the_answers_that_were_not_checked(client, open_quiz):
    open_quiz("check-how-sure")

    client.submit("Hand in", {"q1": token(client, "The hen")})

    assert "Answered, not checked yet" in client.words()
    assert "as those of somebody who is not sure" in client.words()


@pytest.mark.parametrize(
    ("quiz", "words"),
    [
        ("check-at-once", "you see whether you are right and why, and then it is fixed."),
        ("check-with-hints", "each try before costs 25% of the points."),
        ("check-as-often", "until it is right; each try before costs 10% of the points"),
        ("check-how-sure", "Being sure pays where you are right, and costs where you are wrong."),
    ],
)
def test_a_quiz_says_how_it_is_checked(client, learner, quiz, words):
    client.get(f"/en/quiz/{quiz}")

    assert words in client.words()


def test_what_no_key_marks_has_no_button(client, app, session, catalogue, learner, monkeypatch):
    course = with_questions(
        monkeypatch, app, catalogue, ESSAY, POLL, HOTSPOT, feedback="immediate", shuffle=False
    )
    attempt_id = begin(session, course, learner)
    session.commit()

    client.get(f"/en/quiz/steps/attempts/{attempt_id}")

    assert re.findall(r'name="try" value="([^"]+)"', client.text) == ["q3:1:0"]
