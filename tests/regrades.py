"""Builders for regrades of the small course's quiz."""

import json
from uuid import uuid4

from course.flows.apply_regrade import apply_regrade_chunk, order_regrade
from course.flows.undo_regrade import begin_undo_regrade, undo_regrade_chunk
from tests.attempts import RIGHT, WRONG, begin, submit, with_quiz
from tests.conftest import NOON

NEARLY = {**RIGHT, "pick-one": "bee", "pairs": WRONG["pairs"]}  # right with "bee", once that counts as right
BECAUSE = {"en": "A bee has two wings.", "fr": "Une abeille a deux ailes."}


def mended(catalogue, **keys):
    """Return the course with keys mended: pick_one="bee" makes that option right, is_true=False the statement false."""
    questions = json.loads(catalogue.quizzes["steps"].body)["questions"]
    by_id = {question["id"]: question for question in questions}
    if "pick_one" in keys:
        for option in by_id["pick-one"]["options"]:
            option["right"] = option["id"] == keys["pick_one"]
    if "is_true" in keys:
        by_id["is-true"]["answer"] = keys["is_true"]
    if "points" in keys:
        by_id["pick-one"]["points"] = keys["points"]
    if "pairs" in keys:
        by_id["pairs"]["pairs"] = by_id["pairs"]["pairs"][: keys["pairs"]]
    return with_quiz(catalogue, questions=questions)


def hand_in(session, catalogue, learner, responses, now=NOON):
    attempt_id = begin(session, catalogue, learner, now=now)
    submit(session, catalogue, learner, attempt_id, responses, now=now)
    session.flush()
    return attempt_id


def order(session, catalogue, *questions, key=None, now=NOON, because=BECAUSE):
    regrade_id, _learners = order_regrade(
        session,
        catalogue,
        quiz_slug="steps",
        questions=questions or ("pick-one", "is-true"),
        because=because,
        key=key or str(uuid4()),
        actor_id=None,
        now=now,
    )
    return regrade_id


def regrade(session, catalogue, *questions, now=NOON):
    regrade_id = order(session, catalogue, *questions, now=now)
    while apply_regrade_chunk(session, catalogue, regrade_id=regrade_id, now=now, size=2):
        pass
    session.flush()
    session.expire_all()
    return regrade_id


def undo(session, catalogue, regrade_id, now=NOON):
    begin_undo_regrade(session, regrade_id=regrade_id, actor_id=None, now=now)
    while undo_regrade_chunk(session, catalogue, regrade_id=regrade_id, now=now, size=2):
        pass
    session.flush()
    session.expire_all()
