"""What waits for a person's mark: handed in, and neither a result nor a failure before it is marked."""

import pytest

from course.store.cohorts.models import Enrolment
from tests.attempts import begin, submit
from tests.builders import add_cohort, add_facilitator, add_person, enrol, sign_in
from tests.kinds import ESSAY, with_questions
from tests.web.api.calls import Program, token_of
from tests.web.facilitate.tables import file_table, shown_table
from tests.web.learn.test_course import complete


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
    session.commit()
    return attempt_id


@pytest.fixture
def waiting(session, course, learner):
    return hand_in(session, course, learner)


@pytest.fixture
def marker(session, course, learner):
    """A facilitator of the learner's cohort."""
    ines = add_person(session, "Inés Salgado", role="facilitator")
    autumn = add_cohort(session, "Autumn", slug="autumn")
    add_facilitator(session, autumn, ines)
    enrol(session, course, autumn, learner)
    session.commit()
    return ines


def test_the_list_of_attempts_gives_no_percentage(client, waiting):
    client.get("/en/quiz/steps")

    assert "Attempt 1: handed in waits for a mark" in client.words()
    assert " 0%" not in client.words()


def test_the_quiz_page_says_that_a_mark_is_awaited_and_leads_elsewhere(client, waiting):
    client.get("/en/quiz/steps")

    assert "wait for a facilitator’s mark" in client.words()
    assert "Go to the course" in client.links()


def test_my_progress_gives_neither_percentage_nor_failure(client, waiting):
    client.get("/en/progress")

    quizzes = shown_table(client, "Results, quiz by quiz")
    assert quizzes[1] == ["Steps", "–", "1: handed in", "Handed in, waits for a mark"]
    assert "Handed in “Steps”" in client.words()
    assert "with 0%" not in client.words()


def test_a_marked_result_stands_while_another_attempt_waits(
    client, session, course, learner, marker, waiting
):
    sign_in(client, session, marker)
    client.get(f"/en/facilitate/autumn/marking/{waiting}/plan")
    client.submit("Save", {"level.clear": "half", "level.own": "no"})
    hand_in(session, course, learner)
    sign_in(client, session, learner)

    client.get("/en/progress")

    quizzes = shown_table(client, "Results, quiz by quiz")
    assert quizzes[1] == ["Steps", "25%", "2: handed in · 1: 25%", "Handed in, waits for a mark"]


def test_the_review_opens_with_what_is_awaited_and_no_points(client, waiting):
    client.get(f"/en/quiz/steps/attempts/{waiting}/review")

    words = client.words()
    assert "Handed in: it waits for a mark" in words
    assert " 0%" not in words
    assert "Points:" not in words
    assert "One answer waits for a facilitator’s mark" in words


def test_the_course_does_not_say_go_on_with_what_waits(client, learner, course, session):
    complete(client, "walk", "run", "cycle", "sail")
    hand_in(session, course, learner)

    client.get("/en/course")

    words = client.words()
    assert "Continue" not in client.links()
    assert "Nothing is left for you to do: what you handed in waits" in words
    assert "0 min" not in words
    client.get("/en/progress")
    assert "Nothing is left for you to do: what you handed in waits" in client.words()
    assert "0 min" not in client.words()


def test_programs_read_how_many_answers_wait(app, session, learner, waiting):
    program = Program(app, token_of(session, learner))

    standing = program.get("/me/progress")["quizzes"][0]
    (taken,) = program.get("/me/attempts")["items"]

    assert (standing["state"], standing["best"]) == ("waiting", None)
    assert taken["waiting"] == 1
    assert program.get(f"/me/attempts/{waiting}")["waiting"] == 1
    assert program.get(f"/me/attempts/{waiting}/review")["waiting"] == 1


def test_module_and_review_lead_on_to_what_is_open(client, learner, course, session):
    complete(client, "walk", "run")
    waiting = hand_in(session, course, learner)

    client.get("/en/course/first-steps")
    assert not [name for name in client.links() if name.startswith(("Go on with", "Begin with"))]
    client.get(f"/en/quiz/steps/attempts/{waiting}/review")
    assert client.links()["Go on: Lesson: cycle"] == "/en/course/next-steps/cycle"


def test_the_list_of_steps_says_that_it_waits(client, waiting):
    client.get("/en/course")

    assert "Quiz. Waits for a mark" in client.words()


def test_the_facilitator_reads_that_it_waits_in_the_grid_and_in_the_file(client, session, marker, waiting):
    sign_in(client, session, marker)

    client.get("/en/facilitate/autumn")
    header, row = shown_table(client, "Table: progress by module")
    column = header.index("Steps")
    file = file_table(client.http.get("/en/facilitate/autumn/learners.csv"))

    assert row[column] == "waits for a mark"
    assert file[1][column] == ""
    assert "Steps: waits for a mark" in file[1]  # in the column of what has no result yet
    assert "waits for a mark where a person has still to mark it" in client.words()


def test_the_record_that_the_facilitator_reads_is_the_learners(client, session, learner, marker, waiting):
    assert session.query(Enrolment).count() == 1
    sign_in(client, session, marker)

    client.get(f"/en/facilitate/autumn/learners/{learner.id}")
    quizzes = shown_table(client, "Results, quiz by quiz")
    client.get(f"/en/facilitate/autumn/learners/{learner.id}/attempts/{waiting}")

    assert quizzes[1] == ["Steps", "–", "1: handed in", "Handed in, waits for a mark"]
    assert " 0%" not in client.words()
