"""A learner is tested through the API: same attempts, same marks, and never a key."""

import json
from uuid import uuid4

import pytest

from course.core.grading.kinds import KINDS
from course.web.api.answer_forms import FORMS
from tests.attempts import RIGHT, with_quiz
from tests.builders import add_person
from tests.regrades import hand_in, mended, regrade
from tests.web.api.calls import program

WORDS = {"pick-one": "hen"}


@pytest.fixture
def learner(app, session):
    return program(app, session, add_person(session))


def answers_of(session, catalogue, attempt):
    """Return position to right answer, in the attempt's tokens."""
    from uuid import UUID

    from course.core.grading.reading import show_response
    from course.flows.store_answer import attempt_questions
    from course.store.attempts.models import Attempt
    from course.store.attempts.queries import find_attempt

    row = session.get(Attempt, UUID(attempt["id"]))
    found = attempt_questions(
        catalogue,
        find_attempt(
            session, attempt_id=row.id, learner_id=row.learner_id, quiz_slug=row.quiz_slug, running_version=""
        ),
    )
    return {
        position: show_response(question, row.seed, RIGHT[question.id])
        for position, question in enumerate(found.questions, 1)
    }


def test_a_learner_is_tested_from_the_start_to_the_review(learner, session, catalogue):
    attempt = learner.post("/me/quizzes/steps/attempts")
    for position, value in answers_of(session, catalogue, attempt).items():
        learner.put(f"/me/attempts/{attempt['id']}/answers/{position}", {"value": value, "seen": 0})

    result = learner.post(f"/me/attempts/{attempt['id']}/submission", status=200)
    review = learner.get(f"/me/attempts/{attempt['id']}/review")

    assert (result["state"], result["score"], result["passed"]) == ("submitted", 1.0, True)
    assert {question["verdict"] for question in review["questions"]} == {"right"}


def test_a_review_tells_a_raised_mark_and_what_changed_since(app, session, catalogue, monkeypatch):
    amina = add_person(session)
    attempt_id = hand_in(session, catalogue, amina, {**RIGHT, "pick-one": "bee", "is-true": "false"})
    mended_course = mended(catalogue, pick_one="bee")
    regrade(session, mended_course)
    session.commit()
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: mended_course)
    learner = program(app, session, amina)

    review = learner.get(f"/me/attempts/{attempt_id}/review")

    told = [question for question in review["questions"] if question["regraded"]]
    assert [(one["text"], one["points"], one["regraded"]["because"]) for one in told] == [
        ("Which has two legs?", 1.0, "A bee has two wings.")
    ]
    assert told[0]["changed_since"]["key"]
    assert {one["changed_since"] for one in review["questions"] if not one["regraded"]} == {None}


@pytest.mark.parametrize(("today", "told"), [(0.95, 0.95), (0.2, 0.2), (0.7, None)])
def test_a_review_tells_the_pass_mark_of_new_attempts_where_it_is_another(
    app, session, catalogue, monkeypatch, today, told
):
    amina = add_person(session, "Amina Diallo")
    attempt_id = hand_in(session, catalogue, amina, RIGHT)
    session.commit()
    monkeypatch.setattr(
        app.extensions["course_content"],
        "catalogue",
        lambda: with_quiz(catalogue, pass_score=today, minutes=90),
    )

    review = program(app, session, amina).get(f"/me/attempts/{attempt_id}/review")

    assert (review["pass_score"], review["pass_score_today"], review["passed"]) == (0.7, told, True)


def test_a_review_offers_another_attempt_only_by_the_learners_own_rules(app, session, catalogue, monkeypatch):
    closed = with_quiz(catalogue, closes="2026-11-22T13:00:00+00:00")
    amina = add_person(session)
    attempt_id = hand_in(session, closed, amina, RIGHT)
    session.commit()
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: closed)

    review = program(app, session, amina).get(f"/me/attempts/{attempt_id}/review")

    assert review["may_try_again"] is False


def test_a_held_result_is_told_nowhere(app, session, catalogue, monkeypatch):
    closing = with_quiz(catalogue, release="at-close", closes="2199-04-01T00:00:00+00:00")
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: closing)
    learner = program(app, session, add_person(session))
    attempt = learner.post("/me/quizzes/steps/attempts")
    for position, value in answers_of(session, closing, attempt).items():
        learner.put(f"/me/attempts/{attempt['id']}/answers/{position}", {"value": value, "seen": 0})

    result = learner.post(f"/me/attempts/{attempt['id']}/submission", status=200)

    told = {name: result[name] for name in ("state", "score", "points", "passed", "held", "results_at")}
    assert told == {
        "state": "submitted",
        "score": None,
        "points": None,
        "passed": None,
        "held": True,
        "results_at": "2199-04-01T00:00:00Z",
    }
    refused = learner.get(f"/me/attempts/{attempt['id']}/review", status=409)
    assert refused["code"] == "result_held"
    listed = learner.get("/me/attempts")["items"][0]
    assert (listed["score"], listed["held"]) == (None, True)
    standing = learner.get("/me/progress")["quizzes"][0]
    assert (standing["state"], standing["best"]) == ("held", None)


def test_an_answer_is_stored_with_a_receipt_and_shown_again(learner, session, catalogue):
    attempt = learner.post("/me/quizzes/steps/attempts")
    position, value = next(iter(answers_of(session, catalogue, attempt).items()))

    stored = learner.put(f"/me/attempts/{attempt['id']}/answers/{position}", {"value": value, "seen": 0})
    again = learner.put(f"/me/attempts/{attempt['id']}/answers/{position}", {"value": value, "seen": 0})
    shown = learner.get(f"/me/attempts/{attempt['id']}")["questions"][position - 1]

    assert stored == again
    assert stored["version"] == 1
    assert {name: shown[name] for name in stored} == stored


def test_an_older_answer_does_not_overwrite_a_newer_one(learner, session, catalogue):
    attempt = learner.post("/me/quizzes/steps/attempts")
    position, value = next(iter(answers_of(session, catalogue, attempt).items()))
    address = f"/me/attempts/{attempt['id']}/answers/{position}"
    newer = learner.put(address, {"value": value, "seen": 0})

    problem = learner.put(address, {"value": None, "seen": 0}, status=409)

    assert problem["code"] == "answer_clash"
    assert problem["stored"] == newer


def test_an_older_certainty_does_not_overwrite_a_newer_one(learner):
    attempt = learner.post("/me/quizzes/say-how-sure/attempts")
    address = f"/me/attempts/{attempt['id']}/answers/2"
    newer = learner.put(address, {"value": "boots", "seen": 0, "certainty": 3})

    problem = learner.put(address, {"value": "boots", "seen": 0, "certainty": 1}, status=409)

    assert problem["code"] == "answer_clash"
    assert (problem["stored"], newer["certainty"]) == (newer, 3)


def test_an_answer_that_does_not_fit_its_question_is_a_conflict(learner):
    attempt = learner.post("/me/quizzes/steps/attempts")

    problem = learner.put(
        f"/me/attempts/{attempt['id']}/answers/1", {"value": {"foreign": "foreign"}, "seen": 0}, status=409
    )

    assert problem["code"] in {"response_wrong_shape", "response_foreign_token"}


@pytest.mark.parametrize(
    ("kind", "value", "status", "words"),
    [
        ("match", "a", 409, "an object from the token of each part"),
        ("order", {"a": "b"}, 409, "a list of the tokens of all its parts"),
        ("match", 5, 422, "a text, a list or an object"),
        ("order", ["a"] * 101, 422, "at most 100 entries"),
    ],
)
def test_an_answer_in_another_form_is_told_the_form_of_its_kind(learner, kind, value, status, words):
    attempt = learner.post("/me/quizzes/steps/attempts")
    asked = next(one for one in attempt["questions"] if one["kind"] == kind)

    problem = learner.put(
        f"/me/attempts/{attempt['id']}/answers/{asked['position']}",
        {"value": value, "seen": 0},
        status=status,
    )

    assert words in str(problem)


def test_every_kind_that_is_answered_here_has_a_form(app):
    assert set(FORMS) == set(KINDS) - {"upload", "description"}


def test_a_certainty_that_nobody_asked_for_is_refused(learner):
    here = f"/me/attempts/{learner.post('/me/quizzes/steps/attempts')['id']}/answers/1"

    problem = learner.put(here, {"value": None, "seen": 0, "certainty": 3}, status=409)

    assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [
        ("#/certainty", "certainty_not_asked")
    ]
    learner.put(here, {"value": None, "seen": 0, "certainty": 0})


@pytest.mark.parametrize("limit", ["101", "1" + "0" * 30])
def test_a_page_that_is_too_large_is_told_how_large_it_may_be(learner, limit):
    problem = learner.get(f"/me/attempts?limit={limit}", status=400)

    assert [one["detail"] for one in problem["errors"]] == ["Send 100 or less."]


def test_starting_again_goes_on_with_the_open_attempt(learner):
    first = learner.post("/me/quizzes/steps/attempts")
    second = learner.post("/me/quizzes/steps/attempts", status=200)

    assert first["id"] == second["id"]


def test_an_open_attempt_tells_no_key_and_has_no_review(learner, catalogue):
    attempt = learner.post("/me/quizzes/steps/attempts")
    said = json.dumps(learner.get(f"/me/attempts/{attempt['id']}"))
    quiz = catalogue.quizzes["steps"]
    reasons = [
        text
        for question in quiz.questions
        for option in getattr(question, "options", ())
        for text in option.feedback.values()
    ]

    problem = learner.get(f"/me/attempts/{attempt['id']}/review", status=409)

    assert reasons
    assert not [text for text in reasons if text in said]
    assert "shoes" not in said
    assert problem["code"] == "attempt_open"


def test_another_persons_attempt_looks_like_none(learner, app, session):
    attempt = learner.post("/me/quizzes/steps/attempts")
    other = program(app, session, add_person(session, "Bruno Costa"))

    foreign = other.get(f"/me/attempts/{attempt['id']}", status=404)
    absent = other.get(f"/me/attempts/{uuid4()}", status=404)
    other.put(f"/me/attempts/{attempt['id']}/answers/1", {"value": None, "seen": 0}, status=404)
    other.post(f"/me/attempts/{attempt['id']}/submission", status=404)

    assert {**foreign, "request_id": ""} == {**absent, "request_id": ""}


def test_attempts_come_in_pages(learner):
    ids = []
    for _ in range(3):
        ids.append(learner.post("/me/quizzes/steps/attempts")["id"])
        learner.post(f"/me/attempts/{ids[-1]}/submission", status=200)

    first = learner.get("/me/attempts?limit=2")
    second = learner.get(f"/me/attempts?limit=2&cursor={first['next']}")

    assert [item["id"] for item in first["items"] + second["items"]] == ids[::-1]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("rules", "refusal"),
    [({}, ""), ({"attempts": 1}, "used_up"), ({"closes": "2026-11-22T13:00:00+00:00"}, "closed")],
)
def test_a_quiz_says_whether_another_attempt_may_be_begun(
    app, session, catalogue, monkeypatch, rules, refusal
):
    course = with_quiz(catalogue, **rules)
    amina = add_person(session)
    hand_in(session, course, amina, RIGHT)
    session.commit()
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: course)

    told = program(app, session, amina).get("/me/quizzes/steps")

    assert (told["may_try_again"], told["refusal"], told["begun"]) == (not refusal, refusal, 1)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (lambda tokens: tokens[:1], "response_order_incomplete"),
        (lambda tokens: [tokens[0], *tokens[:-1]], "response_repeats"),
        (lambda tokens: dict.fromkeys(tokens, ""), "response_wrong_shape"),
    ],
)
def test_an_order_that_cannot_be_taken_says_why(learner, raw, code):
    attempt = learner.post("/me/quizzes/steps/attempts")
    asked = next(one for one in attempt["questions"] if one["kind"] == "order")
    tokens = [part["token"] for part in asked["parts"]]

    problem = learner.put(
        f"/me/attempts/{attempt['id']}/answers/{asked['position']}",
        {"value": raw(tokens), "seen": 0},
        status=409,
    )

    assert problem["code"] == code


def test_a_question_that_an_attempt_has_not_is_not_there(learner):
    here = f"/me/attempts/{learner.post('/me/quizzes/steps/attempts')['id']}"

    learner.put(f"{here}/answers/99", {"value": None, "seen": 0}, status=404)
    learner.post(f"{here}/answers/99/checks", {"value": None, "seen": 0, "certainty": 0}, status=404)


def test_true_and_false_are_said_in_the_language_of_the_reply(learner):
    attempt = learner.post("/me/quizzes/steps/attempts?language=es")
    asked = next(one for one in attempt["questions"] if one["kind"] == "true-false")

    assert {part["token"]: part["text"] for part in asked["parts"]} == {
        "true": "Verdadero",
        "false": "Falso",
    }
    here = f"/me/attempts/{attempt['id']}"
    learner.put(f"{here}/answers/{asked['position']}", {"value": "false", "seen": 0})
    learner.post(f"{here}/submission", status=200)
    told = learner.get(f"{here}/review?language=fr")["questions"][asked["position"] - 1]
    assert {part["label"] for part in told["parts"]} == {"Vrai", "Faux"}


def test_all_quizzes_are_listed_with_the_learners_own_rules_in_as_many_statements_as_one(
    learner, count_statements
):
    learner.get("/me/quizzes")
    with count_statements() as one:
        read = learner.get("/me/quizzes/steps?language=es")
    with count_statements() as many:
        listed = learner.get("/me/quizzes?language=es")

    assert (read["title"], read["begun"], read["refusal"]) == ("Pasos", 0, "")
    assert read in listed["items"]
    assert listed["next"] is None
    assert len(many) == len(one)
