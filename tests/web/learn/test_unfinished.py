"""An attempt that is begun and not handed in is found again, wherever one goes on."""

import pytest

from tests.attempts import RIGHT, begin, submit
from tests.builders import add_person, sign_in
from tests.web.learn.test_course import complete


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


@pytest.mark.parametrize(
    ("path", "link"), [("/en/course", "Continue"), ("/en/", "Continue"), ("/en/progress", "Continue: Steps")]
)
def test_who_goes_on_comes_to_the_open_attempt_first(client, learner, session, catalogue, path, link):
    complete(client, "walk")
    client.post("/en/place?lesson=run", {"heading": ""}, status=204)
    attempt_id = begin(session, catalogue, learner)
    session.commit()

    client.get(path)

    assert client.links()[link] == f"/en/quiz/steps/attempts/{attempt_id}"


def test_saving_for_later_leads_to_a_page_that_offers_it_again(client, learner, session, catalogue):
    attempt_id = begin(session, catalogue, learner)
    session.commit()
    client.get(f"/en/quiz/steps/attempts/{attempt_id}")

    client.submit("Save and finish later")

    assert "Begun, and not handed in yet" in client.words()
    assert client.links()["Continue"] == f"/en/quiz/steps/attempts/{attempt_id}"


def test_another_try_at_what_is_passed_does_not_stand_in_the_way(client, learner, session, catalogue):
    submit(session, catalogue, learner, begin(session, catalogue, learner), RIGHT)
    begin(session, catalogue, learner)
    session.commit()

    client.get("/en/course")

    assert client.links()["Continue"] == "/en/course/first-steps/walk"
