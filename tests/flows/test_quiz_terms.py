"""What holds for a learner at all quizzes is what holds for them at each."""

from datetime import timedelta

import pytest

from course.core.grading.windows import Outage
from course.core.ids import new_id
from course.flows.quiz_terms import learner_terms, terms_at_quizzes
from course.flows.record_outage import record_outage
from course.flows.tell_results import current_hold, holds_at_quizzes, release_results
from course.store.attempts.overrides import StoredOverride, add_override
from tests.attempts import begin, finish_all_overdue, with_quiz
from tests.builders import add_cohort, add_person, enrol
from tests.conftest import NOON

LATER = NOON + timedelta(minutes=70)


def override(session, cohort, learner=None, **rules):
    given = {"opens": None, "closes": None, "time_limit": None, "attempts": None, "expires_at": None, **rules}
    add_override(
        session,
        StoredOverride(
            id=new_id(),
            quiz_slug="steps",
            cohort_id=cohort.id,
            learner_id=learner.id if learner else None,
            reason="A storm",
            reason_told=True,
            made_at=NOON,
            **given,
        ),
    )


@pytest.mark.parametrize("case", ["plain", "personal", "cohort", "foreign", "cut short", "held", "released"])
def test_both_ways_of_asking_agree(session, catalogue, case):
    course = with_quiz(catalogue, time_limit=20, attempts=1, release="by-hand")
    quiz, quizzes = course.quizzes["steps"], course.quizzes_in_order
    learner, cohort, foreign = add_person(session), add_cohort(session), add_cohort(session)
    if case != "plain":
        enrol(session, course, cohort, learner)
    match case:
        case "personal":
            override(session, cohort, learner, attempts=4)
        case "cohort":
            override(session, cohort, closes=LATER + timedelta(days=1))
        case "foreign":
            override(session, foreign, attempts=9)
        case "cut short":
            begin(session, course, learner)
            finish_all_overdue(session, course, now=LATER)
            night = Outage(NOON + timedelta(minutes=5), NOON + timedelta(minutes=65), "No power")
            record_outage(session, cohort_id=None, outage=night, actor_id=learner.id, now=LATER)
        case "released":
            release_results(
                session,
                cohort_id=cohort.id,
                quiz_slug="steps",
                with_mail=False,
                actor_id=learner.id,
                now=NOON,
            )
    session.flush()

    terms = terms_at_quizzes(session, quizzes, learner_id=learner.id, now=LATER)
    holds = holds_at_quizzes(session, quizzes, terms, learner_id=learner.id, now=LATER)

    assert terms["steps"] == learner_terms(session, quiz, learner_id=learner.id, now=LATER)
    assert holds.get("steps") == current_hold(session, quiz, learner_id=learner.id, now=LATER)
    assert set(terms) == set(course.quizzes)
    expected = {"personal": 4, "cut short": 2}.get(case, 1)
    assert (terms["steps"].attempts, "steps" in holds) == (expected, case not in {"plain", "released"})
