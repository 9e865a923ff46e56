"""What tests of pages and of programs share: somebody whose answer counts as right in a mended quiz."""

import pytest

from tests.builders import add_person
from tests.regrades import NEARLY, hand_in, mended


@pytest.fixture
def learner(session):
    return add_person(session, "Amina Diallo")


@pytest.fixture
def attempt_id(session, catalogue, learner):
    """An attempt that the quiz, once mended, raises."""
    found = hand_in(session, catalogue, learner, NEARLY)
    session.commit()
    return found


@pytest.fixture
def bees(catalogue, app, monkeypatch):
    """Let the quiz be mended: its files take a bee for what has two legs."""
    found = mended(catalogue, pick_one="bee")
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: found)
    return found
