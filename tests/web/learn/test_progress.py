"""The learner's own record."""

from dataclasses import replace

import pytest

from tests.attempts import RIGHT, WRONG, begin, submit
from tests.builders import add_cohort, add_person, enrol, sign_in
from tests.web.facilitate.tables import shown_table
from tests.web.learn.test_course import complete


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


def take(session, catalogue, learner, responses):
    submit(session, catalogue, learner, begin(session, catalogue, learner), responses)
    session.commit()


def test_everything_is_missing_at_first_with_its_link(client, learner):
    client.get("/en/progress")

    words, links = client.words(), client.links()
    assert "0 of 4 lessons" in words
    assert "Not begun yet" in words
    assert any(url == "/en/course/next-steps/sail" for url in links.values())
    assert "In no cohort" in words


def test_each_missing_thing_says_why(client, learner, session, catalogue):
    client.post("/en/place?lesson=cycle", {"heading": ""}, status=204)
    take(session, catalogue, learner, {"pick-one": "hen"})

    client.get("/en/progress")

    words = client.words()
    assert "Opened, and not completed yet" in words
    assert "Best so far 12%; 70% needed" in words or "Best so far 13%; 70% needed" in words


def test_an_attempt_begun_and_left_is_named(client, learner, session, catalogue):
    begin(session, catalogue, learner)
    session.commit()

    client.get("/en/progress")

    assert "Begun, and not handed in yet" in client.words()
    assert any("/quiz/steps/attempts/" in url for url in client.links().values())


def test_results_show_the_one_that_counts_and_each_attempt(client, learner, session, catalogue):
    take(session, catalogue, learner, RIGHT)
    take(session, catalogue, learner, WRONG)

    client.get("/en/progress")

    words, links = client.words(), client.links()
    assert "Passed" in words
    assert "1: 100%" in links
    assert "2: 0%" in links
    assert links["1: 100%"].endswith("/review")


def test_the_log_tells_what_was_done(client, learner, session, catalogue):
    complete(client, "walk")
    client.submit("Undo")
    take(session, catalogue, learner, RIGHT)

    client.get("/en/progress")

    words = client.words()
    assert "Completed “Lesson: walk”" in words
    assert "Opened “Lesson: walk” again" in words
    assert "Passed “Steps” with 100%" in words


def test_a_long_log_is_cut_and_shown_whole_on_demand(client, learner, session, catalogue):
    for number in range(25):
        client.post("/en/course/first-steps/walk", {"key": f"k{number}"})

    client.get("/en/progress")
    short = client.text.count("Completed “Lesson: walk”")
    client.get(client.links()["Show everything"])

    assert short < 25
    assert client.text.count("Completed “Lesson: walk”") == 25
    assert "Show everything" not in client.links()


def test_who_has_done_it_all_is_told_and_shown_what_next(client, learner, session, catalogue):
    take(session, catalogue, learner, RIGHT)
    complete(client, "walk", "run", "cycle", "sail")

    words = client.words()
    assert client.path == "/en/progress"
    assert "You have done the whole course" in words
    assert "Nothing is missing." in words
    assert "What is missing, and why" not in words


def test_after_the_last_quiz_the_review_leads_to_the_record(client, learner, session, catalogue):
    complete(client, "walk", "run", "cycle", "sail")
    take(session, catalogue, learner, RIGHT)
    client.get("/en/progress")
    client.get(client.links()["1: 100%"])

    assert client.links()["You have done it all: see your record"] == "/en/progress"


def test_cohorts_show_with_their_dates(client, learner, session, catalogue):
    from datetime import date

    cohort = add_cohort(session, "Andes spring", starts_on=date(2026, 3, 1), ends_on=date(2026, 6, 30))
    enrol(session, catalogue, cohort, learner)

    client.get("/en/progress")

    assert "Andes spring" in client.words()
    assert "March 1, 2026 to June 30, 2026" in client.words()


def test_what_left_the_course_stays_readable_in_the_log(
    client, learner, session, catalogue, app, monkeypatch
):
    from dataclasses import replace

    complete(client, "walk")
    take(session, catalogue, learner, RIGHT)
    _first, second = catalogue.modules
    rest = replace(catalogue, version="less", modules=(second,), quizzes={})
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: rest)

    client.get("/en/progress")

    assert "Completed “walk”" in client.words()
    assert "Passed “Steps” with 100%" in client.words()
    assert "0 of 2 lessons" in client.words()


def test_nobody_elses_record_shows(client, learner, session, catalogue):
    other = add_person(session, "Zyxcanary")
    take(session, catalogue, other, RIGHT)

    client.get("/en/progress")

    assert "Zyxcanary" not in client.text
    assert "Passed" not in client.words()


def test_the_record_asks_for_an_account(client):
    response = client.http.get("/en/progress")

    assert response.status_code == 303


@pytest.mark.parametrize("language", ["es", "fr"])
def test_it_speaks_each_language_of_the_course(client, learner, catalogue, language):
    client.get(f"/{language}/progress")

    assert catalogue.lesson("sail").texts[language].title in client.words()


def test_a_game_is_called_one_in_lists_and_on_its_page(client, learner, monkeypatch, app, catalogue):
    modules = tuple(replace(one, quizzes=(), games=one.quizzes) for one in catalogue.modules)
    changed = replace(catalogue, modules=modules)
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: changed)

    client.get("/en/progress")

    assert "Game. Not begun yet" in client.words()
    assert shown_table(client, "Results, quiz by quiz")[1][0] == "Steps Game"
    client.get("/en/quiz/steps")
    assert "Game" in client.words()
