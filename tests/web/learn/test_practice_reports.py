"""Reporting a fault in a question from where it is practised: it leads to the attempt that asked it, and back."""

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from course.store.faults.models import QuestionFault
from tests.attempts import RIGHT, begin, opened, place_of, submit, with_quiz
from tests.builders import add_person, sign_in
from tests.statements import counted
from tests.web.learn.test_practice import MIXED, address, token

REPORT, REPORTED = "Report a fault in this question", "You reported this question"
STATEMENTS = 5  # of a page that asks a question to be practised; the last is for its report


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


@pytest.fixture
def mixed(session, catalogue, learner):
    """An attempt with two questions missed."""
    attempt_id = begin(session, catalogue, learner)
    submit(session, catalogue, learner, attempt_id, MIXED)
    session.commit()
    return attempt_id


def place(session, catalogue, person, attempt_id, question_id):
    """Return the address of a report of one question of an attempt."""
    number = place_of(opened(session, catalogue, person, attempt_id), question_id)
    return f"/en/quiz/steps/attempts/{attempt_id}/report/{number}"


def test_a_practised_question_leads_to_the_report_of_the_attempt_that_asked_it(
    client, session, catalogue, learner, mixed
):
    client.get(address("pick-one"))

    link = urlsplit(client.links()[REPORT])
    assert link.path == place(session, catalogue, learner, mixed, "pick-one")


def test_the_newest_attempt_counts(client, session, catalogue, learner, mixed):
    newest = begin(session, catalogue, learner)
    submit(session, catalogue, learner, newest, MIXED)
    begin(session, catalogue, learner)  # open: it does not tell what it asks before it is handed in
    session.commit()

    client.get(address("in-words"))

    link = urlsplit(client.links()[REPORT])
    assert link.path == place(session, catalogue, learner, newest, "in-words")


def test_a_question_that_changed_is_found_where_its_own_version_asked_it(
    client, app, session, catalogue, learner, mixed, monkeypatch
):
    here = place(session, catalogue, learner, mixed, "pick-one")
    changed = with_quiz(catalogue, shuffle=not catalogue.quizzes["steps"].shuffle)
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: changed)

    client.get(address("pick-one"))

    assert urlsplit(client.links()[REPORT]).path == here


def test_another_learners_attempt_is_not_meant(client, session, catalogue, learner, mixed):
    other = add_person(session, "Bruno Keller")
    submit(session, catalogue, other, begin(session, catalogue, other), MIXED)
    session.commit()

    client.get(address("pick-one"))

    assert str(mixed) in client.links()[REPORT]


def test_the_page_of_the_report_leads_back_to_practice(client, learner, mixed):
    client.get(f"{address('pick-one')}?of=steps")
    client.get(client.links()[REPORT])

    back = urlsplit(client.links()["Back to the question"])

    assert (back.path, parse_qs(back.query)) == (address("pick-one"), {"of": ["steps"]})


def test_a_report_leads_back_to_practice_with_thanks(client, session, learner, mixed):
    client.get(f"{address('pick-one')}?of=steps")
    client.get(client.links()[REPORT])
    client.submit("Send the report", status=422)
    client.submit("Send the report", {"fault": "key", "words": "Geese walk too."})

    assert client.path.partition("?")[0] == address("pick-one")
    assert "Thank you: your report is kept." in client.words()
    fault = session.scalars(select(QuestionFault)).one()
    assert (fault.attempt_id, fault.question_id) == (mixed, "pick-one")
    client.get(address("pick-one"))
    assert REPORTED in client.links()
    assert "Thank you" not in client.words()


@pytest.mark.parametrize("given", ["hen", "bee"])
def test_the_answer_leads_to_the_report_too_and_stays_after_it(client, catalogue, learner, mixed, given):
    client.get(f"{address('pick-one')}?of=steps")
    client.submit("Check my answer", {"q1": token(catalogue, learner, "pick-one", given)})
    client.get(client.links()[REPORT])
    client.submit("Send the report", {"fault": "key", "words": "Geese walk too."})

    assert "Thank you: your report is kept." in client.words()
    assert ("It walks on two." if given == "hen" else "It has six.") in client.words()
    assert REPORTED in client.links()


def test_what_was_arranged_is_there_again(client, session, catalogue, learner):
    submit(session, catalogue, learner, begin(session, catalogue, learner), {**RIGHT, "in-order": ()})
    session.commit()
    shown = token(catalogue, learner, "in-order", RIGHT["in-order"])
    client.post(address("in-order"), {"q1": shown, "number": "1", "move": f"q1:{shown[0]}:down"})

    client.get(client.links()[REPORT])
    client.get(client.links()["Back to the question"])

    assert client.text.index("Take a step") < client.text.index("Stand up")


def test_it_costs_one_statement(client, app, learner, mixed):
    client.get(address("pick-one"))

    with counted(app) as statements:
        client.get(address("pick-one"))

    assert len(statements) == STATEMENTS
