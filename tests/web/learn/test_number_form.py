"""A number that cannot be read, or lacks its unit: it is stored as typed, and each door says what form is asked for."""

import pytest
from sqlalchemy import select

from course.store.attempts.models import QuestionTry
from tests.attempts import begin, opened, raw_of
from tests.builders import add_person, sign_in
from tests.kinds import CLOZE, NUMERIC, said, with_questions
from tests.web.learn.test_attempts import stored, url

NO_NUMBER = "This cannot be read as a number. Write it in digits, such as 1250 or 3.5."
NO_UNIT = "A unit is missing, or it is none of these. Write one of them behind the number: km, m."
FAULTS = pytest.mark.parametrize(
    ("typed", "told"), [("abc", NO_NUMBER), ("42.2 mi", NO_UNIT), ("42.2", NO_UNIT)]
)


NO_GAP_NUMBER = "Gap 2: this cannot be read as a number. Write it in digits, such as 1250 or 3.5."


@pytest.fixture
def ask(session, catalogue, client, app, monkeypatch):
    """Begin an attempt that asks one question, and open its page."""

    def begun(question, **changes):
        amina = add_person(session, "Amina Diallo")
        sign_in(client, session, amina)
        changed = with_questions(monkeypatch, app, catalogue, question, **changes)
        attempt_id = begin(session, changed, amina)
        session.commit()
        client.get(f"/en/quiz/steps/attempts/{attempt_id}")
        return opened(session, changed, amina, attempt_id)

    return begun


@pytest.fixture
def attempt(ask):
    return ask(NUMERIC)


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


def test_words_behind_a_number_that_has_no_unit_are_told_as_no_number(client, ask):
    ask({**NUMERIC, "units": []})

    client.submit("Save", {"q1": "42.2 or 43"})

    assert f"Question 1: {NO_NUMBER}" in client.words()


def filled(attempt, **changes):
    """Return what a browser posts for a passage whose gap for a number is filled with a word."""
    given = {"beast": "horse", "legs": "four", "way": "land", **changes}
    return {f"q1.{token}": value for token, value in raw_of(attempt, "fill", given).items()}


def test_a_gap_without_a_number_is_told_wherever_a_number_is(client, ask, session):
    attempt = ask(CLOZE)

    client.submit("Save", filled(attempt))
    assert f"Question 1: {NO_GAP_NUMBER}" in client.words()
    client.get(url(attempt))
    assert client.words().count(NO_GAP_NUMBER) == 1
    answer = client.http.post(
        url(attempt, page="/answers"),
        json={
            "key": "k1",
            "question": "q1",
            "value": raw_of(attempt, "fill", {"beast": "mare", "legs": "4"}),
            "seen": 1,
        },
        headers={"X-CSRFToken": client.csrf_token()},
    )
    assert NO_GAP_NUMBER not in answer.json["stored_text"]
    client.get(url(attempt))
    client.submit("Check my answers", filled(attempt))
    assert client.path == url(attempt, page="/check")
    assert NO_GAP_NUMBER in client.words()


@pytest.mark.parametrize(
    ("value", "lang", "shown"),
    [(2018, "en", "2018"), (2018, "es", "2018"), (0.0005, "en", "0.0005"), (1_500_000, "es", "1.500.000")],
)
def test_the_review_tells_the_right_number_with_all_its_digits(client, ask, value, lang, shown):
    answers = [{"id": "year", "value": value}]
    attempt = ask({**NUMERIC, "answers": answers, "units": [], "unit_penalty": 0})
    client.submit("Check my answers", {"q1": "3"})

    client.get(url(attempt, lang, page="/review"))

    told = "Right answer:" if lang == "en" else "Respuesta correcta:"
    assert f"{told} {shown}" in client.words()


@FAULTS
def test_the_review_says_why_it_did_not_count(client, attempt, typed, told):
    client.submit("Check my answers", {"q1": typed})
    client.submit("Check my answers")

    assert client.path == url(attempt, page="/review")
    assert client.words().count(told) == 1


def test_the_review_of_gaps_says_in_which_no_number_was_read(client, ask):
    attempt = ask(CLOZE)
    client.submit("Check my answers", filled(attempt))
    client.submit("Check my answers")

    assert client.path == url(attempt, page="/review")
    assert client.words().count(NO_GAP_NUMBER) == 1


def test_gaps_are_numbered_as_the_passage_of_the_page_has_them(client, ask):
    passage = {**said(""), "en": "[[way]], [[beast]]: [[legs]]", "fr": "[[legs]] [[beast]] [[way]]"}
    passage["es"] = passage["en"]
    attempt = ask({**CLOZE, "passage": passage})

    client.submit("Save", filled(attempt))

    assert "Gap 3: this cannot be read as a number." in client.words()
    client.get(url(attempt, "fr"))
    assert "Trou 1 : cela ne se lit pas comme un nombre." in client.words().replace("\xa0", " ")


def test_words_behind_the_number_of_a_gap_are_told_as_no_number(client, ask):
    attempt = ask(CLOZE)

    client.submit("Save", filled(attempt, legs="4 or 5"))

    assert f"Question 1: {NO_GAP_NUMBER}" in client.words()


def test_checking_a_gap_without_a_number_costs_no_try(client, ask, session):
    attempt = ask(CLOZE, feedback="interactive")

    client.submit("Check question 1", filled(attempt), status=422)

    assert NO_GAP_NUMBER in client.words()
    assert session.scalars(select(QuestionTry)).all() == []
