"""What anybody may know about a certificate."""

from datetime import timedelta

import pytest

from course.flows.award_certificate import correct_own_name, revoke_certificate, show_own_name
from course.store.awards.queries import find_certificate
from tests.builders import add_person, give_certificate
from tests.conftest import NOON

LATER = NOON + timedelta(days=1)


@pytest.fixture
def learner(session):
    amina = add_person(session, "Amina Diallo", city="Meknes")
    give_certificate(session, amina)
    session.commit()
    return amina


@pytest.fixture
def code(session, learner):
    return find_certificate(session, learner.id).code


def test_a_valid_one_is_said_to_be_valid_without_a_name(client, learner, code):
    answer = client.get(f"/en/certificates/{code}")

    words = client.words()
    assert "This certificate is valid" in words
    assert "The holder does not let this page show the name" in words
    assert "Amina" not in client.text
    assert "Meknes" not in client.text
    assert learner.email not in client.text
    assert str(learner.id) not in client.text
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_the_name_stands_there_when_its_owner_lets_it(client, session, learner, code):
    show_own_name(session, learner_id=learner.id, shown=True, now=NOON)
    session.commit()

    client.get(f"/fr/certificates/{code}")

    assert "Amina Diallo" in client.words()


def test_a_replaced_one_leads_to_the_one_that_counts(client, session, learner, code):
    correct_own_name(session, learner_id=learner.id, name="Aminata", now=LATER)
    session.commit()

    client.get(f"/en/certificates/{code}")

    assert "This certificate is replaced" in client.words()
    newer = client.links()["Look at the certificate that counts now"]
    client.get(newer)
    assert "This certificate is valid" in client.words()


def test_a_name_hidden_later_is_not_told_under_an_older_code(client, session, learner, code):
    show_own_name(session, learner_id=learner.id, shown=True, now=NOON)
    correct_own_name(session, learner_id=learner.id, name="Aminata", now=LATER)
    show_own_name(session, learner_id=learner.id, shown=False, now=LATER)
    session.commit()

    client.get(f"/en/certificates/{code}")

    assert "Amina" not in client.text


def test_the_page_names_the_rule(client, code):
    client.get(f"/en/certificates/{code}")

    assert "all modules, all quizzes passed, all games passed" in client.words()


def test_a_revoked_one_gives_the_day_and_not_the_reason(client, session, learner, code):
    revoke_certificate(session, learner_id=learner.id, because="a secret reason", actor_id=None, now=LATER)
    session.commit()

    client.get(f"/en/certificates/{code}")

    assert "This certificate is revoked" in client.words()
    assert "It does not count since November 23, 2026" in client.words()
    assert "secret" not in client.text


def test_a_typed_code_leads_to_its_page(client, code):
    answer = client.http.get(f"/en/certificates?code=+{code[:4].lower()}-{code[4:8]}+{code[8:]}")

    assert answer.headers["Location"] == f"/en/certificates/{code}"


@pytest.mark.parametrize(
    "typed", ["K7QM-4TXH-9PRW", "nonsense", "%00", "%F0%9F%99%82", "x" * 500, "<script>"]
)
def test_a_code_that_nobody_has_is_said_to_be_unknown(client, typed):
    answer = client.http.get(f"/es/certificates/{typed}")
    assert answer.status_code == 404
    asked = client.http.get("/es/certificates", query_string={"code": typed}, follow_redirects=True)
    assert asked.status_code == 404
    assert "No hay ningún certificado con este código" in asked.get_data(as_text=True)


def test_without_a_code_the_page_asks_for_one(client):
    client.get("/fr/certificates")

    assert "Code du certificat" in client.words()


def test_one_changed_sign_is_another_code(client, code):
    other = ("A" if code[0] != "A" else "B") + code[1:]

    client.get(f"/en/certificates/{other}", status=404)


def test_guessing_is_slowed_down(client, code):
    answers = [client.http.get(f"/en/certificates/{code}").status_code for _ in range(61)]

    assert answers[0] == 200
    assert answers[-1] == 429


def test_a_replaced_one_leads_to_none_where_the_newer_one_is_revoked(client, session, learner, code):
    correct_own_name(session, learner_id=learner.id, name="Aminata", now=NOON)
    revoke_certificate(session, learner_id=learner.id, because="by mistake", actor_id=None, now=NOON)
    session.commit()

    client.get(f"/en/certificates/{code}")

    assert "Look at the certificate that counts now" not in client.links()


def test_the_page_that_checks_is_told_in_a_word_how_a_certificate_stands(client, session, learner, code):
    def told(asked):
        answer = client.http.get(f"/en/certificates/{asked}/state")
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.get_json()

    assert told(code) == {"state": "valid"}  # and nothing else of it
    revoke_certificate(session, learner_id=learner.id, because="by mistake", actor_id=None, now=NOON)
    session.commit()
    assert told(code) == {"state": "revoked"}
    assert told("AAAAAAAAAAAA") == told("no-code") == {"state": "gone"}
