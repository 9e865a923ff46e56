"""Programs of admins read what differs in a mended quiz, try a regrade, order it and undo it."""

import pytest
from sqlalchemy import func, select

from course.flows import apply_regrade, undo_regrade
from course.store.attempts.models import Attempt
from course.store.outbox.models import OutboxMessage
from course.store.regrades.models import Regrade
from tests.builders import add_person
from tests.regrades import NEARLY, hand_in, mended
from tests.web.api.calls import program

ORDER = {"questions": ["pick-one"], "because": {"en": "A bee has two wings."}}
PLACE = "/quizzes/steps/regrades"
TRIAL = "/quizzes/steps/regrade-trial?questions=pick-one"


@pytest.fixture
def woken(app, monkeypatch):
    seen = []
    monkeypatch.setitem(app.extensions, "course_wake_regrades", lambda: seen.append(True))
    return seen


def score(session, attempt_id):
    session.expire_all()
    return session.get(Attempt, attempt_id).score


def test_what_differs_is_told_with_what_may_be_marked_anew(admin, attempt_id, bees):
    found = admin.get("/quizzes/steps/changes?language=es")

    assert (found["title"], [one["attempts"] for one in found["earlier"]]) == ("Pasos", [1])
    (question,) = found["questions"]
    assert (question["question"], question["suggested"], question["gone"]) == ("pick-one", True, False)
    (before,) = question["before"]
    assert (before["attempts"], before["barrier"]) == (1, None)
    assert {"field": "right", "part": ["hen"], "language": "", "before": "true", "now": "false"} in before[
        "differences"
    ]


def test_a_quiz_that_was_not_changed_has_no_changes(admin, attempt_id):
    found = admin.get("/quizzes/steps/changes")

    assert (found["earlier"], found["questions"]) == ([], [])


def test_a_trial_says_whose_mark_would_change_and_writes_nothing(session, admin, learner, attempt_id, bees):
    before = score(session, attempt_id)

    tried = admin.get(TRIAL)

    (one,) = tried["items"]
    assert (one["learner"], one["name"], one["outcome"], one["passed_after"]) == (
        str(learner.id),
        "Amina Diallo",
        "raised",
        True,
    )
    assert [(mark["points_before"], mark["points_after"]) for mark in one["marks"]] == [(0, 1)]
    assert (tried["counts"], tried["passing"], tried["next"]) == ({"raised": 1}, 1, None)
    assert admin.get(f"{TRIAL}&outcome=barred")["items"] == []
    assert score(session, attempt_id) == before
    assert session.scalar(select(func.count()).select_from(Regrade)) == 0


def test_a_question_that_the_quiz_has_not_is_named_and_nothing_is_done(session, admin, attempt_id, bees):
    tried = admin.get(f"{TRIAL},no-such", status=409)
    ordered = admin.post(PLACE, {**ORDER, "questions": ["pick-one", "no-such"]}, status=409)

    assert [(one["parameter"], one["code"]) for one in tried["errors"]] == [("questions", "question_unknown")]
    assert [(one["pointer"], one["code"]) for one in ordered["errors"]] == [
        ("#/questions/1", "question_unknown")
    ]
    assert session.scalar(select(func.count()).select_from(Regrade)) == 0


def test_a_trial_comes_in_pages(session, catalogue, admin, attempt_id, app, monkeypatch):
    for name in ("Ben", "Chiara"):
        hand_in(session, catalogue, add_person(session, name), NEARLY)
    session.commit()
    changed = mended(catalogue, pick_one="bee")
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: changed)

    first = admin.get(f"{TRIAL}&limit=2")
    rest = admin.get(f"{TRIAL}&limit=2&cursor={first['next']}")

    names = [one["name"] for page in (first, rest) for one in page["items"]]
    assert (sorted(names), rest["next"]) == (["Amina Diallo", "Ben", "Chiara"], None)
    assert first["counts"] == rest["counts"] == {"raised": 3}


def test_a_regrade_is_ordered_once_read_and_undone(session, admin, learner, attempt_id, bees, woken):
    before = score(session, attempt_id)

    made = admin.post(PLACE, ORDER, key="regrade-0001")
    same = admin.post(PLACE, ORDER, key="regrade-0001")

    assert made == same
    assert (made["state"], made["counts"], made["ordered_by"], made["may_undo"]) == (
        "applied",
        {"raised": 1},
        "Ada Admin",
        True,
    )
    assert made["because"] == {"en": "A bee has two wings."}
    assert score(session, attempt_id) > before
    assert admin.get(f"/regrades/{made['id']}") == made
    assert admin.get(PLACE)["items"] == [made]
    (raised,) = admin.get(f"/regrades/{made['id']}/learners")["items"]
    assert (raised["name"], raised["state"], raised["passed_after"]) == ("Amina Diallo", "raised", True)

    undone = admin.post(f"/regrades/{made['id']}/undo", status=200)

    assert (undone["state"], undone["may_undo"]) == ("undone", False)
    assert score(session, attempt_id) == before
    assert [
        one["state"] for one in admin.get(f"/regrades/{made['id']}/learners?state=restored")["items"]
    ] == ["restored"]
    assert admin.post(f"/regrades/{made['id']}/undo", status=200) == undone
    assert session.scalars(select(OutboxMessage.template)).all().count("regraded") <= 1
    assert woken == []


def test_a_large_one_is_left_to_the_worker(admin, attempt_id, bees, woken, monkeypatch):
    monkeypatch.setattr(apply_regrade, "AT_ONCE", 0)
    monkeypatch.setattr(undo_regrade, "AT_ONCE", 0)

    made = admin.post(PLACE, ORDER)

    assert (made["state"], made["may_undo"], woken) == ("applying", False, [True])
    other = {"questions": ["is-true"], "because": {"en": "Another reason."}}
    assert admin.post(PLACE, other, status=409)["code"] == "regrade_in_work"
    assert woken == [True]


@pytest.mark.parametrize(
    ("changes", "status", "pointer", "code"),
    [
        ({"because": {}}, 409, "#/because", "regrade_without_reason"),
        ({"because": {"es": " \n"}}, 409, "#/because", "regrade_without_reason"),
        ({"because": {"de": "So"}}, 422, "#/because/de", "field_unknown"),
        ({"because": {"en": "x" * 501}}, 422, "#/because/en", "field_too_long"),
        ({"questions": []}, 422, "#/questions", "field_too_few"),
        ({"questions": "pick-one"}, 422, "#/questions", "field_not_a_list"),
    ],
)
def test_what_is_wrong_with_an_order_is_named_at_its_field(
    session, admin, attempt_id, bees, changes, status, pointer, code
):
    problem = admin.post(PLACE, {**ORDER, **changes}, status=status)

    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [(pointer, code)]
    assert session.scalar(select(func.count()).select_from(Regrade)) == 0


def test_there_is_nothing_to_regrade_where_nobody_saw_another_version(admin, attempt_id):
    assert admin.post(PLACE, ORDER, status=409)["code"] == "nothing_to_regrade"


def test_no_quiz_and_no_regrade_are_not_there(admin):
    nothing = "01a20184-2cdf-7935-8159-834d58267216"

    for address in (
        "/quizzes/no-such/changes",
        "/quizzes/no-such/regrades",
        "/quizzes/no-such/regrade-trial?questions=a",
        f"/regrades/{nothing}",
        f"/regrades/{nothing}/learners",
    ):
        admin.get(address, status=404)
    admin.post("/quizzes/no-such/regrades", ORDER, status=404)
    admin.post(f"/regrades/{nothing}/undo", status=404)


def test_regrading_is_the_admins_with_the_scope(app, session, facilitator, learner, attempt_id, bees):
    made_by = add_person(session, "Ari", role="admin")
    reader = program(app, session, made_by, "questions:read")

    for caller in (facilitator, program(app, session, learner)):
        caller.get("/quizzes/steps/changes", status=403)
        caller.get(TRIAL, status=403)
        caller.post(PLACE, ORDER, status=403)
    assert reader.post(PLACE, ORDER, status=403)["code"] == "forbidden"
    reader.get(TRIAL)
    assert session.scalar(select(func.count()).select_from(Regrade)) == 0
