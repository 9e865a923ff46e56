"""Polls and what is told before a question: answered without script, not marked, and counted for the cohort."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from course.core.statistics.votes import FEW_VOTES
from course.store.attempts.models import Attempt, QuestionMark
from course.store.progress.models import CohortProgress
from course.store.statistics.models import UncountedAttempt
from tests.attempts import begin, name_of, opened, raw_of, submit
from tests.builders import add_cohort, add_person, enrol, sign_in
from tests.counted import count_up
from tests.kinds import DESCRIPTION, HOTSPOT, POLL, said, with_questions

COUNTS_COME = "How the others voted is shown once at least 5 have."


@pytest.fixture
def amina(session, client, catalogue):
    learner = add_person(session, "Amina Diallo")
    enrol(session, catalogue, add_cohort(session), learner)
    sign_in(client, session, learner)
    return learner


@pytest.fixture
def ask(session, catalogue, app, monkeypatch, client, amina):
    """Begin an attempt that asks the given questions, and open its page."""

    def begun(*questions, **changes):
        changed = with_questions(monkeypatch, app, catalogue, *questions, **changes)
        attempt_id = begin(session, changed, amina)
        session.commit()
        client.get(f"/en/quiz/steps/attempts/{attempt_id}")
        return changed, opened(session, changed, amina, attempt_id)

    return begun


def choose(attempt, option, question="like"):
    return {name_of(attempt, question): raw_of(attempt, question, option)}


def test_who_chose_an_option_reads_what_is_said_of_it_and_of_no_other(ask, client):
    options = [one | {"feedback": said(f"Why {one['id']}.")} for one in POLL["options"]]
    _, attempt = ask(POLL | {"options": options})
    assert "Why tea." not in client.words()

    client.submit("Check my answers", choose(attempt, "tea"))

    assert "Why tea." in client.words()
    assert "Why coffee." not in client.words()


def test_a_poll_earns_nothing_and_takes_nothing(client, ask, session):
    _, attempt = ask(POLL, HOTSPOT, shuffle=False)

    client.submit("Check my answers", {**choose(attempt, "tea"), **choose(attempt, "otago", "where")})

    assert "Passed: 100%" in client.words()
    assert "1 of 1" in client.words()
    mark = session.query(QuestionMark).filter_by(question_id="like").one()
    assert (mark.verdict, mark.points, mark.max_points) == ("right", 0.0, 0.0)


def test_a_poll_is_left_open_like_any_question(client, ask):
    ask(POLL, HOTSPOT)

    client.submit("Check my answers")

    assert "2 questions are still open" in client.words()


def vote(session, changed, cohort_id, option):
    voter = add_person(session, "Ben")
    enrol(session, changed, cohort_id, voter)
    attempt_id = begin(session, changed, voter)
    submit(session, changed, voter, attempt_id, {"like": option})


@pytest.mark.parametrize(("others", "told"), [(FEW_VOTES - 1, True), (FEW_VOTES - 2, False)])
def test_votes_of_the_cohort_are_told_once_they_name_nobody(
    client, ask, session, database, catalogue, amina, others, told
):
    changed, attempt = ask(POLL, HOTSPOT)
    cohort = add_cohort(session, "Votes")
    enrol(session, changed, cohort, amina)
    for _ in range(others):
        vote(session, changed, cohort, "coffee")
    count_up(session, database, changed)

    client.submit("Check my answers", choose(attempt, "tea"))
    client.submit("Mark anyway")

    assert ("4 votes, 80%" in client.words()) is told
    assert (COUNTS_COME in client.words()) is not told
    assert ("1 vote, 20%" in client.words()) is told

    count_up(session, database, changed)
    client.get(client.path)

    assert ("1 vote, 20%" in client.words()) is told


def test_a_cohort_that_was_joined_after_the_vote_does_not_hold_it(client, ask, session, database, amina):
    changed, attempt = ask(POLL, HOTSPOT)
    client.submit("Check my answers", choose(attempt, "tea"))
    client.submit("Mark anyway")
    cohort = add_cohort(session, "Votes")
    for _ in range(FEW_VOTES):
        vote(session, changed, cohort, "coffee")
    count_up(session, database, changed)
    begun = session.get(Attempt, attempt.row.id)
    enrol(session, changed, cohort, amina, begun.submitted_at + timedelta(minutes=1))
    session.add(UncountedAttempt(attempt_id=begun.id, quiz_slug="steps"))
    session.commit()

    client.get(client.path)

    assert "5 votes, 100%" in client.words()
    assert "0 votes" in client.words()


def test_who_votes_first_of_their_cohort_reads_that_counts_will_come(client, ask):
    _, attempt = ask(POLL)

    client.submit("Check my answers", choose(attempt, "tea"))

    assert COUNTS_COME in client.words()


def test_who_is_in_no_cohort_reads_of_no_counts(client, session, ask, amina):
    session.execute(delete(CohortProgress).where(CohortProgress.learner_id == amina.id))
    _, attempt = ask(POLL)

    client.submit("Check my answers", choose(attempt, "tea"))

    assert COUNTS_COME not in client.words()


def test_a_description_stands_before_its_question_and_has_no_number(client, ask):
    _, attempt = ask(DESCRIPTION, HOTSPOT)

    words = client.words()
    assert words.index("A long story.") < words.index("Choose one")
    assert len(attempt.questions) == 1

    client.submit("Check my answers", choose(attempt, "otago", "where"))
    assert "With two parts." in client.words()
