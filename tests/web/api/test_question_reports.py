"""Programs report faults of questions for their learner, and answer reports for an admin."""

import pytest
from sqlalchemy import select

from course.core.rules.question_faults import WORDS_MAX
from course.store.faults.models import QuestionFault
from course.store.outbox.models import OutboxMessage
from tests.attempts import begin, opened, place_of
from tests.builders import add_cohort, add_facilitator, add_person, enrol
from tests.web.api.calls import program

WORDS = "A bee has two legs on each side."


@pytest.fixture
def amina(session):
    return add_person(session, "Amina Diallo")


@pytest.fixture
def learner(app, session, amina):
    return program(app, session, amina)


@pytest.fixture
def place(session, catalogue, amina):
    """Where a program reports a question of an open attempt."""
    attempt_id = begin(session, catalogue, amina)
    session.commit()
    number = place_of(opened(session, catalogue, amina, attempt_id), "pick-one")
    return f"/me/attempts/{attempt_id}/questions/{number}/reports"


def test_a_report_is_kept_once_for_each_question_and_read_again(learner, place):
    sent = learner.post(place, {"fault": "key", "words": WORDS})
    again = learner.post(place, {"fault": "key", "words": f" {WORDS}"}, status=200)

    assert (sent["new"], sent["question"], sent["text"]) == (True, "pick-one", "Which has two legs?")
    assert again == {**sent, "new": False}
    (listed,) = learner.get("/me/question-reports")["items"]
    assert (listed["id"], listed["fault"], listed["words"], listed["state"]) == (
        sent["id"],
        "key",
        WORDS,
        "open",
    )


@pytest.mark.parametrize("other", [{"fault": "unclear", "words": WORDS}, {"fault": "key"}])
def test_another_report_of_the_same_question_is_refused_and_the_first_kept(learner, place, other):
    learner.post(place, {"fault": "key", "words": WORDS})

    problem = learner.post(place, other, status=409)

    assert problem["code"] == "report_kept"
    assert [one["words"] for one in learner.get("/me/question-reports")["items"]] == [WORDS]


def test_the_same_call_sent_again_brings_the_same_reply(learner, place):
    body, key = {"fault": "key", "words": WORDS}, "report-0001"

    first, second = (learner.post(place, body, key=key) for _ in range(2))

    assert first == second


@pytest.mark.parametrize(
    ("body", "status", "pointer", "code"),
    [
        ({"fault": "other"}, 409, "#/words", "report_without_words"),
        ({"fault": "other", "words": " \n "}, 409, "#/words", "report_without_words"),
        ({"fault": "nonsense"}, 422, "#/fault", "field_not_in_list"),
        ({"fault": "key", "words": "x" * (WORDS_MAX + 1)}, 422, "#/words", "field_too_long"),
        ({"fault": "key", "words": "\u0000"}, 422, "#/words", "field_wrong_form"),
    ],
)
def test_what_is_wrong_with_a_report_is_named_at_its_field(
    session, learner, place, body, status, pointer, code
):
    problem = learner.post(place, body, status=status)

    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [(pointer, code)]
    assert session.scalars(select(QuestionFault)).all() == []


def test_questions_that_an_attempt_has_not_and_anothers_are_not_there(app, session, learner, place):
    learner.post(place.replace("questions/", "questions/9"), {"fault": "key"}, status=404)
    other = program(app, session, add_person(session, "Bo"))
    other.post(place, {"fault": "key"}, status=404)

    assert other.get("/me/question-reports")["items"] == []


def test_an_answer_reaches_the_learner_once_by_mail(session, learner, admin, place):
    learner.post(place, {"fault": "key", "words": WORDS})
    (listed,) = admin.get("/question-reports")["items"]
    assert listed["place"].startswith("quizzes/steps.yaml:")
    assert not {"learner", "attempt"} & set(listed)

    for _ in range(2):
        answered = admin.put(
            f"/question-reports/{listed['id']}/answer", {"state": "mended", "answer": "It is mended."}
        )

    assert (answered["state"], answered["answer"]) == ("mended", "It is mended.")
    assert admin.get("/question-reports")["items"] == []
    assert len(admin.get("/question-reports?state=all")["items"]) == 1
    assert admin.get("/question-reports?state=all&quiz=other")["items"] == []
    assert learner.get("/me/question-reports")["items"][0]["answer"] == "It is mended."
    templates = session.scalars(select(OutboxMessage.template)).all()
    assert templates.count("fault_answered") == 1


def test_a_report_that_is_not_there_is_not_answered(admin):
    body = {"state": "mended", "answer": ""}

    admin.put("/question-reports/01a20184-2cdf-7935-8159-834d58267216/answer", body, status=404)


def test_a_report_that_is_open_again_without_an_answer_was_not_answered(learner, place, admin):
    sent = learner.post(place, {"fault": "key", "words": WORDS})
    here = f"/question-reports/{sent['id']}/answer"

    admin.put(here, {"state": "mended", "answer": ""})
    opened_again = admin.put(here, {"state": "open", "answer": ""})

    assert (opened_again["state"], opened_again["answered_at"]) == ("open", None)
    assert learner.get("/me/question-reports")["items"][0]["answered_at"] is None


def test_facilitators_read_the_reports_of_their_own_cohorts_and_answer_none(
    app, session, catalogue, amina, learner, place
):
    sent = learner.post(place, {"fault": "key", "words": WORDS})
    mine, other = add_cohort(session, "Mine", slug="mine"), add_cohort(session, "Other", slug="other")
    guide = add_person(session, "Gil Guide", role="facilitator")
    add_facilitator(session, mine, guide)
    enrol(session, catalogue, mine, amina)
    facilitator = program(app, session, guide)

    (told,) = facilitator.get("/cohorts/mine/question-reports")["items"]

    assert (told["words"], told["text"]) == (WORDS, "Which has two legs?")
    assert "Amina" not in str(told)
    facilitator.get("/cohorts/other/question-reports", status=404)
    facilitator.get("/question-reports", status=403)
    facilitator.put(f"/question-reports/{sent['id']}/answer", {"state": "mended", "answer": ""}, status=403)
    assert other.slug == "other"


def test_reports_come_in_pages(app, session, catalogue, learner, amina, place, admin):
    attempt, _, _ = place.removesuffix("/reports").rpartition("/")
    for position in range(1, 4):
        learner.post(f"{attempt}/{position}/reports", {"fault": "key"})

    for caller, address in ((learner, "/me/question-reports"), (admin, "/question-reports")):
        first = caller.get(f"{address}?limit=2")
        rest = caller.get(f"{address}?limit=2&cursor={first['next']}")
        assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
