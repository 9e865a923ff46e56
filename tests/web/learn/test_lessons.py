"""Lesson pages, completing a lesson, and keeping one's place."""

import re
import shutil

import pytest
from sqlalchemy import func, select

from course.core.content.load import mark_translated, publish, read_course
from course.store.progress.models import LessonRecord, Place, ProgressEvent
from course.web.content import ContentStore
from tests.builders import add_person, sign_in
from tests.conftest import COURSE_FILES
from tests.pages import PageClient
from tests.statements import counted

WALK = "/en/course/first-steps/walk"


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


@pytest.mark.parametrize(
    ("path", "title"),
    [
        (WALK, "Lesson: walk"),
        ("/es/course/first-steps/walk", "Lección: walk"),
        ("/fr/course/first-steps/walk", "Leçon : walk"),
    ],
)
def test_anybody_reads_a_lesson_in_each_language(client, catalogue, path, title):
    client.get(path)

    language = path[1:3]
    assert catalogue.lesson("walk").texts[language].title in client.words()
    assert "Source of walk" in client.words() or language != "en"


def test_a_lesson_has_aims_minutes_outline_and_neighbours(client):
    client.get("/en/course/first-steps/run")

    words = client.words()
    links = client.links()
    assert "Aim run" in words
    assert "1 minute" in words
    assert links["Previous"] == WALK
    assert links["Next: Steps"] == "/en/quiz/steps"
    assert 'aria-current="page"' in client.text


def test_a_lesson_without_translation_says_so_and_marks_its_language(client, app, monkeypatch):
    from dataclasses import replace

    store = app.extensions["course_content"]
    whole = store.catalogue()
    first, second = whole.modules
    walk = first.lessons[0]
    bare = replace(walk, texts={"en": walk.texts["en"]})
    cut = replace(whole, version="cut", modules=(replace(first, lessons=(bare, first.lessons[1])), second))
    monkeypatch.setattr(store, "catalogue", lambda: cut)

    client.get("/fr/course/first-steps/walk")

    assert '<h1 lang="en">' in client.text
    assert '<div class="prose" lang="en">' in client.text


def test_a_translation_tells_at_its_paragraph_that_the_original_has_changed(
    client, app, monkeypatch, tmp_path
):
    shutil.copytree(COURSE_FILES, tmp_path / "course")
    modules, quizzes = tmp_path / "course" / "modules", tmp_path / "course" / "quizzes"
    mark_translated(modules, lambda _name: True)
    source = modules / "01-first-steps" / "01-walk.en.md"
    first = "{#first-part}\n\n"
    source.write_text(source.read_text("utf-8").replace(first, f"{first}And more words. "), "utf-8")
    publish(read_course(modules, quizzes, tmp_path / "cache"), tmp_path / "builds")
    monkeypatch.setitem(app.extensions, "course_content", ContentStore(tmp_path / "builds"))

    client.get("/fr/course/first-steps/walk")

    assert "more." in client.text.partition("</head>")[0]  # what it looks like is in the second sheet
    assert client.text.count('class="behind"') == 1
    assert "Ce paragraphe a changé dans l’original depuis sa traduction." in client.words()
    assert "And more words." in client.text.partition('<div lang="en">')[2].partition("</div>")[0]
    client.get("/fr/course/first-steps/run")
    assert 'class="behind"' not in client.text
    client.get(WALK)
    assert 'class="behind"' not in client.text
    assert "more." not in client.text.partition("</head>")[0]


@pytest.mark.parametrize(
    "path", ["/en/course/first-steps/fly", "/en/course/next-steps/walk", "/en/course/no/walk"]
)
def test_a_lesson_is_found_in_its_own_module_only(client, path):
    client.get(path, status=404)


def test_without_an_account_there_is_a_hint_and_no_form(client):
    client.get(WALK)

    assert "Join the course" in client.links()
    assert 'method="post"' not in client.text


def test_completing_goes_on_and_can_be_undone_at_once(client, learner, session):
    client.get(WALK)

    client.submit("Complete and go on")

    assert client.path == "/en/course/first-steps/run"
    assert "“Lesson: walk” is completed." in client.words()
    client.submit("Undo")
    assert client.path == WALK
    assert session.scalar(select(LessonRecord.completed_at)) is None


def test_a_double_click_is_one_deed(client, learner, session):
    client.get(WALK)
    form = re.search(r'name="key" value="([^"]+)"', client.text)

    for _ in range(2):
        client.post(WALK, {"key": form[1]})

    assert session.scalar(select(func.count()).select_from(ProgressEvent)) == 1


def test_after_undo_the_lesson_can_be_completed_again(client, learner, session):
    client.get(WALK)
    client.submit("Complete and go on")
    client.submit("Undo")

    client.submit("Complete and go on")

    assert session.scalar(select(LessonRecord.completed_at)) is not None


def test_the_last_lesson_of_a_module_leads_to_its_quiz(client, learner):
    client.get("/en/course/first-steps/run")

    client.submit("Complete and go on")

    assert client.path == "/en/quiz/steps"


def test_a_completed_lesson_shows_it_and_can_be_taken_back(client, learner, session):
    client.get(WALK)
    client.submit("Complete and go on")
    client.get(WALK)

    assert "You have completed this lesson." in client.words()
    client.submit("Take that back")

    assert "“Lesson: walk” is open again." in client.words()
    assert "Complete and go on" in client.words()


def test_the_outline_ticks_what_is_done_for_this_learner_only(client, learner, session, app):
    client.get(WALK)
    client.submit("Complete and go on")
    client.get("/en/course/first-steps/run")
    mine = client.text.count('class="st done"')
    other = PageClient(app)
    sign_in(other, session, add_person(session, "Bilal Haddad"))

    other.get("/en/course/first-steps/run")

    assert (mine, other.text.count('class="st done"')) == (1, 0)
    assert "Amina" not in other.text
    assert "Bilal Haddad" in other.text


def test_a_name_is_text_in_a_joined_page(client, session):
    sign_in(client, session, add_person(session, '<b>&"x'))

    client.get(WALK)

    assert "<b>&" not in client.text
    assert "&lt;b&gt;&amp;&#34;x" in client.text


def test_the_joined_page_is_the_rendered_page(client, learner, app):
    """A message makes the page be rendered whole: but for the message both must be the same."""
    joined = client.get(WALK).get_data(as_text=True)
    with client.http.session_transaction() as cookie:
        cookie["_flashes"] = [("ok", "Hello there")]

    rendered = client.get(WALK).get_data(as_text=True)

    without = re.sub(
        r'\s*<div class="wrap">\s*<div class="toast".*?</div>\s*</div>\n', "\n", rendered, flags=re.DOTALL
    )
    assert "Hello there" in rendered
    assert plain(without) == plain(joined)


def plain(page):
    """Leave out what differs by the second, and blanks."""
    return re.sub(r"\s+", " ", re.sub(r'name="csrf_token" value="[^"]+"', "", page))


@pytest.mark.parametrize("role", ["learner", "facilitator", "admin"])
def test_each_role_sees_its_own_destinations(client, session, role):
    other = add_person(session, "Someone Else", role="learner")
    sign_in(client, session, other)
    client.get(WALK)
    me = add_person(session, "Me Myself", role=role)
    sign_in(client, session, me)

    client.get(WALK)

    assert ("Cohorts" in client.links()) == (role != "learner")
    assert ("Admin" in client.links()) == (role == "admin")


def test_reading_sets_no_cookie_once_the_session_has_its_token(client, learner):
    client.get(WALK)

    response = client.get(WALK)

    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in response.headers["Vary"]


def test_an_unchanged_page_is_not_sent_again(client, learner):
    client.get(WALK)
    tag = client.get(WALK).headers["ETag"]

    response = client.http.get(WALK, headers={"If-None-Match": tag})

    assert (response.status_code, response.data) == (304, b"")


@pytest.mark.parametrize("change", ["theme", "low_data", "deed", "person", "language", "undone"])
def test_whatever_changes_the_page_changes_its_tag(client, learner, session, change):
    client.get(WALK)
    before = client.get(WALK).headers["ETag"]
    path = WALK
    if change in {"deed", "undone"}:
        client.submit("Complete and go on")
        if change == "undone":
            client.submit("Undo")
    elif change == "person":
        sign_in(client, session, add_person(session, "Bilal"))
    elif change == "language":
        path = "/es/course/first-steps/walk"
    else:
        client.http.set_cookie(change, "dark" if change == "theme" else "1")

    response = client.http.get(path, headers={"If-None-Match": before})

    assert response.status_code == 200
    assert response.headers["ETag"] != before


@pytest.mark.parametrize("lessons", [2, 300])
def test_a_lesson_takes_at_most_three_statements(client, learner, session, app, monkeypatch, lessons):
    from tests.courses import grown

    store = app.extensions["course_content"]
    large = grown(store.catalogue(), lessons)
    monkeypatch.setattr(store, "catalogue", lambda: large)
    for number in range(lessons):
        session.add(
            LessonRecord(
                learner_id=learner.id,
                lesson_slug=f"lesson-{number}",
                module_slug="first-steps",
                completed_at=learner.created_at,
                content_version="1",
                language="en",
            )
        )
    session.commit()
    path = "/en/course/first-steps/lesson-1"
    client.get(path)

    with counted(app) as statements:
        client.get(path)

    assert len(statements) <= 3, statements
    assert client.text.count('class="st done"') == lessons


def test_a_lesson_without_an_account_asks_nothing_of_the_database(client, app):
    client.get(WALK)

    with counted(app) as statements:
        client.get(WALK)

    assert statements == []


def test_a_place_is_kept_and_the_course_page_leads_there(client, learner, session):
    response = client.post("/en/place?lesson=run", {"heading": "second-part"}, status=204)

    assert response.data == b""
    client.get("/en/course")
    assert client.links()["Continue"] == "/en/course/first-steps/run#second-part"
    assert "You stopped here on" in client.words()


def test_the_paragraph_that_stood_at_the_upper_edge_is_where_one_goes_on(client, learner):
    client.post("/en/place?lesson=run", {"heading": "second-part", "paragraph": "4"}, status=204)

    client.get("/en/course")

    assert client.links()["Continue"] == "/en/course/first-steps/run#p4"
    assert "At “Second part”" in client.words()


@pytest.mark.parametrize("paragraph", ["-1", "p4", "99999", "four", "٤"])
def test_a_paragraph_that_is_no_number_reads_as_its_heading(client, learner, paragraph):
    client.post("/en/place?lesson=run", {"heading": "second-part", "paragraph": paragraph}, status=204)

    client.get("/en/course")

    assert client.links()["Continue"] == "/en/course/first-steps/run#second-part"


def test_a_place_may_be_told_in_json(client, learner, session):
    token = client.csrf_token()

    response = client.http.post(
        "/en/place", json={"lesson": "run", "heading": "first-part"}, headers={"X-CSRFToken": token}
    )

    assert response.status_code == 204
    assert session.scalar(select(Place.heading)) == "first-part"


@pytest.mark.parametrize(
    ("body", "status"),
    [({"lesson": "fly"}, 404), ({}, 404), ({"lesson": ["run"]}, 400), ([], 400), ({"lesson": None}, 400)],
)
def test_a_place_that_is_none_is_refused(client, learner, session, body, status):
    response = client.http.post("/en/place", json=body, headers={"X-CSRFToken": client.csrf_token()})

    assert response.status_code == status
    assert session.scalar(select(func.count()).select_from(Place)) == 0


def test_a_link_wins_over_memory(client, learner):
    client.post("/en/place?lesson=run", {"heading": "second-part"}, status=204)

    client.get(WALK)

    assert client.path == WALK


@pytest.mark.parametrize("path", [WALK, "/en/course/reopen?lesson=walk", "/en/place?lesson=walk"])
def test_deeds_need_a_token_and_an_account(client, session, path):
    without_token = client.http.post(path, data={"key": "k"})
    client.post(path, {"key": "k"}, status=401)

    assert without_token.status_code == 400
    assert session.scalar(select(func.count()).select_from(ProgressEvent)) == 0


@pytest.mark.parametrize("key", ["", "x" * 101, "é"])
def test_a_deed_without_a_good_key_is_refused(client, learner, session, key):
    client.post(WALK, {"key": key}, status=400)

    assert session.scalar(select(func.count()).select_from(ProgressEvent)) == 0


def test_reading_changes_nothing(client, learner, session, app):
    from tests.statements import state_of

    before = state_of(session)

    for path in (WALK, "/en/course", "/es/course/first-steps", "/fr/progress", "/en/quiz/steps", "/en/"):
        client.get(path)

    assert state_of(session) == before
