"""The course page and the pages of its modules."""

import pytest

from tests.attempts import RIGHT, begin, submit
from tests.builders import add_cohort, add_person, enrol, sign_in
from tests.pages import NS, words
from tests.statements import counted

STATES = ("Completed", "In progress", "Not started")


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


def complete(client, *lessons):
    for lesson in lessons:
        module = "first-steps" if lesson in {"walk", "run"} else "next-steps"
        client.get(f"/en/course/{module}/{lesson}")
        client.submit("Complete and go on")


def rows(client):
    """Return the lists' rows: title to state."""
    found = {}
    for item in client.page.iter(f"{NS}li"):
        title = next(item.iter(f"{NS}b"), None)
        if title is not None:
            found[words(title)] = next((state for state in STATES if state in words(item)), "")
    return found


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_anybody_sees_modules_lessons_and_minutes(client, catalogue, language):
    client.get(f"/{language}/course")

    for module in catalogue.modules:
        assert module.title[language] in client.words()
        for lesson in module.lessons:
            assert lesson.texts[language].title in client.words()
    assert catalogue.title[language] in client.words()


def test_without_an_account_nothing_is_asked_of_the_database(client, app):
    client.get("/en/course")

    with counted(app) as statements:
        client.get("/en/course")

    assert statements == []


def test_who_is_new_continues_with_the_first_lesson(client, learner):
    client.get("/en/course")

    assert client.links()["Continue"] == "/en/course/first-steps/walk"


def test_what_is_done_is_ticked_and_the_way_goes_on(client, learner):
    complete(client, "walk")

    client.get("/en/course")

    assert rows(client)["Lesson: walk"] == "Completed"
    assert rows(client)["Lesson: run"] == "In progress"
    assert client.links()["Continue"] == "/en/course/first-steps/run"
    assert "1 of 4 lessons" in client.words()


def test_after_a_modules_lessons_its_quiz_is_next(client, learner):
    complete(client, "walk", "run")

    client.get("/en/course")

    assert client.links()["Continue"] == "/en/quiz/steps"


def test_a_lesson_skipped_comes_again_in_the_end(client, learner, session, catalogue):
    complete(client, "run", "cycle", "sail")
    submit(session, catalogue, learner, begin(session, catalogue, learner), RIGHT)
    session.commit()

    client.get("/en/course")

    assert client.links()["Continue"] == "/en/course/first-steps/walk"


def test_a_module_is_complete_with_its_quiz_only(client, learner, session, catalogue):
    complete(client, "walk", "run")
    client.get("/en/course/first-steps")
    before = client.words()
    submit(session, catalogue, learner, begin(session, catalogue, learner), RIGHT)
    session.commit()

    client.get("/en/course/first-steps")

    assert "In progress" in before
    assert rows(client) == dict.fromkeys(("Lesson: walk", "Lesson: run", "Steps"), "Completed")


def test_a_lesson_is_opened_again_from_the_course_page(client, learner):
    complete(client, "walk")
    client.get("/en/course")

    client.submit("Open it again", {"lesson": "walk"})

    assert client.path == "/en/course/first-steps/walk"
    client.get("/en/course")
    assert rows(client)["Lesson: walk"] == "In progress"


def test_opening_again_what_is_no_lesson_is_refused(client, learner):
    client.post("/en/course/reopen", {"lesson": "steps", "key": "k"}, status=404)


def test_the_cohort_is_named(client, learner, session, catalogue):
    enrol(session, catalogue, add_cohort(session, "Andes spring"), learner)

    client.get("/en/course")

    assert "Cohort: Andes spring" in client.words()


@pytest.mark.parametrize("path", ["/en/course", "/en/course/first-steps", "/en/progress", "/en/"])
def test_an_unchanged_page_is_not_sent_again(client, learner, path):
    client.get(path)
    tag = client.get(path).headers["ETag"]

    same = client.http.get(path, headers={"If-None-Match": tag}).status_code
    complete(client, "walk")
    client.get(path)  # takes the message
    changed = client.http.get(path, headers={"If-None-Match": tag}).status_code

    assert (same, changed) == (304, 200)


@pytest.mark.parametrize("path", ["/en/course", "/en/progress", "/en/course/first-steps"])
def test_statements_do_not_grow_with_the_course(client, learner, app, monkeypatch, path):
    from tests.courses import grown

    store = app.extensions["course_content"]
    small = store.catalogue()
    numbers = []
    for lessons in (2, 300):
        large = grown(small, lessons)
        monkeypatch.setattr(store, "catalogue", lambda large=large: large)
        with counted(app) as statements:
            client.get(path)
        numbers.append(len(statements))

    assert numbers[0] == numbers[1]


def test_a_module_shows_its_aims_and_its_neighbours(client):
    client.get("/en/course/first-steps")

    assert "walk" in client.words()
    assert "Begin with “Lesson: walk”" in client.links()
    assert any(url == "/en/course/next-steps" for url in client.links().values())


def test_a_module_that_is_not_there(client):
    client.get("/en/course/no-such", status=404)


def test_changing_language_keeps_the_page(client):
    client.get("/en/course/first-steps/walk")

    addresses = {
        link.get("hreflang"): link.get("href") for link in client.page.iter(f"{NS}a") if link.get("hreflang")
    }

    assert addresses == {code: f"/{code}/course/first-steps/walk" for code in ("en", "es", "fr")}
