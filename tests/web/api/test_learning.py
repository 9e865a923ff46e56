"""The course, the caller's profile and their progress, through the API."""

import pytest

from course.reports.learner_record import learner_record
from tests.attempts import RIGHT, begin, submit
from tests.builders import add_cohort, add_person, enrol
from tests.conftest import NOON
from tests.web.api.calls import Program, program


@pytest.fixture
def person(session):
    return add_person(session, "Amina Diallo")


@pytest.fixture
def learner(app, session, person):
    return program(app, session, person)


def test_the_course_is_read_without_a_token_in_the_language_asked_for(app):
    spanish = Program(app).get("/course?language=es")
    french = Program(app).get("/course", headers={"Accept-Language": "fr"})

    assert spanish["modules"][0]["lessons"][0]["slug"] == "walk"
    assert spanish["title"] != french["title"]
    assert [quiz["slug"] for module in spanish["modules"] for quiz in module["quizzes"]] == ["steps"]
    assert spanish["languages"] == ["en", "es", "fr"]


def test_a_lesson_comes_with_its_text_and_neighbours(app, catalogue):
    lesson = Program(app).get("/course/lessons/run?language=fr")

    assert lesson["language"] == "fr"
    assert lesson["html"].startswith("<")
    assert (lesson["previous"], lesson["next"]) == ("walk", "cycle")


def test_a_lesson_that_is_not_there_is_not_found(app):
    Program(app).get("/course/lessons/fly", status=404)


def test_what_has_not_changed_is_not_sent_again(app):
    first = Program(app).call("GET", "/course", status=200)

    second = Program(app).call("GET", "/course", headers={"If-None-Match": first.headers["ETag"]}, status=304)

    assert second.data == b""


def test_a_profile_is_changed_field_by_field(learner, person):
    before = learner.get("/me")

    after = learner.patch(
        "/me",
        {
            "city": "Dakar",
            "country": "SN",
            "topics": ["housing"],
            "languages": ["wo"],
            "audiences": {"city": "cohort"},
        },
    )

    assert after == learner.get("/me")
    assert after == {
        **before,
        "city": "Dakar",
        "country": "SN",
        "topics": ["housing"],
        "languages": ["wo"],
        "audiences": {**before["audiences"], "city": "cohort"},
    }


def test_completing_and_reopening_a_lesson_shows_in_the_progress(learner):
    learner.post("/me/lessons/walk/completion", status=204)
    done = learner.get("/me/progress")
    learner.delete("/me/lessons/walk/completion")
    reopened = learner.get("/me/progress")

    assert (done["lessons_done"], reopened["lessons_done"]) == (1, 0)
    assert [deed["kind"] for deed in reopened["log"] if deed["kind"] != "stopped"] == [
        "reopened",
        "completed",
    ]
    assert "walk" in [missing["step"]["slug"] for missing in reopened["missing"]]


def test_a_lesson_that_is_not_there_cannot_be_completed(learner):
    learner.post("/me/lessons/fly/completion", status=404)


def test_the_progress_has_the_figures_of_the_page(learner, person, session, catalogue):
    enrol(session, catalogue, add_cohort(session, slug="spring"), person)
    submit(session, catalogue, person, begin(session, catalogue, person), RIGHT)
    session.commit()
    page = learner_record(session, catalogue, learner_id=person.id, language="en", now=NOON)

    answered = learner.get("/me/progress?language=en")

    assert (answered["share"], answered["done"]) == (page.share, page.done)
    assert (answered["minutes_left"], answered["lessons_total"]) == (page.minutes_left, page.lessons_total)
    assert [line["step"]["slug"] for line in answered["missing"]] == [line.step.slug for line in page.missing]
    assert [(quiz["step"]["slug"], quiz["best"]) for quiz in answered["quizzes"]] == [
        (quiz.step.slug, quiz.best) for quiz in page.quizzes
    ]
    assert [cohort["slug"] for cohort in answered["cohorts"]] == ["spring"]
