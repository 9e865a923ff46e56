"""What is amiss with an answer is tied to its fields, so that a screen reader tells it there."""

import pytest

from course.core.grading.practising import QuestionKey, practice_seed
from course.core.grading.reading import show_response
from tests.attempts import begin, opened, raw_of, submit
from tests.builders import add_person, sign_in
from tests.kinds import (
    CATEGORISE,
    CLOZE,
    ESSAY,
    HOTSPOT,
    LIKERT,
    MATCH,
    NUMERIC,
    POLL,
    SCENARIO,
    SHARED_CHOICE,
    SHARED_CHOICES,
    SHORT_TEXT,
    WORDS,
    with_questions,
)
from tests.pages import NS, words
from tests.web.learn.test_attempts import url

GROUPS = [SHARED_CHOICE, SHARED_CHOICES, HOTSPOT, SCENARIO]


def kind(question):
    return question["kind"]


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


@pytest.fixture
def ask(session, catalogue, client, app, monkeypatch, learner):
    """Begin an attempt that asks one question, and open its page."""

    def begun(question, **changes):
        changed = with_questions(monkeypatch, app, catalogue, question, **changes)
        attempt_id = begin(session, changed, learner)
        session.commit()
        client.get(f"/en/quiz/steps/attempts/{attempt_id}")
        return opened(session, changed, learner, attempt_id)

    return begun


@pytest.fixture
def missed(session, catalogue, client, app, monkeypatch, learner):
    """Miss one question, and open the page that asks it for practice; return it."""

    def made(question):
        changed = with_questions(monkeypatch, app, catalogue, question)
        submit(session, changed, learner, begin(session, changed, learner), {})
        session.commit()
        client.get(f"/en/practice/steps/{question['id']}")
        return changed.quizzes["steps"].question(question["id"])

    return made


def told_at(client, name):
    """Return the fields and groups that an element of the last page describes, and which of them are marked as wrong."""
    told = [one for one in client.page.iter() if name in (one.get("aria-describedby") or "").split()]
    assert any(one.get("id") == name for one in client.page.iter()), f"{name} is not there"
    return [one.tag.removeprefix(NS) for one in told], [one.get("aria-invalid") for one in told]


def fields(client):
    """Return the fields for an answer in the last page, by name."""
    return {
        one.get("name"): one
        for tag in ("input", "select", "textarea")
        for one in client.page.iter(f"{NS}{tag}")
        if (one.get("name") or "").startswith("q1") and one.get("type") != "hidden"
    }


@pytest.mark.parametrize("question", GROUPS, ids=kind)
def test_of_a_group_it_is_told_once_with_the_group(client, ask, question):
    ask(question, feedback="immediate")

    client.submit("Check question 1", status=422)

    assert told_at(client, "q1-error") == (["fieldset"], [None])


@pytest.mark.parametrize("question", [LIKERT, POLL], ids=kind)
def test_of_an_opinion_it_is_told_with_the_group(client, ask, question):
    attempt = ask(question)
    name = next(iter(fields(client)))

    client.post(url(attempt), {name: "foreign", "seen": "0", "save": "here"}, status=422)

    assert told_at(client, "q1-error") == (["fieldset"], [None])


@pytest.mark.parametrize("question", [SHORT_TEXT, NUMERIC], ids=kind)
def test_of_a_field_it_is_told_with_the_field(client, ask, question):
    ask(question, feedback="immediate")

    client.submit("Check question 1", status=422)

    assert told_at(client, "q1-error") == (["input"], ["true"])


def test_a_hint_stays_in_front_of_what_is_amiss(client, ask):
    ask(NUMERIC, feedback="immediate")

    client.submit("Check question 1", {"q1": "many"}, status=422)

    assert fields(client)["q1"].get("aria-describedby") == "q1-hint q1-error"


def test_a_text_that_is_too_long_is_marked_and_keeps_what_describes_it(client, ask):
    ask(ESSAY)
    assert "aria-invalid" not in client.text

    client.submit("Save", {"q1": "x" * 60_000}, status=422)

    assert told_at(client, "q1-error") == (["textarea"], ["true"])
    assert fields(client)["q1"].get("aria-describedby") == "q1-words q1-count q1-error"


@pytest.mark.parametrize("question", [MATCH, CATEGORISE, WORDS, CLOZE], ids=kind)
def test_of_parts_it_is_told_with_each_that_is_open(client, ask, question):
    ask(question, feedback="immediate")
    first, *others = fields(client)
    option = next(fields(client)[first].iter(f"{NS}option"), None)
    given = "horse" if option is None else list(fields(client)[first].iter(f"{NS}option"))[1].get("value")

    client.submit("Check question 1", {first: given}, status=422)

    tags, marks = told_at(client, "q1-error")
    assert (len(tags), set(marks)) == (len(others), {"true"})
    assert fields(client)[first].get("aria-describedby") is None


@pytest.mark.parametrize("typed", ["abc", "42.2 mi"])
def test_a_number_in_another_form_is_tied_to_the_line_that_tells_it(client, ask, typed):
    attempt = ask(NUMERIC)
    assert "q1-stored" not in fields(client)["q1"].get("aria-describedby")

    client.submit("Save", {"q1": typed})
    client.get(url(attempt))

    field = fields(client)["q1"]
    assert (field.get("aria-describedby"), field.get("aria-invalid")) == ("q1-hint q1-stored", "true")
    line = next(one for one in client.page.iter() if one.get("id") == "q1-stored")
    assert words(line).startswith("Stored at")
    assert "Write" in words(line)


def test_a_number_in_the_form_that_is_asked_for_is_tied_to_nothing(client, ask):
    attempt = ask(NUMERIC)

    client.submit("Save", {"q1": "42.2 km"})
    client.get(url(attempt))

    assert fields(client)["q1"].get("aria-describedby") == "q1-hint"
    assert "aria-invalid" not in client.text


def gaps(raw):
    return {f"q1.{token}": value for token, value in raw.items()}


def test_a_number_that_cannot_be_read_is_told_with_its_gap_alone(client, ask):
    attempt = ask(CLOZE)
    given = gaps(raw_of(attempt, "fill", {"beast": "horse", "legs": "four"}))

    client.submit("Save", given)
    client.get(url(attempt))

    assert told_at(client, "q1-stored") == (["input"], ["true"])
    assert fields(client)[list(given)[1]].get("aria-invalid") == "true"


def test_a_check_that_is_refused_for_a_gap_says_so_of_the_group_and_marks_the_gap(client, ask):
    attempt = ask(CLOZE, feedback="immediate")
    given = gaps(raw_of(attempt, "fill", {"beast": "horse", "legs": "four", "way": "land"}))

    client.submit("Check question 1", given, status=422)

    assert told_at(client, "q1-error") == (["fieldset"], [None])
    assert told_at(client, "q1-stored") == (["input"], ["true"])


def test_script_is_told_which_gaps_hold_no_number(client, ask):
    attempt = ask(CLOZE)
    value = raw_of(attempt, "fill", {"beast": "horse", "legs": "four"})

    answer = client.http.post(
        url(attempt, page="/answers"),
        json={"key": "k1", "question": "q1", "value": value, "seen": 0},
        headers={"X-CSRFToken": client.csrf_token()},
    )

    assert answer.json["fault_gaps"] == [list(value)[1]]


@pytest.mark.parametrize("question", [SHARED_CHOICE, SHARED_CHOICES, HOTSPOT], ids=kind)
def test_in_practice_too_it_is_told_with_the_group(client, missed, question):
    missed(question)

    client.submit("Check my answer", status=422)

    assert told_at(client, "q1-error") == (["fieldset"], [None])


def test_in_practice_too_it_is_told_with_the_field(client, missed):
    missed(NUMERIC)

    client.submit("Check my answer", {"q1": "many"}, status=422)

    assert told_at(client, "q1-error") == (["input"], ["true"])


def test_in_practice_too_it_is_told_with_the_gap(client, missed, learner):
    seed = practice_seed(learner.id, QuestionKey("steps", "fill"), 1)
    given = gaps(show_response(missed(CLOZE), seed, {"beast": "mule", "legs": "four", "way": "land"}))

    client.submit("Check my answer", given, status=422)

    assert told_at(client, "q1-error") == (["input"], ["true"])
    assert fields(client)[list(given)[1]].get("aria-invalid") == "true"
