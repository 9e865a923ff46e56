"""What the page of a quiz weighs on its way to a reader: the course's own questions, twenty on a page."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from course.core.content.load import read_course
from course.core.content.stored_quiz import quiz_from_body
from tests.attempts import begin
from tests.builders import add_person, sign_in

PROJECT = Path(__file__).parents[3]
LANGUAGES = ("en", "es", "fr")
ENCODINGS = ("br", "gzip", "zstd")  # what the site offers; a browser takes the first that it knows
QUESTIONS = 20
MOST = 25_000  # bytes of HTML, compressed


def heavy(quiz):
    """Return a questionnaire that asks the twenty longest of its questions, all of them."""
    body = json.loads(quiz.body)
    asked = sorted(body["questions"], key=lambda one: len(json.dumps(one)), reverse=True)[:QUESTIONS]
    return quiz_from_body(json.dumps({**body, "questions": asked, "draw": {}}, sort_keys=True))


@pytest.fixture(scope="module")
def real_course():
    """The course, in which each questionnaire asks twenty questions at once."""
    found = read_course(
        PROJECT / "modules", PROJECT / "quizzes", PROJECT / "instance" / "builds" / "cache"
    ).catalogue
    quizzes = {slug: heavy(quiz) for slug, quiz in found.quizzes.items() if len(quiz.questions) >= QUESTIONS}
    return replace(found, quizzes={**found.quizzes, **quizzes}), sorted(quizzes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_twenty_questions_weighs_little_on_its_way(
    client, session, app, monkeypatch, real_course, language
):
    catalogue, slugs = real_course
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: catalogue)
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    weights = {}

    for slug in slugs:
        attempt_id = begin(session, catalogue, amina, quiz=slug, language=language)
        session.commit()
        url = f"/{language}/quiz/{slug}/attempts/{attempt_id}"
        assert client.get(url).get_data(as_text=True).count("data-question=") == QUESTIONS
        for encoding in ENCODINGS:
            response = client.http.get(url, headers={"Accept-Encoding": encoding})
            assert response.headers["Content-Encoding"] == encoding
            weights[slug, encoding] = len(response.data)

    assert len(slugs) == 4
    assert {name: weight for name, weight in weights.items() if weight > MOST} == {}
