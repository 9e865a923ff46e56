"""What the database itself keeps of attempts, when two of them are opened past each other."""

from uuid import uuid4

from course.store.attempts.operations import open_attempt
from tests.attempts import begin, submit
from tests.builders import add_person
from tests.conftest import NOON


def open_past(session, catalogue, learner, *, number, key):
    """Open an attempt as a request does that looked before another one's rows were there."""
    return open_attempt(
        session,
        learner_id=learner.id,
        quiz=catalogue.quizzes["steps"],
        number=number,
        start_key=key,
        seed=b"0" * 16,
        language="en",
        deadline=None,
        max_attempts=0,
        now=NOON,
    )


def test_none_opens_beside_an_open_one(session, catalogue):
    learner = add_person(session)
    begin(session, catalogue, learner, key="first")

    assert open_past(session, catalogue, learner, number=2, key="second") is None


def test_a_number_is_given_once(session, catalogue):
    learner = add_person(session)
    submit(session, catalogue, learner, begin(session, catalogue, learner, key="first"))

    assert open_past(session, catalogue, learner, number=1, key="second") is None


def test_a_key_opens_one(session, catalogue):
    learner = add_person(session)
    submit(session, catalogue, learner, begin(session, catalogue, learner, key="first"))

    assert open_past(session, catalogue, learner, number=2, key="first") is None


def test_the_next_one_opens(session, catalogue):
    learner = add_person(session)
    submit(session, catalogue, learner, begin(session, catalogue, learner, key="first"))

    assert open_past(session, catalogue, learner, number=2, key=str(uuid4())) is not None
