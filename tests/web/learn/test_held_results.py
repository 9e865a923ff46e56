"""What a learner sees of a result that is told later: that it is handed in, and nothing of how it was marked."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from course.store.attempts.models import Attempt, QuizRelease
from tests.attempts import RIGHT, begin, submit, with_quiz, without_quiz
from tests.builders import add_cohort, add_facilitator, add_person, enrol, sign_in
from tests.conftest import NOON
from tests.pages import NS

CLOSES = "2199-04-01T00:00:00+00:00"


@pytest.fixture
def hold(session, client, catalogue, app, monkeypatch):
    """Hand in rightly at a quiz that holds its results, and sign in as the learner."""

    def make(**rules):
        changed = with_quiz(catalogue, **rules)
        monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: changed)
        learner, cohort = add_person(session), add_cohort(session)
        enrol(session, changed, cohort, learner)
        attempt_id = begin(session, changed, learner)
        submit(session, changed, learner, attempt_id, RIGHT)
        sign_in(client, session, learner)
        return learner, cohort, attempt_id

    return make


@pytest.mark.parametrize("page", ["/review", ""])
def test_the_review_says_when_the_result_comes_and_nothing_else(client, hold, page):
    _, _, attempt_id = hold(release="at-close", closes=CLOSES)

    client.get(f"/en/quiz/steps/attempts/{attempt_id}{page}")

    words = client.words()
    assert "You have handed it in" in words
    assert "You will learn your result on March 31, 2199 at 24:00 (time zone UTC)" in words
    assert "6 of 6 questions" in words
    assert "100%" not in words
    words = words.replace("Until then it counts neither as passed nor as not passed.", "")
    assert not re.search(r"Correct|Right answer|passed|hen\b(?<!when)", words)


def test_the_page_of_a_held_result_tells_script_where_to_learn_what_arrived(client, hold):
    _, _, attempt_id = hold(release="by-hand")

    client.get(f"/en/quiz/steps/attempts/{attempt_id}/review")

    assert f'data-answers-url="/en/progress/answers/{attempt_id}"' in client.text
    assert "/js/my-answers" in client.text


def test_no_page_of_the_learner_tells_a_held_result(client, hold):
    hold(release="by-hand")

    for page in ("/en/quiz/steps", "/en/progress", "/en/course", "/en/account/privacy"):
        client.get(page)
        words = client.words().replace("You pass with 70% of the points.", "")
        assert "100%" not in words, page
        assert not re.search(r"\bPassed\b “|with 100|\bpassed\b$", words), page

    client.get("/en/progress")
    assert "Handed in; the result is told later" in client.words()
    assert "Handed in, result told later" in client.words()


def test_beside_the_button_it_is_said_that_the_result_comes_later(client, hold):
    hold(release="by-hand")
    client.get("/en/quiz/steps")
    assert "When those who run your cohort tell the results, you see yours" in client.words()

    client.submit("Try again")

    assert "Your result is told later." in client.words()
    assert "Check my answers" not in client.words()


def test_the_facilitator_sees_it_marked_as_not_told(client, session, hold):
    learner, cohort, attempt_id = hold(release="by-hand")
    boss = add_person(session, "Farid", role="facilitator")
    add_facilitator(session, cohort, boss)
    sign_in(client, session, boss)

    client.get(f"/en/facilitate/{cohort.slug}/learners/{learner.id}")
    assert "1: 100%, not told yet" in client.words()
    client.get(f"/en/facilitate/{cohort.slug}/learners/{learner.id}/attempts/{attempt_id}")
    assert "does not know this result yet" in client.words()
    assert "Correct" in client.words()


def test_a_facilitator_tells_the_results_of_their_cohort(client, session, app, hold):
    from course.jobs.tell_results import tell_due
    from course.web.session import utc_now

    learner, cohort, attempt_id = hold(release="by-hand")
    boss = add_person(session, "Farid", role="facilitator")
    add_facilitator(session, cohort, boss)
    sign_in(client, session, boss)
    client.get(f"/en/facilitate/{cohort.slug}")
    client.get(client.links()["Results told later: 1 held"])
    assert "1 result held" in client.words()

    client.get(client.links()["Tell the results of “Steps”"])
    client.submit("Tell the results")
    assert "1 result will be told within minutes" in client.words()
    client.get(f"/en/facilitate/{cohort.slug}")
    assert "Results told later" in client.links()  # what is due is held no more
    assert tell_due(app, now=utc_now()) == 1

    sign_in(client, session, learner)
    client.get(f"/en/quiz/steps/attempts/{attempt_id}/review")
    assert "100%" in client.words()


@pytest.fixture
def left_the_course(client, session, catalogue, app, hold, monkeypatch):
    """The cohort of a held result whose quiz left the course since; its facilitator is signed in."""
    _, cohort, _ = hold(release="by-hand")
    boss = add_person(session, "Farid", role="facilitator")
    add_facilitator(session, cohort, boss)
    sign_in(client, session, boss)
    gone = without_quiz(catalogue)
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: gone)
    return cohort


def test_a_held_result_of_a_quiz_that_left_the_course_has_a_way_to_it(client, left_the_course):
    client.get(f"/en/facilitate/{left_the_course.slug}")

    client.get(client.links()["Results told later: 1 held"])
    assert "1 result held" in client.words()


def test_a_quiz_that_left_the_course_is_named_by_its_title_where_its_results_are_told(
    client, left_the_course
):
    client.get(f"/es/facilitate/{left_the_course.slug}/results")

    assert "«Pasos»" in client.words()


def test_in_french_one_held_result_is_told_of_in_the_singular(client, session, hold):
    _, cohort, _ = hold(release="by-hand")
    boss = add_person(session, "Farid", role="facilitator")
    add_facilitator(session, cohort, boss)
    sign_in(client, session, boss)

    client.get(f"/fr/facilitate/{cohort.slug}")

    assert "Résultats communiqués plus tard : 1 retenu" in client.links()


def test_before_results_are_told_it_is_asked(client, session, hold):
    _, cohort, _ = hold(release="by-hand")
    boss = add_person(session, "Farid", role="facilitator")
    add_facilitator(session, cohort, boss)
    sign_in(client, session, boss)
    here = f"/en/facilitate/{cohort.slug}/results"
    client.get(here)
    assert not [form for form in client.page.iter(f"{NS}form") if form.get("action", "").endswith("/results")]

    client.get(client.links()["Tell the results of “Steps”"])

    words = client.words()
    assert "Tell the results of “Steps”?" in words
    assert "1 result held" in words
    assert "What is told cannot be taken back." in words
    assert client.links()["Keep them held"] == here
    client.submit("Tell the results", {"mail": "yes"})
    assert session.scalars(select(QuizRelease.with_mail)).all() == [True]


@pytest.mark.parametrize(
    ("rules", "quiz", "said"),
    [
        ({"release": "by-hand"}, "nothing", "Choose a quiz in the list"),
        ({"release": "at-close", "closes": CLOSES}, "steps", "tells its results by itself when it closes"),
    ],
)
def test_what_nobody_tells_is_not_asked_about(client, session, hold, rules, quiz, said):
    _, cohort, _ = hold(**rules)
    boss = add_person(session, "Farid", role="facilitator")
    add_facilitator(session, cohort, boss)
    sign_in(client, session, boss)

    client.get(f"/en/facilitate/{cohort.slug}/results/tell?quiz={quiz}")

    assert said in client.words()


def test_until_the_results_are_told_nobody_reads_that_they_are(client, session, app, hold):
    from course.jobs.tell_results import tell_due
    from course.web.session import utc_now

    learner, cohort, attempt_id = hold(release="by-hand")
    boss = add_person(session, "Farid", role="facilitator")
    add_facilitator(session, cohort, boss)
    sign_in(client, session, boss)
    client.get(f"/en/facilitate/{cohort.slug}/results")
    client.get(client.links()["Tell the results of “Steps”"])
    client.submit("Tell the results")

    assert "1 result will be told within minutes." in client.words()
    assert "Told since" not in client.words()
    assert "Tell the results of" not in client.words()
    sign_in(client, session, learner)
    client.get(f"/en/quiz/steps/attempts/{attempt_id}/review")
    assert "You will learn your result within minutes." in client.words()

    tell_due(app, now=utc_now())
    sign_in(client, session, boss)
    client.get(f"/en/facilitate/{cohort.slug}/results")

    assert "Told since" in client.words()
    assert "within minutes" not in client.words()


def test_results_of_a_quiz_that_has_closed_are_told_within_minutes(client, session, hold):
    _, cohort, attempt_id = hold(release="at-close", closes=CLOSES)
    past = datetime(2026, 1, 1, tzinfo=UTC)
    session.execute(update(Attempt).where(Attempt.id == attempt_id).values(held_until=past))
    session.commit()
    boss = add_person(session, "Farid", role="facilitator")
    add_facilitator(session, cohort, boss)
    sign_in(client, session, boss)

    client.get(f"/en/facilitate/{cohort.slug}/results")

    assert "1 result will be told within minutes." in client.words()
    assert "2026" not in client.words()


def test_a_quiz_that_tells_by_itself_is_told_by_nobody(client, session, hold):
    _, cohort, attempt_id = hold(release="at-close", closes=CLOSES)
    boss = add_person(session, "Farid", role="facilitator")
    add_facilitator(session, cohort, boss)
    sign_in(client, session, boss)

    client.post(f"/en/facilitate/{cohort.slug}/results", {"quiz": "steps", "do": "tell"})

    assert "This quiz tells its results by itself when it closes." in client.words()
    session.expire_all()
    assert session.get(Attempt, attempt_id).held_until.year == 2199


def test_a_quiz_that_holds_nothing_is_not_told(client, session, catalogue):
    boss, cohort = add_person(session, "Farid", role="facilitator"), add_cohort(session)
    add_facilitator(session, cohort, boss)
    sign_in(client, session, boss)

    client.get(f"/en/facilitate/{cohort.slug}/results")
    assert "No quiz holds its results" in client.words()
    client.post(f"/en/facilitate/{cohort.slug}/results", {"quiz": "steps", "do": "tell"})
    assert "Choose a quiz in the list" in client.words()


def test_the_mail_says_that_the_result_is_there_and_not_what_it_is(app, session):
    from course.core.ids import new_id
    from course.jobs.send_mail import compose
    from course.store.accounts.queries import find_addressee
    from course.store.outbox.queries import DueMessage

    person = find_addressee(session, add_person(session, language="fr").id)
    values = dict.fromkeys(DueMessage._fields) | {
        "id": new_id(),
        "template": "results_told",
        "payload": {"title": {"en": "Steps", "fr": "Pas"}, "path": "quiz/steps"},
    }

    mail = compose(app, DueMessage(**values), person, NOON)

    text = mail.get_body(("plain",)).get_content()
    assert "Pas" in mail["Subject"]
    assert "/fr/quiz/steps" in text
    assert "%" not in text
