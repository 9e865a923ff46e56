"""Practising what was missed: which questions, what an answer does, and what it never does."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from course.core.grading.practising import QuestionKey, practice_seed
from course.core.grading.reading import show_response
from course.reports.missed_questions import missed_questions
from course.store.attempts.models import Attempt, QuestionMark, QuizResult
from course.store.practice.models import PracticeAnswer
from course.web.session import utc_now
from tests.attempts import RIGHT, WRONG, begin, submit
from tests.builders import add_person, sign_in
from tests.kinds import CLOZE, NUMERIC, with_questions
from tests.pages import PageClient

MIXED = {**RIGHT, "pick-one": "dog", "in-words": "Hats"}


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


def missed(session, catalogue, learner):
    session.expire_all()
    return [one.key.question_id for one in missed_questions(session, catalogue, learner_id=learner.id)]


def token(catalogue, learner, question_id, response, number=1):
    question = catalogue.quizzes["steps"].question(question_id)
    key = QuestionKey("steps", question_id)
    return show_response(question, practice_seed(learner.id, key, number), response)


def address(question_id):
    return f"/en/practice/steps/{question_id}"


def test_nothing_missed_says_so(client, session, catalogue, learner):
    submit(session, catalogue, learner, begin(session, catalogue, learner), RIGHT)
    session.commit()

    client.get("/en/practice")

    assert "Nothing missed" in client.words()


def test_the_review_and_the_record_lead_to_practice_with_how_many(client, mixed):
    client.get(f"/en/quiz/steps/attempts/{mixed}/review")
    from_review = client.links()
    client.get("/en/progress")

    assert "Practise what you missed (2)" in from_review
    client.get(client.links()["Practise what you missed (2)"])
    assert "Steps: 2 to practise" in " ".join(client.links())


def test_a_question_to_practise_says_how_many_are_left_and_has_no_number(client, mixed):
    client.get("/en/practice/next?of=steps")

    assert "2 questions are left to practise here, this one included." in client.words()
    assert "Question 1 of 1" not in client.words()


def test_a_right_answer_takes_the_question_out(client, session, catalogue, learner, mixed):
    client.get("/en/practice/next?of=steps")
    assert client.path == address("pick-one")

    client.submit("Check my answer", {"q1": token(catalogue, learner, "pick-one", "hen")})

    assert "This question leaves your practice. One is left here." in client.words()
    assert "It walks on two." in client.words()
    assert missed(session, catalogue, learner) == ["in-words"]


def test_a_wrong_answer_is_explained_and_stays(client, session, catalogue, learner, mixed):
    client.get(address("pick-one"))

    client.submit("Check my answer", {"q1": token(catalogue, learner, "pick-one", "bee")})

    assert "Not right yet" in client.words()
    assert "It has six." in client.words()
    assert missed(session, catalogue, learner) == ["pick-one", "in-words"]


def test_the_next_question_is_another_one_though_this_one_stays(client, catalogue, learner, mixed):
    client.get(address("pick-one"))
    client.submit("Check my answer", {"q1": token(catalogue, learner, "pick-one", "bee")})

    client.get(client.links()["Next question"])

    assert client.path == address("in-words")


def test_practice_changes_no_result_and_no_attempt(client, session, catalogue, learner, mixed):
    def counted():
        session.expire_all()
        rows = session.execute(select(QuizResult.score, QuizResult.attempts)).all()
        return rows, [session.scalar(select(func.count()).select_from(t)) for t in (Attempt, QuestionMark)]

    before = counted()
    client.get(address("pick-one"))
    client.submit("Check my answer", {"q1": token(catalogue, learner, "pick-one", "hen")})

    assert counted() == before


def test_the_same_form_sent_twice_is_one_answer(client, session, catalogue, learner, mixed):
    wrong = {"q1": token(catalogue, learner, "pick-one", "bee"), "number": "1"}
    client.post(address("pick-one"), wrong)

    client.post(address("pick-one"), {**wrong, "q1": token(catalogue, learner, "pick-one", "hen")})

    assert session.scalars(select(PracticeAnswer.verdict)).all() == ["wrong"]


def test_another_device_goes_on_where_this_one_stopped(client, app, session, catalogue, learner, mixed):
    client.get(address("pick-one"))
    client.submit("Check my answer", {"q1": token(catalogue, learner, "pick-one", "hen")})
    other = PageClient(app)
    sign_in(other, session, learner)

    other.get("/en/practice/next")

    assert other.path == address("in-words")


def test_a_question_that_was_never_missed_tells_no_key(client, session, catalogue, learner, mixed):
    client.get(address("is-true"))
    assert client.path == "/en/practice"

    client.post(address("is-true"), {"q1": "true", "number": "1"})

    assert session.scalar(select(func.count()).select_from(PracticeAnswer)) == 0


def test_a_form_without_an_answer_says_so_and_stores_nothing(client, session, learner, mixed):
    client.get(address("pick-one"))

    client.submit("Check my answer", status=422)

    assert "Answer the question first" in client.words()
    assert session.scalar(select(func.count()).select_from(PracticeAnswer)) == 0


def practised(session):
    return session.scalar(select(func.count()).select_from(PracticeAnswer))


@pytest.fixture
def missing(app, session, catalogue, learner, monkeypatch):
    """Let the learner miss one question, which is all that the quiz asks; return the changed course."""

    def missed_one(question):
        changed = with_questions(monkeypatch, app, catalogue, question)
        submit(session, changed, learner, begin(session, changed, learner), {})
        session.commit()
        return changed

    return missed_one


def test_a_number_that_cannot_be_read_is_refused_and_tells_no_key(client, session, missing):
    missing({**NUMERIC, "units": []})
    client.get(address("far"))

    client.submit("Check my answer", {"q1": "42.2 or 43"}, status=422)

    assert "This cannot be read as a number. Write it in digits, such as 1250 or 3.5." in client.words()
    assert 'value="42.2 or 43"' in client.text
    assert "42.2." not in client.words()
    assert practised(session) == 0


def test_a_number_without_its_unit_is_marked_in_practice_as_it_is_in_a_check(client, session, missing):
    missing(NUMERIC)
    client.get(address("far"))

    client.submit("Check my answer", {"q1": "42.2"})

    assert practised(session) == 1


def test_a_gap_without_a_number_is_refused_and_the_other_gaps_stay(client, session, learner, missing):
    changed = missing(CLOZE)
    client.get(address("fill"))
    given = token(changed, learner, "fill", {"beast": "mule", "legs": "four", "way": "land"})

    client.submit("Check my answer", {f"q1.{gap}": value for gap, value in given.items()}, status=422)

    assert "Gap 2: this cannot be read as a number." in client.words()
    assert 'value="mule"' in client.text
    assert 'value="four"' in client.text
    assert "Count them." not in client.words()
    assert practised(session) == 0


def test_an_order_is_moved_without_script(client, session, catalogue, learner):
    submit(session, catalogue, learner, begin(session, catalogue, learner), WRONG)
    session.commit()
    client.get(address("in-order"))
    shown = token(catalogue, learner, "in-order", RIGHT["in-order"])

    client.post(address("in-order"), {"q1": shown, "number": "1", "move": f"q1:{shown[0]}:down"})
    first = client.text.index("Take a step")

    assert first < client.text.index("Stand up")


def test_a_question_missed_again_comes_back(session, catalogue, learner, mixed):
    session.add(
        PracticeAnswer(
            learner_id=learner.id,
            quiz_slug="steps",
            question_id="pick-one",
            number=1,
            version="v",
            value='"hen"',
            verdict="right",
            language="en",
            answered_at=utc_now(),
        )
    )
    session.flush()
    practised = missed(session, catalogue, learner)
    later = utc_now() + timedelta(hours=1)
    submit(session, catalogue, learner, begin(session, catalogue, learner, now=later), MIXED, now=later)

    assert practised == ["in-words"]
    assert missed(session, catalogue, learner) == ["pick-one", "in-words"]


def test_a_result_that_is_held_back_tells_nothing_here(session, catalogue, learner, mixed):
    session.get(Attempt, mixed).held_at = utc_now()
    session.flush()

    assert missed(session, catalogue, learner) == []


@pytest.mark.parametrize("query", ["?module=none", "?of=none", "?after=x", "?tokens=%00,b", "?answer=9"])
def test_nonsense_in_the_address_breaks_nothing(client, learner, mixed, query):
    client.get(f"/en/practice/steps/in-words{query}")
    client.get(f"/en/practice/next{query}")
