"""Pictures of questions, on every page that shows the question, for eyes, for ears and for who saves data."""

import pytest

from tests.attempts import begin, name_of, opened, raw_of, submit
from tests.builders import add_cohort, add_facilitator, add_person, enrol, sign_in
from tests.kinds import DESCRIPTION, ESSAY, PICTURED_CHOICE, PICTURED_HOTSPOT, said, with_questions
from tests.pages import NS

SVG = "{http://www.w3.org/2000/svg}"
NAME = "0123456789abcdef01234567.webp"


def pictured(question, words="A bridge"):
    shown = {"file": "media/b.webp", "name": NAME, "text": said(words), "width": 640, "height": 400}
    return {**question, "picture": shown}


CHOICE = {**PICTURED_CHOICE, "options": [pictured(one, one["id"]) for one in PICTURED_CHOICE["options"]]}
SPOTS = pictured(PICTURED_HOTSPOT)


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


@pytest.fixture
def ask(session, catalogue, learner, app, monkeypatch, client):
    def begun(*questions, **changes):
        changed = with_questions(monkeypatch, app, catalogue, *questions, **changes)
        attempt_id = begin(session, changed, learner)
        session.commit()
        client.get(f"/fr/quiz/steps/attempts/{attempt_id}")
        return opened(session, changed, learner, attempt_id)

    return begun


def pictures(client):
    return [
        (one.get("src"), one.get("alt"), one.get("width"), one.get("height"))
        for one in client.page.iter(f"{NS}img")
        if one.get("src").startswith("/media/")
    ]


def test_a_question_shows_its_picture_with_its_size_and_what_it_shows(client, ask):
    ask(pictured(ESSAY))

    assert pictures(client) == [(f"/media/{NAME}", "A bridge (fr)", "640", "400")]


def test_options_and_what_is_told_before_show_theirs(client, ask):
    ask(pictured(DESCRIPTION, "A map"), CHOICE, shuffle=False)

    assert [alt for _src, alt, *_size in pictures(client)] == ["A map (fr)", "hen (fr)", "bat (fr)"]


def test_a_place_on_a_picture_is_chosen_in_the_list_and_told_in_the_review(client, ask):
    attempt = ask(SPOTS, shuffle=False)
    circles = [(one.get("cx"), one.get("cy")) for one in client.page.iter(f"{SVG}circle")]
    assert ("320.0", "162.0") in circles
    assert ("0.0", "400.0") in circles

    client.submit("Vérifier mes réponses", {name_of(attempt, "part"): raw_of(attempt, "part", "deck")})

    assert pictures(client) == [(f"/media/{NAME}", "A bridge (fr)", "640", "400")]
    looks = [one.get("class") for one in client.page.iter(f"{SVG}g") if one.get("class")]
    assert looks == ["right"]


def test_the_review_shows_every_picture_again(client, ask, session, catalogue, learner):
    attempt = ask(pictured(DESCRIPTION, "A map"), pictured(CHOICE), shuffle=False)

    client.submit("Vérifier mes réponses", {name_of(attempt, "bird"): raw_of(attempt, "bird", "hen")})

    assert [alt for _src, alt, *_size in pictures(client)] == [
        "A map (fr)",
        "A bridge (fr)",
        "hen (fr)",
        "bat (fr)",
    ]


def opened_in_place(client):
    return [one.get("alt") for shut in client.page.iter(f"{NS}details") for one in shut.iter(f"{NS}img")]


def test_who_saves_data_reads_what_a_picture_shows_and_opens_it_in_place(client, ask):
    client.http.set_cookie("low_data", "1")
    attempt = ask(pictured(CHOICE), shuffle=False)

    assert "Afficher l’image : A bridge (fr)" in client.words()
    assert "Image : hen (fr)" in client.words()  # beside the answer
    assert opened_in_place(client) == ["A bridge (fr)", "hen (fr)", "bat (fr)"]
    assert not [one for one in client.page.iter(f"{NS}label") if list(one.iter(f"{NS}details"))]
    client.submit("Vérifier mes réponses", {name_of(attempt, "bird"): raw_of(attempt, "bird", "hen")})
    assert opened_in_place(client) == ["A bridge (fr)", "hen (fr)", "bat (fr)"]
    assert not [one for one in client.page.iter(f"{NS}a") if one.get("target") == "_blank"]


def test_who_marks_an_answer_sees_the_pictures_that_it_is_about(client, session, monkeypatch, app, catalogue):
    course = with_questions(monkeypatch, app, catalogue, pictured(DESCRIPTION, "A map"), pictured(ESSAY))
    ines = add_person(session, "Inés Salgado", role="facilitator")
    autumn = add_cohort(session, "Autumn", slug="autumn")
    add_facilitator(session, autumn, ines)
    ben = add_person(session, "Ben Okri")
    enrol(session, course, autumn, ben)
    attempt_id = begin(session, course, ben)
    submit(session, course, ben, attempt_id, {"plan": "I would ask them first."})
    session.commit()
    sign_in(client, session, ines)

    client.get(f"/en/facilitate/autumn/marking/{attempt_id}/plan")

    assert [alt for _src, alt, *_size in pictures(client)] == ["A map", "A bridge"]
