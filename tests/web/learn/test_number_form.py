"""A number that cannot be read, or lacks its unit: it is stored as typed, and each door says what form is asked for."""

import pytest

from tests.attempts import begin, opened
from tests.builders import add_person, sign_in
from tests.kinds import NUMERIC, with_questions
from tests.web.learn.test_attempts import stored, url

NO_NUMBER = "This cannot be read as a number. Write it in digits, such as 1250 or 3.5."
NO_UNIT = "A unit is missing, or it is none of these. Write one of them behind the number: km, m."
FAULTS = pytest.mark.parametrize(
    ("typed", "told"), [("abc", NO_NUMBER), ("42.2 mi", NO_UNIT), ("42.2", NO_UNIT)]
)


@pytest.fixture
def attempt(session, catalogue, client, app, monkeypatch):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    changed = with_questions(monkeypatch, app, catalogue, NUMERIC)
    attempt_id = begin(session, changed, amina)
    session.commit()
    client.get(f"/en/quiz/steps/attempts/{attempt_id}")
    return opened(session, changed, amina, attempt_id)


def store(client, attempt, typed):
    given = {"key": "k1", "question": "q1", "value": typed, "seen": 0}
    headers = {"X-CSRFToken": client.csrf_token()}
    return client.http.post(url(attempt, page="/answers"), json=given, headers=headers)


@FAULTS
def test_script_tells_it_as_the_answer_is_stored(client, attempt, session, typed, told):
    answer = store(client, attempt, typed)

    assert answer.json["stored_text"].endswith(f". {told}")
    assert stored(session) == {"far": typed}


@FAULTS
@pytest.mark.parametrize("button", ["Save", "Save and finish later"])
def test_saving_tells_it(client, attempt, session, typed, told, button):
    client.submit(button, {"q1": typed})

    assert f"Question 1: {told}" in client.words()
    assert stored(session) == {"far": typed}


@FAULTS
def test_it_stands_beside_the_question(client, attempt, typed, told):
    client.submit("Save", {"q1": typed})
    client.get(url(attempt))

    assert client.words().count(told) == 1


@FAULTS
def test_it_is_told_before_handing_in_which_is_possible_all_the_same(client, attempt, typed, told):
    client.submit("Check my answers", {"q1": typed})

    assert client.path == url(attempt, page="/check")
    assert told in client.words()
    client.submit("Check my answers")
    assert client.path == url(attempt, page="/review")


@pytest.mark.parametrize("typed", ["42.2 km", "42,2km", "1 250 m", "-3 km"])
def test_a_number_in_the_form_that_is_asked_for_brings_no_word(client, attempt, typed):
    client.submit("Save", {"q1": typed})

    assert NO_NUMBER not in client.words()
    assert NO_UNIT not in client.words()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("es", "No se puede leer como número. Escríbelo en cifras, por ejemplo 1250 o 3,5."),
        ("fr", "Cela ne se lit pas comme un nombre. Écrivez-le en chiffres, par exemple 1250 ou 3,5."),
    ],
)
def test_it_is_told_in_the_language_of_the_page(client, attempt, language, told):
    client.submit("Save", {"q1": "abc"})

    client.get(url(attempt, language))

    assert told in client.words()
