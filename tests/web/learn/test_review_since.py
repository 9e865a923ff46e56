"""The review shows what the learner saw, in the language in which they saw it, and what changed since."""

import json
from dataclasses import replace

import pytest

from course.flows.mark_by_hand import NewMark, mark_by_hand
from tests.attempts import RIGHT, answer, begin, submit, with_quiz
from tests.builders import add_person, sign_in
from tests.conftest import NOON
from tests.kinds import ESSAY, with_questions
from tests.pages import NS


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


def questions_of(catalogue):
    return json.loads(catalogue.quizzes["steps"].body)["questions"]


def handed_in(session, catalogue, learner, responses=RIGHT, language="en"):
    attempt_id = begin(session, catalogue, learner, language=language)
    for question_id, response in responses.items():
        answer(session, catalogue, learner, attempt_id, question_id, response, language=language)
    submit(session, catalogue, learner, attempt_id)
    session.commit()
    return f"quiz/steps/attempts/{attempt_id}/review"


def publish(monkeypatch, app, changed):
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: changed)


def test_a_review_stands_in_the_language_of_the_answers_whatever_the_page_speaks(
    client, session, catalogue, learner
):
    path = handed_in(session, catalogue, learner, language="fr")

    client.get(f"/en/{path}")

    words = client.words()
    assert "Qui a deux jambes ?" in words
    assert "Une poule" in words
    assert "Which has two legs?" not in words
    assert '<span lang="fr">Qui a deux jambes' in client.text
    assert "Questions stand in the language in which they were answered (French)." in words


def test_it_is_read_in_the_language_of_the_page_a_click_away(client, session, catalogue, learner):
    path = handed_in(session, catalogue, learner, language="fr")
    client.get(f"/en/{path}")

    client.get(f"/en/{path}{client.links()['Read all in English']}")

    assert "Which has two legs?" in client.words()
    assert 'lang="fr">' not in client.text.split("<main", 1)[1].split("</main", 1)[0]


def test_each_question_keeps_the_language_of_its_own_answer(client, session, catalogue, learner):
    attempt_id = begin(session, catalogue, learner, language="fr")
    answer(session, catalogue, learner, attempt_id, "pick-one", "hen", language="fr")
    answer(session, catalogue, learner, attempt_id, "is-true", "true", language="es")
    submit(session, catalogue, learner, attempt_id, RIGHT)
    session.commit()

    client.get(f"/en/quiz/steps/attempts/{attempt_id}/review")

    words = client.words()
    assert "Qui a deux jambes ?" in words
    assert "Correr es más rápido que caminar." in words
    assert "What belongs together?" in words


def test_other_words_are_told_with_the_present_ones_a_click_away(
    client, session, catalogue, learner, app, monkeypatch
):
    path = handed_in(session, catalogue, learner)
    questions = questions_of(catalogue)
    questions[0]["text"]["en"] = "Who walks on two legs?"
    publish(monkeypatch, app, with_quiz(catalogue, questions=questions))

    client.get(f"/en/{path}")

    words = client.words()
    assert "Which has two legs?" in words
    assert "The words of this question were changed after you handed in." in words
    assert "Who walks on two legs?" in client.text.split("Show the present wording", 1)[1]
    client.get(f"/es/{path}?words=es")
    assert "Who walks on two legs?" not in client.text


def test_a_tightened_key_is_told_and_the_mark_stays(client, session, catalogue, learner, app, monkeypatch):
    path = handed_in(session, catalogue, learner)
    questions = questions_of(catalogue)
    for option in questions[0]["options"]:
        option["right"] = option["id"] == "bee"
    publish(monkeypatch, app, with_quiz(catalogue, questions=questions))

    client.get(f"/en/{path}")

    assert "Passed: 100%" in client.words()
    assert "How this question is marked was changed after you handed in." in client.words()


@pytest.mark.parametrize("how", ["question", "quiz"])
def test_a_question_that_left_the_quiz_is_told(client, session, catalogue, learner, app, monkeypatch, how):
    path = handed_in(session, catalogue, learner)
    changed = (
        with_quiz(catalogue, questions=questions_of(catalogue)[1:])
        if how == "question"
        else replace(
            catalogue, modules=tuple(replace(each, quizzes=()) for each in catalogue.modules), quizzes={}
        )
    )
    publish(monkeypatch, app, changed)

    client.get(f"/en/{path}")

    assert client.words().count("This question is no longer in the quiz.") == (1 if how == "question" else 6)
    assert "Which has two legs?" in client.words()


def test_what_did_not_change_says_nothing(client, session, catalogue, learner, app, monkeypatch):
    path = handed_in(session, catalogue, learner)
    publish(monkeypatch, app, with_quiz(catalogue, minutes=90, questions=questions_of(catalogue)[::-1]))

    for page in (path, "quiz/steps"):
        client.get(f"/en/{page}")
        for told in ("after you handed in", "no longer in the quiz", "That holds for new attempts"):
            assert told not in client.words()


FAILED = {"pick-one": "hen"}


@pytest.mark.parametrize(
    ("responses", "pass_score", "told"),
    [
        (
            RIGHT,
            0.95,
            "The pass mark is 95% today. That holds for new attempts; this quiz is passed, and stays so.",
        ),
        (RIGHT, 0.2, "The pass mark is 20% today. That holds for new attempts."),
        (FAILED, 0.95, "The pass mark is 95% today. That holds for new attempts."),
        (FAILED, 0.1, "The pass mark is 10% today. That holds for new attempts."),
    ],
)
def test_another_pass_mark_is_told_in_the_review_and_on_the_quiz_page(
    client, session, catalogue, learner, app, monkeypatch, responses, pass_score, told
):
    path = handed_in(session, catalogue, learner, responses)
    publish(monkeypatch, app, with_quiz(catalogue, pass_score=pass_score))

    for page in (path, "quiz/steps"):
        client.get(f"/en/{page}")
        assert told in client.words()
        assert ("stays so" in client.words()) is ("stays so" in told)
        assert "after you handed in" not in client.words()


def test_an_open_attempt_keeps_the_pass_mark_with_which_it_was_begun(
    client, session, catalogue, learner, app, monkeypatch
):
    begin(session, catalogue, learner)
    session.commit()
    publish(monkeypatch, app, with_quiz(catalogue, pass_score=0.95))

    client.get("/en/quiz/steps")

    assert (
        "The pass mark is 95% today. That holds for new attempts. Your open attempt passes with 70%."
        in client.words()
    )


def test_a_survey_has_no_pass_mark_that_could_change(client, session, catalogue, learner, app, monkeypatch):
    path = handed_in(session, catalogue, learner)
    publish(monkeypatch, app, with_quiz(catalogue, purpose="survey", pass_score=None))

    for page in (path, "quiz/steps"):
        client.get(f"/en/{page}")
        assert "The pass mark is" not in client.words()


def test_a_mark_by_hand_tells_the_language_of_its_rubric(
    client, session, learner, monkeypatch, app, catalogue
):
    course = with_questions(monkeypatch, app, catalogue, ESSAY)
    attempt_id = begin(session, course, learner, language="fr")
    answer(session, course, learner, attempt_id, "plan", "Je demanderais.", language="fr")
    submit(session, course, learner, attempt_id)
    mark_by_hand(
        session,
        course,
        cohort_id=None,
        marker_id=add_person(session, "Ines", role="facilitator").id,
        learner_id=learner.id,
        quiz_slug="steps",
        attempt_id=attempt_id,
        question_id="plan",
        given=NewMark(levels={"clear": "yes", "own": "yes"}, comment="", reason="", seen=0),
        now=NOON,
    )
    session.commit()

    client.get(f"/en/quiz/steps/attempts/{attempt_id}/review")

    criteria = [one for one in client.page.iter(f"{NS}th") if one.get("scope") == "row"]
    assert {one.get("lang") for one in criteria} == {"fr"}
