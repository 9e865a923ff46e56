"""Regrading from a terminal."""

import re

import pytest

from course.store.attempts.models import Attempt
from tests.attempts import RIGHT, WRONG
from tests.builders import add_person
from tests.regrades import hand_in, mended

NEARLY = {**RIGHT, "pick-one": "bee", "pairs": WRONG["pairs"]}


@pytest.fixture
def attempt_id(session, catalogue, app, monkeypatch):
    found = hand_in(session, catalogue, add_person(session), NEARLY)
    session.commit()
    changed = mended(catalogue, pick_one="bee")
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: changed)
    return found


def score(session, attempt_id):
    session.expire_all()
    return session.get(Attempt, attempt_id).score


def test_trying_writes_nothing(app, session, attempt_id):
    told = app.test_cli_runner().invoke(args=["course", "regrade", "steps", "--dry-run"])

    assert told.exit_code == 0
    assert "Questions: pick-one" in told.output
    assert "1 raised" in told.output
    assert score(session, attempt_id) == 0.625


def test_applying_and_undoing(app, session, attempt_id):
    run = app.test_cli_runner()

    told = run.invoke(args=["course", "regrade", "steps", "--because", "en=Bees."])

    assert (told.exit_code, score(session, attempt_id)) == (0, 0.75)
    regrade_id = re.search(r"undo-regrade (\S+)", told.output)[1]
    undone = run.invoke(args=["course", "undo-regrade", regrade_id])
    assert (undone.exit_code, score(session, attempt_id)) == (0, 0.625)


@pytest.mark.parametrize(
    "args",
    [["regrade", "steps"], ["regrade", "nowhere", "--dry-run"], ["regrade", "steps", "--because", "x"]],
)
def test_what_cannot_be_done_is_said(app, attempt_id, args):
    told = app.test_cli_runner().invoke(args=["course", *args])

    assert told.exit_code == 1
    assert "Error:" in told.output
